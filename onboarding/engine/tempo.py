"""How fast each step goes: its lead time over the days of whoever decides about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from onboarding.engine.daybook import Daybook
from onboarding.engine.definition import Step
from onboarding.engine.leadtimes import LeadTime, LeadTimes
from onboarding.engine.plan import Plan, numbers_in
from onboarding.engine.workdays import Workdays

_COURSES_KEPT = 512


@dataclass(frozen=True, slots=True)
class Pace:
    """The lead time of a step and the days that count for it."""

    time: LeadTime
    days: Daybook

    def finish(self, opened: int) -> int:
        """Return the ordinal of the day a step is finished that opens on one."""
        return self.days.finish(opened, self.time.usual)

    def open_by(self, finish: int) -> int:
        """Return the ordinal of the last day a step can open on to be finished by one."""
        return self.days.open_by(finish, self.time.usual)


@dataclass(frozen=True, slots=True)
class Course:
    """What lead times make of a plan.

    By step number: `needs`, the numbers of what it needs; `done_on`, the fact that holds the
    day it was finished. `ready`: the mask of the steps a stay needs to begin; `unexpected`: of
    those that count only once it is known that they are needed.
    """

    paces: tuple[Pace, ...]
    needs: tuple[tuple[int, ...], ...]
    done_on: tuple[str, ...]
    ready: int
    unexpected: int


class Tempo:
    """The lead times of an institution over its working days."""

    def __init__(self, times: LeadTimes, workdays: Workdays) -> None:
        self.times, self.workdays = times, workdays
        self._daybooks: dict[tuple[object, ...], Daybook] = {}
        self._courses: dict[Plan, Course] = {}

    def of(self, step: Step) -> LeadTime:
        """Return how long a step usually takes, and who decides that."""
        return self.times.of(step)

    def finish(self, step: Step, opened: date, days: int | None = None) -> date:
        """Return the day a step is finished that opens on a day; `days` in place of the usual.

        Raises:
            OverflowError, ValueError: beyond the calendar.
        """
        pace = self.pace(step)
        wanted = pace.time.usual if days is None else days
        return date.fromordinal(pace.days.finish(opened.toordinal(), wanted))

    def open_by(self, step: Step, finish: date) -> date:
        """Return the last day on which a step can open to be finished by a day; as `finish`."""
        return date.fromordinal(self.pace(step).open_by(finish.toordinal()))

    def pace(self, step: Step) -> Pace:
        """Return the pace of a step; steps for which the same days count share them."""
        time = self.of(step)
        seasons, meets = self.times.seasons_of(step), self.times.meeting_of(time.by)
        key = (time.working, meets, *(season.id for season in seasons))
        days = self._daybooks.get(key)
        if days is None:
            worked: Callable[[date], bool] = self.workdays.is_working
            worked = worked if time.working or meets else _always
            days = self._daybooks[key] = Daybook(worked, seasons, meets)
        return Pace(time, days)

    def course(self, plan: Plan) -> Course:
        """Return what the lead times make of a plan; cases of one plan share it."""
        found = self._courses.get(plan)
        if found is None:
            if len(self._courses) >= _COURSES_KEPT:
                self._courses.clear()
            found = self._courses[plan] = self._course(plan)
        return found

    def _course(self, plan: Plan) -> Course:
        paces = tuple(self.pace(planned.step) for planned in plan.steps)
        ready = 0
        for key in self.times.ready_for(plan.blueprint.programme.id):
            ready |= plan.of_step.get(key, 0)
        return Course(
            paces=paces,
            needs=tuple(tuple(numbers_in(needs)) for needs in plan.needs),
            done_on=tuple(f"{planned.key}.done_on" for planned in plan.steps),
            ready=ready,
            unexpected=sum(1 << n for n, pace in enumerate(paces) if not pace.time.expected),
        )


def _always(day: date) -> bool:
    return True
