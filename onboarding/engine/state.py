"""How far a case is, as a value: what is done, what is open, what waits for what.

A step is *done* once finished; *skipped* where its condition says no; *undecided* where the
condition hangs on an answer not known yet. What a skipped step needed must still come first:
it is *satisfied* only then, as a done step is. A step whose needs are satisfied, and that is
neither done nor skipped nor undecided, is *ready*, and *open* once the case itself has been
opened and the day has come on which the step opens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from onboarding.engine.plan import Plan, PlannedStep, numbers_in


class State(StrEnum):
    """What a person sees of a step."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    STOPPED = "stopped"


class Mark(NamedTuple):
    """How a step was finished: by which event, on which day, with which outcome.

    `by`: who, of a seat that needs a person of its own.
    """

    sequence: int
    on: date
    outcome: str | None = None
    by: str | None = None


@dataclass(slots=True, eq=False)
class Progress:
    """The state of one case. Treat it as immutable: `advance` returns a new one.

    `facts` maps fact keys to values, with `<step>` (outcome) and `<step>.done_on` among them;
    `opened` maps step numbers to days. `stopped_by` is None, or the key of the step whose
    outcome ended the case, or empty where the office ended it. `refused`, `unsure`: masks of the
    conditions that do not hold, that hang on what is not known. The rest are masks of steps.
    """

    plan: Plan
    today: date
    facts: dict[str, Any]
    marks: dict[str, Mark]
    opened: dict[int, date]
    sequence: int = 0
    done: int = 0
    skipped: int = 0
    undecided: int = 0
    satisfied: int = 0
    ready: int = 0
    open: int = 0
    stale: int = 0
    stopped_by: str | None = None
    closed: bool = False
    refused: int = 0
    unsure: int = 0
    _dues: dict[int, date] | None = None

    def copy(self) -> Progress:
        """Return a progress of its own that may be changed."""
        own = (self.plan, self.today, self.facts.copy(), self.marks.copy(), self.opened.copy())
        masks = (self.done, self.skipped, self.undecided, self.satisfied, self.ready, self.open)
        rest = (self.stale, self.stopped_by, self.closed, self.refused, self.unsure)
        return Progress(*own, self.sequence, *masks, *rest)

    @property
    def stopped(self) -> bool:
        """Whether the case was ended early."""
        return self.stopped_by is not None

    @property
    def over(self) -> bool:
        """Whether nothing more can happen to the case."""
        undone = self.plan.winding_up & ~(self.done | self.skipped | self.undecided)
        return self.closed or (self.stopped and not undone)

    @property
    def dues(self) -> Mapping[int, date]:
        """Return step number → due date, of every step whose date is known."""
        if self._dues is None:
            facts, opened = self.facts, self.opened
            days = ((n, due.day(facts, opened.get(n))) for n, due in self.plan.dated)
            self._dues = {number: day for number, day in days if day}
        return self._dues

    def state(self, planned: PlannedStep) -> State:
        """Return what a person sees of a step."""
        bit = 1 << planned.number
        if self.done & bit:
            return State.DONE
        if self.open & bit:
            return State.OPEN
        if self.skipped & bit:
            return State.SKIPPED
        if self.closed or (self.stopped and not planned.winds_up):
            return State.STOPPED
        return State.WAITING

    def steps(self, mask: int) -> Iterator[PlannedStep]:
        """Return the steps of a mask in plan order."""
        return map(self.plan.steps.__getitem__, numbers_in(mask))

    def open_steps(self) -> Iterator[PlannedStep]:
        """Return what somebody can work on now, in plan order."""
        return self.steps(self.open)

    def all_done(self) -> bool:
        """Return whether every step is done or does not apply."""
        return (self.done | self.skipped) == self.plan.every()

    def blockers(self, planned: PlannedStep) -> list[PlannedStep]:
        """Return the nearest unfinished steps a waiting step waits for, in plan order.

        Where it waits for an answer, not for a step, these are the steps that ask for it.
        """
        found, seen, look = 0, 0, 1 << planned.number
        while look:
            seen |= look
            for one in self.steps(look):
                found |= one.needs & ~self.satisfied | self._asking(one)
            look = found & self.skipped & ~seen
        return list(self.steps(found & ~self.skipped & ~seen))

    def _asking(self, planned: PlannedStep) -> int:
        """Return the unfinished steps that ask what a step hangs on, or whose outcome it is."""
        undecided = self.undecided >> planned.number & 1
        hangs_on = planned.decided_by if undecided else planned.opens.reads if planned.opens else ()
        unknown = {*planned.awaits, *hangs_on} - self.facts.keys()
        mask = 0
        for fact in unknown:
            mask |= self.plan.asked_in.get(fact, 0) | self.plan.mask(
                [fact.removesuffix(".done_on")]
            )
        return mask & ~(self.done | self.skipped)

    def opens_on(self, planned: PlannedStep) -> date | None:
        """Return the day a dated step opens; None without one, or while its date is unknown."""
        return planned.opens.day(self.facts) if planned.opens else None

    def next_wake(self) -> date | None:
        """Return the next day on which a step opens by its date alone."""
        waiting = self.ready & ~self.open
        if not waiting or self.closed or not self.sequence:
            return None
        first: date | None = None
        for planned in self.steps(waiting):
            day = self.opens_on(planned)
            if day and day > self.today and (first is None or day < first):
                first = day
        return first
