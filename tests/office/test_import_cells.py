"""Cells as offices fill them."""

from datetime import date

import pytest

from onboarding.cases.library import library
from onboarding.cases.values import read
from onboarding.office.lists.cells import harmless, is_formula, prepared, tidy
from onboarding.office.lists.columns import Headings
from onboarding.office.lists.directory import Directory
from onboarding.office.lists.rows import RowReader
from onboarding.office.lists.spelling import name_keys, split_name
from onboarding.web.countries import countries
from tests.conftest import TODAY


def value(field, text):
    reader = RowReader((), Directory(), TODAY)
    definition = library().fields[field]
    return read(definition, prepared(definition, tidy(text), reader.spellings), TODAY)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "＝SUM(A1)", "+A1", "@now", "-A1", " =x", "-ハラール食", "+81 x", '=HYPERLINK("x")'],
)
def test_a_cell_that_begins_like_a_formula_is_one(text):
    assert is_formula(text)


@pytest.mark.parametrize(
    "text", ["", "-", "―", "--", "-3", "-1,200円", "-3.5 %", "+81 3-1234-5678", "a=b", "O'CONNOR"]
)
def test_numbers_telephones_and_dashes_are_no_formulas(text):
    assert not is_formula(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("=1+1", "'=1+1"), ("＠x", "'＠x"), ("-", "'-"), ("plain", "plain"), ("", "")],
)
def test_what_is_handed_back_is_never_calculated(text, shown):
    assert harmless(text) == shown
    assert tidy(harmless(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("2027-04-01", "2027/4/1", "2027.4.1", "20270401", "２０２７年４月１日", "令和9年4月1日"),
        *(
            "R9.4.1",
            "2027/4/1(木)",
            "2027年4月1日（木曜日）",
            "2027-04-01 00:00:00",
            "2027/4/1 9:30",
        ),
        *("46478", "46478.0", "1 April 2027", "April 1, 2027", "1-Apr-2027", "　2027-04-01　"),
    ],
)
def test_a_day_is_read_however_it_is_written(app, text):
    assert value("stay.starts_on", text) == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        *(
            ("420000", 420000),
            ("４２０，０００円", 420000),
            ("¥420,000", 420000),
            ("42万円", 420000),
        ),
        *(("月額420,000円", 420000), ("420000.0", 420000), ("0", 0)),
    ],
)
def test_pay_is_read_however_it_is_written(app, text, yen):
    assert value("position.monthly_pay", text) == yen


@pytest.mark.parametrize(
    ("field", "text", "answer"),
    [
        ("researcher.degree", "博士（工学）", "doctor"),
        ("researcher.degree", "Ph.D.", "doctor"),
        ("researcher.sex", "Ｆ", "female"),
        ("housing.wanted", "希望しない", False),
        ("housing.wanted", "○", True),
        ("japanese.level", "なし", "none"),
        ("japanese.level", "日本語能力試験N2", "N2"),
        ("position.title", "特任助教", "project_assistant_professor"),
        ("researcher.nationality", "ミャンマー", "MMR"),
        ("researcher.nationality", "Korea", "KOR"),
        ("researcher.family_name", "ＭＵＬＬＥＲ", "MULLER"),
        ("researcher.email", "mailto:Ana@Example.org", "ana@example.org"),
    ],
)
def test_answers_are_known_by_many_spellings(app, field, text, answer):
    assert value(field, text) == answer


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("GARCIA LOPEZ Maria Jose", ("GARCIA LOPEZ", "Maria Jose")),
        ("Maria Jose GARCIA", ("GARCIA", "Maria Jose")),
        ("Garcia, Maria", ("Garcia", "Maria")),
        ("SUHARTO", ("SUHARTO", "")),
        ("山田　太郎", ("山田", "太郎")),
        ("Maria Garcia", None),
        ("MARIA GARCIA", None),
    ],
)
def test_a_name_in_one_cell_is_parted_where_that_is_certain(name, parts):
    assert split_name(name) == parts


def test_names_are_found_in_any_order_and_without_titles():
    titles = ["Prof.", "教授"]

    assert name_keys("Prof. Sota Nishimura", titles)[1] == name_keys("Nishimura Sota", titles)[1]
    assert name_keys("西村 颯太 教授", titles)[0] == name_keys("西村颯太", titles)[0]


def test_every_column_of_the_table_holds_something_known(app):
    from onboarding.cases.library import rule_table

    table = rule_table("import_columns")
    spelled = {name for name in table["spellings"] if "." in name}

    assert set(table["headings"]) - set(table["own"]) <= set(library().fields)
    assert spelled <= set(library().fields)
    assert {target for among in table["required"] for target in among} <= set(table["headings"])


def test_every_spelling_leads_to_an_answer_there_is(app):
    from onboarding.cases.library import rule_table

    for name, answers in rule_table("import_columns")["spellings"].items():
        field = library().fields.get(name)
        known = (
            {option.id for option in field.options} if field else {"yes", "no", *countries("en")}
        )
        assert set(answers) <= known, name


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_names_of_the_dictionary_are_headings(app, language):
    from onboarding.cases.library import rule_table

    headings = Headings()
    fields = [
        library().fields[t]
        for t in rule_table("import_columns")["headings"]
        if t in library().fields
    ]
    unknown = [f.id for f in fields if headings.target(f.label.in_(language)) is None]

    assert unknown == []
