"""Advice on the status of residence: candidates in order, traps, and what would change the answer.

Pure. It proposes; staff choose, and their reason is kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from onboarding.engine.months import add_months
from onboarding.visa.adviser.rules import Rules, Situation, Status, StatusRule, Trap, Word

_SHORT = 90
_POINTS = 70
# Where a number begins to count otherwise: asked on either side of it.
_EDGES: Mapping[str, tuple[int, ...]] = {
    "days": (_SHORT, _SHORT + 1),
    "points": (0, _POINTS),
    "family": (0, 1),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A status that fits, by which rule."""

    status: Status
    rule: StatusRule


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One answer that would change the first candidate; `status` is None where none would fit."""

    word: Word
    value: Any
    status: Status | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What the rules say of a stay: the best candidate first."""

    candidates: tuple[Candidate, ...]
    traps: tuple[Trap, ...]
    otherwise: tuple[Otherwise, ...]
    unknown: tuple[Word, ...]


def within_three_months(starts_on: date, ends_on: date) -> bool:
    """Return whether a stay ends within three calendar months of landing.

    The day of landing is not counted: from 1 April a period of three months ends on 1 July, the
    92nd day. Source: Civil Code art. 140 and 143, general knowledge, 2026-11.
    """
    return ends_on <= add_months(starts_on, 3)


def days_of(starts_on: date, ends_on: date) -> int:
    """Return the length of a stay in days, both ends counted, as the agency counts 90 days."""
    return (ends_on - starts_on) // timedelta(days=1) + 1


def advise(rules: Rules, situation: Situation) -> Advice:
    """Return what the rules say; words without an answer are left open.

    `situation`: word → answer.
    """
    candidates = tuple(_candidates(rules, situation))
    traps = tuple(trap for trap in rules.traps if trap.holds(situation) is True)
    unknown = tuple(word for id, word in rules.words.items() if situation.get(id) is None)
    return Advice(candidates, traps, tuple(_otherwise(rules, situation)), unknown)


def _candidates(rules: Rules, situation: Situation) -> Iterator[Candidate]:
    seen = set()
    for rule in rules.rules:
        if rule.holds(situation) is True and rule.then not in seen:
            seen.add(rule.then)
            yield Candidate(rules.statuses[rule.then], rule)


def _first(rules: Rules, situation: Situation) -> Status | None:
    found = next(_candidates(rules, situation), None)
    return found.status if found else None


def _otherwise(rules: Rules, situation: Situation) -> Iterator[Otherwise]:
    """Return each other answer to one word that leads to another first candidate."""
    now = _first(rules, situation)
    for id, word in rules.words.items():
        for value in _answers(word):
            if value == situation.get(id):
                continue
            status = _first(rules, {**situation, id: value})
            if status != now:
                yield Otherwise(word, value, status)


def _answers(word: Word) -> tuple[Any, ...]:
    if word.type == "yes_no":
        return (True, False)
    return _EDGES.get(word.id, ()) if word.type == "integer" else tuple(o.id for o in word.options)
