"""Nights: which a stay needs, and how they follow when its dates move. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from onboarding.engine.months import add_months

LONGEST = 3660
_NIGHT = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Nights from the first one until the day of leaving, which is no night any more."""

    first: date
    leaving: date

    @property
    def nights(self) -> int:
        """Return how many nights these are; none or fewer where the days are in wrong order."""
        return (self.leaving - self.first).days

    def __iter__(self) -> Iterator[date]:
        """Go through the nights in order."""
        return (self.first + _NIGHT * number for number in range(self.nights))

    def shared(self, other: "Period") -> int:
        """Return how many nights lie in both."""
        return max(0, Period(max(self.first, other.first), min(self.leaving, other.leaving)).nights)


def period_of(facts: Mapping[str, Any]) -> Period | None:
    """Return the nights a case's own dates ask for; None while they are not known."""
    first = facts.get("arrival.planned_on") or facts.get("stay.starts_on")
    leaving = facts.get("stay.ends_on")
    return Period(first, leaving) if first and leaving else None


def proposed(facts: Mapping[str, Any], today: date) -> Period | None:
    """Return the nights to propose: those asked for, none of them in the past."""
    asked = period_of(facts)
    return asked and Period(max(asked.first, today), max(asked.leaving, today + _NIGHT))


def moved(held: Period, before: Mapping[str, Any], after: Mapping[str, Any], today: date) -> Period:
    """Return held nights as they follow the facts of a case: each end by as many days as its own.

    Whoever lives there already has begun on the day they did.
    """
    old, new = period_of(before), period_of(after)
    if old is None or new is None:
        return held
    lives_there = held.first <= today
    first = held.first if lives_there else held.first + (new.first - old.first)
    return Period(first, held.leaving + (new.leaving - old.leaving))


def columns(start: date, months: int) -> list[Period]:
    """Return twelve stretches of so many months each, from the first of a month."""
    start = start.replace(day=1)
    edges = [add_months(start, months * number) for number in range(13)]
    return [Period(first, leaving) for first, leaving in pairwise(edges)]
