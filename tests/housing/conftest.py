"""Rooms, and cases that have come as far as asking for one."""

from collections.abc import Callable
from typing import Any

import pytest

from onboarding.cases.models import Case
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.housing import service
from onboarding.housing.models import Room, RoomStay
from onboarding.housing.nights import Period
from onboarding.office.demo.loading import play
from onboarding.people.models import Person
from tests.conftest import NOON, TODAY

STEP = "housing.assign_room"
_ROLES = ("office", "head", "department", "export", "hr", "housing", "classes", "it", "safety")


@pytest.fixture
def staff(make_person: Callable[..., Person]) -> dict[str, Person]:
    """Return role → a person who holds it everywhere."""
    return {role: make_person(f"{role}@example.org", roles=(role,)) for role in _ROLES}


@pytest.fixture
def make_ready(make_case: Callable[..., Case], staff: dict[str, Person]) -> Callable[..., Case]:
    """Return a function that opens a case and plays it until it asks for a room."""

    def make(until: str = STEP, **facts: Any) -> Case:
        case = make_case("jsps_fellow", **{"housing__wanted": True, **facts})
        assert case.host is not None
        play(case, {**staff, "host": case.host}, until, NOON)
        return case

    return make


@pytest.fixture
def make_room(app: Any) -> Callable[..., Room]:
    """Return a function that adds a room for two."""

    def make(code: str = "101", **columns: Any) -> Room:
        plain = {"building_en": "House A", "building_ja": "A棟"}
        plain |= {"address_en": "1 Honmachi", "address_ja": "本町1丁目"}
        return service.add_room(
            {**plain, "code": code, "capacity": 2, "rent": 30000, "step_free": False, **columns}
        )

    return make


@pytest.fixture
def give(staff: dict[str, Person]) -> Callable[..., RoomStay]:
    """Return a function by which the housing office gives a room to a case."""

    def assign(case: Case, room: Room, period: Period, **rest: Any) -> RoomStay:
        wanted = service.Wanted(room.id, period)
        return service.assign_room(case.id, STEP, wanted, by=by_housing(case, staff), **rest)

    return assign


def by_housing(case: Case, staff: dict[str, Person]) -> By:
    """Return the housing office acting on a case."""
    return By(staff["housing"], NOON, part_in(case, staff["housing"], TODAY))
