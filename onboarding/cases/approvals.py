"""The route of an approval as people read it: stage after stage, who, and how many of them."""

import json
from dataclasses import dataclass
from datetime import date

from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.cases.narrating import who_acted
from onboarding.cases.policies import may_work
from onboarding.cases.queries import history
from onboarding.engine.deciding import beside
from onboarding.engine.definition import Text
from onboarding.engine.events import FINISHED
from onboarding.engine.plan import PlannedRoute, PlannedStage, PlannedStep
from onboarding.engine.progress import State
from onboarding.web.speaking import reader_language


@dataclass(frozen=True, slots=True)
class SeatShown:
    """One seat of a stage; `who` filled it, empty while nobody has."""

    planned: PlannedStep
    role: Text
    state: State
    outcome: Text | None
    who: str
    done_on: date | None
    due: date | None
    mine: bool


@dataclass(frozen=True, slots=True)
class StageShown:
    """One stage: `yes` of the `need` it asks for, out of its seats."""

    seats: tuple[SeatShown, ...]
    need: int
    yes: int

    @property
    def state(self) -> State:
        """Return whether the stage is still to come, under way, or decided."""
        states = {seat.state for seat in self.seats}
        if State.OPEN in states:
            return State.OPEN
        waits = State.WAITING in states or states <= {State.SKIPPED, State.STOPPED}
        return State.WAITING if waits else State.DONE


@dataclass(frozen=True, slots=True)
class RouteShown:
    """The route of one approval, and what it came to."""

    title: Text
    stages: tuple[StageShown, ...]
    outcome: Text | None
    done_on: date | None


def routes_of(visit: Visit) -> dict[str, RouteShown]:
    """Return key of the approval → its route, of every approval of a case."""
    routes = visit.progress.plan.routes
    if not routes:
        return {}
    filled_by = _filled_by(visit)
    return {route.approval.key: _route(visit, route, filled_by) for route in routes}


def route_around(visit: Visit, planned: PlannedStep) -> RouteShown | None:
    """Return the route a step is the approval, or a seat, of."""
    bit = 1 << planned.number
    for route in visit.progress.plan.routes:
        if (route.seats | 1 << route.approval.number) & bit:
            return _route(visit, route, _filled_by(visit))
    return None


def free_seat(visit: Visit, planned: PlannedStep) -> PlannedStep | None:
    """Return the seat to fill in place of one somebody else has taken; None where there is none.

    A mail names one seat of several; whoever is faster takes it.
    """
    progress, me = visit.progress, str(visit.part.person_id)
    seats = (planned, *beside(progress.plan, planned))
    marks = [mark for seat in seats if (mark := progress.marks.get(seat.key))]
    taken = progress.state(planned) is State.DONE and all(mark.by != me for mark in marks)
    open_seats = (seat for seat in seats if progress.state(seat) is State.OPEN)
    return next(open_seats, None) if taken and may_work(visit.part, planned) else None


def _filled_by(visit: Visit) -> dict[str, str]:
    """Return step key → who finished it last."""
    found: dict[str, str] = {}
    for event in history(visit.case):
        if event.kind == FINISHED:
            data = json.loads(event.data)
            found[data["step"]] = who_acted(event, data, reader_language())
    return found


def _route(visit: Visit, route: PlannedRoute, filled_by: dict[str, str]) -> RouteShown:
    step, mark = route.approval.step, visit.progress.marks.get(route.approval.key)
    chosen = step.outcome(mark.outcome) if mark and mark.outcome else None
    return RouteShown(
        title=step.title,
        stages=tuple(_stage(visit, stage, filled_by) for stage in route.stages),
        outcome=chosen.label if chosen else None,
        done_on=mark.on if mark else None,
    )


def _stage(visit: Visit, stage: PlannedStage, filled_by: dict[str, str]) -> StageShown:
    marks = (visit.progress.marks.get(seat.key) for seat in stage.seats)
    return StageShown(
        seats=tuple(_seat(visit, seat, filled_by) for seat in stage.seats),
        need=stage.need,
        yes=sum(mark.outcome == stage.yes for mark in marks if mark),
    )


def _seat(visit: Visit, planned: PlannedStep, filled_by: dict[str, str]) -> SeatShown:
    progress, mark = visit.progress, visit.progress.marks.get(planned.key)
    chosen = planned.step.outcome(mark.outcome) if mark and mark.outcome else None
    return SeatShown(
        planned=planned,
        role=library().roles[planned.step.role].label,
        state=progress.state(planned),
        outcome=chosen.label if chosen else None,
        who=filled_by.get(planned.key, "") if mark else "",
        done_on=mark.on if mark else None,
        due=progress.dues.get(planned.number),
        mine=may_work(visit.part, planned),
    )
