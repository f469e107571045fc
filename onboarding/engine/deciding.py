"""How approvals go: which seats are needed no more, and the outcome a decided route has."""

from onboarding.engine.events import CLOSED, FINISHED, Change
from onboarding.engine.plan import Plan, PlannedRoute, PlannedStage, PlannedStep
from onboarding.engine.state import Progress


def needless(progress: Progress) -> int:
    """Return the seats nobody has to fill any more, since their stage is decided without them.

    Seats a later version added to an approval that was decided already are not needed either.
    """
    found = 0
    for route in progress.plan.routes:
        if progress.done >> route.approval.number & 1:
            found |= route.seats & ~progress.done
        for stage in route.stages:
            if _passes(progress, stage) is not None:
                found |= stage.mask & ~progress.done
    return found


def _passes(progress: Progress, stage: PlannedStage) -> bool | None:
    """Return whether a stage has its quorum; None while both can still come."""
    marks = [mark for seat in stage.seats if (mark := progress.marks.get(seat.key))]
    yes = sum(mark.outcome == stage.yes for mark in marks)
    if yes >= stage.need:
        return True
    return False if yes + len(stage.seats) - len(marks) < stage.need else None


def automatic(progress: Progress) -> Change | None:
    """Return what the system does now without anybody: end a decided approval, close the case.

    Record it as an event and ask again; None once nothing is left to do.
    """
    for route in progress.plan.routes:
        if progress.open >> route.approval.number & 1:
            return Change(FINISHED, {"step": route.approval.key, "outcome": _end(progress, route)})
    if progress.all_done() and not progress.closed and not progress.stopped:
        return Change(CLOSED, {})
    return None


def _end(progress: Progress, route: PlannedRoute) -> str:
    """Return the outcome of a decided route: the yes, or the no that made it impossible."""
    for stage in route.stages:
        if not _passes(progress, stage):
            marks = [progress.marks[seat.key] for seat in stage.seats if seat.key in progress.marks]
            noes = [mark for mark in marks if mark.outcome != stage.yes]
            return max(noes, key=lambda mark: mark.sequence).outcome or ""
    return route.stages[-1].yes


def beside(plan: Plan, seat: PlannedStep) -> list[PlannedStep]:
    """Return the seats of the same role in the same stage: each needs a person of its own."""
    stages = (stage for route in plan.routes for stage in route.stages)
    seats = next((stage.seats for stage in stages if stage.mask >> seat.number & 1), ())
    return [one for one in seats if one.step.role == seat.step.role and one is not seat]


def route_of(plan: Plan, seat: PlannedStep) -> PlannedRoute | None:
    """Return the route a step is a seat of."""
    return next((route for route in plan.routes if route.seats >> seat.number & 1), None)


def whole_routes(plan: Plan, mask: int, done: int) -> int:
    """Return steps taken back with what belongs to them.

    A finished seat taken back takes its approval back; an approval taken back, all its seats.
    """
    found = mask
    for route in plan.routes:
        approval = 1 << route.approval.number
        if mask & approval:
            found |= route.seats
        elif mask & done & route.seats:
            found |= approval
    return found
