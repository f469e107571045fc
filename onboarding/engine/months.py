"""Arithmetic with whole months and years, as Japanese law counts them."""

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int, days: int = 0) -> date:
    """Return `day` moved by whole months, then by days.

    A month without the day ends on its last day: 31 January + 1 month = 28 February.
    Source: Civil Code (Act No. 89 of 1896) art. 143 (2), read 2026-11-23 as general knowledge.
    """
    if months:
        year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
        last = monthrange(year, index + 1)[1]
        day = date(year, index + 1, min(day.day, last))
    return day + timedelta(days=days) if days else day


def age_on(born: date, day: date) -> int:
    """Return full years lived on `day`; negative before birth."""
    before_birthday = (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - before_birthday
