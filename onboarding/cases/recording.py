"""Writing one event of a case, and everything that follows from it, in one commit."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onboarding.cases import index, messages, moves, papers
from onboarding.cases.history import append, read_data, sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.policies import Part
from onboarding.cases.queries import events_since
from onboarding.cases.registry import Happened, tell
from onboarding.database import to_json
from onboarding.engine.actions import Actor
from onboarding.engine.deciding import automatic
from onboarding.engine.events import FINISHED, MOVE_UNDONE, MOVED, Change, Event
from onboarding.engine.progress import Progress, advance
from onboarding.people.models import Person


class ChangedMeanwhile(Exception):
    """Somebody else saved the same facts first.

    `values`: fact key → (what is there now, what was about to be saved).
    """

    def __init__(self, by: Person | None, values: Mapping[str, tuple[Any, Any]]) -> None:
        self.by, self.values = by, dict(values)
        super().__init__(", ".join(values))


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, and when; `part` is empty for the system itself."""

    person: Person | None
    at: datetime
    part: Part | None = None

    def actor(self) -> Actor:
        """Return the actor as the engine knows them."""
        return self.part.actor if self.part else Actor("system", frozenset())

    def behalf(self, role: str) -> int | None:
        """Return whom they stand in for in a role."""
        return self.part.behalf_for(role) if self.part else None


def record(case: Case, change: Change, *, before: Progress, by: By, role: str = "") -> Event:
    """Write one event and all that follows from it: index, papers, messages, features.

    Call it inside a transaction, with the case locked.
    """
    person_id = by.person.id if by.person else None
    event = append(case, change, by=person_id, behalf=by.behalf(role), at=by.at)
    after = advance(before, event)
    if event.kind in (MOVED, MOVE_UNDONE):
        case.versions = to_json(event.data["versions"])
    happened = Happened(case, event, before, after, by.at)
    moves.keep(happened)
    index.write(case, after, assigned=index.assigned_by(event))
    papers.follow(happened)
    messages.queue(happened, actor=by.person)
    tell(happened)
    if follows := automatic(after):
        record(case, follows, before=after, by=By(None, by.at))
    return event


def refuse_conflict(
    case: Case, progress: Progress, facts: Mapping[str, Any], seen: int | None, by: By
) -> None:
    """Refuse to write over what somebody else saved after the page was shown.

    Raises:
        ChangedMeanwhile: with both values of each fact.
    """
    if seen is None or seen >= case.sequence:
        return
    me = by.person.id if by.person else None
    others = [event for event in events_since(case, seen) if event.by_id != me]
    touched = {key for event in others for key in _facts_named(event.data)}
    values = {
        key: (progress.facts.get(key), value)
        for key, value in facts.items()
        if key in touched and progress.facts.get(key) != value
    }
    if values:
        raise ChangedMeanwhile(others[-1].by, values)


def _facts_named(data: str) -> Iterable[str]:
    named: dict[str, Any] = json.loads(data).get("facts") or {}
    return named.keys()


def handed_in_already(
    case: Case,
    key: str,
    facts: Mapping[str, Any],
    outcome: str | None,
    seen: int | None,
    by: By,
) -> bool:
    """Whether this very hand-in was recorded since the page was shown: a double click.

    Other answers, from a page in another window, are none: they must not be lost silently.
    """
    if seen is None or by.person is None:
        return False
    sealer, fields = sealer_of(case), library().fields
    mine = [event for event in events_since(case, seen) if event.by_id == by.person.id]
    handed_in = (read_data(event, fields, sealer) for event in mine if event.kind == FINISHED)
    return any(
        data["step"] == key
        and data.get("outcome") == outcome
        and (data.get("facts") or {}) == dict(facts)
        for data in handed_in
    )
