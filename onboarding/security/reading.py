"""Reading a list somebody imports: CSV or Excel, its columns found by what they are called."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from onboarding.security.matching import Listed

_LOOKED_AT = 20
_MOST = 200_000
_PARTS = re.compile(r"[\n;；]+|^[・•]", re.MULTILINE)
Row = Sequence[str]


class NotAScreeningList(Exception):
    """It cannot be read: `reason` is `not_readable`, `no_name_column` or `no_entries`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


def read_entries(content: bytes, columns: Mapping[str, Sequence[str]]) -> list[Listed]:
    """Return the bodies of a list; `columns` as in the rules.

    Raises:
        NotAScreeningList: it is no table, has no column of names, or nobody in it.
    """
    rows = _workbook(content) if content.startswith(b"PK") else _text(content)
    for number, row in enumerate(rows[:_LOOKED_AT]):
        where = _where(row, columns)
        if "name" in where:
            found = [one for row in rows[number + 1 : _MOST] if (one := _entry(row, where))]
            if not found:
                raise NotAScreeningList("no_entries")
            return found
    raise NotAScreeningList("no_name_column")


def _workbook(content: bytes) -> list[Row]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_plain(cell) for cell in row] for row in sheet.to_python()]
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise NotAScreeningList("not_readable") from error


def _plain(cell: Any) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()


def _text(content: bytes) -> list[Row]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        head = text[:4000]
        delimiter = max(",\t;", key=head.count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            return [[cell.strip() for cell in row] for row in rows]
        except csv.Error as error:
            raise NotAScreeningList("not_readable") from error
    raise NotAScreeningList("not_readable")


def _where(row: Row, columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return what a list is read for → its column, where a row names them."""
    found: dict[str, int] = {}
    for number, cell in enumerate(row):
        told = " ".join(cell.casefold().split())
        for name, called in columns.items():
            if name not in found and any(_names(told, one.casefold()) for one in called):
                found[name] = number
                break
    return found


def _names(told: str, called: str) -> bool:
    """Return whether a heading, perhaps in two languages, names a column."""
    if called.isascii():
        return re.search(rf"(?<![a-z]){re.escape(called)}(?![a-z])", told) is not None
    return called in told


def _entry(row: Row, where: Mapping[str, int]) -> Listed | None:
    def cell(name: str) -> str:
        number = where.get(name, -1)
        return row[number] if 0 <= number < len(row) else ""

    name = " ".join(cell("name").split())
    if not name:
        return None
    return Listed(
        cell("number"), name, tuple(_others(cell("others"))), cell("country"), cell("concern")
    )


def _others(text: str) -> Iterator[str]:
    for part in _PARTS.split(text):
        if told := " ".join(part.split()).strip(" ・•"):
            yield told
