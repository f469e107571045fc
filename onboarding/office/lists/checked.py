"""One row of a list as it would go in: the facts it says, and what is wrong with them."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onboarding.cases.names import folded, full_name
from onboarding.engine.definition import Text
from onboarding.office.lists.directory import Host
from onboarding.office.lists.problems import Problem, said
from onboarding.office.lists.reading import Line


@dataclass(slots=True)
class Change:
    """A fact a list gives another value than the system. `key`: a fact, `family` or `host`.

    `why`: `new` nobody had given it, `changed` the list has another value than last time,
    `conflict` the list and the system both have. `take`: the list's value is written.
    """

    key: str
    old: Any
    new: Any
    why: str
    take: bool


@dataclass(slots=True)
class Checked:
    """A row as it would go in. `state`: `good`, `change`, `known`, `bad` or `skipped`.

    `facts`: fact key → value, those of host and department left out.
    """

    line: Line
    state: str = "good"
    programme: str = ""
    department_id: int | None = None
    host: Host | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    case_id: int | None = None

    @property
    def email(self) -> str:
        """Return the researcher's address."""
        return str(self.facts.get("researcher.email", ""))

    @property
    def name(self) -> str:
        """Return the researcher's name as in the passport."""
        return full_name(self.facts)

    @property
    def starts_on(self) -> date | None:
        """Return the first day of the stay."""
        return self.facts.get("stay.starts_on")

    @property
    def ends_on(self) -> date | None:
        """Return the last day of the stay."""
        return self.facts.get("stay.ends_on")

    @property
    def key(self) -> str:
        """Return what the same stay is known by, however often it is imported."""
        return stay_key(self.email, self.programme, self.starts_on)

    @property
    def person(self) -> tuple[str, date] | None:
        """Return name and date of birth as they are compared; None where one is missing."""
        return person_key(self.facts)

    @property
    def hints(self) -> list[Problem]:
        """Return what is worth a look and keeps nothing out."""
        return [problem for problem in self.problems if problem.hint]

    def refuse(self, column: str, sentence: Any) -> None:
        """Keep the row out, and say why."""
        self.problems.append(Problem(column, _text(sentence)))
        self.state = "bad"

    def hint(self, column: str, sentence: Any) -> None:
        """Say something worth a look."""
        self.problems.append(Problem(column, _text(sentence), hint=True))


def _text(sentence: Any) -> Text:
    return sentence if isinstance(sentence, Text) else said(sentence)


def stay_key(email: str, programme: str, starts_on: date | None) -> str:
    """Return the key of a stay: one person, one programme, one first day."""
    return hashlib.sha256(f"{email}\n{programme}\n{starts_on}".encode()).hexdigest()


def person_key(facts: dict[str, Any]) -> tuple[str, date] | None:
    """Return name and date of birth as they are compared; None where one is missing."""
    name, born = folded(full_name(facts)), facts.get("researcher.birth_date")
    return (name, born) if name and born else None
