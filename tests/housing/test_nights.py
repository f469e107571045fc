"""Nights: what a stay needs, and how they follow."""

from datetime import date

import pytest

from onboarding.housing.nights import Period, columns, moved, period_of, proposed

APRIL = Period(date(2027, 4, 1), date(2027, 4, 4))
FACTS = {"stay.starts_on": date(2027, 4, 1), "stay.ends_on": date(2028, 3, 31)}


def test_the_day_of_leaving_is_no_night():
    assert list(APRIL) == [date(2027, 4, 1), date(2027, 4, 2), date(2027, 4, 3)]


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (Period(date(2027, 4, 3), date(2027, 4, 9)), 1),
        (Period(date(2027, 4, 4), date(2027, 4, 9)), 0),
        (Period(date(2027, 3, 1), date(2027, 4, 1)), 0),
        (Period(date(2027, 3, 1), date(2027, 5, 1)), 3),
    ],
)
def test_nights_shared_are_those_in_both(other, shared):
    assert APRIL.shared(other) == shared


def test_the_planned_arrival_comes_before_the_first_day_of_the_stay():
    facts = {**FACTS, "arrival.planned_on": date(2027, 3, 29)}

    assert period_of(facts) == Period(date(2027, 3, 29), date(2028, 3, 31))


def test_no_nights_are_asked_for_while_dates_are_unknown():
    assert period_of({"stay.starts_on": date(2027, 4, 1)}) is None


def test_nights_in_the_past_are_not_proposed():
    assert proposed(FACTS, date(2027, 6, 1)) == Period(date(2027, 6, 1), date(2028, 3, 31))


def test_each_end_moves_with_its_own_date():
    held = Period(date(2027, 3, 30), date(2028, 3, 31))
    after = {"stay.starts_on": date(2027, 4, 11), "stay.ends_on": date(2028, 3, 30)}

    assert moved(held, FACTS, after, date(2027, 1, 1)) == Period(
        date(2027, 4, 9), date(2028, 3, 30)
    )


def test_who_lives_there_already_began_when_they_did():
    held = Period(date(2027, 4, 1), date(2028, 3, 31))
    after = {**FACTS, "stay.starts_on": date(2027, 5, 1), "stay.ends_on": date(2028, 4, 30)}

    assert moved(held, FACTS, after, date(2027, 4, 1)) == Period(
        date(2027, 4, 1), date(2028, 4, 30)
    )


def test_twelve_boxes_of_three_months_show_three_years():
    boxes = columns(date(2026, 11, 23), 3)

    assert len(boxes) == 12
    assert boxes[0] == Period(date(2026, 11, 1), date(2027, 2, 1))
    assert boxes[-1].leaving == date(2029, 11, 1)
