"""Beside the question which status of residence: the advice and the points, as typed so far."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from onboarding.cases.forms import StepForm
from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.cases.saying import Sayer
from onboarding.cases.values import written
from onboarding.engine.lawdays import Span, last_day
from onboarding.engine.plan import PlannedStep
from onboarding.visa.adviser.advising import advise, proposed
from onboarding.visa.adviser.chosen import chosen
from onboarding.visa.adviser.rules import status_rules
from onboarding.visa.points.counting import Score, ways_to
from onboarding.visa.points.recounting import earlier_counts, recount_of
from onboarding.visa.points.scoring import kept_score, points_of

_DEGREES = {
    "doctor": "doctor",
    "master": "master_or_professional",
    "bachelor": "bachelor_or_equivalent",
}
MARKS_SHOWN = 6


def show(visit: Visit, planned: PlannedStep, form: StepForm) -> Mapping[str, Any]:
    """Return what the panel shows: the advice, the points, which answers would change it."""
    answers = {field.name: field.data for field in form.counted() if field.data is not None}
    found = points_of(visit.progress, answers, visit.progress.today)
    if found:
        answers |= {"points.total": found.total, "points.special": found.special is not None}
    rules = status_rules(current_app.extensions["settings"].workflows, visit.progress.today)
    return {
        "advice": advise(rules, visit.progress, answers),
        "rules": rules,
        "say": Sayer(library()).condition,
        "chosen": chosen(visit.progress, rules),
        "length": _length(visit.progress.facts),
        "counted": kept_score(visit.progress),
        "recount": recount_of(visit.progress),
        "earlier": earlier_counts(visit.progress.facts),
        "asked": any(field.data is not None for field in form.own),
        **(_points(visit, answers, found) if found else {"score": None}),
    }


def _length(facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return how a stay is counted: its days, both ends in them, and the end of three months."""
    starts_on, ends_on = facts.get("stay.starts_on"), facts.get("stay.ends_on")
    if starts_on is None or ends_on is None:
        return None
    three_months = last_day(starts_on, Span(months=3))
    return {"days": (ends_on - starts_on).days + 1, "three_months": three_months}


def _points(visit: Visit, answers: Mapping[str, Any], found: Score) -> dict[str, Any]:
    """Return the points with what is enough, what is missing, and where another day differs.

    `at_entry`: the total on the day of entry, where it is another one.
    """
    progress, marks = visit.progress, found.table.marks
    entry = progress.facts.get("arrival.planned_on") or progress.facts.get("stay.starts_on")
    later = points_of(progress, answers, entry, found.table) if entry else None
    return {
        "score": found,
        "enough": {mark: found.enough(mark) for mark in marks if found.reaches(mark)},
        "ways": {mark: ways_to(found, mark)[:MARKS_SHOWN] for mark in marks},
        "entry": entry,
        "at_entry": later if later and later.total != found.total else None,
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
