"""How long work takes over working days, closed seasons and slow ones, forwards and backwards.

Every day gives an office some of a day's work: all of it, less in a slow season, none on a
closed day. Work takes as many days as it needs to add up, so that what begins later never ends
earlier, and the latest beginning for an end is exact.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from onboarding.engine.definition import Step
from onboarding.engine.leadtimes import USUAL_PACE, LeadTime, LeadTimes, Meeting, Season
from onboarding.engine.workdays import Workdays

_DAY = timedelta(days=1)
Worked = Callable[[date], bool]


@dataclass(slots=True)
class Daybook:
    """The days of one office. `open`: whether it works on a day; `meets`: when it decides."""

    open: Worked
    seasons: Sequence[Season] = ()
    meets: Meeting | None = None
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _meeting_days: dict[int, tuple[date, ...]] = field(default_factory=dict)

    def work_in(self, year: int) -> int:
        """Return the work of a whole year, in hundredths of days."""
        return self._year(year)[-1]

    def finish(self, opened: date, days: int) -> date:
        """Return the day on which work of some days ends; the day it opens is not counted."""
        return self._decided_from(self._after(opened, days * USUAL_PACE) if days else opened)

    def open_by(self, finish: date, days: int) -> date:
        """Return the last day on which work can open that ends on a day, or before it."""
        last = self._decided_by(finish)
        return self._before(last, days * USUAL_PACE) if days else last

    def _year(self, year: int) -> tuple[int, ...]:
        """Return the work done by the end of each day of a year; before the first day, 0."""
        found = self._years.get(year)
        if found is None:
            first = date(year, 1, 1)
            length = (date(year, 12, 31) - first).days + 1
            days = (self._pace(first + timedelta(days=number)) for number in range(length))
            found = self._years[year] = tuple(accumulate(days, initial=0))
        return found

    def _pace(self, day: date) -> int:
        if not self.open(day):
            return 0
        return min((s.pace for s in self.seasons if s.has(day)), default=USUAL_PACE)

    def _after(self, day: date, work: int) -> date:
        """Return the first day by the end of which so much is done after a day."""
        year = day.year
        wanted = self._year(year)[_of_year(day)] + work
        while wanted > self.work_in(year):
            wanted -= self.work_in(year)
            year += 1
        return _day(year, bisect_left(self._year(year), wanted))

    def _before(self, day: date, work: int) -> date:
        """Return the last day after which so much is still done by the end of a day."""
        year = day.year
        left = self._year(year)[_of_year(day)] - work
        while left < 0:
            year -= 1
            left += self.work_in(year)
        return _day(year, bisect_right(self._year(year), left) - 1)

    def _decided_from(self, day: date) -> date:
        while not self._is_decided_on(day):
            day += _DAY
        return day

    def _decided_by(self, day: date) -> date:
        while not self._is_decided_on(day):
            day -= _DAY
        return day

    def _is_decided_on(self, day: date) -> bool:
        """Whether work can end on a day: the office works then and, if it has to, it meets."""
        if self.meets is None:
            return self._works(day)
        return day in self._meetings(day.year) or day in self._meetings(day.year - 1)

    def _meetings(self, year: int) -> tuple[date, ...]:
        """Return the days an office meets on: none in a closed season, else on an open day."""
        found = self._meeting_days.get(year)
        if found is None:
            meets = self.meets
            days = (meets.day_in(year, month) for month in range(1, 13)) if meets else ()
            held = (self._open_from(day) for day in days)
            found = self._meeting_days[year] = tuple(day for day in held if self._works(day))
        return found

    def _open_from(self, day: date) -> date:
        while not self.open(day):
            day += _DAY
        return day

    def _works(self, day: date) -> bool:
        year, number = self._year(day.year), _of_year(day)
        return year[number] > year[number - 1]


class Tempo:
    """How fast each step goes: its lead time over the days of whoever decides about it."""

    def __init__(self, times: LeadTimes, workdays: Workdays) -> None:
        self.times, self.workdays = times, workdays
        self._daybooks: dict[tuple[object, ...], Daybook] = {}

    def of(self, step: Step) -> LeadTime:
        """Return how long a step usually takes, and who decides that."""
        return self.times.of(step)

    def finish(self, step: Step, opened: date, days: int | None = None) -> date:
        """Return the day a step is finished that opens on a day; `days` in place of the usual.

        Raises:
            OverflowError, ValueError: beyond the calendar.
        """
        return self.daybook(step).finish(opened, self._days(step, days))

    def open_by(self, step: Step, finish: date, days: int | None = None) -> date:
        """Return the last day on which a step can open to be finished by a day; as `finish`."""
        return self.daybook(step).open_by(finish, self._days(step, days))

    def _days(self, step: Step, days: int | None) -> int:
        return self.of(step).usual if days is None else days

    def daybook(self, step: Step) -> Daybook:
        """Return the days that count for a step; steps for which the same count share them."""
        time = self.of(step)
        seasons, meets = self.times.seasons_of(step), self.times.meeting_of(time.by)
        key = (time.working, meets, *(season.id for season in seasons))
        found = self._daybooks.get(key)
        if found is None:
            worked = self.workdays.is_working if time.working or meets else _always
            found = self._daybooks[key] = Daybook(worked, seasons, meets)
        return found


def _always(day: date) -> bool:
    return True


def _of_year(day: date) -> int:
    return day.timetuple().tm_yday


def _day(year: int, number: int) -> date:
    return date(year, 1, 1) + timedelta(days=number - 1)
