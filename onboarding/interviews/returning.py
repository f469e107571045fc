"""What was decided before about the same scores, and why a step came back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.cases.models import Case, CaseEvent
from onboarding.cases.policies import may_read
from onboarding.cases.queries import history
from onboarding.engine.definition import Text
from onboarding.engine.events import FINISHED, REOPENED
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.web.speaking import reader_language


@dataclass(frozen=True, slots=True)
class Returned:
    """Who sent a step back, when, and the reason given."""

    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that stands: its title, its outcome, who made it, the reasons given."""

    title: Text
    outcome: Text
    who: str
    at: datetime
    reasons: tuple[str, ...]


def returned_by(case: Case, progress: Progress, planned: PlannedStep) -> Returned | None:
    """Return how an open step came back; None where it is there for the first time, or done."""
    if not progress.open >> planned.number & 1:
        return None
    for event in reversed(history(case)):
        data = json.loads(event.data)
        if event.kind == REOPENED and data["step"] == planned.key:
            return Returned(_who(event), event.at, data.get("reason", ""))
        if event.kind == FINISHED and _sends_back(progress, data, planned):
            return Returned(_who(event), event.at, data.get("note", ""))
        if event.kind == FINISHED and data["step"] == planned.key:
            return None
    return None


def _sends_back(progress: Progress, data: dict[str, Any], planned: PlannedStep) -> bool:
    sender = progress.plan.find(data["step"])
    outcome = sender.step.outcome(data.get("outcome", "")) if sender else None
    return bool(outcome and outcome.then == "back" and planned.step.key in outcome.back_to)


def decisions_before(visit: Visit, planned: PlannedStep) -> list[Decided]:
    """Return the decisions about the same scores that stand now, other than this one."""
    progress, about = visit.progress, planned.step.options["about"]
    events = history(visit.case)
    found = []
    for other in progress.plan.steps:
        same = other.step.options.get("about") == about and other is not planned
        mark = progress.marks.get(other.key)
        if same and mark and other.step.workflow == planned.step.workflow:
            event = next(event for event in events if event.sequence == mark.sequence)
            found.append(_decided(visit, other, mark.outcome or "", event))
    return found


def _decided(visit: Visit, planned: PlannedStep, outcome: str, event: CaseEvent) -> Decided:
    chosen = planned.step.outcome(outcome)
    asked = (*planned.step.asks, *(chosen.asks if chosen else ()))
    return Decided(
        title=planned.step.title,
        outcome=chosen.label if chosen else Text(outcome, outcome),
        who=_who(event),
        at=event.at,
        reasons=tuple(_answers(visit, (ask.field for ask in asked))),
    )


def _answers(visit: Visit, asked: Iterable[str]) -> Iterable[str]:
    """Return what was answered, as far as the visitor may read it."""
    facts, fields = visit.progress.facts, library().fields
    return (str(facts[id]) for id in asked if facts.get(id) and may_read(visit.part, fields[id]))


def _who(event: CaseEvent) -> str:
    """Return who acted, and for whom."""
    if event.by is None:
        return _("The system")
    name, absent = event.by.name_in(reader_language()), event.on_behalf_of
    if absent is None:
        return name
    said = {"who": name, "absent": absent.name_in(reader_language())}
    return _("%(who)s (deputy for %(absent)s)", **said)
