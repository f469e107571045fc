"""Reading the steps of a workflow file."""

from collections.abc import Iterable

from onboarding.engine import keys
from onboarding.engine.definition import Ask, Opening, Source, Step
from onboarding.engine.due import (
    DueRule,
    Escalation,
    Reminder,
    parse_due,
    parse_escalation,
    parse_reminder,
)
from onboarding.engine.entries import Entry, places_of
from onboarding.engine.kinds import Registry, StepKind
from onboarding.engine.outcome_reader import branched, read_ask, read_needs, read_outcomes
from onboarding.engine.reading import (
    Found,
    flag,
    id_in,
    items,
    phrase,
    source,
    text_in,
    title,
    translated,
)


def read_steps(
    registry: Registry, workflow: str, entries: Iterable[Entry], shared: Source | None
) -> tuple[Step, ...]:
    """Read the steps of a workflow; `shared` is the source of those that name none."""
    return branched(_step(registry, workflow, entry, shared) for entry in entries)


def _step(registry: Registry, workflow: str, entry: Entry, shared: Source | None) -> Step:
    given = dict(entry.pairs())
    kind = _kind(registry, given)
    found = entry.only(given, keys.STEP.required, (*keys.STEP.optional, *kind.options))
    _check_kind(kind, found, entry)
    return Step(
        id=id_in(found, "id"),
        workflow=workflow,
        kind=kind.name,
        role=text_in(found, "role") or "",
        title=title(found),
        at=entry.place,
        help=translated(found, "help"),
        where=translated(found, "where"),
        bring=tuple(item.bilingual() for item in items(found, "bring")),
        needs=read_needs(workflow, items(found, "needs")),
        when=phrase(found, "when"),
        each=phrase(found, "each"),
        asks=tuple(read_ask(e) for e in items(found, "asks")),
        shows=tuple(read_ask(e) for e in items(found, "shows")),
        due=_due(found.get("due")),
        opens=tuple(_opening(e) for e in items(found, "opens")),
        remind=tuple(reminder for e in items(found, "remind") if (reminder := _reminder(e))),
        escalate=tuple(one for e in items(found, "escalate") if (one := _escalation(e))),
        deputy=text_in(found, "deputy") or "",
        redo_when_changed=tuple(
            Ask(e.text(), False, e.place) for e in items(found, "redo_when_changed")
        ),
        legal=flag(found, "legal"),
        outcomes=read_outcomes(workflow, found),
        options={key: found[key].text() for key in kind.options if key in found},
        source=source(found) or shared,
        places=places_of(found),
    )


def _kind(registry: Registry, given: Found) -> StepKind:
    """Return the kind of a step; one that allows anything where the file names none we know."""
    name = given["kind"].one_of(*registry.kinds) if "kind" in given else ""
    return registry.kinds.get(name) or StepKind("")


def _check_kind(kind: StepKind, found: Found, entry: Entry) -> None:
    for key, required in kind.options.items():
        if required and key not in found:
            entry.fault("E101", "missing_key", key)
    if kind.outcomes and "outcomes" not in found:
        entry.fault("E101", "missing_key", "outcomes")
    if kind.name and not kind.outcomes and "outcomes" in found:
        found["outcomes"].fault("E101", "key_not_for_kind", "outcomes", kind.name)
    if not kind.asks and "asks" in found:
        found["asks"].fault("E101", "key_not_for_kind", "asks", kind.name)


def _due(entry: Entry | None) -> DueRule | None:
    rule = parse_due(entry.written()) if entry else None
    if entry and rule is None:
        entry.fault("E101", "not_a_due_date", entry.written())
    return rule


def _opening(entry: Entry) -> Opening:
    """`7 days before stay.starts_on`, `after visa.passport`, or `once stay.days > 90`."""
    word, _, rest = " ".join(entry.written().split()).partition(" ")
    if word == "once" and rest:
        return Opening(entry.place, once=entry.phrase().after(len(word)))
    if word == "after" and rest and " " not in rest:
        return Opening(entry.place, after=rest)
    rule = parse_due(entry.written())
    if rule is None:
        entry.fault("E101", "not_an_opening", entry.written())
    return Opening(entry.place, rule=rule)


def _reminder(entry: Entry) -> Reminder | None:
    reminder = parse_reminder(entry.written(), entry.place)
    if reminder is None:
        entry.fault("E101", "not_a_reminder", entry.written())
    return reminder


def _escalation(entry: Entry) -> Escalation | None:
    escalation = parse_escalation(entry.written(), entry.place)
    if escalation is None:
        entry.fault("E101", "not_an_escalation", entry.written())
    return escalation
