"""The points a status was chosen with, kept as facts with the day of their table."""

from onboarding.cases import service
from onboarding.cases.recording import By
from onboarding.cases.registry import Happened
from onboarding.engine.events import FINISHED
from onboarding.visa.points.scoring import INPUTS, as_facts, points_of

POINTS = ("points.total", "points.special", "points.table", "points.counted_on", "points.proofs")


def keep_points(happened: Happened) -> None:
    """Record what a person scores when the step that asks is handed in, and when a claim changes.

    A case keeps the table it was counted by, whatever the law says later, and its day of
    reference until the step is handed in again.
    """
    before, after, on = happened.before.facts, happened.after.facts, happened.event.on
    if not _asked_anew(happened):
        kept = after.get("points.counted_on")
        if kept is None or all(before.get(name) == after.get(name) for name in INPUTS):
            return
        on = kept
    found = points_of(happened.after, {}, on)
    if found is not None:
        service.record_facts(happened.case.id, as_facts(found, on), by=By(None, happened.at))


def _asked_anew(happened: Happened) -> bool:
    """Return whether the step that asks for the points has just been handed in."""
    event = happened.event
    planned = happened.after.plan.find(event.data["step"]) if event.kind == FINISHED else None
    return planned is not None and planned.step.options.get("beside") == "status_advice"
