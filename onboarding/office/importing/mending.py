"""Rows that did not go in, as a file to mend: their own columns and one for what is wrong."""

import csv
import io
from collections.abc import Iterator

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from onboarding.office.importing.models import Import
from onboarding.office.importing.queries import all_rows
from onboarding.office.importing.service import columns_of, source_of
from onboarding.office.importing.showing import told
from onboarding.office.lists.cells import harmless
from onboarding.office.lists.checked import Checked

_FOR_EXCEL = "utf-8-sig"


def name_of(record: Import, ending: str) -> str:
    """Return a name for the file: that of the list, and what it is for."""
    stem = record.name.rpartition(".")[0] or record.name
    return _("%(name)s to mend.%(ending)s", name=stem, ending=ending)


def as_csv(record: Import) -> bytes:
    """Return the rows to mend as CSV, in the encoding and with the delimiter they came in."""
    source = source_of(record)
    encoding = source["encoding"] if source["encoding"] != "xlsx" else _FOR_EXCEL
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=source["delimiter"]).writerows(_records(record))
    bom = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    return (bom + text.getvalue()).encode(encoding, errors="replace")


def as_xlsx(record: Import) -> bytes:
    """Return the rows to mend as an Excel file, every cell a text."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_("To mend"))
    sheet.freeze_panes = "A2"
    headings, *rows = ([_printable(text) for text in one] for one in _records(record))
    cells = [WriteOnlyCell(sheet, value=text) for text in headings]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _printable(text: str) -> str:
    """Return a text Excel's format can hold."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _records(record: Import) -> Iterator[list[str]]:
    """Yield the headings and the rows, none of it anything a spreadsheet would calculate."""
    headings = [column.heading for column in columns_of(record)]
    yield [*map(harmless, headings), _("Problems")]
    for row in all_rows(record, "bad"):
        yield [*map(harmless, row.line.cells), harmless(_problems(row))]


def _problems(row: Checked) -> str:
    """Return all that is wrong with a row, one sentence a line."""
    return "\n".join(told(problem) for problem in row.problems if not problem.hint)
