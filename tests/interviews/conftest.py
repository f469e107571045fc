"""Panels at work: invented professors, cases that have come as far as their scores."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from onboarding.cases.models import Case
from onboarding.cases.queries import part_in, progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.interviews import service
from onboarding.interviews.figures import Sheet
from onboarding.interviews.queries import rubric_of
from onboarding.office.demo.loading import play
from onboarding.people.models import Person
from tests.conftest import NOON, TODAY

PANEL, SCORES = "interview_evaluation.panel", "interview_evaluation.scores"
PROPOSAL, DECISION = "interview_evaluation.proposal", "interview_evaluation.decision"
MEMBERS = ("panel", "panel2", "panel3", "panel4", "panel5")
_ROLES = ("office", "head", "department", "export", "hr", "housing", "classes", "it", "safety")


@pytest.fixture
def staff(make_person: Callable[..., Person]) -> dict[str, Person]:
    """Return role or login → person; `panel` to `panel5` are professors, `panel` chairs."""
    found = {role: make_person(f"{role}@example.org", roles=(role,)) for role in _ROLES}
    for login in MEMBERS:
        person = make_person(f"{login}@example.org", name=f"Professor {login.title()}")
        person.title_en = "Professor"
        db.session.commit()
        found[login] = person
    return found


@pytest.fixture
def make_scored(make_case: Callable[..., Case], staff: dict[str, Person]) -> Callable[..., Case]:
    """Return a function that opens a case and plays it until a step of the interview."""

    def make(until: str = SCORES, programme: str = "employed", **facts: Any) -> Case:
        case = make_case(programme, **facts)
        assert case.host is not None
        play(case, {**staff, "host": case.host}, until, NOON)
        return case

    return make


def by_of(case: Case, person: Person) -> By:
    """Return a person acting in a case."""
    return By(person, NOON, part_in(case, person, TODAY))


def declare(case: Case, person: Person, *kinds: str, details: str = "") -> bool | None:
    """Declare conflicts; none without kinds."""
    return service.declare(case.id, kinds, details, by=by_of(case, person))


def sheet(case: Case, point: int | str = 4, *, comment: str = "Sound.", **points: Any) -> Sheet:
    """Return a sheet with the same points everywhere but where they are named."""
    progress = progress_of(case, TODAY)
    criteria = rubric_of(progress, progress.plan.steps[progress.plan.number[SCORES]]).criteria
    given = {one.id: points.get(one.id, point) for one in criteria}
    return Sheet(given, 4, comment)


def hand_in(case: Case, person: Person, point: int | str = 4, **rest: Any) -> None:
    """Declare no conflict and hand in scores."""
    declare(case, person)
    service.hand_in(case.id, SCORES, sheet(case, point, **rest), by=by_of(case, person))


def open_steps(case: Case) -> set[str]:
    """Return the keys of the interview's open steps."""
    found = {planned.key for planned in progress_of(case, TODAY).open_steps()}
    return {key for key in found if key.startswith("interview_evaluation.")}


def text_of(client: FlaskClient, path: str) -> str:
    """Return a page as text, redirects followed."""
    return client.get(path, follow_redirects=True).get_data(as_text=True)
