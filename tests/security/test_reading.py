"""Lists as publishers give them out: headings in two languages, other names in one cell."""

import io

import pytest
from openpyxl import Workbook

from onboarding.config import assets
from onboarding.security.matching import Listed
from onboarding.security.reading import NotAScreeningList, read_entries
from onboarding.security.rules import read_export_rules

COLUMNS = read_export_rules(assets() / "workflows")[0][0].columns
HEADINGS = (
    "No.",
    "国名、地域名\nCountry or Region",
    "企業名、組織名\nCompany or Organization",
    "別名\nAlso Known As",
    "懸念区分\nType of WMD",
)
ROW = ("1", "Examplia", "Avalon University", "・AU\n・Avalon Institute", "M")
LISTED = Listed("1", "Avalon University", ("AU", "Avalon Institute"), "Examplia", "M")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        workbook(("外国ユーザーリスト（見本）",), HEADINGS, (1, *ROW[1:]), (None,) * 5),
        b"\xef\xbb\xbfNo.,Country,Name,Aliases,Reason\r\n1,Examplia,Avalon University,"
        b"AU; Avalon Institute,M\r\n",
        (
            "番号\t国名\t組織名\t別名\t懸念区分\n"
            "1\tExamplia\tAvalon University\tAU；Avalon Institute\tM\n"
        ).encode("cp932"),
    ],
    ids=["workbook", "csv", "tabs in Shift JIS"],
)
def test_list_is_read_whatever_its_form(content: bytes) -> None:
    assert read_entries(content, COLUMNS) == [LISTED]


def test_list_with_the_line_ends_of_old_machines_is_read() -> None:
    assert read_entries(b"Name,Country\rAvalon,X\r", COLUMNS) == [Listed("", "Avalon", country="X")]


def test_list_of_names_alone_is_enough() -> None:
    assert read_entries(b"Name\nAvalon\n\nCamelot\n", COLUMNS) == [
        Listed("", "Avalon"),
        Listed("", "Camelot"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 broken", "not_readable"),
        (b'Name\n"' + b"x" * 200_000, "not_readable"),
        (b"\xff\xfe\x00N\x00a", "not_readable"),
        (b"Number,Place\n1,Avalon\n", "no_name_column"),
        (b"", "no_name_column"),
        (b"Name,Country\n,\n", "no_entries"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(NotAScreeningList) as refused:
        read_entries(content, COLUMNS)

    assert refused.value.reason == reason
