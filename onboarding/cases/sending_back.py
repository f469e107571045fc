"""Sending back: to which steps one may, and what each choice has done again."""

from dataclasses import dataclass

from onboarding.cases.checklist import item_name
from onboarding.engine.definition import Outcome
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, done_again
from onboarding.web.speaking import reader_language


@dataclass(frozen=True, slots=True)
class Target:
    """A step somebody may send back to: its key, its title, the titles of all done again."""

    key: str
    title: str
    again: tuple[str, ...]


def targets(progress: Progress, sender: PlannedStep) -> dict[str, tuple[Target, ...]]:
    """Return outcome → where it may send back to, of the outcomes of a step that do."""
    outcomes = (one for one in sender.step.outcomes if one.then == "back")
    return {one.id: _targets(progress, sender, one) for one in outcomes}


def _targets(progress: Progress, sender: PlannedStep, outcome: Outcome) -> tuple[Target, ...]:
    steps = progress.plan.blueprint.by_key
    return tuple(
        Target(
            key=key,
            title=steps[key].title.in_(reader_language()),
            again=_again(progress, sender, outcome, key),
        )
        for key in outcome.back_to
        if key in steps
    )


def _again(progress: Progress, sender: PlannedStep, outcome: Outcome, key: str) -> tuple[str, ...]:
    """Return what is done again: each title once, with the item it is about."""
    found = (named(progress, one) for one in done_again(progress, sender, outcome, key))
    return tuple(dict.fromkeys(found))


def named(progress: Progress, planned: PlannedStep) -> str:
    """Return the title of a step, with the name of its item where it has one."""
    title = planned.step.title.in_(reader_language())
    who = item_name(progress, planned.item)
    return f"{title} ({who})" if who else title
