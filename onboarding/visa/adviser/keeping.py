"""What a status was chosen from, kept as facts: the advice, the points, the days of their rules."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from onboarding.cases import service
from onboarding.cases.recording import By
from onboarding.cases.registry import Happened
from onboarding.engine.events import FINISHED
from onboarding.visa.adviser import chosen
from onboarding.visa.adviser.advising import advise
from onboarding.visa.adviser.rules import status_rules
from onboarding.visa.points.scoring import INPUTS, as_facts, points_of

POINTS = (
    *("points.total", "points.special", "points.table", "points.counted_on"),
    *("points.proofs", "points.pay"),
)


def keep_points(happened: Happened) -> None:
    """Record what a person scores when the step that asks is handed in, and when a claim changes.

    A case keeps the table it was counted by, whatever the law says later, and its day of
    reference until the step is handed in again.
    """
    before, after, on = happened.before.facts, happened.after.facts, happened.event.on
    is_anew = _asked_anew(happened)
    if not is_anew:
        kept = after.get("points.counted_on")
        if kept is None or all(before.get(name) == after.get(name) for name in INPUTS):
            return
        on = kept
    found = points_of(happened.after, {}, on)
    facts = as_facts(found, on) if found else {}
    if is_anew:
        facts |= _advised(happened, facts)
    if facts:
        service.record_facts(happened.case.id, facts, by=By(None, happened.at))


def _advised(happened: Happened, points: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the rules said when the choice was handed in, as facts."""
    progress = happened.after
    rules = status_rules(current_app.extensions["settings"].workflows, happened.event.on)
    return chosen.as_facts(advise(rules, progress, points), rules, progress)


def _asked_anew(happened: Happened) -> bool:
    """Return whether the step that asks for the points has just been handed in."""
    event = happened.event
    planned = happened.after.plan.find(event.data["step"]) if event.kind == FINISHED else None
    return planned is not None and planned.step.options.get("beside") == "status_advice"
