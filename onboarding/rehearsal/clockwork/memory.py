"""Cases of a season that live in memory: the engine alone, no database."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from onboarding.engine.actions import Actor, finish, open_case
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.deciding import automatic
from onboarding.engine.events import Change, Event
from onboarding.engine.kinds import Brought, Registry
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

    def __init__(
        self, answers: Answers, registry: Registry, blueprint_of: Callable[[str], Blueprint]
    ) -> None:
        self.answers, self.registry, self.blueprint_of = answers, registry, blueprint_of
        self._begun: dict[str, Progress] = {}
        self._brought: dict[str, Brought] = {}

    def open(self, arrival: Arrival) -> Progress:
        """Open the case of an arrival on its day."""
        progress = self._begin(arrival.programme)
        facts = self.answers.opening(progress.plan.blueprint, arrival, FRAME)
        change = open_case(progress, facts)
        return _followed(progress, change, arrival.opens_on)

    def _begin(self, programme: str) -> Progress:
        """Return a case nothing has happened to yet, the same for all of a programme."""
        found = self._begun.get(programme)
        if found is None:
            found = self._begun[programme] = begin(self.blueprint_of(programme), date.min)
        return found

    def _brought_by(self, planned: PlannedStep) -> Brought:
        """Return the facts that come with a step without being asked; looked up once."""
        step = planned.step
        found = self._brought.get(step.key)
        if found is None:
            found = self._brought[step.key] = self.registry.brought_by(step.kind, step.options)
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
        brought = self._brought_by(step)
        if brought.certain:
            facts |= self.answers.brought(progress, brought, of=arrival, today=today)
        change = finish(
            progress,
            step.key,
            by=Actor(step.key, frozenset({step.step.role})),
            facts=facts,
            outcome=outcome,
            back_to=self.answers.target(step, outcome, arrival, turn),
        )
        return _followed(progress, change, today)


def _followed(progress: Progress, change: Change, today: date) -> Progress:
    """Return a progress after a change, and after all the system does by itself then."""
    following: Change | None = change
    while following is not None:
        event = Event(progress.sequence + 1, following.kind, today, following.data)
        progress = advance(progress, event)
        following = automatic(progress)
    return progress
