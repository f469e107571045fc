"""A case whose acceptance is decided, and everybody on it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from onboarding.cases.jobs import make_document
from onboarding.cases.models import Case
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.documents.models import Document
from onboarding.documents.service import of_case
from onboarding.office.demo.loading import play
from onboarding.people.models import Person
from tests.conftest import NOON, TODAY

_ROLES = ("office", "head", "department", "export", "hr", "housing", "classes", "it", "safety")


@pytest.fixture
def staff(make_person: Callable[..., Person]) -> dict[str, Person]:
    """Return role → a person who holds it everywhere."""
    return {role: make_person(f"{role}@example.org", roles=(role,)) for role in _ROLES}


@pytest.fixture
def accepted(make_case: Callable[..., Case], staff: dict[str, Person]) -> SimpleNamespace:
    """A fellow's case, approved; `by` is somebody acting now, `make` makes what is asked for."""
    case = make_case("jsps_fellow")
    assert case.host is not None
    people = {**staff, "host": case.host, "researcher": case.researcher}
    play(case, people, "acceptance.certificate", NOON)

    def by(role: str, **rest: Any) -> By:
        at = rest.get("at", NOON)
        return By(people[role], at, part_in(case, people[role], TODAY))

    def make() -> list[Document]:
        asked = [document.id for document in of_case(case.id) if document.state == "asked"]
        for id in sorted(asked):
            db.session.rollback()  # a worker has a connection of its own
            make_document(id)
        db.session.rollback()
        return of_case(case.id)

    return SimpleNamespace(case=case, by=by, make=make, people=people)
