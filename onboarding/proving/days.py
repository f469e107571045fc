"""Days for the solver: numbers to compare, and year, month and day where law counts in months.

A day is its ordinal, as Python counts. The calendar of the proofs runs from 1901 to 2099: in
it every fourth year is a leap year, so that the arithmetic is exact and linear.
"""

from datetime import date
from functools import reduce
from typing import Any, NamedTuple

import z3

from onboarding.proving.logic import Term, either, every, some

FIRST, LAST = date(1901, 1, 1).toordinal(), date(2099, 12, 31).toordinal()
_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIRST_YEAR = 1901


class Civil(NamedTuple):
    """A day as year, month and day."""

    year: Term
    month: Term
    day: Term


class Calendar:
    """Takes days apart and puts them together; `facts` collects what ties the parts to the day."""

    def __init__(self) -> None:
        self.facts: list[Any] = []
        self._apart: dict[int, Civil] = {}

    def civil(self, day: Term) -> Civil:
        """Return year, month and day of a day."""
        if isinstance(day, int):
            plain = date.fromordinal(day)
            return Civil(plain.year, plain.month, plain.day)
        found = self._apart.get(day.get_id())
        if found is None:
            found = self._apart[day.get_id()] = self._taken_apart(day, len(self._apart))
        return found

    def _taken_apart(self, day: Term, number: int) -> Civil:
        found = Civil(*(z3.Int(f"{part}#{number}") for part in Civil._fields))
        self.facts += [
            found.year >= _FIRST_YEAR - 100,
            found.month >= 1,
            found.month <= 12,
            found.day >= 1,
            found.day <= length(found.year, found.month),
            day == ordinal(found),
        ]
        return found

    def moved(self, day: Term, months: int) -> Term:
        """Return a day moved by whole months: 31 January + 1 month = 28 February."""
        civil = self.civil(day)
        count = civil.year * 12 + civil.month - 1 + months
        year, month = _quotient(count, 12), _remainder(count, 12) + 1
        last = length(year, month)
        return ordinal(Civil(year, month, either(civil.day > last, last, civil.day)))

    def age(self, born: Term, day: Term) -> Term:
        """Return full years between two days."""
        birth, then = self.civil(born), self.civil(day)
        same_month = every((then.month == birth.month, then.day < birth.day))
        before = some((then.month < birth.month, same_month))
        return then.year - birth.year - either(before, 1, 0)


def length(year: Term, month: Term) -> Term:
    """Return how many days a month has."""
    plain = _by_month(month, _LENGTHS)
    return plain + either(every((month == 2, _remainder(year, 4) == 0)), 1, 0)


def ordinal(civil: Civil) -> Term:
    """Return the number of a day."""
    years = civil.year - _FIRST_YEAR
    leap_day = every((civil.month > 2, _remainder(civil.year, 4) == 0))
    before = years * 365 + _quotient(years, 4) + _by_month(civil.month, _BEFORE_MONTH)
    return FIRST - 1 + before + either(leap_day, 1, 0) + civil.day


def _by_month(month: Term, table: tuple[int, ...]) -> Term:
    pairs = reversed(list(enumerate(table[:-1], start=1)))
    return reduce(lambda rest, pair: either(month == pair[0], pair[1], rest), pairs, table[-1])


def _quotient(number: Term, by: int) -> Term:
    return number // by if isinstance(number, int) else number / by


def _remainder(number: Term, by: int) -> Term:
    return number % by
