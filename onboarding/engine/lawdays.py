"""The last day of a period as Japanese law counts it.

The first day is not counted (Civil Code art. 140). A period of months ends on the day before the
one that corresponds to its first counted day; where the last month has no such day, on its last
day; a period that begins with a month ends with one (art. 143). Articles as general knowledge,
2026-11, not read for this; the office confirms a day that matters with the authority.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from onboarding.engine.months import add_months

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in a law: months, or days."""

    months: int = 0
    days: int = 0


def last_day(event: date, span: Span) -> date:
    """Return the last day of a period that begins with an event; closed days count as others."""
    first = event + _DAY
    if not span.months:
        return event + timedelta(days=span.days)
    corresponding = add_months(first, span.months)
    if corresponding.day < first.day:  # the month is too short to have the day
        return corresponding
    return corresponding - _DAY


def in_next_month(event: date, day: int) -> date:
    """Return a day of the month after an event; where it has no such day, its last."""
    first = add_months(event.replace(day=1), 1)
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def next_yearly(event: date, month: int, day: int) -> date:
    """Return the first such day of a year from an event on; 29 February stands for its last."""
    found = [_of_year(year, month, day) for year in (event.year, event.year + 1)]
    return found[0] if found[0] >= event else found[1]


def _of_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
