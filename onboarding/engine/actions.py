"""What somebody may do to a case now. Each returns the change to record, or refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onboarding.engine.asking import missing, questions
from onboarding.engine.errors import (
    CaseIsOver,
    FactsMissing,
    NotYourStep,
    StepNotOpen,
    UnknownOutcome,
    UnknownStep,
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
) -> Change:
    """Decide whether `by` may finish a step now; return the fact to record.

    `facts`: fact key → value, None for an answer left empty on purpose.

    Raises:
        UnknownStep, CaseIsOver, StepNotOpen, NotYourStep: it cannot be finished now, or by them.
        UnknownOutcome: the step ends in outcomes and this is none of them.
        FactsMissing: required facts are neither given nor known.
        WrongFacts: as `open_case`.
    """
    facts = dict(facts or {})
    refuse_wrong(progress.plan.blueprint.fields, facts)
    planned = find(progress, key)
    if progress.closed:
        raise CaseIsOver(key)
    if not progress.open >> planned.number & 1:
        raise StepNotOpen(key)
    if planned.step.role not in by.roles:
        raise NotYourStep(key)
    if bool(planned.step.outcomes) != bool(outcome) or (
        outcome and planned.step.outcome(outcome) is None
    ):
        raise UnknownOutcome(outcome or "")
    absent = missing(progress, questions(progress, planned, outcome=outcome), facts)
    if absent:
        raise FactsMissing(absent)
    data = {"step": key, "facts": facts, "outcome": outcome}
    return Change(FINISHED, {name: value for name, value in data.items() if value})


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
