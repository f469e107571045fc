"""Advice on the status of residence: candidates in order, traps, and what would change the answer.

Pure. It proposes; staff choose, and their reason is kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from onboarding.engine.asking import holds
from onboarding.engine.definition import Field
from onboarding.engine.progress import Progress
from onboarding.visa.adviser.rules import Rules, Status, StatusRule, Trap

Facts = Mapping[str, Any]
# Days, both ends counted, that a stay without a certificate of eligibility lasts at most; points
# a Highly Skilled Professional needs. Both stand in the rules of statuses and of points as well.
SHORT_STAY, PASS_MARK = 90, 70
# What staff answer for the advice; every other answer to one of them is tried.
GROUP = "advice"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A status that fits, by which rule."""

    status: Status
    rule: StatusRule


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One answer that would change the first candidate; `status` is None where none would fit."""

    field: Field
    value: Any
    status: Status | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What the rules say of a stay: the best candidate first. `open`: questions to answer yet."""

    candidates: tuple[Candidate, ...]
    traps: tuple[Trap, ...]
    otherwise: tuple[Otherwise, ...]
    open: tuple[Field, ...]


def advise(rules: Rules, progress: Progress, answers: Facts) -> Advice:
    """Return what the rules say of a case with these answers; open ones decide nothing."""
    facts = {**progress.facts, **answers}
    asked = questions(progress)
    return Advice(
        tuple(candidates(rules, progress, facts)),
        tuple(traps(rules, progress, facts)),
        tuple(_otherwise(rules, progress, facts)),
        tuple(field for field in asked if facts.get(field.id) is None),
    )


def traps(rules: Rules, progress: Progress, facts: Facts) -> Iterator[Trap]:
    """Return the known traps a case with these facts lies under."""
    return (trap for trap in rules.traps if holds(progress, trap.when.text, facts))


def questions(progress: Progress) -> tuple[Field, ...]:
    """Return what staff answer for the advice."""
    fields = progress.plan.blueprint.fields.values()
    return tuple(field for field in fields if field.group == GROUP and not field.formula)


def candidates(rules: Rules, progress: Progress, facts: Facts) -> Iterator[Candidate]:
    """Return the statuses that fit, each once, the best first."""
    seen = set()
    for rule in rules.rules:
        if rule.then not in seen and holds(progress, rule.when.text, facts):
            seen.add(rule.then)
            yield Candidate(rules.statuses[rule.then], rule)


def _otherwise(rules: Rules, progress: Progress, facts: Facts) -> Iterator[Otherwise]:
    """Return each other answer that leads to another first candidate, and each other length."""
    now = _first(rules, progress, facts)
    for field, value, changed in _tries(progress, facts):
        status = _first(rules, progress, {**facts, **changed})
        if status != now:
            yield Otherwise(field, value, status)


def _tries(progress: Progress, facts: Facts) -> Iterator[tuple[Field, Any, Facts]]:
    """Return (field, other value, the facts with which it is so) of all that is tried."""
    fields = progress.plan.blueprint.fields
    for field in questions(progress):
        for value in _answers(field):
            if value != facts.get(field.id):
                yield field, value, {field.id: value}
    total = facts.get("points.total") or 0
    if facts.get("advice.pay") == "paid" and total < PASS_MARK:
        reached = {"advice.wants_hsp": True, "points.total": PASS_MARK}
        yield fields["points.total"], PASS_MARK, reached
    starts_on, ends_on = facts.get("stay.starts_on"), facts.get("stay.ends_on")
    if starts_on and ends_on:
        is_short = (ends_on - starts_on).days < SHORT_STAY
        days = SHORT_STAY + 1 if is_short else SHORT_STAY
        last = starts_on + timedelta(days=days - 1)
        yield fields["stay.days"], days, {"stay.ends_on": last}


def _first(rules: Rules, progress: Progress, facts: Facts) -> Status | None:
    found = next(candidates(rules, progress, facts), None)
    return found.status if found else None


def _answers(field: Field) -> tuple[Any, ...]:
    return tuple(option.id for option in field.options) or (True, False)


def proposed(progress: Progress) -> dict[str, Any]:
    """Return the answers a case suggests, for staff to look at: who is employed is paid …"""
    relation = progress.facts.get("position.relation")
    pay = progress.facts.get("position.monthly_pay")
    paid = "paid" if relation in ("employee", "fellow") or pay else "none"
    return {
        "advice.pay": None if relation is None else paid,
        "advice.place": "university",
        "advice.role": "research",
        "advice.wants_hsp": False,
        "advice.holds_status": False,
        "advice.holds_hsp": False,
    }
