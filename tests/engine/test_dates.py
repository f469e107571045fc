"""Steps that open at a date, and due dates."""

from datetime import date

import pytest

from onboarding.engine.events import FINISHED, Event
from onboarding.engine.progress import advance, wake
from tests.engine.building import DAY, Story, blueprint

FLOW = """
- id: a
- {id: b, needs: [a], opens: 7 days before stay.starts_on, due: 3 days after opening}
"""
START = date(2027, 4, 1)


def test_a_dated_step_opens_on_its_day_whenever_somebody_looks() -> None:
    case = Story(blueprint(FLOW)).open(stay__starts_on=START).finish("a")

    early, late = (wake(case.progress, date(2027, 3, day)) for day in (24, 29))

    assert [p.key for p in early.open_steps()] == []
    assert [p.key for p in late.open_steps()] == ["w.b"]
    assert (late.today, late.opened[1]) == (date(2027, 3, 29), date(2027, 3, 25))
    assert late.dues == {1: date(2027, 3, 28)}


def test_an_event_finds_what_its_day_has_opened() -> None:
    case = Story(blueprint(FLOW)).open(stay__starts_on=START).finish("a")

    assert case.tell("noted", on=date(2027, 4, 5)).opened() == ["b"]
    assert case.progress.opened[1] == date(2027, 3, 25)


def test_each_of_two_dates_opens_on_its_own_day() -> None:
    steps = "[{id: a, opens: on stay.starts_on}, {id: b, opens: on stay.ends_on}]"
    case = Story(blueprint(steps)).open(stay__starts_on=START, stay__ends_on=date(2027, 5, 1))

    assert case.progress.next_wake() == START
    assert wake(case.progress, date(2027, 6, 1)).opened == {0: START, 1: date(2027, 5, 1)}


def test_a_date_that_has_passed_opens_at_once() -> None:
    case = Story(blueprint(FLOW)).open(stay__starts_on=date(2026, 4, 1))

    assert case.finish("a").progress.opened[1] == DAY


def test_a_date_that_moves_later_closes_the_step_again() -> None:
    case = Story(blueprint(FLOW)).open(stay__starts_on=DAY).finish("a")
    assert case.opened() == ["b"]

    case.answer(stay__starts_on=START)

    assert (case.opened(), case.dues()) == ([], {})


def test_an_unknown_date_opens_nothing() -> None:
    case = Story(blueprint(FLOW)).open().finish("a")

    assert (case.opened(), case.progress.next_wake()) == ([], None)


def test_a_step_that_waits_for_more_than_its_date_wakes_nobody() -> None:
    case = Story(blueprint(FLOW)).open(stay__starts_on=START)

    assert case.progress.next_wake() is None
    assert case.finish("a").progress.next_wake() == date(2027, 3, 25)


def test_days_do_not_run_backwards() -> None:
    case = Story(blueprint(FLOW)).open(stay__starts_on=START)
    later = wake(case.progress, date(2027, 3, 1))

    assert wake(later, DAY) is later
    assert advance(later, Event(2, FINISHED, DAY, {"step": "w.a"})).today == date(2027, 3, 1)


def test_due_dates_follow_facts_openings_and_ends() -> None:
    steps = """
- {id: a, due: 10 days before stay.starts_on}
- {id: b, needs: [a], due: 2 working days after opening}
- {id: c, due: 1 month after w.a}
- {id: d, legal: true, due: 14 days before stay.starts_on}
- id: e
"""
    case = Story(blueprint(steps, closed=(date(2027, 1, 13),))).open()
    assert case.dues() == {}

    case.answer(stay__starts_on=date(2027, 4, 10)).finish("a", on=date(2027, 1, 12))

    assert case.dues() == {
        "a": date(2027, 3, 31),
        "b": date(2027, 1, 15),
        "c": date(2027, 2, 12),
        "d": date(2027, 3, 27),
    }
    case.answer(stay__starts_on=date(2027, 4, 1))
    assert case.dues()["a"] == date(2027, 3, 19)


def test_a_due_date_of_an_item_hangs_on_the_item() -> None:
    steps = """
- id: v
  each: stay.visits
  opens: 14 days before visit.starts_on
  due: 7 days after visit.starts_on
"""
    case = Story(blueprint(steps)).open(
        stay__visits=("v1", "v2"),
        visit__starts_on_at_v1=date(2027, 1, 10),
        visit__starts_on_at_v2=date(2027, 9, 10),
    )

    assert case.opened() == ["v@v1"]
    assert case.dues() == {"v@v1": date(2027, 1, 17), "v@v2": date(2027, 9, 17)}


@pytest.mark.parametrize("day", [date.max, date.min])
def test_a_date_beyond_the_calendar_is_no_due_date(day: date) -> None:
    steps = """
- {id: a, due: 9 days after stay.starts_on}
- {id: b, due: 9 days before stay.starts_on}
"""

    assert len(Story(blueprint(steps)).open(stay__starts_on=day).dues()) == 1
