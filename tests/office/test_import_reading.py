"""Files of every kind, read as lists or refused with words."""

import io
import zipfile

import openpyxl
import pytest

from onboarding.office.lists.columns import Headings
from onboarding.office.lists.problems import NotAList
from onboarding.office.lists.reading import read_list
from tests.office.conftest import COLUMNS, LISTS, ROW, as_csv


def sheet_of(name):
    return read_list((LISTS / name).read_bytes(), Headings())


def refusal_of(content):
    with pytest.raises(NotAList) as refused:
        read_list(content, Headings())
    return refused.value.say.en


def workbook(*rows, title="Sheet"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_cells(content, cells):
    """Return a workbook with XML written behind the rows of its sheet."""
    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            xml = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                xml = xml.replace(b"</sheetData>", cells + b"</sheetData>")
            archive.writestr(part.filename, xml)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "first"),
    [
        ("plain_utf8.csv", "utf-8-sig", ",", "HARTLEY"),
        ("quirks_cp932.csv", "cp932", ",", "HARTLEY"),
        ("tabs_utf16.txt", "utf-16", "\t", "HARTLEY"),
        ("english_semicolons.csv", "utf-8", ";", "VESELY"),
        ("workbook.xlsx", "xlsx", ",", "MARTINEZ"),
    ],
)
def test_a_list_is_read_in_its_own_encoding(app, name, encoding, delimiter, first):
    sheet = sheet_of(name)

    assert (sheet.encoding, sheet.delimiter) == (encoding, delimiter)
    assert first in sheet.lines[0].cells


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(app):
    sheet = sheet_of("quirks_cp932.csv")

    assert [line.number for line in sheet.lines] == [4, 5, 7, 8, 9, 10, 11, 12, 13]
    assert sheet.blank == 1


def test_utf16_without_a_mark_is_read(app):
    sheet = read_list(as_csv([ROW]).decode().encode("utf-16-le"), Headings())

    assert (sheet.encoding, sheet.lines[0].cells) == ("utf-16-le", ROW)


def test_headings_in_two_rows_below_a_title_are_joined(app):
    sheet = sheet_of("workbook.xlsx")
    columns = Headings().columns(sheet.headings, sheet.groups)

    assert [column.target for column in columns if column.heading] == [
        *("", "researcher.family_name", "researcher.given_name", "researcher.nationality"),
        *("researcher.email", "host.any_name", "host.email", "case.programme"),
        *("case.department", "stay.starts_on", "stay.ends_on", "position.monthly_pay"),
    ]


def test_the_first_visible_sheet_with_headings_is_the_list(app):
    sheet = sheet_of("workbook.xlsx")

    assert (sheet.name, sheet.others) == ("名簿", ("表紙",))


def test_excel_dates_and_numbers_become_texts(app):
    sheet = sheet_of("workbook.xlsx")

    assert sheet.lines[0].cells[-3:] == ("2027-04-01", "2029-03-31", "420000")
    assert sheet.lines[1].cells[-3:] == ("46478", "2028年3月31日", "")


def test_a_formula_of_excel_counts_with_the_value_saved_with_it(app):
    content = with_cells(
        workbook(COLUMNS, ROW),
        b'<row r="3"><c r="A3" t="str"><f>UPPER("kim")</f><v>KIM</v></c></row>',
    )

    assert read_list(content, Headings()).lines[1].cells[0] == "KIM"


def test_a_line_break_inside_a_cell_ends_no_row(app):
    content = as_csv([[*ROW[:-1], "2030-03-31\r\n(予定)"]])

    assert read_list(content, Headings()).lines[0].cells[-1] == "2030-03-31\n(予定)"


def test_cells_far_out_that_only_have_a_colour_do_no_harm(app):
    coloured = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'

    assert len(read_list(with_cells(workbook(COLUMNS, ROW), coloured), Headings()).lines) == 1


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c><v>1</v></c></row>' * 3,
    ],
)
def test_a_sheet_that_spans_too_many_cells_is_refused(app, cells):
    far = with_cells(workbook([*COLUMNS, "x"], ROW), cells)

    assert refusal_of(far) == (
        "The Excel file is too large once unpacked. Copy the list alone into a new file."
    )


def test_a_zip_bomb_is_refused(app):
    bomb = with_cells(workbook(COLUMNS), b" " * (201 * 1024 * 1024))

    assert len(bomb) < 1_000_000
    assert refusal_of(bomb).startswith("The Excel file is too large once unpacked.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose it again."),
        (b" \r\n ", "The file is empty. Choose it again."),
        (b"%PDF-1.7\x00\x01\x02\xff\xfe", "This is neither a text nor an Excel file."),
        (bytes(range(256)) * 20, "This is neither a text nor an Excel file."),
        (b"PK\x03\x04 and then nothing", "This Excel file cannot be read."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "This is an Excel file of the old kind (.xls)."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "This file is protected by a password.",
        ),
        (b"one,two\r\n1,2\r\n", "No row of headings was found."),
        (b"Surname,E-mail,Start\r\n", "There is no row below the headings."),
        (b'Surname,E-mail,Start\r\nA,b@x.org\r\n"C,d\r\n', "Row 3 has a quotation mark"),
        (
            b"Surname,E-mail,Start\r\n" + b"A,b\r\n" * 20_001,
            "The list has 20001 rows; 20000",
        ),
        (b"Surname,E-mail,Start\r\nA" + b",x" * 201, "The list has more than 200 columns."),
        (b"x" * (12 * 1024 * 1024 + 1), "The file is larger than 12 MB."),
        (b"Surname,E-mail,Start\r\n" + b"x" * 200_000, "Row 2 has more text in one cell"),
        (b"Surname,E-mail,Start\r\n" + b"\n" * 300_000, "The list has 200001 rows; 20000"),
    ],
)
def test_what_is_no_list_is_refused_with_words(app, content, sentence):
    assert refusal_of(content).startswith(sentence)


def test_a_refusal_is_said_in_both_languages(app):
    with pytest.raises(NotAList) as refused:
        read_list(b"", Headings())

    assert refused.value.say.ja == "ファイルが空です。もう一度選択してください。"
