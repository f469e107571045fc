"""Advice on the status of residence: candidates in order, traps, and what would change the answer.

Pure. It proposes; staff choose, and their reason is kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onboarding.engine.asking import holds
from onboarding.engine.definition import Field
from onboarding.engine.progress import Progress
from onboarding.visa.adviser.rules import Rules, Status, StatusRule, Trap

Facts = Mapping[str, Any]
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
    traps = tuple(trap for trap in rules.traps if holds(progress, trap.when.text, facts))
    asked = questions(progress)
    return Advice(
        tuple(_candidates(rules, progress, facts)),
        traps,
        tuple(_otherwise(rules, progress, facts)),
        tuple(field for field in asked if facts.get(field.id) is None),
    )


def questions(progress: Progress) -> tuple[Field, ...]:
    """Return what staff answer for the advice."""
    fields = progress.plan.blueprint.fields.values()
    return tuple(field for field in fields if field.group == GROUP and not field.formula)


def _candidates(rules: Rules, progress: Progress, facts: Facts) -> Iterator[Candidate]:
    seen = set()
    for rule in rules.rules:
        if rule.then not in seen and holds(progress, rule.when.text, facts):
            seen.add(rule.then)
            yield Candidate(rules.statuses[rule.then], rule)


def _otherwise(rules: Rules, progress: Progress, facts: Facts) -> Iterator[Otherwise]:
    """Return each other answer to one question that leads to another first candidate."""
    now = _first(rules, progress, facts)
    for field in questions(progress):
        for value in _answers(field):
            if value != facts.get(field.id):
                status = _first(rules, progress, {**facts, field.id: value})
                if status != now:
                    yield Otherwise(field, value, status)


def _first(rules: Rules, progress: Progress, facts: Facts) -> Status | None:
    found = next(_candidates(rules, progress, facts), None)
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
