"""Many hands at the same moment: a night is given once, whoever asks and whenever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from onboarding.cases import service as cases
from onboarding.cases.models import Case
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.housing import service
from onboarding.housing.models import RoomNight, RoomStay
from onboarding.housing.nights import Period
from onboarding.people.models import Person
from tests.conftest import NOON, TODAY
from tests.housing.conftest import STEP

START = date(2027, 4, 1)
NUMBERS = map(str, count(1))
MANY = 20


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


def attempt(case_id: int, housing_id: int, wanted: service.Wanted) -> str:
    person = db.session.get_one(Person, housing_id)
    part = part_in(db.session.get_one(Case, case_id), person, TODAY)
    try:
        service.assign_room(case_id, STEP, wanted, by=By(person, NOON, part))
    except service.RoomTaken:
        return "taken"
    return "given"


def test_of_twenty_at_the_same_moment_exactly_one_gets_the_room(app, make_ready, make_room, staff):
    room, housing = make_room().id, staff["housing"].id
    ids = [make_ready().id for _ in range(MANY)]
    periods = [Period(START + timedelta(days=n), START + timedelta(days=60)) for n in range(MANY)]

    results = in_threads(
        app,
        [
            lambda id=id, period=period: attempt(id, housing, service.Wanted(room, period))
            for id, period in zip(ids, periods, strict=True)
        ],
    )

    stay = db.session.query(RoomStay).one()
    assert sorted(results) == ["given", *["taken"] * (MANY - 1)]
    assert db.session.query(RoomNight).count() == (stay.until_night - stay.from_night).days
    assert cases.rebuild(stay.case_id, TODAY) is False


def test_nights_side_by_side_are_all_given_at_the_same_moment(app, make_ready, make_room, staff):
    room, housing = make_room().id, staff["housing"].id
    weeks = [
        Period(START + timedelta(days=7 * n), START + timedelta(days=7 * n + 7)) for n in range(8)
    ]
    ids = [make_ready().id for _ in weeks]

    results = in_threads(
        app,
        [
            lambda id=id, week=week: attempt(id, housing, service.Wanted(room, week))
            for id, week in zip(ids, weeks, strict=True)
        ],
    )

    assert results == ["given"] * 8
    assert db.session.query(RoomNight).count() == 56


def test_moving_and_giving_at_the_same_moment_never_share_a_night(
    app, make_ready, make_room, staff, give
):
    room, housing = make_room(), staff["housing"].id
    first, others = make_ready(), [make_ready().id for _ in range(6)]
    give(first, room, Period(date(2027, 4, 1), date(2028, 3, 31)))
    first_id, room_id = first.id, room.id

    def move(days: int) -> str:
        day = date(2027, 4, 1) + timedelta(days=days)
        cases.record_facts(first_id, {"stay.starts_on": day}, by=By(None, NOON))
        return "moved"

    early = Period(date(2027, 3, 1), date(2027, 4, 1))
    late = Period(date(2027, 4, 1), date(2027, 4, 9))
    wanted = [service.Wanted(room_id, early if n % 2 else late) for n in range(6)]
    in_threads(
        app,
        [
            *(lambda days=days: move(days) for days in (8, -10, 20, -3)),
            *(
                lambda id=id, one=one: attempt(id, housing, one)
                for id, one in zip(others, wanted, strict=True)
            ),
        ],
    )

    assert nights_by_stay() == nights_by_interval()


def nights_by_stay() -> dict[int, int]:
    """Return stay → nights it has as rows."""
    counted = select(RoomNight.stay_id, func.count()).group_by(RoomNight.stay_id)
    return dict(tuple(row) for row in db.session.execute(counted))


def nights_by_interval() -> dict[int, int]:
    """Return stay → nights its two days say."""
    found = {s.id: (s.until_night - s.from_night).days for s in db.session.query(RoomStay)}
    return {stay: count for stay, count in found.items() if count}


INTERVALS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 60), st.integers(1, 30)), max_size=9
)


@pytest.fixture
def ready_ids(make_ready) -> list[int]:
    """Return the ids of nine cases that ask for a room."""
    return [make_ready().id for _ in range(9)]


@given(intervals=INTERVALS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_room_is_given_whenever_all_its_nights_are_free(
    intervals, ready_ids, make_room, staff, app
):
    rooms = [make_room(next(NUMBERS)).id for _ in range(2)]
    free: dict[int, set[date]] = {room: set() for room in rooms}
    expected, results = [], []
    for case_id, (number, start, length) in zip(ready_ids, intervals, strict=False):
        first = START + timedelta(days=start)
        period = Period(first, first + timedelta(days=length))
        taken = free[rooms[number]]
        expected.append("taken" if taken & set(period) else "given")
        if expected[-1] == "given":
            taken |= set(period)
        wanted = service.Wanted(rooms[number], period)
        results.append(attempt(case_id, staff["housing"].id, wanted))

    rows = db.session.query(RoomNight).filter(RoomNight.room_id.in_(rooms))
    assert results == expected
    assert {(row.room_id, row.night) for row in rows} == {
        (room, night) for room, nights in free.items() for night in nights
    }
    for case_id in ready_ids:
        if db.session.query(RoomStay).filter_by(case_id=case_id, given_back_at=None).count():
            cases.reopen_step(case_id, STEP, reason="again", by=By(None, NOON))
