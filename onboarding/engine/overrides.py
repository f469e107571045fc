"""What a programme does otherwise in single steps: reading it, and putting it in place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from onboarding.engine import keys
from onboarding.engine.date_reader import (
    read_due,
    read_escalations,
    read_openings,
    read_reminders,
)
from onboarding.engine.definition import Ask, Need, Override, Step, Workflow
from onboarding.engine.entries import Entry, places_of
from onboarding.engine.outcome_reader import read_ask
from onboarding.engine.reading import Found, flag, items, text_in, translated


def read_overrides(found: Found) -> tuple[Override, ...]:
    """Read `{visa.coe_filed: {due: …, asks: {add: […], drop: […]}}}` in file order."""
    pairs = found["overrides"].pairs() if "overrides" in found else []
    return tuple(_override(step, entry) for step, entry in pairs)


def _override(step: str, entry: Entry) -> Override:
    found = entry.mapping(*keys.OVERRIDE)
    asks = found["asks"].mapping(*keys.OVERRIDE_ASKS) if "asks" in found else {}
    return Override(
        step=step,
        at=entry.place,
        role=text_in(found, "role") or "",
        due=read_due(found.get("due")),
        opens=read_openings(items(found, "opens")) if "opens" in found else None,
        remind=read_reminders(items(found, "remind")) if "remind" in found else None,
        escalate=read_escalations(items(found, "escalate")) if "escalate" in found else None,
        help=translated(found, "help"),
        add=tuple(read_ask(one) for one in items(asks, "add")),
        drop=tuple(Ask(one.text(), False, one.place) for one in items(asks, "drop")),
        leave_out=flag(found, "leave_out"),
        places=places_of(found),
    )


def overridden(
    workflows: Iterable[Workflow], overrides: Iterable[Override]
) -> tuple[Workflow, ...]:
    """Return the workflows of a programme as it has them.

    An approval left out takes its seats along. What needs a step that is left out needs what
    this step needs.
    """
    workflows, by_step = tuple(workflows), {override.step: override for override in overrides}
    gone = {
        step.key: step
        for workflow in workflows
        for step in workflow.steps
        if _left_out(step.route.approval if step.route else step.key, by_step)
    }
    return tuple(
        replace(
            workflow,
            steps=tuple(
                _changed(step, by_step, gone) for step in workflow.steps if step.key not in gone
            ),
        )
        for workflow in workflows
    )


def _left_out(step: str, by_step: Mapping[str, Override]) -> bool:
    return step in by_step and by_step[step].leave_out


def _changed(step: Step, by_step: Mapping[str, Override], gone: Mapping[str, Step]) -> Step:
    """Return a step as the programme has it, among those it keeps."""
    if step.key in by_step:
        step = otherwise(step, by_step[step.key])
    if any(need.step in gone for need in step.needs):
        return replace(step, needs=tuple(dict.fromkeys(_instead(step.needs, gone))))
    return step


def _instead(needs: Iterable[Need], gone: Mapping[str, Step]) -> Iterator[Need]:
    for need in needs:
        if need.step in gone:
            yield from _instead(gone[need.step].needs, gone)
        else:
            yield need


def otherwise(step: Step, override: Override) -> Step:
    """Return a step as a programme has it."""
    names = ("due", "opens", "remind", "escalate", "help")
    given = {name: getattr(override, name) for name in names}
    changed = {name: value for name, value in given.items() if value is not None}
    dropped = {ask.field for ask in override.drop}
    return replace(
        step,
        role=override.role or step.role,
        asks=tuple(ask for ask in step.asks if ask.field not in dropped) + override.add,
        places={**step.places, **override.places},
        **changed,
    )
