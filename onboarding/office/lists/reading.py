"""Reading a list: whatever file an office keeps it in, as headings and rows of text."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l

from onboarding.office.lists.cells import tidy
from onboarding.office.lists.columns import Headings
from onboarding.office.lists.problems import NotAList
from onboarding.office.lists.workbooks import is_workbook, sheets

MAX_BYTES = 12 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
_MOST_RECORDS = 10 * MAX_ROWS  # empty ones included
_LOOKED_AT = 30
_FEWEST_HEADINGS = 3
_DELIMITERS = (",", "\t", ";")
_SPACE = "\t\n\r\f\v"
Records = list[list[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as a spreadsheet counts, its tidy cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as read. `groups`: the headings above the headings, empty where there are none.

    `encoding`: a codec, or `xlsx`. `others`: sheets of the workbook that were left aside.
    `blank`: how many empty rows stand between the others.
    """

    headings: tuple[str, ...]
    groups: tuple[str, ...]
    lines: list[Line]
    blank: int
    encoding: str
    delimiter: str = ","
    name: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Top:
    """Where the headings stand, and how many of them are understood."""

    row: int
    headings: list[str]
    groups: list[str]
    count: int


def read_list(content: bytes, headings: Headings) -> Sheet:
    """Read a file as a list.

    Raises:
        NotAList: too large, no list, damaged, protected, or without a row of headings.
    """
    if len(content) > MAX_BYTES:
        raise NotAList(_l("The file is larger than 12 MB. Split the list and send its parts."))
    if not content.strip():
        raise NotAList(_l("The file is empty. Choose it again."))
    return (
        _from_workbook(content, headings) if is_workbook(content) else _from_text(content, headings)
    )


def _from_workbook(content: bytes, headings: Headings) -> Sheet:
    found = sheets(content) or [("", [])]
    tops = [(name, records, find_top(records, headings)) for name, records in found]
    name, records, top = next(
        (one for one in tops if one[2].count >= _FEWEST_HEADINGS),
        max(tops, key=lambda t: t[2].count),
    )
    others = tuple(other for other, _rows in found if other != name)
    return _sheet(records, top, "xlsx", name=name, others=others)


def _from_text(content: bytes, headings: Headings) -> Sheet:
    text, encoding = decoded(content)
    starts = {d: list(islice(_parsed(text, d), _LOOKED_AT + 1)) for d in _DELIMITERS}
    tops = {d: find_top(_tidied(rows), headings) for d, rows in starts.items()}
    delimiter = max(_DELIMITERS, key=lambda d: tops[d].count)
    return _sheet(_tidied(_parsed(text, delimiter)), tops[delimiter], encoding, delimiter=delimiter)


def decoded(content: bytes) -> tuple[str, str]:
    """Return a text and the codec it was written in.

    Raises:
        NotAList: no text in any encoding Japanese offices use.
    """
    for codec in _codecs(content):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text.removeprefix("\ufeff"), codec
    raise NotAList(
        _l("This is neither a text nor an Excel file. Save the list as CSV or .xlsx and send that.")
    )


def _codecs(content: bytes) -> Iterator[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    elif content.startswith(b"\xef\xbb\xbf"):
        yield "utf-8-sig"
    elif content[1:400:2].count(0) > 20:
        yield "utf-16-le"
    elif content[0:400:2].count(0) > 20:
        yield "utf-16-be"
    else:
        yield from ("utf-8", "cp932", "euc_jp")


def _is_text(text: str) -> bool:
    """Return whether a text has none of the characters only binary files have."""
    start = text[:100_000]
    return not any(unicodedata.category(c) == "Cc" and c not in _SPACE for c in start)


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the records of a text; one that is not closed would swallow all that follow."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotAList(_what_is_wrong(error, number)) from error
        if number > _MOST_RECORDS:
            raise NotAList(_too_many(number))
        yield record


def _what_is_wrong(error: csv.Error, number: int) -> Any:
    if "field limit" in str(error):
        return _l("Row %(number)s has more text in one cell than can be read.", number=number)
    return _l("Row %(number)s has a quotation mark that is not closed.", number=number)


def _too_many(count: int) -> Any:
    return _l(
        "The list has %(count)s rows; %(most)s can be read at once. Split it.",
        count=count,
        most=MAX_ROWS,
    )


def _tidied(records: Iterable[Sequence[str]]) -> Records:
    return [[tidy(cell) for cell in record] for record in records]


def find_top(records: Records, headings: Headings) -> _Top:
    """Return the row of headings: the first of those that name the most facts.

    Two rows of headings count as one: `受入期間` over `開始日` and `終了日`.
    """
    best = _Top(0, [], [], 0)
    for row, record in enumerate(records[:_LOOKED_AT]):
        for names, groups in _readings(records, row, record):
            count = headings.count(names, groups)
            if count > best.count:
                best = _Top(row, names, groups, count)
    return best


def _readings(
    records: Records, row: int, record: list[str]
) -> Iterator[tuple[list[str], list[str]]]:
    yield record, []
    above = records[row - 1] if row else []
    if sum(map(bool, above)) < 2 or sum(map(bool, record)) < 2:
        return
    width = max(len(above), len(record))
    own, over = _padded(record, width), _padded(above, width)
    names = [name or group for name, group in zip(own, over, strict=True)]
    groups, group = [], ""
    for name, here in zip(own, over, strict=True):
        group = here or group
        groups.append(group if name else "")
    yield names, groups


def _padded(record: list[str], width: int) -> list[str]:
    return record + [""] * (width - len(record))


def _sheet(records: Records, top: _Top, encoding: str, **more: object) -> Sheet:
    if top.count < _FEWEST_HEADINGS:
        raise NotAList(
            _l(
                "No row of headings was found. One row must name the columns, for example "
                "姓, メールアドレス, 受入開始日 or Family name, E-mail, Start date."
            )
        )
    body = [(n, r) for n, r in enumerate(records[top.row + 1 :], start=top.row + 2) if any(r)]
    _refuse_large(body)
    width = max([len(top.headings), *(_used(record) for _number, record in body)])
    lines = [Line(number, tuple(_padded(r, width)[:width])) for number, r in body]
    last = lines[-1].number if lines else top.row + 1
    return Sheet(
        headings=tuple(_padded(top.headings, width)[:width]),
        groups=tuple(_padded(top.groups, width)[:width]) if top.groups else (),
        lines=lines,
        blank=last - top.row - 1 - len(lines),
        encoding=encoding,
        **more,  # type: ignore[arg-type]
    )


def _used(record: list[str]) -> int:
    return max((number for number, cell in enumerate(record, start=1) if cell), default=0)


def _refuse_large(body: list[tuple[int, list[str]]]) -> None:
    if not body:
        raise NotAList(_l("There is no row below the headings."))
    if len(body) > MAX_ROWS:
        raise NotAList(_too_many(len(body)))
    if max(_used(record) for _number, record in body) > MAX_COLUMNS:
        raise NotAList(_l("The list has more than 200 columns. Leave out those nobody needs."))
