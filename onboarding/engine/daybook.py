"""How long work takes over working days, closed seasons and slow ones, forwards and backwards.

Every day gives an office some of a day's work: all of it, less in a slow season, none on a
closed day. Work takes as many days as it needs to add up, so that what begins later never ends
earlier, and the latest beginning for an end is exact. Days are their proleptic ordinals.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from onboarding.engine.leadtimes import USUAL_PACE, Meeting, Season


@dataclass(slots=True)
class Daybook:
    """The days of one office. `open`: whether it works on a day; `meets`: when it decides.

    `_done`: hundredths of days of work done by the end of each day from `_first` on.
    """

    open: Callable[[date], bool]
    seasons: Sequence[Season] = ()
    meets: Meeting | None = None
    _first: int = 0
    _done: list[int] = field(default_factory=list)
    _meetings: dict[int, frozenset[int]] = field(default_factory=dict)

    def work_in(self, year: int) -> int:
        """Return the work of a whole year, in hundredths of days."""
        return sum(self._paces(year))

    def finish(self, opened: int, days: int) -> int:
        """Return the day on which work of some days ends; the day it opens is not counted.

        Raises:
            OverflowError, ValueError: beyond the calendar.
        """
        place = self._place(opened)
        if days:
            wanted = self._done[place] + days * USUAL_PACE
            while self._done[-1] < wanted:
                self._extend()
            place = bisect_left(self._done, wanted, place)
        return self._decided_from(place)

    def open_by(self, finish: int, days: int) -> int:
        """Return the last day on which work can open that ends on a day, or before it; as above."""
        last = self._decided_by(self._place(finish))
        if not days:
            return last
        work = days * USUAL_PACE
        while self._done[self._place(last)] < work:
            self._extend_back()
        place = self._place(last)
        return self._first + bisect_right(self._done, self._done[place] - work, 0, place) - 1

    def _decided_from(self, place: int) -> int:
        """Return the first day work can end on, from the day in a place on."""
        if self.meets:
            day = self._first + place
            while not self._meets_on(day):
                day += 1
            return day
        if self._works(place):
            return self._first + place
        while self._done[-1] == self._done[place]:
            self._extend()
        return self._first + bisect_right(self._done, self._done[place], place)

    def _decided_by(self, place: int) -> int:
        """Return the last day work can end on, up to the day in a place."""
        day = self._first + place
        if self.meets:
            while not self._meets_on(day):
                day -= 1
            return day
        while not self._done[self._place(day)]:
            self._extend_back()
        place = self._place(day)
        return self._first + bisect_left(self._done, self._done[place], 0, place)

    def _place(self, day: int) -> int:
        """Return the place of a day among those reckoned, at least one day before it known."""
        if not self._done:
            year = date.fromordinal(day).year
            self._first = date(year, 1, 1).toordinal() - 1
            self._done = list(accumulate(self._paces(year), initial=0))
        while day <= self._first:
            self._extend_back()
        while day >= self._first + len(self._done):
            self._extend()
        return day - self._first

    def _extend(self) -> None:
        """Reckon one year more."""
        year = date.fromordinal(self._first + len(self._done)).year
        last = self._done.pop()
        self._done += accumulate(self._paces(year), initial=last)

    def _extend_back(self) -> None:
        """Reckon one year more before the others."""
        before = list(accumulate(self._paces(date.fromordinal(self._first).year), initial=0))
        total = before.pop()
        self._first -= len(before)
        self._done = before + [total + done for done in self._done]

    def _paces(self, year: int) -> list[int]:
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        return [self._pace(date.fromordinal(day)) for day in range(first, last + 1)]

    def _pace(self, day: date) -> int:
        if not self.open(day):
            return 0
        return min((s.pace for s in self.seasons if s.has(day)), default=USUAL_PACE)

    def _works(self, place: int) -> bool:
        return self._done[place] > self._done[place - 1]

    def _meets_on(self, day: int) -> bool:
        year = date.fromordinal(day).year
        return day in self._meetings_of(year) or day in self._meetings_of(year - 1)

    def _meetings_of(self, year: int) -> frozenset[int]:
        """Return the days an office meets on: none in a closed season, else on an open day."""
        found = self._meetings.get(year)
        if found is None:
            meets = self.meets
            days = (meets.day_in(year, month) for month in range(1, 13)) if meets else ()
            held = (self._open_from(day) for day in days)
            found = self._meetings[year] = frozenset(d.toordinal() for d in held if self._pace(d))
        return found

    def _open_from(self, day: date) -> date:
        while not self.open(day):
            day = date.fromordinal(day.toordinal() + 1)
        return day
