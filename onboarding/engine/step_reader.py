"""Reading the steps of a workflow file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from onboarding.engine import keys
from onboarding.engine.date_reader import (
    read_due,
    read_escalations,
    read_openings,
    read_reminders,
)
from onboarding.engine.definition import Ask, Clock, Source, Step
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


@dataclass(frozen=True, slots=True)
class Around:
    """What steps are read with: the kinds there are, the deadlines of law, their workflow.

    `shared`: the source of those that name none.
    """

    registry: Registry
    clocks: Mapping[str, Clock]
    workflow: str
    shared: Source | None


def read_steps(around: Around, entries: Iterable[Entry]) -> tuple[Step, ...]:
    """Read the steps of a workflow."""
    return branched(step for entry in entries for step in _steps(around, entry))


def _steps(around: Around, entry: Entry) -> tuple[Step, ...]:
    """Return a step; of an approval its seats too."""
    given = dict(entry.pairs())
    kind = _kind(around.registry, given)
    required, optional = keys.of_step(kind.options, route=kind.route)
    found = entry.only(given, required, optional)
    _check_kind(kind, found, entry)
    step = _step(around.workflow, kind, found, entry.place)
    step = _by_law(step, found, around.clocks) if "clock" in found else step
    step = replace(step, source=step.source or around.shared)
    return expanded(step, items(found, "route")) if kind.route else (step,)


def _by_law(step: Step, found: Found, clocks: Mapping[str, Clock]) -> Step:
    """Return a step with the dates and the source of the deadline of law it names."""
    for key in ("due", "legal"):
        if key in found:
            found[key].fault("E101", "key_beside_clock", key)
    entry = found["clock"]
    clock = clocks.get(entry.text())
    if clock is None or clock.due is None:
        entry.fault("E103", "unknown_clock", entry.written(), *sorted(clocks))
        return step
    return replace(
        step,
        clock=clock,
        due=clock.due,
        opens=clock.opens + step.opens,
        legal=True,
        where=step.where or clock.where,
        source=step.source or clock.source,
        places={**step.places, "due": entry.place},
    )


def _step(workflow: str, kind: StepKind, found: Found, at: Place) -> Step:
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
        source=source(found),
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
