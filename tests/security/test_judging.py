"""The dated rules: residence of six months, 25 percent of the income."""

from datetime import date
from typing import Any

import pytest

from onboarding.config import assets
from onboarding.security.judging import judge
from onboarding.security.rules import read_export_rules

RULES = read_export_rules(assets() / "workflows")[0][-1]
START = date(2027, 4, 1)


def told(**facts: Any) -> dict[str, tuple[str, Any]]:
    given = {key.replace("__", "."): value for key, value in facts.items()}
    found = judge({"stay.starts_on": START, **given}, RULES)
    return {
        one.what: (one.answer, one.day if one.what == "resident" else one.number) for one in found
    }


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"researcher__nationality": "JPN"}, ("japanese", None)),
        ({"position__relation": "employee"}, ("works_here", START)),
        ({"declaration__in_japan": False}, ("from_day", date(2027, 10, 1))),
        (
            {"declaration__in_japan": True, "declaration__in_japan_since": date(2026, 8, 31)},
            ("from_day", date(2027, 2, 28)),
        ),
        ({}, ("open", None)),
    ],
)
def test_residence_is_judged_by_the_rule(facts: dict[str, Any], expected: Any) -> None:
    assert told(**facts)["resident"] == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "applies_not"), (24, "applies_not"), (25, "applies"), (100, "applies")],
)
def test_money_makes_type_2_from_a_quarter_of_the_income_on(share: int, expected: str) -> None:
    facts = {"declaration__foreign_money": True, "declaration__foreign_share": share}

    assert told(**facts)["type2"] == (expected, share)


def test_answers_that_are_missing_leave_it_open() -> None:
    assert told(declaration__foreign_money=True)["type2"] == ("open", None)
    assert told(declaration__foreign_money=False)["type2"] == ("applies_not", None)
    assert (told()["type1"], told(declaration__type3=True)["type3"]) == (
        ("open", None),
        ("applies", None),
    )


def test_rules_name_their_sources_and_what_is_not_verified() -> None:
    assert {name: one.verified for name, one in RULES.sources.items()} == {
        "": True,
        "resident": True,
        "type2": True,
        "keep": True,
        "alike": False,
    }
    assert (RULES.months, RULES.percent, RULES.years, RULES.least) == (6, 25, 7, 5)
    assert RULES.known["end_user_list"].entries == 835
