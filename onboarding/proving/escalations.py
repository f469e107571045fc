"""E112: steps nobody can do, and reminders that reach nobody who could help."""

from collections.abc import Iterator

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Step
from onboarding.engine.errors import Fault, Place
from onboarding.proving.unused import as_chosen

MACHINE, BY_CASE = "machine", "case"


def escalations(catalogue: Catalogue) -> Iterator[Fault]:
    """Return what is wrong with who acts, who is reminded and who is told of a delay."""
    for workflow in (*catalogue.current(), *as_chosen(catalogue)):
        for step in workflow.steps:
            yield from _acting(catalogue, step)
            yield from _told(step)
            for role, at in _helpers(step):
                yield from _helper(catalogue, step, role, at)


def nobody(catalogue: Catalogue, role: str) -> bool:
    """Return whether nobody can have a role: a machine's, or one that no case names."""
    found = catalogue.roles.get(role)
    if found is None:
        return False
    named = catalogue.registry.knows("role", role)
    return found.held == MACHINE or (found.held == BY_CASE and not named)


def _acting(catalogue: Catalogue, step: Step) -> Iterator[Fault]:
    for key, role in (("role", step.role), ("deputy", step.deputy)):
        if role and nobody(catalogue, role):
            at = step.places.get(key, step.at)
            yield Fault(at, "E112", "nobody_has_role", (role, step.key))


def _told(step: Step) -> Iterator[Fault]:
    """Return the reminders that come once somebody else has been told already."""
    late = [one.days for one in step.remind if one.role and one.days >= 0]
    first = min([*late, *(one.days for one in step.escalate)], default=None)
    for reminder in step.remind:
        if first is not None and reminder.role is None and reminder.days > first:
            yield Fault(reminder.at or step.at, "E112", "reminder_after_escalation", (step.key,))


def _helpers(step: Step) -> Iterator[tuple[str, Place]]:
    """Return every role that is told besides who acts, with the place that says so."""
    for reminder in step.remind:
        if reminder.role:
            yield reminder.role, reminder.at or step.at
    for escalation in step.escalate:
        yield escalation.role, escalation.at or step.at


def _helper(catalogue: Catalogue, step: Step, role: str, at: Place) -> Iterator[Fault]:
    if role == step.role:
        yield Fault(at, "E112", "escalation_to_who_acts", (role, step.key))
    elif nobody(catalogue, role):
        yield Fault(at, "E112", "escalation_to_nobody", (role, step.key))
