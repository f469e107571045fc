"""Reading the steps of a workflow file."""

from collections.abc import Iterable

from onboarding.engine import keys
from onboarding.engine.date_reader import (
    read_due,
    read_escalations,
    read_openings,
    read_reminders,
)
from onboarding.engine.definition import Ask, Source, Step
from onboarding.engine.entries import Entry, places_of
from onboarding.engine.errors import Place
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
    texts_in,
    title,
    translated,
)
from onboarding.engine.route_reader import expanded


def read_steps(
    registry: Registry, workflow: str, entries: Iterable[Entry], shared: Source | None
) -> tuple[Step, ...]:
    """Read the steps of a workflow; `shared` is the source of those that name none."""
    return branched(step for entry in entries for step in _steps(registry, workflow, entry, shared))


def _steps(
    registry: Registry, workflow: str, entry: Entry, shared: Source | None
) -> tuple[Step, ...]:
    """Return a step; of an approval its seats too."""
    given = dict(entry.pairs())
    kind = _kind(registry, given)
    required, optional = keys.of_step(kind.options, route=kind.route)
    found = entry.only(given, required, optional)
    _check_kind(kind, found, entry)
    step = _step(workflow, kind, found, entry.place, shared)
    return expanded(step, items(found, "route")) if kind.route else (step,)


def _step(workflow: str, kind: StepKind, found: Found, at: Place, shared: Source | None) -> Step:
    return Step(
        id=id_in(found, "id"),
        workflow=workflow,
        kind=kind.name,
        role=text_in(found, "role") or "",
        title=title(found),
        at=at,
        help=translated(found, "help"),
        where=translated(found, "where"),
        bring=tuple(item.bilingual() for item in items(found, "bring")),
        needs=read_needs(workflow, items(found, "needs")),
        when=phrase(found, "when"),
        each=phrase(found, "each"),
        asks=tuple(read_ask(e) for e in items(found, "asks")),
        shows=tuple(read_ask(e) for e in items(found, "shows")),
        due=read_due(found.get("due")),
        opens=read_openings(items(found, "opens")),
        remind=read_reminders(items(found, "remind")),
        escalate=read_escalations(items(found, "escalate")),
        deputy=text_in(found, "deputy") or "",
        not_by=texts_in(found, "not_by"),
        redo_when_changed=tuple(
            Ask(e.text(), False, e.place) for e in items(found, "redo_when_changed")
        ),
        legal=flag(found, "legal"),
        promises=flag(found, "promises"),
        outcomes=read_outcomes(workflow, found),
        options={key: found[key].text() for key in kind.options if key in found},
        source=source(found) or shared,
        places=places_of(found, "not_by"),
    )


def _kind(registry: Registry, given: Found) -> StepKind:
    """Return the kind of a step; one that allows anything where the file names none we know."""
    name = given["kind"].one_of(*registry.kinds) if "kind" in given else ""
    anything = {option: False for kind in registry.kinds.values() for option in kind.options}
    return registry.kinds.get(name) or StepKind("", anything)


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
