"""A case of the process that has every construct, under definitions of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from onboarding.cases.library import load
from onboarding.cases.models import Case
from onboarding.people.models import Person
from tests.conftest import NOON
from tests.institutions import write_institution


@pytest.fixture
def institution(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The application with the definitions of the tests."""
    shipped, folder = app.extensions["library"], write_institution(tmp_path / "workflows")
    app.extensions["library"] = load(folder)
    yield folder
    app.extensions["library"] = shipped


@pytest.fixture
def conference(
    institution: Path,
    make_case: Callable[..., Case],
    make_person: Callable[..., Person],
    make_department: Callable[..., Any],
    act: Callable[..., None],
) -> SimpleNamespace:
    """A case about a conference and everybody on it; `do` finishes steps by name.

    `do("approval_1_head=approved")`: by whoever holds the role, or by `who`.
    """
    place, case = make_department("eng"), make_case("conference_only")
    people = {
        role: make_person(f"{role}@example.org", (role,), place, name=f"{role.title()} Person")
        for role in ("head", "department", "export", "hr", "office")
    }
    people |= {
        name: make_person(f"{name}@example.org", ("office",), place, name=f"{name.title()} Office")
        for name in ("ken", "mei")
    }
    people |= {"host": case.host, "researcher": case.researcher}

    def do(step: str, *, who: str = "", at: datetime = NOON, **facts: Any) -> None:
        key, _, outcome = step.partition("=")
        outcome, _, target = outcome.partition(">")
        person = people[who or _role(key)]
        given = {name.replace("__", ".").replace("_at_", "@"): v for name, v in facts.items()}
        act(
            case,
            person,
            f"conference.{key}",
            facts=given,
            outcome=outcome or None,
            back_to=f"conference.{target}" if target else None,
            at=at,
        )

    return SimpleNamespace(case=case, do=do, **people)


def _role(key: str) -> str:
    """Return who does a step of the conference."""
    if key.startswith("approval_"):
        return key.split("_")[2]
    host = ("application", "meeting", "visits", "guests")
    return "host" if key.partition("@")[0] in host else "office"
