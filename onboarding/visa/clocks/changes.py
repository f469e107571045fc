"""What has changed during a stay, as facts of the case; and the steps that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.cases.checklist import Line, checklist, item_name
from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.engine.asking import holds
from onboarding.engine.definition import Clock, Option
from onboarding.engine.events import ANSWERED, Event
from onboarding.engine.progress import Progress, advance
from onboarding.people.gate import today

EVENTS, KIND, ON, WHO = "life.events", "event.kind", "event.happened_on", "event.person"
FAMILY = "family.members"
BORN = "born"
STATUS = "visa.residence_status"
# What a status of residence may ask a notice about, to the immigration office.
OF_ORGANISATION = frozenset({"contract_ended", "new_contract", "host_changed"})
_NAMES = ("family_name", "given_name")
# What may as well happen to a member of the family.
OF_ANYBODY = frozenset({"moved", "card_lost", "card_items_changed"})


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed: what, when, for whom; of a birth also the child."""

    kind: str
    on: date
    person: str
    child: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A change that was told, with the steps that follow from it, the most urgent first.

    `no_notice`: what says that no notice about the organisation is needed.
    """

    item: str
    kind: Option
    on: date
    person: str
    lines: list[Line]
    no_notice: Clock | None = None


def kinds() -> tuple[Option, ...]:
    """Return what may change, in the order of the dictionary."""
    return library().fields[KIND].options


def kind_of(id: str) -> Option | None:
    """Return one kind of change."""
    return next((option for option in kinds() if option.id == id), None)


def people(progress: Progress) -> list[tuple[str, str]]:
    """Return (item, name) of the family."""
    members = progress.facts.get(FAMILY) or ()
    return [(item, item_name(progress, item)) for item in members]


def facts_of(progress: Progress, change: Change) -> dict[str, Any]:
    """Return the facts that record a change; a child that was born joins the family."""
    known: tuple[str, ...] = progress.facts.get(EVENTS) or ()
    item = _next("e", known, progress)
    found: dict[str, Any] = {
        EVENTS: (*known, item),
        f"{KIND}@{item}": change.kind,
        f"{ON}@{item}": change.on,
        f"{WHO}@{item}": change.person,
    }
    return found | (_child(progress, change) if change.child else {})


def _child(progress: Progress, change: Change) -> dict[str, Any]:
    known: tuple[str, ...] = progress.facts.get(FAMILY) or ()
    item = _next("m", known, progress)
    own = {
        "relation": "child",
        "birth_date": change.on,
        "comes_along": True,
        "born_here": True,
        **(change.child or {}),
    }
    return {FAMILY: (*known, item), **{f"member.{name}@{item}": v for name, v in own.items()}}


def _next(letter: str, known: tuple[str, ...], progress: Progress) -> str:
    """Return a name no item has, nor had: what was taken back is not written over."""
    used = {key.partition("@")[2] for key in progress.facts} | set(known)
    number = len(known) + 1
    while f"{letter}{number}" in used:
        number += 1
    return f"{letter}{number}"


def known_as(progress: Progress, change: Change) -> str | None:
    """Return the item of a change that was told already, on a second click; None for a new one."""
    facts = progress.facts
    wanted = (change.kind, change.on, change.person)
    for item in _items(progress):
        if (facts.get(f"{KIND}@{item}"), facts.get(f"{ON}@{item}"), _who(progress, item)) == wanted:
            child = _child_of(progress, item)
            given = change.child or {}
            if child is None or all(
                facts.get(f"member.{name}@{child}") == given.get(name) for name in _NAMES
            ):
                return item
    return None


def without(progress: Progress, item: str) -> dict[str, Any]:
    """Return the facts that take a change back; its steps are gone with it, and a child born."""
    left = tuple(one for one in _items(progress) if one != item)
    child = _child_of(progress, item)
    if child is None:
        return {EVENTS: left}
    family: tuple[str, ...] = progress.facts[FAMILY]
    return {EVENTS: left, FAMILY: tuple(one for one in family if one != child)}


def _child_of(progress: Progress, item: str) -> str | None:
    """Return the child that joined the family with a birth; births of one day in their order.

    Where the family was changed since, nobody can say which it is.
    """
    facts, day = progress.facts, progress.facts.get(f"{ON}@{item}")
    births = [
        one
        for one in _items(progress)
        if facts.get(f"{KIND}@{one}") == BORN and facts.get(f"{ON}@{one}") == day
    ]
    children = [
        one
        for one in facts.get(FAMILY) or ()
        if facts.get(f"member.born_here@{one}") and facts.get(f"member.birth_date@{one}") == day
    ]
    if item not in births or len(births) != len(children):
        return None
    return str(children[births.index(item)])


def told(visit: Visit) -> list[Told]:
    """Return what was told of a case, the newest first."""
    return [_told(visit, visit.progress, item) for item in reversed(_items(visit.progress))]


def foreseen(visit: Visit, change: Change) -> Told:
    """Return what would follow from a change, without recording it."""
    progress = visit.progress
    facts = facts_of(progress, change)
    event = Event(visit.case.sequence + 1, ANSWERED, progress.today, {"facts": facts})
    after = advance(progress, event)
    return _told(visit, after, facts[EVENTS][-1])


def _items(progress: Progress) -> tuple[str, ...]:
    found: tuple[str, ...] = progress.facts.get(EVENTS) or ()
    return found


def _told(visit: Visit, progress: Progress, item: str) -> Told:
    facts = progress.facts
    kind = kind_of(facts[f"{KIND}@{item}"]) or kinds()[0]
    lines = sorted(_lines(visit, progress, item), key=lambda line: line.due or date.max)
    no_notice = _no_notice(progress) if kind.id in OF_ORGANISATION else None
    return Told(item, kind, facts[f"{ON}@{item}"], _who(progress, item), lines, no_notice)


def _who(progress: Progress, item: str) -> str:
    return str(progress.facts.get(f"{WHO}@{item}") or "")


def _no_notice(progress: Progress) -> Clock | None:
    """Return what says that a status asks for no notice about the organisation, if it does."""
    found = library().clocks.get("affiliation_none")
    if found is None or found.when is None or STATUS not in progress.facts:
        return None
    return found if holds(progress, found.when.text, progress.facts) else None


def _lines(visit: Visit, progress: Progress, item: str) -> Iterator[Line]:
    found = checklist(progress, visit.part, library().roles, today())
    return (line for line in found.lines if line.planned.item == item)
