"""The desk of an office: whose it is, which steps are theirs to see, how a list is narrowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from onboarding.people.queries import Held

TABS = ("mine", "late", "others", "arrivals", "danger")
# The tabs that list cases; the others list steps.
OF_CASES = ("arrivals", "danger")


@dataclass(frozen=True, slots=True)
class Lane:
    """A part of the index one walks in order: a role, a department, or both; None for all."""

    role: str | None
    department_id: int | None


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list is narrowed. `late`: `late`, `soon` (within a week) or empty."""

    department: int | None = None
    programme: str = ""
    step: str = ""
    late: str = ""
    after: tuple[date, int] | None = None

    @property
    def as_query(self) -> dict[str, Any]:
        """Return the filters as an address carries them."""
        found = {"department": self.department, "programme": self.programme}
        found |= {"step": self.step, "late": self.late}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk it is: the roles they hold, where, and today's date."""

    held: tuple[Held, ...]
    person_id: int
    today: date

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles of the desk."""
        return frozenset(one.role for one in self.held)

    def mine(self) -> tuple[Lane, ...]:
        """Return the lanes of the steps that are theirs to do."""
        everywhere = {one.role for one in self.held if one.department_id is None}
        lanes = [Lane(role, None) for role in sorted(everywhere)]
        pairs = {(one.role, one.department_id) for one in self.held if one.role not in everywhere}
        return (*lanes, *(Lane(role, where) for role, where in sorted(pairs, key=str)))

    def seen(self) -> tuple[Lane, ...]:
        """Return the lanes of everything they may look at."""
        if any(one.department_id is None for one in self.held):
            return (Lane(None, None),)
        return tuple(
            Lane(None, where) for where in sorted({o.department_id or 0 for o in self.held})
        )


def narrowed(lanes: Sequence[Lane], department: int | None) -> tuple[Lane, ...]:
    """Return the lanes inside one department."""
    if department is None:
        return tuple(lanes)
    return tuple(
        replace(lane, department_id=department)
        for lane in lanes
        if lane.department_id in (None, department)
    )


def places_of(held: Iterable[Held], role: str) -> list[int] | None:
    """Return the departments in which a role is held; None for all."""
    places = {one.department_id for one in held if one.role == role}
    return None if None in places else sorted(place for place in places if place is not None)
