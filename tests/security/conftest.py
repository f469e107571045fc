"""An invented list, and cases played up to the verdict of export control."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from onboarding.cases.models import Case
from onboarding.office.demo.loading import play
from onboarding.people.models import Person
from onboarding.security.lists import NewList, keep_list
from onboarding.security.reading import read_entries
from onboarding.security.rules import rules_on
from tests.conftest import NOON, TODAY

TITLE = "Invented end user list"
FIRST = "No.,Country,Name,Aliases,Reason\n1,Examplia,Camelot Rocket Works,CRW,M\n"
SECOND = f"{FIRST}2,Examplia,University of Example,,N\n"


@pytest.fixture
def export(make_person: Callable[..., Person]) -> Person:
    """Somebody of the export-control office."""
    return make_person("export@example.org", ("export",), name="Kaori Ueno")


@pytest.fixture
def controller(make_person: Callable[..., Person]) -> Person:
    """The controller, who reviews what is not plainly clear."""
    return make_person("controller@example.org", ("controller",), name="Tetsuya Hara")


@pytest.fixture
def add_list(export: Person) -> Callable[..., int]:
    """Return a function that imports a list; a worker would screen with it afterwards."""

    def add(text: str, effective: date = TODAY, title: str = TITLE, at: datetime = NOON) -> int:
        content = text.encode()
        entries = read_entries(content, rules_on(effective).columns)
        return keep_list(NewList(title, effective, "list.csv", content), entries, by=export, at=at)

    return add


@pytest.fixture
def case_until(
    make_case: Callable[..., Case], make_person: Callable[..., Person], export: Person
) -> Callable[..., Case]:
    """Return a function that plays a case until a step is open."""

    def make(until: str, programme: str = "jsps_fellow", **facts: object) -> Case:
        case = make_case(programme, **facts)
        everybody = {
            "host": case.host,
            "export": export,
            **{
                role: make_person(f"{role}{case.id}@example.org", (role,))
                for role in ("office", "head", "department", "hr")
            },
        }
        play(case, everybody, until, NOON)
        return case

    return make
