"""Periods of law: an event and a length → the last day."""

from datetime import date

import pytest

from onboarding.engine.lawdays import (
    Span,
    authorities_work,
    first_day_before,
    last_day,
    last_open_day,
)

WEEKS = Span(days=14)


@pytest.mark.parametrize(
    ("event", "span", "last"),
    [
        (date(2027, 4, 1), WEEKS, date(2027, 4, 15)),
        (date(2027, 2, 20), WEEKS, date(2027, 3, 6)),
        (date(2028, 2, 20), WEEKS, date(2028, 3, 5)),
        (date(2027, 12, 25), WEEKS, date(2028, 1, 8)),
        (date(2027, 4, 1), Span(months=3), date(2027, 7, 1)),
        (date(2027, 1, 30), Span(months=1), date(2027, 2, 28)),
        (date(2028, 1, 30), Span(months=1), date(2028, 2, 29)),
        (date(2027, 1, 31), Span(months=1), date(2027, 2, 28)),
        (date(2027, 2, 28), Span(months=1), date(2027, 3, 31)),
        (date(2028, 2, 28), Span(months=1), date(2028, 3, 28)),
        (date(2028, 2, 29), Span(months=1), date(2028, 3, 31)),
        (date(2027, 11, 29), Span(months=3), date(2028, 2, 29)),
        (date(2026, 11, 29), Span(months=3), date(2027, 2, 28)),
        (date(2027, 5, 31), Span(months=3), date(2027, 8, 31)),
        (date(2027, 12, 31), Span(months=24), date(2029, 12, 31)),
        (date(2028, 2, 28), Span(months=12), date(2029, 2, 28)),
    ],
)
def test_period_ends_as_the_law_counts(event, span, last):
    assert last_day(event, span) == last


@pytest.mark.parametrize(
    ("event", "last"),
    [
        (date(2027, 4, 15), date(2027, 4, 30)),  # the 29th is Showa Day
        (date(2027, 4, 19), date(2027, 5, 6)),  # Golden Week: 3, 4 and 5 May are holidays
        (date(2027, 4, 17), date(2027, 5, 6)),  # the 1st is a Saturday
        (date(2026, 12, 15), date(2027, 1, 4)),  # the year end
        (date(2027, 9, 6), date(2027, 9, 21)),  # Respect for the Aged Day
        (date(2027, 7, 4), date(2027, 7, 20)),  # a Sunday, then Marine Day
        (date(2027, 6, 1), date(2027, 6, 15)),
    ],
)
def test_last_day_on_which_nobody_is_there_moves_on(event, last):
    assert last_open_day(event, WEEKS) == last


def test_window_before_an_expiry_opens_on_the_corresponding_day():
    assert first_day_before(date(2028, 5, 31), Span(months=3)) == date(2028, 2, 29)
    assert first_day_before(date(2027, 4, 1), Span(days=14)) == date(2027, 3, 18)


def test_authorities_are_closed_at_the_year_end_and_on_holidays():
    days = [date(2026, 12, 28), date(2026, 12, 29), date(2027, 1, 3), date(2027, 1, 4)]

    assert [authorities_work(day) for day in days] == [True, False, False, True]
