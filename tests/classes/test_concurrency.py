"""Many hands at the same moment: never more people than seats, nobody waiting beside a free one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from onboarding.cases import service as cases
from onboarding.cases.models import Case
from onboarding.cases.queries import find_case, part_in, progress_of
from onboarding.cases.recording import By
from onboarding.classes import service
from onboarding.classes.jobs import sweep_seats
from onboarding.classes.models import Enrolment, Seat
from onboarding.classes.queries import line_of
from onboarding.database import db
from onboarding.people.models import Person
from tests.classes.conftest import STEP
from tests.conftest import NOON, TODAY

MANY = 10


def in_threads(app: Flask, calls: list[Callable[[], str]]) -> list[str]:
    """Run calls at the same moment, each with a database connection of its own."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], str]) -> str:
        with app.app_context():
            barrier.wait(timeout=30)
            return call()

    db.session.rollback()
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def ids(make_placed, request) -> list[int]:
    """Return the ids of so many cases that ask for a seat."""
    return [make_placed().id for _ in range(request.param)]


@pytest.fixture
def coordinator(staff) -> int:
    """Return the id of the coordinator."""
    return staff["classes"].id


def acting(case_id: int, person_id: int) -> By:
    person = db.session.get_one(Person, person_id)
    return By(person, NOON, part_in(db.session.get_one(Case, case_id), person, TODAY))


def ask(case_id: int, coordinator: int, course_id: int) -> str:
    try:
        service.give_seat(case_id, STEP, course_id, by=acting(case_id, coordinator))
    except service.CourseFull:
        return "full"
    return "seat"


def wait(case_id: int, coordinator: int, course_id: int) -> str:
    seated = service.wait_for_seat(case_id, STEP, course_id, by=acting(case_id, coordinator))
    return "seat" if seated else "waits"


def stop(case_id: int) -> str:
    cases.stop_case(case_id, reason="withdrawn", by=By(None, NOON))
    return "stopped"


@pytest.mark.parametrize("ids", [MANY], indirect=True)
def test_of_ten_at_the_same_moment_as_many_sit_as_there_are_seats(
    app, ids, coordinator, make_course
):
    course = make_course(seats=3).id

    results = in_threads(app, [lambda id=id: ask(id, coordinator, course) for id in ids])

    assert sorted(results) == ["full"] * (MANY - 3) + ["seat"] * 3
    assert db.session.query(Seat).filter(Seat.enrolment_id.isnot(None)).count() == 3
    assert db.session.query(Enrolment).count() == 3


@pytest.mark.parametrize("ids", [6], indirect=True)
def test_of_six_at_the_same_moment_all_others_wait_each_in_a_place(
    app, ids, coordinator, make_course
):
    course = make_course(seats=3).id

    results = in_threads(app, [lambda id=id: wait(id, coordinator, course) for id in ids])

    line = line_of(course)
    assert sorted(results) == ["seat"] * 3 + ["waits"] * 3
    assert [one.place for one in line if one.place] == [1, 2, 3]


@pytest.mark.parametrize("ids", [9], indirect=True)
def test_leaving_and_asking_at_the_same_moment_fills_every_seat(app, ids, coordinator, make_course):
    course = make_course(seats=3).id
    for case_id in ids[:7]:
        wait(case_id, coordinator, course)

    in_threads(
        app,
        [
            *(lambda id=id: stop(id) for id in (*ids[:2], *ids[4:6])),
            *(lambda id=id: wait(id, coordinator, course) for id in ids[7:]),
        ],
    )
    sweep_seats(NOON)

    gone = {*ids[:2], *ids[4:6]}
    line = line_of(course)
    assert sorted(one.seat for one in line if one.seat) == [1, 2, 3]
    assert {one.enrolment.case_id for one in line} == set(ids) - gone
    assert all(finished(one.enrolment.case_id) == bool(one.seat) for one in line)
    assert not any(cases.rebuild(case_id, TODAY) for case_id in ids)


def finished(case_id: int) -> bool:
    """Return whether a case's step is done."""
    case = find_case(case_id)
    assert case is not None
    return STEP in progress_of(case, TODAY).marks


@pytest.mark.parametrize("ids", [2], indirect=True)
def test_a_seat_left_free_is_given_by_the_sweep(app, ids, coordinator, make_course):
    course = make_course(seats=1).id
    for case_id in ids[:2]:
        wait(case_id, coordinator, course)
    seat = db.session.query(Seat).one()
    first = db.session.get_one(Enrolment, seat.enrolment_id)
    seat.enrolment_id, first.left_at = None, NOON
    db.session.commit()

    assert sweep_seats(NOON) == 1
    assert [(one.enrolment.case_id, one.seat) for one in line_of(course)] == [(ids[1], 1)]
    assert sweep_seats(NOON) == 0
