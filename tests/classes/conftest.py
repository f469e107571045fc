"""Classes, and cases that have come as far as asking for a seat."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from onboarding.cases import service as cases
from onboarding.cases.models import Case
from onboarding.cases.queries import part_in, progress_of
from onboarding.cases.recording import By
from onboarding.classes import service
from onboarding.classes.models import Course
from onboarding.database import db
from onboarding.documents.models import Document
from onboarding.office.demo.loading import play
from onboarding.people.models import Person
from tests.conftest import NOON, TODAY

STEP = "japanese_classes.seat"
_ROLES = ("office", "head", "department", "export", "hr", "housing", "classes", "it", "safety")


@pytest.fixture
def staff(make_person: Callable[..., Person]) -> dict[str, Person]:
    """Return role → a person who holds it everywhere."""
    return {role: make_person(f"{role}@example.org", roles=(role,)) for role in _ROLES}


@pytest.fixture
def make_placed(make_case: Callable[..., Case], staff: dict[str, Person]) -> Callable[..., Case]:
    """Return a function that opens a case and plays it until it asks for a seat."""

    def make(until: str = STEP, **facts: Any) -> Case:
        plain = {"japanese__wants_class": True, "japanese__placed_level": "A2"}
        case = make_case("jsps_fellow", **{**plain, "housing__wanted": False, **facts})
        assert case.host is not None
        everybody = {**staff, "host": case.host}
        for _round in range(9):
            play(case, everybody, until, NOON)
            if until in [p.key for p in progress_of(case, TODAY).open_steps()]:
                return case
            _sign_papers(case, everybody)
        raise AssertionError(until)

    return make


def _sign_papers(case: Case, staff: dict[str, Person]) -> None:
    """Finish the open steps of papers, as if a worker had made them."""
    db.session.query(Document).filter_by(case_id=case.id, state="asked").update({"state": "made"})
    db.session.commit()
    for planned in progress_of(case, TODAY).open_steps():
        if planned.step.kind == "document":
            person = staff[planned.step.role]
            by = By(person, NOON, part_in(case, person, TODAY))
            cases.finish_step(case.id, planned.key, by=by)


@pytest.fixture
def make_course(app: Any) -> Callable[..., Course]:
    """Return a function that adds a course of level A2 with two seats."""

    def make(code: str = "B1", **columns: Any) -> Course:
        return service.add_course({**course_columns(code), **columns})

    return make


def course_columns(code: str = "B1") -> dict[str, Any]:
    """Return the columns of a course."""
    return {
        "code": code,
        "level": "A2",
        "title_en": f"Beginners {code}",
        "title_ja": f"初級 {code}",
        "term_en": "First term of 2027",
        "term_ja": "2027年度前期",
        "starts_on": date(2027, 4, 12),
        "ends_on": date(2027, 7, 26),
        "times_en": "Mon 10:30",
        "times_ja": "月 10:30",
        "room": "201",
        "seats": 2,
    }


@pytest.fixture
def give(staff: dict[str, Person]) -> Callable[..., Any]:
    """Return a function by which the coordinator gives a seat."""
    return lambda case, course: service.give_seat(
        case.id, STEP, course.id, by=by_coordinator(case, staff)
    )


@pytest.fixture
def wait(staff: dict[str, Person]) -> Callable[..., bool]:
    """Return a function by which the coordinator puts a case on a waiting list."""
    return lambda case, course: service.wait_for_seat(
        case.id, STEP, course.id, by=by_coordinator(case, staff)
    )


def by_coordinator(case: Case, staff: dict[str, Person]) -> By:
    """Return the coordinator acting on a case."""
    return By(staff["classes"], NOON, part_in(case, staff["classes"], TODAY))
