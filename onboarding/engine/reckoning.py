"""The passes of back-planning over the steps to come of one case. Days are ordinals.

Forwards from today, each step opens when what it waits for is finished and takes its lead time;
backwards from the wanted start, each has to be finished before what waits for it has to open.
A step that does not apply takes no time; one that nobody knows yet to be needed counts as needed,
unless the lead times say it is not expected.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from onboarding.engine.plan import numbers_in
from onboarding.engine.state import Progress
from onboarding.engine.tempo import Tempo

# How often a guess at the earliest start is mended before it is given up.
_GUESSES = 40
# A day further off than thirty years is a slip of the pen.
_FAR = 10_957
# By step number: the ordinal of a day, None where there is none.
Limits = list[int | None]


class Reckoning:
    """The steps to come of a case, what they wait for, and when they are.

    `to_come`: the mask of steps that take time; `goals`: of the unfinished ones the start needs;
    `last`: of those to come, the ones after which it can begin. By step number: `ahead`,
    what it waits for, if any of that is not finished; `waits`, the unfinished of them; `after`,
    the mask of those to come, seen through the others.
    """

    def __init__(self, progress: Progress, tempo: Tempo) -> None:
        self.progress, self.plan = progress, progress.plan
        self.course, self.ready_by = tempo.course(progress.plan), tempo.times.ready_by
        self.today = progress.today.toordinal()
        self.wanted = self._near(progress.facts.get(self.ready_by))
        self.undone = self.plan.every() & ~progress.done
        unexpected = self.course.unexpected & progress.undecided
        self.to_come = self.undone & ~progress.skipped & ~unexpected
        self.goals = self._goals() & self.undone
        self.ahead = self._ahead()
        done = self.progress.done
        self.waits = [[n for n in ahead if not done >> n & 1] for ahead in self.ahead]
        self.after = self._after()
        self.last = self._last()

    def _near(self, day: date | None) -> int | None:
        """Return a day as an ordinal, None where there is none that can be reckoned with."""
        return day.toordinal() if day and abs(day.toordinal() - self.today) <= _FAR else None

    def _goals(self) -> int:
        """Return the steps the start needs: where the settings name none, those due before it."""
        if self.wanted is None or self.course.ready:
            return self.course.ready
        wanted, dues = self.wanted, self.progress.dues.items()
        return sum(1 << number for number, day in dues if day.toordinal() <= wanted)

    def _ahead(self) -> list[list[int]]:
        done, plan = self.progress.done, self.plan
        found = [[*ns] if plan.needs[n] & ~done else [] for n, ns in enumerate(self.course.needs)]
        for number in numbers_in((self.progress.undecided | plan.gated | plan.held) & self.to_come):
            found[number] += [n for n in self._deciding(number) if n not in found[number]]
        return found

    def _deciding(self, number: int) -> list[int]:
        """Return the unfinished steps before one whose answers it hangs on."""
        planned, known, mask = self.plan.steps[number], self.progress.facts.keys(), 0
        hangs_on = {*planned.awaits, *(planned.opens.reads if planned.opens else ())}
        if self.progress.undecided >> number & 1:
            hangs_on |= planned.decided_by
        for fact in hangs_on - known:
            mask |= self.plan.asked_in.get(fact, 0) | self.plan.mask(
                [fact.removesuffix(".done_on")]
            )
        return list(numbers_in(mask & self.undone & ((1 << number) - 1)))

    def every(self) -> range:
        """Return the numbers of all steps."""
        return range(len(self.waits))

    def forwards(
        self, start: int | None, steps: Iterable[int], *, least: int
    ) -> tuple[list[int], list[int]]:
        """Return by step number when each of some opens and is finished.

        `start`: the day the stay would begin, on which days hang that steps open on. `steps`:
        their numbers in order, with all they wait for. No open step ends before `least`: today,
        or 0 for when it would have ended had it taken no longer than usual.
        """
        facts, today = self.progress.facts.copy(), self.today
        if start is not None:
            facts[self.ready_by] = date.fromordinal(start)
        case, course = replace(self.progress, facts=facts), self.course
        opens, finish = [today] * len(self.waits), self._done_on()
        for number in steps:
            opening = max((finish[before] for before in self.ahead[number]), default=today)
            end = opening
            if self.to_come >> number & 1:
                opening = self._opening(case, number, opening)
                end = max(course.paces[number].finish(opening), least)
                facts[course.done_on[number]] = date.fromordinal(end)
            opens[number], finish[number] = opening, end
        return opens, finish

    def _done_on(self) -> list[int]:
        """Return by step number when it was finished; today for the others."""
        found, number_of = [self.today] * len(self.waits), self.plan.number
        for key, mark in self.progress.marks.items():
            found[number_of[key]] = mark.on.toordinal()
        return found

    def _opening(self, case: Progress, number: int, ready: int) -> int:
        """Return when a step opened, or opens that could on a day, once its own day has come."""
        opened = case.opened.get(number)
        if opened is not None:
            return opened.toordinal()
        gated = self.plan.gated >> number & 1
        day = self._near(case.opens_on(self.plan.steps[number])) if gated else None
        return max(ready, day or 0)

    def ready(self, finish: list[int]) -> int:
        """Return the day all is finished that the start needs."""
        return max(finish[number] for number in numbers_in(self.goals))

    def backwards(self) -> Limits:
        """Return by step number the last day each can be finished on; None where it is free."""
        found: Limits = [None] * len(self.waits)
        for number in numbers_in(self.goals):
            found[number] = self.wanted
        for number in reversed(self.every()):
            limit = self.open_by(number, found[number])
            if limit is not None:
                for before in self.waits[number]:
                    other = found[before]
                    found[before] = limit if other is None else min(other, limit)
        return found

    def open_by(self, number: int, finish_by: int | None) -> int | None:
        """Return the last day a step can open on; of one that takes no time, when it must end."""
        if finish_by is None or not self.to_come >> number & 1:
            return finish_by
        return self.course.paces[number].open_by(finish_by)

    def _after(self) -> list[int]:
        found: list[int] = []
        for waits in self.waits:
            mask = 0
            for number in waits:
                mask |= 1 << number if self.to_come >> number & 1 else found[number]
            found.append(mask)
        return found

    def _last(self) -> int:
        last = self.goals & self.to_come
        for number in numbers_in(self.goals & ~self.to_come):
            last |= self.after[number]
        return last

    def earliest(self, start: int, expected: int, finish_by: Limits) -> int | None:
        """Return a start, or the first after it that can be met; `expected`: when all is ready."""
        leading = list(limited(finish_by))
        for _ in range(_GUESSES):
            if expected <= start:
                return start
            start = expected
            expected = self.ready(self.forwards(start, leading, least=self.today)[1])
        return None

    def safe_until(self, finish_by: Limits) -> int:
        """Return until when what could go on now may wait, if the start can be met as it is."""
        opened = self.progress.opened
        now = [n for n in limited(finish_by) if not self.after[n] and self.to_come >> n & 1]
        days = (finish_by[n] if n in opened else self.open_by(n, finish_by[n]) for n in now)
        return min(day for day in days if day is not None)


def limited(finish_by: Limits) -> Iterator[int]:
    """Return the numbers of the steps the start needs."""
    return (number for number, day in enumerate(finish_by) if day is not None)
