"""The points a status was chosen with, kept as facts with the day of their table."""

from onboarding.cases import service
from onboarding.cases.recording import By
from onboarding.cases.registry import Happened
from onboarding.engine.events import FINISHED
from onboarding.visa.adviser.panel import points_of

POINTS = ("points.total", "points.special", "points.table")


def keep_points(happened: Happened) -> None:
    """Record what a person scores when the step that asks is handed in; old cases keep theirs."""
    event = happened.event
    if event.kind != FINISHED:
        return
    planned = happened.after.plan.find(event.data["step"])
    if planned is None or planned.step.options.get("beside") != "status_advice":
        return
    found = points_of(happened.after, {}, event.on)
    if found is None:
        return
    facts = {
        "points.total": found.total,
        "points.special": found.special is not None,
        "points.table": found.table.valid_from,
    }
    service.record_facts(happened.case.id, facts, by=By(None, happened.at))
