"""Working days: weekends, public holidays, Golden Week, the days an institution closes."""

from datetime import date

import pytest

from onboarding.engine.workdays import Workdays, public_holidays

YEAR_END = [date(2026, 12, day) for day in (29, 30, 31)] + [date(2027, 1, day) for day in (2, 3)]


def test_public_holidays_of_2027_have_the_substitute_day() -> None:
    assert {day for day in public_holidays(2027) if day.month in (3, 5)} == {
        date(2027, 3, 21),
        date(2027, 3, 22),
        date(2027, 5, 3),
        date(2027, 5, 4),
        date(2027, 5, 5),
    }


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2027-04-28", 1, "2027-04-30"),  # 29 April is Showa Day
        ("2027-04-30", 1, "2027-05-06"),  # Saturday, Sunday, three holidays
        ("2027-05-06", -1, "2027-04-30"),
        ("2027-05-02", 1, "2027-05-06"),
        ("2027-05-02", 0, "2027-05-02"),  # 0 gives the day itself, closed or not
        ("2027-03-19", 1, "2027-03-23"),  # the 22nd stands for Sunday the 21st
        ("2026-12-28", 1, "2027-01-04"),  # year end, New Year's Day, the weekend
        ("2027-01-04", -1, "2026-12-28"),
        ("2026-12-28", 5, "2027-01-08"),
        ("2028-02-28", 1, "2028-02-29"),
        ("2028-02-29", 1, "2028-03-01"),
        ("2027-06-04", 10, "2027-06-18"),
        ("2027-06-18", -10, "2027-06-04"),
    ],
)
def test_shift_counts_working_days(day: str, count: int, then: str) -> None:
    workdays = Workdays(YEAR_END)

    assert workdays.shift(date.fromisoformat(day), count) == date.fromisoformat(then)


@pytest.mark.parametrize(
    ("day", "then"),
    [
        ("2027-04-30", "2027-04-30"),
        ("2027-05-05", "2027-04-30"),
        ("2027-05-01", "2027-04-30"),
        ("2027-01-03", "2026-12-28"),
        ("2027-01-01", "2026-12-28"),
    ],
)
def test_on_or_before_finds_the_last_working_day(day: str, then: str) -> None:
    workdays = Workdays(YEAR_END)

    assert workdays.on_or_before(date.fromisoformat(day)) == date.fromisoformat(then)


def test_days_the_office_adds_are_closed() -> None:
    open_day = date(2027, 8, 13)

    assert Workdays().is_working(open_day) is True
    assert Workdays([open_day]).is_working(open_day) is False
