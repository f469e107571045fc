"""The movable clock: a season by hand, nothing lost, and people who make a difference."""

from collections import Counter
from datetime import date

import pytest

from onboarding.engine.state import State
from onboarding.rehearsal.clockwork.figures import (
    Bottleneck,
    OnPath,
    Overload,
    Planned,
    Starts,
    Weeks,
)
from onboarding.rehearsal.clockwork.running import Played
from tests.rehearsal import tiny

EARLY = tiny.arrival(1, date(2027, 1, 4), date(2027, 2, 1))
HASTY = tiny.arrival(2, date(2027, 1, 5), date(2027, 1, 20))


def diary(played: Played) -> list[tuple[object, ...]]:
    """Return case, step, and the days it opened, was taken up, was done, was due."""
    return [
        (work.case + 1, work.key.removeprefix("w."), *map(day, days(work)))
        for work in played.works()
    ]


def days(work):
    return work.opened, work.started, work.done, work.due


def day(number: int | None) -> str:
    return date.fromordinal(number).strftime("%m-%d") if number else ""


def test_season_by_hand_with_one_person_in_the_office():
    """11 January is a holiday, 9 and 10 a weekend; the second check waits for the first."""
    played = tiny.play([EARLY, HASTY], office=1)

    assert diary(played) == [
        (1, "ask", "01-04", "01-04", "01-09", "01-12"),
        (1, "check", "01-09", "01-12", "01-13", "01-18"),
        (1, "visa", "01-13", "01-13", "01-23", ""),
        (1, "arrive", "01-29", "01-29", "02-01", "02-01"),
        (2, "ask", "01-05", "01-05", "01-10", "12-31"),
        (2, "check", "01-10", "01-13", "01-14", "01-18"),
        (2, "visa", "01-14", "01-14", "01-24", ""),
        (2, "arrive", "01-24", "01-24", "01-27", "01-20"),
    ]


def test_figures_of_the_season_by_hand():
    figures = tiny.told(tiny.play([EARLY, HASTY], office=1), office=1)

    assert figures.weeks[:5] == (
        *("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25", "2027-02-01"),
    )
    assert figures.roles[0] == Weeks(
        "office",
        open=(2, 0, 0, 0, 0, 0, 0, 0),
        opened=(2, 0, 0, 0, 0, 0, 0, 0),
        done=(0, 2, 0, 0, 0, 0, 0, 0),
        late=(0, 0, 0, 0, 0, 0, 0, 0),
    )
    assert figures.roles[1] == Weeks(
        "guest",
        open=(0, 0, 1, 1, 0, 0, 0, 0),
        opened=(2, 0, 1, 1, 0, 0, 0, 0),
        done=(2, 0, 0, 1, 1, 0, 0, 0),
        late=(0, 0, 1, 0, 0, 0, 0, 0),
    )
    assert figures.starts == Starts(in_time=1, late=1, off=0, pending=0, over=7.0)
    assert figures.path_cases == 2
    assert figures.path == (
        OnPath("w.ask", "guest", 2, 0.0, 5.0),
        OnPath("w.check", "office", 2, 3.0, 1.0),
        OnPath("w.visa", "bureau", 2, 0.0, 10.0),
        OnPath("w.arrive", "guest", 2, 0.0, 3.0),
    )
    assert figures.plan == (
        Planned("w.ask", "guest", 5),
        Planned("w.check", "office", 3),
        Planned("w.visa", "bureau", 10),
        Planned("w.arrive", "guest", 3),
    )
    assert figures.bottleneck == Bottleneck("time", "bureau", "w.visa", 10.0)
    assert figures.overloads == ()


def crowd(count: int):
    """Return as many arrivals on the same days."""
    return [tiny.arrival(n, date(2027, 1, 4), date(2027, 2, 20)) for n in range(1, count + 1)]


def test_bottleneck_moves_to_the_people_when_they_are_too_few():
    figures = tiny.told(tiny.play(crowd(20), office=1), office=1)

    assert figures.bottleneck == Bottleneck("people", "office", "w.check", 15.9)
    assert figures.overloads == (Overload("office", "2027-01-04", 20.0),)


def test_bottleneck_moves_away_when_a_step_takes_less():
    times = tiny.catalogue().lead_times
    quick = times.changed({"w.visa": times.times["w.arrive"]})
    figures = tiny.told(tiny.play(crowd(3), quick), quick)

    assert figures.bottleneck == Bottleneck("time", "guest", "w.ask", 5.0)


@pytest.mark.parametrize(("people", "waited"), [(1, 15.9), (2, 8.9), (20, 3.0)])
def test_more_people_mean_less_waiting(people, waited):
    figures = tiny.told(tiny.play(crowd(20), office=people), office=people)

    check = next(step for step in figures.steps if step.key == "w.check")
    assert (check.done, check.waited) == (20, waited)


def test_nothing_waits_where_there_are_people_enough():
    figures = tiny.told(tiny.play(crowd(20)))

    assert {step.waited for step in figures.steps} == {0.0}


def test_every_step_that_opened_ends_or_stands_open(played):
    ends = Counter(
        (work.done is not None, work.gone is not None, open_there(played, work))
        for work in played.works()
    )

    assert set(ends) <= {(True, False, False), (False, True, False), (False, False, True)}
    assert ends[True, False, False] > 2000


def open_there(played, work):
    """Return whether a piece of work is what its case has open under that key."""
    return played.cases[work.case].works.get(work.step.key) is work


def test_what_is_open_is_open_in_the_engine(played):
    for case in played.cases:
        opened = {step.key for step in case.progress.open_steps()}

        assert opened == set(case.works)


def test_no_case_is_stuck_and_most_are_finished(played):
    ended = Counter(case.progress.all_done() or case.progress.stopped for case in played.cases)

    assert {case.stuck for case in played.cases} == {""}
    assert ended[True] > ended[False]


def test_days_of_the_clockwork_are_those_of_the_engine(played):
    for case in played.cases:
        marks = case.progress.marks
        done = {w.step.key: date.fromordinal(w.done) for w in case.all if w.done}

        assert {key: done[key] for key in marks} == {key: mark.on for key, mark in marks.items()}
        assert State.DONE in {case.progress.state(p) for p in case.progress.plan.steps}


@pytest.fixture(scope="module")
def played() -> Played:
    """Sixty arrivals of several programmes, their office and export control too small."""
    from onboarding.config import assets
    from onboarding.engine.tempo import Tempo
    from onboarding.rehearsal.clockwork.answering import Answers
    from onboarding.rehearsal.clockwork.memory import Memory
    from onboarding.rehearsal.clockwork.people import arrivals
    from onboarding.rehearsal.clockwork.running import Clockwork
    from onboarding.rehearsal.clockwork.season import Settings
    from onboarding.rehearsal.reading import season_of

    found = tiny.shipped()
    season = season_of(assets() / "workflows", found)
    names = tuple(one.id for one in found.programmes.values() if not one.umbrella)
    settings = Settings(names, 60, date(2027, 4, 1), 3)
    answers = Answers(season, 3, found.workdays)
    world = Memory(
        answers, found.registry, lambda name: found.blueprint(name, found.versions_for(name))
    )
    clock = Clockwork(world, Tempo(found.lead_times, found.workdays), season.effort, seed=3)
    people = list(arrivals(season, settings))
    staff = {"office": 1, "export": 1}
    return clock.play(people, staff, until=date(2030, 7, 22), tell=lambda opened: None)
