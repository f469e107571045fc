"""Which days moved between two moments of a case, by how much, and because of what.

Two reckonings are compared: before and after an event, each as if no open step took longer than
usual, so that a step which does not end when it should is told once, when it ends; or one case
as it should be and as it is, where steps are late and still open.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from onboarding.engine.due import OPENING
from onboarding.engine.plan import PlannedStep, numbers_in
from onboarding.engine.reckoning import Limits, Reckoning
from onboarding.engine.state import Progress
from onboarding.engine.tempo import Tempo


class What(StrEnum):
    """Which day of a step moved: its due date, when it is expected, or by when it has to end."""

    DUE = "due"
    EXPECTED = "expected"
    LATEST = "latest"


class Why(StrEnum):
    """What moved a day: a fact that is another now, or a step that

    was finished on another day than reckoned, is not finished though it should be, is done
    again, turned out to be needed or not to be, opens on another day, takes another time.
    """

    FACT = "fact"
    FINISHED = "finished"
    WAITING = "waiting"
    AGAIN = "again"
    NEEDED = "needed"
    DROPPED = "dropped"
    OPENS = "opens"
    TIME = "time"


class Cause(NamedTuple):
    """Why a day moved; `about` is the key of a step, or the name of a fact."""

    why: Why
    about: str


class Shift(NamedTuple):
    """One day of one step that moved."""

    step: str
    what: What
    was: date
    now: date
    cause: Cause

    @property
    def days(self) -> int:
        """Return by how many days it moved: negative if it is earlier now."""
        return (self.now - self.was).days


def shifts(before: Progress, after: Progress, tempo: Tempo) -> tuple[Shift, ...]:
    """Return the days an event moved, in plan order; none where the case was or is over."""
    if before.stopped or after.stopped or after.closed:
        return ()
    return _Comparison(_Side(Reckoning(before, tempo)), _Side(Reckoning(after, tempo))).shifts()


def delays(progress: Progress, tempo: Tempo) -> tuple[Shift, ...]:
    """Return the days that move because open steps are not finished though they should be."""
    reckoning = Reckoning(progress, tempo)
    return _Comparison(_Side(reckoning), _Side(reckoning, least=reckoning.today)).shifts()


def retimed(progress: Progress, before: Tempo, after: Tempo) -> tuple[Shift, ...]:
    """Return the days that move because steps take another time."""
    sides = (_Side(Reckoning(progress, tempo)) for tempo in (before, after))
    return _Comparison(*sides).shifts()


class _Side:
    """One of two moments, its steps to come by key."""

    def __init__(self, found: Reckoning, *, least: int = 0) -> None:
        self.found, self.least, self.progress = found, least, found.progress
        steps = found.plan.steps
        ends = found.forwards(found.wanted, found.every(), least=least)[1]
        self.finish = {steps[n].key: ends[n] for n in numbers_in(found.to_come)}

    @cached_property
    def limits(self) -> Limits:
        """By step number, the last day each can be finished on."""
        return self.found.backwards()

    def finish_by(self, key: str) -> int | None:
        """Return the last day a step can be finished on."""
        return self.limits[self.found.plan.number[key]]

    def waits(self, key: str) -> list[str]:
        """Return the keys of the steps to come one waits for."""
        plan = self.found.plan
        return [plan.steps[n].key for n in numbers_in(self.found.after[plan.number[key]])]

    def due(self, planned: PlannedStep) -> date | None:
        """Return the due date of a step that is not finished."""
        return self.progress.dues.get(planned.number) if planned.key in self.finish else None


class _Comparison:
    """Two moments side by side. `causes`: key of a step → why its end moved, and which way."""

    def __init__(self, before: _Side, after: _Side) -> None:
        self.before, self.after = before, after
        self.causes: dict[str, tuple[Cause, bool]] = {}
        self.appeared = after.finish.keys() - before.finish.keys()
        marks = after.progress.marks
        self.ended = {
            key: marks[key].on.toordinal()
            for key in before.finish.keys() - after.finish.keys()
            if key in marks
        }
        self.gone = before.finish.keys() - after.finish.keys() - self.ended.keys()
        self.other_start = before.found.wanted != after.found.wanted
        retimed = before.found.course is not after.found.course
        self.other_limits = self.other_start or bool(self.appeared or self.gone) or retimed

    def shifts(self) -> tuple[Shift, ...]:
        """Return every day that moved."""
        self._gone()
        found: list[Shift] = []
        for planned in self.after.found.plan.steps:
            if planned.key in self.ended:
                self._ended(planned.key)
            elif planned.key in self.appeared:
                self.causes[planned.key] = self._appeared(planned), True
            elif planned.key in self.after.finish:
                found += self._of(planned)
        return tuple(found)

    def _gone(self) -> None:
        for key in self.gone:
            self.causes[key] = Cause(Why.DROPPED, key), False

    def _ended(self, key: str) -> None:
        was, now = self.before.finish[key], self.ended[key]
        if was != now:
            self.causes[key] = Cause(Why.FINISHED, key), now > was

    def _appeared(self, planned: PlannedStep) -> Cause:
        """Return why a step is to come that was not: the first of those done again, or itself."""
        again = (self.causes.get(key) for key in self.after.waits(planned.key))
        first = next((cause for cause, _ in filter(None, again) if cause.why is Why.AGAIN), None)
        why = Why.AGAIN if planned.key in self.before.progress.marks else Why.NEEDED
        return first if first and why is Why.AGAIN else Cause(why, planned.key)

    def _of(self, planned: PlannedStep) -> Iterator[Shift]:
        """Return the days of one step that moved."""
        key, old = planned.key, self.before.found.plan.find(planned.key)
        was, now = self.before.finish[key], self.after.finish[key]
        if was != now:
            cause = self._cause(planned, later=now > was)
            self.causes[key] = cause, now > was
            yield _shift(key, What.EXPECTED, was, now, cause)
        if self.other_limits:
            last, limit = self.before.finish_by(key), self.after.finish_by(key)
            if last and limit and last != limit:
                yield _shift(key, What.LATEST, last, limit, self._limited(planned))
        due, fresh = self.before.due(old) if old else None, self.after.due(planned)
        if due and fresh and due != fresh:
            yield Shift(key, What.DUE, due, fresh, self._anchor(planned))

    def _cause(self, planned: PlannedStep, *, later: bool) -> Cause:
        """Return why a step ends on another day: what it waits for, or the step itself."""
        waits = {*self.before.waits(planned.key), *self.after.waits(planned.key)}
        moved = [(self._end(key, later), key) for key in waits if self._moves(key, later)]
        return self.causes[max(moved)[1]][0] if moved else self._own(planned)

    def _moves(self, key: str, later: bool) -> bool:
        return key in self.causes and self.causes[key][1] is later

    def _end(self, key: str, later: bool) -> int:
        """Return when a step ends on the side that decides: after if later, before if earlier."""
        if later:
            return self.after.finish.get(key) or self.ended[key]
        return self.before.finish[key]

    def _own(self, planned: PlannedStep) -> Cause:
        """Return why a step moved though nothing moved that it waits for."""
        if self.after.least:
            return Cause(Why.WAITING, planned.key)
        number, was = planned.number, self.before.found.plan.number[planned.key]
        opened = self.after.progress.opened.get(number)
        if planned.opens and self.other_start:
            return Cause(Why.FACT, self.after.found.ready_by)
        if planned.opens or opened != self.before.progress.opened.get(was):
            return Cause(Why.OPENS, planned.key)
        return Cause(Why.TIME, planned.key)

    def _limited(self, planned: PlannedStep) -> Cause:
        """Return why a step has to end on another day: the start, or what comes between."""
        if self.other_start:
            return Cause(Why.FACT, self.after.found.ready_by)
        plan, look, seen = self.after.found.plan, 1 << planned.number, 0
        while look:
            seen |= look
            reached = 0
            for number in numbers_in(look):
                key = plan.steps[number].key
                if key in self.appeared:
                    return Cause(Why.NEEDED, key)
                if key in self.gone:
                    return Cause(Why.DROPPED, key)
                reached |= plan.successors[number]
            look = reached & ~seen
        return Cause(Why.TIME, planned.key)

    def _anchor(self, planned: PlannedStep) -> Cause:
        """Return what a due date hangs on that moved."""
        anchor = planned.step.due.anchor if planned.step.due else OPENING
        if anchor == OPENING:
            return Cause(Why.OPENS, planned.key)
        if f"{anchor}.done_on" in self.after.found.plan.blueprint.names:
            return Cause(Why.FINISHED, anchor)
        return Cause(Why.FACT, anchor)


def _shift(key: str, what: What, was: int, now: int, cause: Cause) -> Shift:
    return Shift(key, what, date.fromordinal(was), date.fromordinal(now), cause)
