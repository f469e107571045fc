"""Months and ages, as Japanese law counts them."""

from datetime import date

import pytest

from onboarding.engine.months import add_months, age_on


@pytest.mark.parametrize(
    ("day", "months", "days", "then"),
    [
        ("2027-01-31", 1, 0, "2027-02-28"),
        ("2028-01-31", 1, 0, "2028-02-29"),
        ("2027-03-31", -1, 0, "2027-02-28"),
        ("2027-05-31", 1, 0, "2027-06-30"),
        ("2028-02-29", 12, 0, "2029-02-28"),
        ("2028-02-29", 48, 0, "2032-02-29"),
        ("2028-02-29", -12, 0, "2027-02-28"),
        ("2026-12-15", 1, 0, "2027-01-15"),
        ("2027-01-15", -1, 0, "2026-12-15"),
        ("2027-01-15", -13, 0, "2025-12-15"),
        ("2027-01-31", 1, 1, "2027-03-01"),
        ("2027-01-31", 0, 0, "2027-01-31"),
        ("2027-12-31", 0, 1, "2028-01-01"),
    ],
)
def test_months_end_on_the_last_day_of_a_shorter_one(
    day: str, months: int, days: int, then: str
) -> None:
    assert add_months(date.fromisoformat(day), months, days) == date.fromisoformat(then)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2020-04-02", "2027-04-01", 6),
        ("2020-04-01", "2027-04-01", 7),
        ("2020-02-29", "2027-02-28", 6),
        ("2020-02-29", "2027-03-01", 7),
        ("2020-02-29", "2028-02-29", 8),
        ("2027-04-01", "2027-04-01", 0),
        ("2027-04-02", "2027-04-01", -1),
    ],
)
def test_age_is_full_years(born: str, day: str, years: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(day)) == years
