"""Daybooks: how long work takes over Japanese working days, seasons and meetings, both ways."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.engine.daybook import Daybook
from onboarding.engine.definition import Source, Step, Text
from onboarding.engine.errors import Place
from onboarding.engine.leadtimes import LeadTime, LeadTimes, Meeting, Office, Season
from onboarding.engine.tempo import Tempo
from onboarding.engine.workdays import Workdays

NOWHERE = Place("", 1, 1)
CLOSED = frozenset({date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)})
WORKDAYS = Workdays(CLOSED)
DAYS = st.integers(date(2026, 6, 1).toordinal(), date(2029, 6, 1).toordinal())


def season(first: tuple[int, int, int], last: tuple[int, int, int], pace: int) -> Season:
    return Season(
        "s", Text("", ""), ("court",), (), first, last, pace, Source("", "", False), NOWHERE
    )


SPRING = season((0, 3, 1), (0, 4, 30), 50)
SHUT = season((0, 8, 10), (0, 8, 31), 0)
WINTER = season((0, 12, 20), (0, 1, 10), 80)
BOOKS = {
    "calendar": Daybook(lambda day: True),
    "office": Daybook(WORKDAYS.is_working),
    "slow": Daybook(lambda day: True, (SPRING, SHUT, WINTER)),
    "council": Daybook(WORKDAYS.is_working, (SHUT,), Meeting(2, 2)),
    "mondays": Daybook(WORKDAYS.is_working, (), Meeting(0, 0)),
}


@pytest.mark.parametrize(
    ("book", "opened", "days", "finished"),
    [
        ("calendar", date(2027, 1, 31), 28, date(2027, 2, 28)),
        ("calendar", date(2028, 2, 1), 28, date(2028, 2, 29)),
        ("calendar", date(2027, 12, 31), 1, date(2028, 1, 1)),
        ("calendar", date(2026, 12, 1), 500, date(2028, 4, 14)),
        ("calendar", date(2027, 5, 3), 0, date(2027, 5, 3)),
        # Golden Week 2027: 29 April, 3, 4 and 5 May are holidays; 1, 2 May a weekend.
        ("office", date(2027, 4, 28), 1, date(2027, 4, 30)),
        ("office", date(2027, 4, 28), 2, date(2027, 5, 6)),
        ("office", date(2027, 5, 1), 0, date(2027, 5, 6)),
        ("office", date(2027, 5, 6), 0, date(2027, 5, 6)),
        # The year's end: closed from the 29th by the office, 1 January by law, then a weekend.
        ("office", date(2026, 12, 28), 1, date(2027, 1, 4)),
        # 29 February 2028 is a Tuesday.
        ("office", date(2028, 2, 28), 1, date(2028, 2, 29)),
        ("slow", date(2027, 2, 26), 4, date(2027, 3, 4)),
        ("slow", date(2027, 4, 29), 2, date(2027, 5, 2)),
        ("slow", date(2027, 8, 8), 2, date(2027, 9, 1)),
        ("slow", date(2026, 12, 30), 2, date(2027, 1, 2)),
        ("council", date(2027, 1, 4), 5, date(2027, 1, 20)),
        ("council", date(2027, 1, 14), 5, date(2027, 2, 17)),
        ("council", date(2027, 7, 30), 5, date(2027, 9, 15)),
        # The first Monday of January 2028 is the 3rd, of May 2027 a holiday: it meets after it.
        ("mondays", date(2027, 4, 20), 0, date(2027, 5, 6)),
        ("mondays", date(2027, 12, 7), 0, date(2028, 1, 3)),
    ],
)
def test_work_ends_on_a_day(book, opened, days, finished):
    assert date.fromordinal(BOOKS[book].finish(opened.toordinal(), days)) == finished


@pytest.mark.parametrize(
    ("book", "finish", "days", "opened"),
    [
        ("calendar", date(2027, 2, 28), 28, date(2027, 1, 31)),
        ("calendar", date(2028, 3, 1), 1, date(2028, 2, 29)),
        ("calendar", date(2028, 1, 1), 1, date(2027, 12, 31)),
        ("calendar", date(2028, 4, 14), 500, date(2026, 12, 1)),
        ("office", date(2027, 5, 5), 1, date(2027, 4, 29)),
        ("office", date(2027, 5, 6), 1, date(2027, 5, 5)),
        ("office", date(2027, 5, 5), 0, date(2027, 4, 30)),
        ("office", date(2027, 1, 3), 1, date(2026, 12, 27)),
        ("slow", date(2027, 8, 31), 2, date(2027, 8, 7)),
        ("slow", date(2027, 9, 1), 1, date(2027, 8, 31)),
        ("council", date(2027, 2, 16), 5, date(2027, 1, 13)),
        ("council", date(2027, 2, 17), 5, date(2027, 2, 9)),
    ],
)
def test_the_last_day_to_open_is_found_backwards(book, finish, days, opened):
    assert date.fromordinal(BOOKS[book].open_by(finish.toordinal(), days)) == opened


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BOOKS)), DAYS, st.integers(0, 120))
def test_the_last_day_to_open_is_exact(book, finish, days):
    found = BOOKS[book].open_by(finish, days)

    assert BOOKS[book].finish(found, days) <= finish
    assert BOOKS[book].finish(found + 1, days) > finish


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BOOKS)), DAYS, st.integers(0, 60), st.integers(0, 120))
def test_what_opens_later_never_ends_earlier(book, opened, wait, days):
    assert BOOKS[book].finish(opened + wait, days) >= BOOKS[book].finish(opened, days)


@given(DAYS, st.integers(1, 60))
def test_working_days_are_those_of_due_dates(opened, days):
    day = WORKDAYS.shift(date.fromordinal(opened), days)

    assert BOOKS["office"].finish(opened, days) == day.toordinal()


def test_a_tempo_reckons_with_who_decides():
    court = Office("court", Text("", ""), Meeting(2, 2))
    times = LeadTimes(
        offices={"court": court},
        times={
            "w.plea": LeadTime(5, 5, 5, working=True, by="court"),
            "w.wait": LeadTime(4, 2, 8, working=False, by="host"),
        },
        seasons=(SHUT, season((0, 1, 1), (0, 12, 31), 100)),
    )
    tempo = Tempo(times, WORKDAYS)
    plea, wait, other = (
        Step(id, "w", "task", "office", Text("", ""), NOWHERE) for id in ("plea", "wait", "other")
    )

    assert tempo.finish(plea, date(2027, 7, 30)) == date(2027, 9, 15)
    assert tempo.finish(wait, date(2027, 4, 29)) == date(2027, 5, 3)
    assert tempo.finish(wait, date(2027, 4, 29), 8) == date(2027, 5, 7)
    assert tempo.finish(other, date(2027, 4, 28)) == date(2027, 5, 11)
    assert tempo.open_by(other, date(2027, 5, 11)) == date(2027, 4, 29)
    assert tempo.pace(other).days is tempo.pace(other).days


def test_a_daybook_reckons_over_the_ends_of_the_years_it_knows():
    last, first = date(2026, 12, 31).toordinal(), date(2027, 1, 1).toordinal()

    found = date.fromordinal(Daybook(WORKDAYS.is_working).finish(last, 0))
    assert found == date(2027, 1, 4)
    found = date.fromordinal(Daybook(WORKDAYS.is_working).open_by(first, 0))
    assert found == date(2026, 12, 28)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BOOKS)), DAYS, DAYS, st.integers(0, 60))
def test_a_daybook_may_be_asked_in_any_order(book, one, other, days):
    fresh = Daybook(BOOKS[book].open, BOOKS[book].seasons, BOOKS[book].meets)

    assert fresh.open_by(one, days) == BOOKS[book].open_by(one, days)
    assert fresh.finish(other, days) == BOOKS[book].finish(other, days)
    assert fresh.open_by(other, days) == BOOKS[book].open_by(other, days)
