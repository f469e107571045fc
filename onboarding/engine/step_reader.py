"""Reading the steps of a workflow file."""

from collections.abc import Iterable

from onboarding.engine import keys
from onboarding.engine.definition import Ask, Need, Outcome, Source, Step
from onboarding.engine.due import DueRule, Reminder, parse_due, parse_reminder
from onboarding.engine.entries import Entry, places_of
from onboarding.engine.kinds import Registry, StepKind
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
    return tuple(_step(registry, workflow, entry, shared) for entry in entries)


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
        needs=tuple(Need(full(workflow, e.text()), e.place) for e in items(found, "needs")),
        when=phrase(found, "when"),
        each=phrase(found, "each"),
        asks=tuple(_ask(e) for e in items(found, "asks")),
        shows=tuple(_ask(e) for e in items(found, "shows")),
        due=_due(found.get("due")),
        opens=_due(found.get("opens")),
        remind=tuple(reminder for e in items(found, "remind") if (reminder := _reminder(e))),
        legal=flag(found, "legal"),
        outcomes=tuple(
            _outcome(workflow, id, one)
            for id, one in (found["outcomes"].pairs() if "outcomes" in found else [])
        ),
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


def full(workflow: str, step: str) -> str:
    """Return a step's key as other files write it: `visa.passport`."""
    return step if "." in step or not step else f"{workflow}.{step}"


def _ask(entry: Entry) -> Ask:
    """`passport.number`, or `passport.number (optional)` where the step can do without."""
    field, _, mark = " ".join(entry.text().split()).partition(" ")
    if mark not in ("", "(optional)"):
        entry.fault("E101", "not_one_of", mark, "(optional)")
    return Ask(field, bool(mark), entry.place)


def _due(entry: Entry | None) -> DueRule | None:
    rule = parse_due(entry.written()) if entry else None
    if entry and rule is None:
        entry.fault("E101", "not_a_due_date", entry.written())
    return rule


def _reminder(entry: Entry) -> Reminder | None:
    reminder = parse_reminder(entry.written(), entry.place)
    if reminder is None:
        entry.fault("E101", "not_a_reminder", entry.written())
    return reminder


def _outcome(workflow: str, id: str, entry: Entry) -> Outcome:
    found = entry.mapping(*keys.OUTCOME)
    then = text_in(found, "then") or ""
    word, _, target = then.partition(" to ")
    if then and (word, bool(target)) not in (("stop", False), ("back", True)):
        found["then"].fault("E101", "not_one_of", then, "stop", "back to <step>")
    return Outcome(
        id=id,
        label=entry.both(found),
        asks=tuple(_ask(one) for one in items(found, "asks")),
        then=word,
        back_to=full(workflow, target),
        at=found.get("then", entry).place,
    )
