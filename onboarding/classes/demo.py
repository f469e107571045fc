"""Invented classes for the demo, and how the demo gives their seats."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import part_in, progress_of
from onboarding.cases.recording import By
from onboarding.classes import service
from onboarding.classes.fitting import Filled, Learner, choose
from onboarding.classes.queries import courses_from, levels
from onboarding.engine.plan import PlannedStep
from onboarding.people.gate import today
from onboarding.people.models import Department, Person

# Code, level, names, days and times, weekday of the first lesson, classroom, seats.
_COURSES = (
    *(
        (
            "S1",
            "A1",
            "Survival Japanese",
            "入門日本語",
            "Mon, Thu 10:30–12:00",
            "月・木 10:30–12:00",
        ),
        (
            "B1",
            "A2",
            "Japanese for beginners",
            "初級日本語",
            "Tue, Fri 10:30–12:00",
            "火・金 10:30–12:00",
        ),
        ("M1", "B1", "Intermediate Japanese", "中級日本語", "Wed 13:00–16:00", "水 13:00–16:00"),
    ),
)
_ROOMS = {
    "S1": ("IEC 201 / 国際教育センター201", 0, 12),
    "B1": ("IEC 202 / 国際教育センター202", 1, 10),
    "M1": ("IEC 203 / 国際教育センター203", 2, 8),
}
_WEEKS = timedelta(weeks=15)


def add_courses(departments: Sequence[Department], staff: Mapping[str, Person]) -> None:
    """Add three levels in the running term and three in the next."""
    for year, half in _terms(today()):
        for code, level, title_en, title_ja, times_en, times_ja in _COURSES:
            room, weekday, seats = _ROOMS[code]
            first = _first_lesson(year, half, weekday)
            service.add_course(
                {
                    "code": f"{year % 100}{'AB'[half - 1]}-{code}",
                    "level": level,
                    "title_en": title_en,
                    "title_ja": title_ja,
                    "term_en": f"{('First', 'Second')[half - 1]} term of {year}",
                    "term_ja": f"{year}年度{'前後'[half - 1]}期",
                    "starts_on": first,
                    "ends_on": first + _WEEKS,
                    "times_en": times_en,
                    "times_ja": times_ja,
                    "room": room,
                    "seats": seats,
                }
            )


def _terms(day: date) -> list[tuple[int, int]]:
    """Return (fiscal year, half) of the term a day lies in and of the next."""
    year = day.year if day.month >= 4 else day.year - 1
    half = 1 if 4 <= day.month < 10 else 2
    return [(year, half), (year, 2) if half == 1 else (year + 1, 1)]


def _first_lesson(year: int, half: int, weekday: int) -> date:
    """Return the first lesson: in the second week of April or October."""
    start = date(year, 4 if half == 1 else 10, 8)
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def give_seat(case: Case, planned: PlannedStep, staff: Mapping[str, Person], at: datetime) -> None:
    """Give the best free seat to a case of the demo."""
    day = local_day(at)
    facts = progress_of(case, day).facts
    by = By(staff["classes"], at, part_in(case, staff["classes"], day))
    service.give_seat(case.id, planned.key, _best(facts, day).course.id, by=by)


def _best(facts: Mapping[str, Any], day: date) -> Filled:
    """Return the best class with a free seat, one outside level or stay where none suits."""
    first, last = facts.get("stay.starts_on"), facts.get("stay.ends_on")
    learner = Learner(facts.get("japanese.placed_level", ""), first, last)
    names = [option.id for option in levels()]
    every = courses_from(day)
    suiting = [one.filled for one in choose(every, learner, levels=names, today=day)]
    return next(filled for filled in (*suiting, *every) if filled.left)
