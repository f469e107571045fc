"""Excel files: their visible sheets as text, once it is known that they fit into memory.

Of a formula the value counts that Excel calculated and saved, which is what people see.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from flask_babel import lazy_gettext as _l
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from onboarding.office.lists.cells import tidy
from onboarding.office.lists.problems import NotAList

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_CELLS = 3_000_000
_CHUNK = 1 << 20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, EOFError),
    *(NotImplementedError, RuntimeError, OverflowError, KeyError),
)
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'](?:[^>]*[^/>])?>""")
_CELL_ANYWHERE = re.compile(rb"""<(?:\w+:)?c(?:\s+(?!r=)[\w:]+=["'][^"'>]*["'])*\s*>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["']([0-9]{1,7})["']""")
Records = list[list[str]]


def is_workbook(content: bytes) -> bool:
    """Return whether a file is, by its first bytes, of Excel's new or old kind."""
    return content.startswith((_ZIP, _OLE))


def _refuse_old(content: bytes) -> None:
    """Refuse Excel's old container: it holds files of before 2007, and protected new ones."""
    if not content.startswith(_OLE):
        return
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise NotAList(
            _l("This file is protected by a password. Save it without one and send it again.")
        )
    raise NotAList(
        _l("This is an Excel file of the old kind (.xls). Save it as .xlsx and send that.")
    )


def sheets(content: bytes) -> list[tuple[str, Records]]:
    """Return name and rows of every visible sheet, their cells tidy texts.

    Raises:
        NotAList: protected, damaged, too large once unpacked, or another kind of file.
    """
    _refuse_old(content)
    _refuse_bombs(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [sheet.name for sheet in workbook.sheets_metadata if _is_shown(sheet)]
        return [(name, _records(workbook, name)) for name in shown]
    except (CalamineError, ValueError, OSError, IndexError) as error:
        raise NotAList(_damaged()) from error


def _damaged() -> Any:
    return _l("This Excel file cannot be read. Save it anew as .xlsx, or as CSV, and send that.")


def _is_shown(sheet: Any) -> bool:
    return sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet


def _records(workbook: CalamineWorkbook, name: str) -> Records:
    """Return the rows from the first on; Calamine leaves out the empty columns on the left."""
    sheet = workbook.get_sheet_by_name(name)
    left = [""] * (sheet.start[1] if sheet.start else 0)
    return [left + [tidy(_text(cell)) for cell in row] for row in sheet.iter_rows()]


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if isinstance(cell, timedelta) else str(cell)


def _refuse_bombs(content: bytes) -> None:
    """Refuse what would not fit into memory: parts that unpack without end, cells far out."""
    too_large = _l(
        "The Excel file is too large once unpacked. Copy the list alone into a new file."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise NotAList(_damaged())
            if sum(part.file_size for part in parts) > _MAX_UNPACKED:
                raise NotAList(too_large)
            for part in parts:
                with archive.open(part) as stream:
                    if _area(stream) > _MAX_CELLS:
                        raise NotAList(too_large)
    except _BROKEN as error:
        raise NotAList(_damaged()) from error


def _area(stream: IO[bytes]) -> int:
    """Return how many cells a sheet spans; reads a part to its end, so that its size is true."""
    last_row = last_column = last_named = 0
    anywhere = False
    for chunk in _overlapping(stream):
        for match in _CELL.finditer(chunk):
            last_column = max(last_column, _column_number(match[1]))
            last_row = max(last_row, int(match[2]))
        anywhere = anywhere or _CELL_ANYWHERE.search(chunk) is not None
        last_named = max([last_named, *map(int, _ROW.findall(chunk))])
    return max(last_row, last_named * anywhere) * max(last_column, anywhere)


def _overlapping(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream in pieces that share a little, so that no cell is cut in two."""
    rest = b""
    while piece := stream.read(_CHUNK):
        yield rest + piece
        rest = piece[-200:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
