"""Checking what a programme does otherwise: the steps it names, and what becomes of them."""

from collections.abc import Iterator

from onboarding.engine.circles import circle_of_steps
from onboarding.engine.definition import Override, Programme, Step, Workflow
from onboarding.engine.errors import Fault
from onboarding.engine.overrides import otherwise, overridden
from onboarding.engine.references import References
from onboarding.engine.step_checks import check_step


def check_overrides(known: References, programme: Programme) -> Iterator[Fault]:
    """Return what is wrong with the overrides of a programme."""
    workflows = _used(known, programme)
    steps = {step.key: (workflow, step) for workflow in workflows for step in workflow.steps}
    for override in programme.overrides:
        if override.step in steps:
            yield from _override(known, *steps[override.step], override)
        else:
            yield Fault(override.at, "E103", "unknown_step", (override.step,))
    if programme.overrides:
        yield from circle_of_steps(known, overridden(workflows, programme.overrides))


def _used(known: References, programme: Programme) -> list[Workflow]:
    """Return the newest versions of what a programme uses."""
    newest = (known.catalogue.newest(chosen.workflow) for chosen in programme.workflows)
    return [workflow for workflow in newest if workflow]


def _override(
    known: References, workflow: Workflow, step: Step, override: Override
) -> Iterator[Fault]:
    if override.leave_out and step.route:
        yield Fault(override.places["leave_out"], "E101", "seat_left_out", (step.route.approval,))
    if step.clock:
        yield from _beside_clock(override)
    asked = {ask.field for ask in step.asks}
    for ask in override.drop:
        if ask.field not in asked:
            yield Fault(ask.at, "E103", "not_asked", (ask.field,))
    for ask in override.add:
        if ask.field in asked:
            yield Fault(ask.at, "E104", "asked_already", (ask.field,))
    yield from check_step(known, workflow, otherwise(step, override))


def _beside_clock(override: Override) -> Iterator[Fault]:
    """Return a fault for each date set otherwise that the law sets."""
    for key in ("due", "opens"):
        if key in override.places:
            yield Fault(override.places[key], "E101", "key_beside_clock", (key,))
