"""Cases of a season that live in memory: the engine alone, no database."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from onboarding.engine.actions import Actor, finish, open_case
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.events import Event
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, advance, begin, wake
from onboarding.rehearsal.clockwork.answering import Answers
from onboarding.rehearsal.clockwork.people import Arrival

# What papers write of host and department; nobody's names.
FRAME: Mapping[str, Any] = {
    "host.name": "Sota Nishimura",
    "host.name_ja": "西村 颯太",
    "department.name": "Graduate School of Engineering",
    "department.name_ja": "工学研究科",
}


class Memory:
    """A world of cases that leave no trace. `blueprint_of`: programme → what its cases follow."""

    def __init__(self, answers: Answers, blueprint_of: Callable[[str], Blueprint]) -> None:
        self.answers, self.blueprint_of = answers, blueprint_of
        self._begun: dict[str, Progress] = {}

    def open(self, arrival: Arrival) -> Progress:
        """Open the case of an arrival on its day."""
        progress = self._begin(arrival.programme)
        facts = self.answers.opening(progress.plan.blueprint, arrival, FRAME)
        change = open_case(progress, facts)
        return advance(progress, Event(1, change.kind, arrival.opens_on, change.data))

    def _begin(self, programme: str) -> Progress:
        """Return a case nothing has happened to yet, the same for all of a programme."""
        found = self._begun.get(programme)
        if found is None:
            found = self._begun[programme] = begin(self.blueprint_of(programme), date.min)
        return found

    def wake(self, arrival: Arrival, progress: Progress, day: date) -> Progress:
        """Let the days of a case pass."""
        return wake(progress, day)

    def finish(
        self, arrival: Arrival, progress: Progress, step: PlannedStep, *, turn: int, today: date
    ) -> Progress:
        """Finish a step with everything it asks."""
        outcome = self.answers.outcome(step, arrival, turn)
        facts = self.answers.facts(progress, step, outcome, of=arrival, today=today)
        facts |= self.answers.brought(progress, brought_by(step), of=arrival, today=today)
        by = Actor("somebody", frozenset({step.step.role}))
        change = finish(progress, step.key, by=by, facts=facts, outcome=outcome)
        return advance(progress, Event(progress.sequence + 1, change.kind, today, change.data))


_ROOM = (
    *("allocated", "room", "building", "building_ja", "address", "address_ja", "rent"),
    *("from_night", "until_night"),
)
_SEAT = ("course", "course_ja", "term", "times", "room", "starts_on")
_PANEL = ("panel_size", "agreement", "results", "members", "chair", "mean", "spread")
_BROUGHT: Mapping[str, tuple[str, ...]] = {
    "room": tuple(f"housing.{name}" for name in _ROOM),
    "class_seat": tuple(f"japanese.{name}" for name in _SEAT),
    "evaluation": tuple(f"interview.{name}" for name in _PANEL),
}


def brought_by(planned: PlannedStep) -> tuple[str, ...]:
    """Return the facts that come with a step without being asked."""
    step = planned.step
    return _BROUGHT.get(step.options.get("allocates", step.kind), ())
