"""Invented rooms for the demo, and how the demo gives them away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import part_in, progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.engine.asking import value_of
from onboarding.engine.months import add_months
from onboarding.engine.plan import PlannedStep
from onboarding.housing import service
from onboarding.housing.models import Room
from onboarding.housing.nights import proposed
from onboarding.housing.queries import look_at_rooms
from onboarding.housing.suggesting import Need, suggest
from onboarding.people.gate import today
from onboarding.people.models import Department, Person

_BUILDINGS = {
    "A": (
        *("International House, Building A", "国際交流会館A棟"),
        *("2-4 Honmachi, Chuo-ku, Reiwa-shi 100-0000", "〒100-0000 令和市中央区本町2丁目4番地"),
    ),
    "B": (
        *("International House, Building B", "国際交流会館B棟"),
        *("2-4 Honmachi, Chuo-ku, Reiwa-shi 100-0000", "〒100-0000 令和市中央区本町2丁目4番地"),
    ),
    "G": (
        *("Midorigaoka Guest House", "緑が丘ゲストハウス"),
        *(
            "5-12 Midorigaoka, Kita-ku, Reiwa-shi 100-0001",
            "〒100-0001 令和市北区緑が丘5丁目12番地",
        ),
    ),
}
# Building, number, persons, rent, no steps.
_ROOMS = (
    ("A", "101", 1, 28000, True),
    ("A", "102", 1, 28000, False),
    ("A", "201", 1, 28000, False),
    ("A", "202", 1, 28000, False),
    ("A", "203", 2, 42500, False),
    ("A", "204", 2, 42500, False),
    ("B", "101", 4, 58000, True),
    ("B", "102", 4, 58000, False),
    ("B", "201", 4, 58000, False),
    ("B", "202", 3, 51000, False),
    ("G", "1", 1, 21000, False),
    ("G", "2", 2, 33000, False),
)


def add_rooms(departments: Sequence[Department], staff: Mapping[str, Person]) -> None:
    """Add a dozen rooms; one of them is renovated in half a year."""
    for building, code, capacity, rent, step_free in _ROOMS:
        name_en, name_ja, address_en, address_ja = _BUILDINGS[building]
        db.session.add(
            Room(
                code=code,
                building_en=name_en,
                building_ja=name_ja,
                address_en=address_en,
                address_ja=address_ja,
                capacity=capacity,
                rent=rent,
                step_free=step_free,
                available_until=_next_half_year() if (building, code) == ("G", "2") else None,
            )
        )
    db.session.flush()


def _next_half_year() -> date:
    return add_months(today().replace(day=1), 6)


def give_room(case: Case, planned: PlannedStep, staff: Mapping[str, Person], at: datetime) -> None:
    """Give the best room to a case of the demo, or none where nothing fits."""
    day = local_day(at)
    progress = progress_of(case, day)
    by = By(staff["housing"], at, part_in(case, staff["housing"], day))
    found = _best(progress, day)
    if found is None:
        service.refuse_room(case.id, planned.key, by=by)
    else:
        service.assign_room(case.id, planned.key, found, by=by)


def _best(progress: Any, day: date) -> service.Wanted | None:
    period = proposed(progress.facts, day)
    if period is None:
        return None
    need = Need(period, value_of(progress, "housing.household") or 1)
    best = suggest(look_at_rooms(period), need)
    return service.Wanted(best[0].room.id, period) if best and best[0].fits else None
