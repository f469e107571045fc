"""What somebody may do to a case now. Each returns the change to record, or refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onboarding.engine.asking import missing, questions
from onboarding.engine.deciding import beside
from onboarding.engine.definition import Step
from onboarding.engine.errors import (
    CaseIsOver,
    FactsMissing,
    NotYourStep,
    SecondSeat,
    StepNotOpen,
    UnknownOutcome,
    UnknownStep,
    UnknownTarget,
)
from onboarding.engine.events import ANSWERED, FINISHED, OPENED, REOPENED, STOPPED, Change
from onboarding.engine.facts import refuse_wrong
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting on one case, with the roles they play there."""

    id: str
    roles: frozenset[str]


def open_case(progress: Progress, facts: Mapping[str, Any]) -> Change:
    """Return the change that opens a case with what is known of it.

    Raises:
        WrongFacts: facts that are none of the dictionary, or not of their field's type.
    """
    refuse_wrong(progress.plan.blueprint.fields, facts)
    return Change(OPENED, {"facts": dict(facts)})


def finish(
    progress: Progress,
    key: str,
    *,
    by: Actor,
    facts: Mapping[str, Any] | None = None,
    outcome: str | None = None,
    back_to: str | None = None,
) -> Change:
    """Decide whether `by` may finish a step now; return the fact to record.

    `facts`: fact key → value, None for an answer left empty on purpose. `back_to`: the step
    chosen where the outcome may send back to several.

    Raises:
        UnknownStep, CaseIsOver, StepNotOpen, NotYourStep: it cannot be finished now, or by them.
        SecondSeat: they have filled another of these seats already.
        UnknownOutcome: the step ends in outcomes and this is none of them.
        UnknownTarget: the outcome sends back, and not to this step.
        FactsMissing: required facts are neither given nor known.
        WrongFacts: as `open_case`.
    """
    facts = dict(facts or {})
    refuse_wrong(progress.plan.blueprint.fields, facts)
    planned = _workable(progress, key, by)
    target = _target(planned.step, outcome, back_to)
    absent = missing(progress, questions(progress, planned, outcome=outcome), facts)
    if absent:
        raise FactsMissing(absent)
    data = {"step": key, "facts": facts, "outcome": outcome, "back_to": target}
    data["by"] = by.id if beside(progress.plan, planned) else None
    return Change(FINISHED, {name: value for name, value in data.items() if value})


def _workable(progress: Progress, key: str, by: Actor) -> PlannedStep:
    """Return a step `by` may finish now, or refuse."""
    planned = find(progress, key)
    if progress.closed:
        raise CaseIsOver(key)
    if not progress.open >> planned.number & 1:
        raise StepNotOpen(key)
    step = planned.step
    barred = not by.roles.isdisjoint(step.not_by)
    if step.stages or barred or step.roles.isdisjoint(by.roles):
        raise NotYourStep(key)
    marks = (progress.marks.get(seat.key) for seat in beside(progress.plan, planned))
    if any(mark and mark.by == by.id for mark in marks):
        raise SecondSeat(key)
    return planned


def _target(step: Step, outcome: str | None, back_to: str | None) -> str | None:
    """Return the step chosen to send back to; None where the outcome leaves no choice."""
    chosen = step.outcome(outcome) if outcome else None
    if bool(step.outcomes) != bool(outcome) or (outcome and chosen is None):
        raise UnknownOutcome(outcome or "")
    targets = chosen.back_to if chosen else ()
    if (back_to or len(targets) > 1) and back_to not in targets:
        raise UnknownTarget(back_to or "")
    return back_to if len(targets) > 1 else None


def find(progress: Progress, key: str) -> PlannedStep:
    """Return a step of the case.

    Raises:
        UnknownStep: the case has none of this key.
    """
    planned = progress.plan.find(key)
    if planned is None:
        raise UnknownStep(key)
    return planned


def answer(progress: Progress, facts: Mapping[str, Any]) -> Change | None:
    """Return the change that records facts outside any step; None where nothing is new.

    Raises:
        CaseIsOver: the case is closed.
        WrongFacts: as `open_case`.
    """
    if progress.closed:
        raise CaseIsOver("")
    refuse_wrong(progress.plan.blueprint.fields, facts)
    new = {key: value for key, value in facts.items() if progress.facts.get(key) != value}
    return Change(ANSWERED, {"facts": new}) if new else None


def reopen(progress: Progress, key: str, *, reason: str) -> Change:
    """Return the change that takes a finished step back; if it ended the case, the case goes on.

    Raises:
        UnknownStep, CaseIsOver: as `finish`.
        StepNotOpen: it is not finished.
    """
    planned = find(progress, key)
    if progress.closed:
        raise CaseIsOver(key)
    if not progress.done >> planned.number & 1:
        raise StepNotOpen(key)
    return Change(REOPENED, {"step": key, "reason": reason})


def stop(progress: Progress, *, reason: str) -> Change:
    """Return the change that ends a case early.

    Raises:
        CaseIsOver: it is closed or stopped already.
    """
    if progress.closed or progress.stopped:
        raise CaseIsOver("")
    return Change(STOPPED, {"reason": reason})
