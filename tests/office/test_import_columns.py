"""Headings, understood in both languages and however they are dressed."""

import pytest

from onboarding.office.lists.columns import Headings, chosen, missing


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("姓（ローマ字）", "researcher.family_name"),
        ("姓　（ローマ字）＊必須", "researcher.family_name"),
        ("姓(ﾛｰﾏ字)", "researcher.family_name"),
        ("姓（カナ）", "researcher.kana_family"),
        ("姓（必須）", "researcher.family_name"),
        ("FAMILY-NAME", "researcher.family_name"),
        ("給与・滞在費（月額・円）", "position.monthly_pay"),
        ("給与（円）", "position.monthly_pay"),
        ("生年月日（yyyy/mm/dd）", "researcher.birth_date"),
        ("メール\nアドレス", "researcher.email"),
        ("No.", ""),
        ("好きな色", None),
    ],
)
def test_a_heading_is_understood_without_its_dress(app, heading, target):
    assert Headings().target(heading) == target


@pytest.mark.parametrize(
    ("group", "heading", "target"),
    [
        ("受入期間", "開始", "stay.starts_on"),
        ("受入教員", "氏名", "host.any_name"),
        ("受入教員", "電話番号", None),
        ("研究者", "国籍", "researcher.nationality"),
    ],
)
def test_a_heading_is_understood_with_the_one_above_it(app, group, heading, target):
    assert Headings().target(heading, group) == target


def test_of_two_columns_of_the_same_meaning_the_first_counts(app):
    columns = Headings().columns(["メール", "E-mail"])

    assert [(c.target, c.known) for c in columns] == [("researcher.email", True), ("", False)]


def test_what_somebody_chose_before_is_remembered(app):
    headings = Headings({"所管係": "department.unit"})

    assert headings.target("所管係") == "department.unit"


def test_a_column_chosen_twice_or_for_nothing_known_is_left_out(app):
    columns = Headings().columns(["A", "B", "C"])
    wanted = ["researcher.email", "researcher.email", "interview.mean"]

    assert [column.target for column in chosen(columns, wanted)] == ["researcher.email", "", ""]


def test_missing_columns_are_named(app):
    columns = Headings().columns(["氏名", "メール", "受入期間", "部局"])

    assert [[name.en for name in among] for among in missing(columns)] == [["Programme"]]
