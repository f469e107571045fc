"""The last day of a period as Japanese law counts it.

The first day is not counted (Civil Code art. 140). A period of months ends on the day before the
one that corresponds to its first counted day; where the last month has no such day, on its last
day; a period that begins with a month ends with one (art. 143). A last day on which the
authorities are closed moves to their next working day (art. 142; Act on Holidays of
Administrative Organs art. 2, for papers handed in to them). Articles as general knowledge,
2026-11, not read for this; the office confirms a day that matters with the authority.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from onboarding.engine.months import add_months
from onboarding.engine.workdays import Workdays

_DAY = timedelta(days=1)
_YEAR_END = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))
_AUTHORITIES = Workdays()


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in a law: months, or days."""

    months: int = 0
    days: int = 0


def last_day(event: date, span: Span) -> date:
    """Return the last day of a period that begins with an event, closed days not looked at."""
    first = event + _DAY
    if not span.months:
        return event + timedelta(days=span.days)
    corresponding = add_months(first, span.months)
    if corresponding.day < first.day:  # the month is too short to have the day
        return corresponding
    return corresponding - _DAY


def last_open_day(event: date, span: Span) -> date:
    """Return the last day on which a paper can still be handed in to an authority."""
    day = last_day(event, span)
    while not authorities_work(day):
        day += _DAY
    return day


def first_day_before(event: date, span: Span) -> date:
    """Return from which day on something can be done before an event: three months before expiry.

    Counted back by the calendar, as the window opens on the corresponding day.
    """
    return add_months(event, -span.months, -span.days)


def authorities_work(day: date) -> bool:
    """Return whether authorities are open: no weekend, no public holiday, no year end."""
    return _AUTHORITIES.is_working(day) and (day.month, day.day) not in _YEAR_END
