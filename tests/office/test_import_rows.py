"""Rows understood as facts, and what is said of those that cannot be."""

from datetime import date

from onboarding.office.importing.queries import counts
from onboarding.people.service import grant, take_back
from tests.office.conftest import COLUMNS, LISTS, ROW, as_csv, changed, told


def test_a_row_becomes_the_facts_of_a_case(rows):
    row = rows((LISTS / "plain_utf8.csv").read_bytes())[0]

    assert (row.state, row.problems, row.programme) == ("good", [], "expert_j")
    assert row.facts == {
        "researcher.family_name": "HARTLEY",
        "researcher.given_name": "ROSALIND",
        "researcher.nationality": "GBR",
        "researcher.birth_date": date(1985, 3, 14),
        "researcher.sex": "female",
        "researcher.email": "rosalind@example.org",
        "department.unit": "機械工学専攻",
        "stay.starts_on": date(2027, 10, 1),
        "stay.ends_on": date(2030, 3, 31),
        "position.title": "project_assistant_professor",
        "position.monthly_pay": 420000,
        "researcher.degree": "doctor",
        "family.members": ("m1", "m2", "m3"),
        "member.relation@m1": "spouse",
        "member.comes_along@m1": True,
        "member.relation@m2": "child",
        "member.comes_along@m2": True,
        "member.birth_date@m2": date(2019, 8, 2),
        "member.relation@m3": "child",
        "member.comes_along@m3": True,
        "member.birth_date@m3": date(2022, 5, 6),
        "housing.wanted": True,
        "japanese.level": "N3",
        "office.remarks": "車椅子使用",
    }


def test_the_host_is_found_by_name_and_title(rows):
    row = rows((LISTS / "plain_utf8.csv").read_bytes())[0]

    assert row.host is not None
    assert (row.host.email, row.host.title_ja) == ("host@example.org", "教授")


def test_a_host_without_an_account_is_a_hint_only(rows):
    row = rows((LISTS / "plain_utf8.csv").read_bytes())[1]

    assert (row.state, row.host.name_ja, row.host.id) == ("good", "外田 望", None)
    assert told(row) == [
        ("受入教員", "This host has no account here yet, so no mail goes to the host.")
    ]


def test_a_real_sheet_is_sorted_into_good_and_bad_rows(rows):
    found = rows((LISTS / "quirks_cp932.csv").read_bytes())

    assert [(row.line.number, row.state) for row in found] == [
        *((4, "good"), (5, "good"), (7, "good"), (8, "bad"), (9, "bad")),
        *((10, "bad"), (11, "bad"), (12, "good"), (13, "skipped")),
    ]


def test_each_problem_names_its_column(rows):
    found = {row.line.number: told(row) for row in rows((LISTS / "quirks_cp932.csv").read_bytes())}

    formula = (
        "This cell begins like a formula (=, +, - or @). Formulas are not read: "
        "write the value itself."
    )
    assert found[8] == [
        ("生年月日", "Write a date that exists, for example 2027-04-01 or 令和9年4月1日.")
    ]
    assert found[9] == [
        (
            "受入部局",
            "There is no department “sci研究課”. Is one of these meant: School of sci?",
        ),
        ("受入終了日", "The last day lies before the first day."),
    ]
    assert found[10] == [("プログラム", formula), ("備考", formula)]
    assert found[11] == [("", "This is the same stay as in row 4.")]


def test_english_lists_are_read_as_well(rows):
    first, second = rows((LISTS / "english_semicolons.csv").read_bytes())

    assert (first.state, first.programme, first.host.email) == (
        "good",
        "own_funds",
        "hana@example.org",
    )
    assert first.facts["stay.starts_on"] == date(2027, 10, 1)
    assert first.facts["family.members"] == ("m1", "m2")
    assert (second.host.email, second.facts["family.members"]) == ("host@example.org", ())


def test_totals_remarks_and_repeated_headings_are_left_out(rows):
    totals = [["合計", *[""] * 7], ["※ 予定", *[""] * 7], list(COLUMNS), ["総計", "8", *[""] * 6]]

    found = rows(as_csv([ROW, *totals]))

    assert [row.state for row in found] == ["good", *["skipped"] * 4]


def test_what_is_needed_is_asked_for_column_by_column(rows):
    row = rows(as_csv([["", "ROSALIND", *[""] * 6]]))[0]

    needed = "This is needed: please fill it in."
    assert told(row) == [
        *(("姓", needed), ("メールアドレス", needed), ("プログラム", needed)),
        *(("受入部局", needed), ("受入開始日", needed), ("受入終了日", needed)),
    ]


def test_a_missing_column_is_named(rows):
    row = rows(as_csv([["KIM", "kim@example.org", "韓国"]], ["姓", "メール", "国籍"]))[0]

    either = (
        "One of the columns “%s of the stay” and “First and last day in one column” is missing."
    )
    assert told(row) == [
        ("", "The column “Programme” is missing."),
        ("", "The column “Department” is missing."),
        ("", either % "First day"),
        ("", either % "Last day"),
    ]


def test_a_period_in_one_cell_has_two_days(rows):
    columns = ["氏名", "メール", "プログラム", "部局", "受入期間"]

    found = rows(
        as_csv(
            [["KIM Min", "kim@example.org", "nexus", "eng", "令和9年4月1日～9月30日まで"]], columns
        )
    )

    assert found[0].facts["stay.starts_on"] == date(2027, 4, 1)
    assert found[0].facts["stay.ends_on"] == date(2027, 9, 30)


def test_an_umbrella_is_no_programme(rows):
    row = rows(as_csv([changed(プログラム="J-RISE Initiative")]))[0]

    assert told(row) == [
        ("プログラム", "“J-RISE Initiative” holds several programmes. Write which one.")
    ]


def test_the_address_of_staff_is_nobodys_as_a_researcher(rows):
    row = rows(as_csv([changed(メールアドレス="host@example.org")]))[0]

    assert told(row) == [("メールアドレス", "This is the address of 西村 颯太, a member of staff.")]


def test_one_address_of_two_people_is_refused(rows):
    other = changed(姓="KIM", 生年月日="1990-01-01", 受入開始日="2027-05-01")

    assert told(rows(as_csv([ROW, other]))[1]) == [
        ("", "Row 2 has the same address for somebody else.")
    ]


def test_the_same_person_under_another_address_is_the_same_stay(rows):
    twin = changed(姓="Hartley", 名="Rosalind", メールアドレス="r@example.org")

    assert told(rows(as_csv([ROW, twin]))[1]) == [("", "This is the same stay as in row 2.")]


def test_a_stay_that_has_begun_is_a_hint(rows):
    row = rows(as_csv([changed(受入開始日="2026-10-01")]))[0]

    assert (row.state, told(row)) == ("good", [("受入開始日", "This stay has begun already.")])


def test_a_rule_of_the_programme_is_a_hint(rows, app):
    row = rows(as_csv([changed(プログラム="LOTUS")]))[0]

    assert row.state == "good"


def test_an_office_imports_for_its_own_departments_only(hand_in, office, make_department):
    take_back(office, office.grants[0].id)
    grant(office, "office", make_department("sci"))

    record = hand_in(
        as_csv([ROW, changed(受入部局="sci", メールアドレス="b@example.org", 生年月日="")])
    )

    assert counts(record) == {"good": 1, "bad": 1, "hints": 0}


def test_columns_can_be_named_by_hand_and_are_remembered(hand_in, rows):
    from onboarding.office.importing import reading as import_reading
    from onboarding.office.importing import service as imports
    from onboarding.office.lists.columns import Headings
    from tests.conftest import NOON

    content = as_csv([[*ROW, "第三講座"]], [*COLUMNS, "所管係"])
    record = hand_in(content)
    wanted = [column.target for column in imports.columns_of(record)]

    imports.choose_columns(record, [*wanted[:-1], "department.unit"])
    import_reading.read(record.id, at=NOON)

    assert rows(content)[0].facts["department.unit"] == "第三講座"
    assert Headings(imports.remembered()).target("所管係") == "department.unit"


def test_a_start_that_cannot_be_met_is_a_hint_with_the_earliest_that_can(rows):
    columns = ["氏名", "メールアドレス", "プログラム", "受入部局", "受入期間"]
    begun = ["KIM Min", "kim@example.org", "nexus", "eng", "2026-11-01～2027-09-30"]
    soon = ["PARK Jun", "park@example.org", "大学雇用", "eng", "2027-02-01～2028-01-31"]
    far = ["SONG Yu", "song@example.org", "大学雇用", "eng", "2027-12-01～2028-11-30"]

    found = rows(as_csv([begun, soon, far], columns))

    assert [row.state for row in found] == ["good"] * 3
    assert told(found[0]) == [("受入期間", "This stay has begun already.")]
    assert told(found[1]) == [
        (
            "",
            "A start on Mon 1 Feb 2027 can no longer be met. "
            "The earliest that can is Thu 20 May 2027.",
        )
    ]
    assert found[1].hints[0].say.ja == (
        "2027年2月1日(月)の開始には間に合わない見込みです。最短の開始日は2027年5月20日(木)です。"
    )
    assert told(found[2]) == []
