"""Beside the question which status of residence: the advice and the points, as typed so far."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app

from onboarding.cases.forms import StepForm
from onboarding.cases.gate import Visit
from onboarding.cases.values import written
from onboarding.engine.months import age_on
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.visa.adviser.advising import advise, proposed
from onboarding.visa.adviser.rules import status_rules
from onboarding.visa.points.counting import Claims, Score, score, ways_to
from onboarding.visa.points.table import Table, table_on, tables

_DEGREES = {
    "doctor": "doctor",
    "master": "master_or_professional",
    "bachelor": "bachelor_or_equivalent",
}
_NUMBERS = ("annual_pay", "experience_years", "licences")
MARKS_SHOWN = 6


def show(visit: Visit, planned: PlannedStep, form: StepForm) -> Mapping[str, Any]:
    """Return what the panel shows: the advice, the points, which answers would change it."""
    answers = {field.name: field.data for field in form.counted() if field.data is not None}
    found = points_of(visit.progress, answers, visit.progress.today)
    if found:
        answers |= {"points.total": found.total, "points.special": found.special is not None}
    rules = status_rules(current_app.extensions["settings"].workflows)
    return {
        "advice": advise(rules, visit.progress, answers),
        "rules": rules,
        "score": found,
        "ways": {mark: ways_to(found, mark)[:MARKS_SHOWN] for mark in found.table.marks}
        if found
        else {},
        "asked": any(field.data is not None for field in form.own),
    }


def fill(visit: Visit, planned: PlannedStep, typed: Any) -> None:
    """Write the answers the case suggests where nothing is typed yet."""
    facts = visit.progress.facts
    pay = facts.get("position.monthly_pay")
    suggested = {
        **proposed(visit.progress),
        "points.type": "a",
        "points.annual_pay": pay * 12 if pay else None,
        "points.claims": _DEGREES.get(str(facts.get("researcher.degree"))),
    }
    for name, value in suggested.items():
        if value is not None and not any(typed.getlist(name)):
            typed.setlist(name, [written(value)])


def points_of(progress: Progress, answers: Mapping[str, Any], on: date) -> Score | None:
    """Return what a person scores by the table in force; None where nobody wants to know.

    The day of reference is the one given; the age is counted on it.
    """
    facts = {**progress.facts, **answers}
    table = table_in_force(on)
    if not facts.get("advice.wants_hsp") or facts.get("points.type") is None or table is None:
        return None
    numbers = {name: facts[f"points.{name}"] for name in _NUMBERS if facts.get(f"points.{name}")}
    age = _age(facts.get("researcher.birth_date"), on)
    if age is not None:
        numbers["age"] = age
    claims = Claims(facts["points.type"], numbers, frozenset(facts.get("points.claims") or ()))
    return score(table, claims)


def table_in_force(on: date) -> Table | None:
    """Return the table of points that is in force on a day."""
    return table_on(tables(current_app.extensions["settings"].workflows), on)


def _age(born: date | None, on: date) -> int | None:
    return age_on(born, on) if born else None
