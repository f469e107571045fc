"""Moving a case to other versions of its workflows, and undoing that.

A move is an event like any other: `{from, versions}`, each workflow id → version. What the new
versions still have keeps its mark by its key. Undoing one puts back the state of just before it,
which the event carries: `{versions, state}`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from onboarding.engine.asking import missing, questions
from onboarding.engine.definition import Step
from onboarding.engine.errors import CaseIsOver
from onboarding.engine.events import MOVED, Change, Event
from onboarding.engine.plan import PlannedStep
from onboarding.engine.state import Progress

Versions = Mapping[str, int]


def move(progress: Progress, before: Versions, after: Versions) -> Change | None:
    """Return the change that moves a case; None where it has these versions already.

    Raises:
        CaseIsOver: it is closed or stopped: nobody works on it any more.
    """
    if progress.closed or progress.stopped:
        raise CaseIsOver("")
    if before == after:
        return None
    return Change(MOVED, {"from": dict(before), "versions": dict(after)})


def opened_with(history: Sequence[Event], pinned: Versions) -> Versions:
    """Return the versions a case began with; `pinned` are those it has now."""
    moves = (event for event in history if event.kind == MOVED)
    found: Versions = next((event.data["from"] for event in moves), pinned)
    return found


def to_do_again(before: Progress, after: Progress) -> int:
    """Return the finished steps the new versions want more of.

    One asks for a required fact the case does not know, and did not ask for it; one ended with
    an outcome there is not any more.
    """
    mask = 0
    for planned in after.steps(after.done):
        old = before.plan.steps[before.plan.number[planned.key]]
        if _lost_its_outcome(after, planned) or _asks_more(before, old, after, planned):
            mask |= 1 << planned.number
    return mask


def _lost_its_outcome(after: Progress, planned: PlannedStep) -> bool:
    outcome = after.marks[planned.key].outcome
    return bool(planned.step.outcomes) and planned.step.outcome(outcome or "") is None


def _asks_more(before: Progress, old: PlannedStep, after: Progress, planned: PlannedStep) -> bool:
    if _asked(old.step) == _asked(planned.step):
        return False
    return not _missing(after, planned) <= _missing(before, old)


def _asked(step: Step) -> list[tuple[str, bool]]:
    return [(ask.field, ask.optional) for ask in step.every_ask()]


def _missing(progress: Progress, planned: PlannedStep) -> set[str]:
    asked = questions(progress, planned, outcome=progress.marks[planned.key].outcome)
    return set(missing(progress, asked, {}))


def outdated_papers(before: Progress, after: Progress) -> int:
    """Return the finished papers that would be another kind, or read otherwise, than they do."""
    mask = 0
    for planned in after.steps(after.done):
        old = before.plan.steps[before.plan.number[planned.key]]
        if planned.document and _made(old, before) != _made(planned, after):
            mask |= 1 << planned.number
    return mask


def _made(planned: PlannedStep, progress: Progress) -> tuple[str, dict[str, Any]]:
    """Return what decides how the paper of a step reads: its kind, its facts."""
    return planned.document.id if planned.document else "", planned.used(progress.facts)
