"""Japanese working days: weekends, public holidays, and the days the institution closes."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of Japan in one year, substitute days included.

    Official only to the next year; equinox days after that are computed.
    Source: the `holidays` library, following the Act on National Holidays.
    """
    return frozenset(holidays.country_holidays("JP", years=year))


class Workdays:
    """The working days of one institution; `closed` are dates added by the office."""

    def __init__(self, closed: Iterable[date] = ()) -> None:
        self.closed = frozenset(closed)

    def is_working(self, day: date) -> bool:
        """Return whether the office works on this day."""
        return (
            day.weekday() < _SATURDAY
            and day not in public_holidays(day.year)
            and day not in self.closed
        )

    def on_or_before(self, day: date) -> date:
        """Return the day itself, or the last working day before it."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def shift(self, day: date, count: int) -> date:
        """Return the day `count` working days after `day` (before it when negative).

        The first day is not counted; 0 gives the day itself.
        """
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day
