"""What was advised when a status was chosen, from which facts, and whether it would be so now.

Pure. The advice is kept as facts when the choice is handed in; later facts never change it, they
only show that the choice was made from others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.engine.asking import value_of
from onboarding.engine.definition import Field
from onboarding.engine.progress import Progress
from onboarding.visa.adviser.advising import Advice, candidates, traps
from onboarding.visa.adviser.rules import Rules, Status, Trap

ADVISED = tuple(
    f"advised.{leaf}" for leaf in ("statuses", "traps", "rules_on", "days", "pay", "family")
)


@dataclass(frozen=True, slots=True)
class Change:
    """A fact the choice was made from, as it was then and as it is now."""

    field: Field
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was advised. `would_be`: the candidates by today's facts; `warnings`: new ones."""

    rules_on: date
    statuses: tuple[Status, ...]
    traps: tuple[Trap, ...]
    changes: tuple[Change, ...]
    differs: bool
    would_be: tuple[Status, ...]
    warnings: tuple[Trap, ...]


def as_facts(advice: Advice, rules: Rules, progress: Progress) -> dict[str, Any]:
    """Return an advice as facts of a case, with the facts it was given from."""
    return {
        "advised.statuses": tuple(one.status.id for one in advice.candidates),
        "advised.traps": tuple(trap.id for trap in advice.traps),
        "advised.rules_on": date.fromisoformat(rules.valid_from),
        **{f"advised.{leaf}": value for leaf, value in _basis(progress).items()},
    }


def _basis(progress: Progress) -> dict[str, Any]:
    facts = progress.facts
    members = facts.get("family.members") or ()
    return {
        "days": value_of(progress, "stay.days"),
        "pay": facts.get("position.monthly_pay"),
        "family": sum(bool(facts.get(f"member.comes_along@{one}")) for one in members),
    }


def chosen(progress: Progress, rules: Rules) -> Chosen | None:
    """Return what was advised in a case, and what has changed since; None before the choice."""
    facts = progress.facts
    if facts.get("advised.rules_on") is None:
        return None
    then, warned = facts.get("advised.statuses") or (), facts.get("advised.traps") or ()
    now = tuple(one.status for one in candidates(rules, progress, facts))
    lies_under = tuple(traps(rules, progress, facts))
    changes = tuple(_changes(progress))
    differs = tuple(one.id for one in now) != then or {t.id for t in lies_under} != set(warned)
    return Chosen(
        facts["advised.rules_on"],
        tuple(rules.statuses[id] for id in then if id in rules.statuses),
        tuple(trap for trap in rules.traps if trap.id in warned),
        changes,
        bool(changes) and differs,
        now,
        tuple(trap for trap in lies_under if trap.id not in warned),
    )


def _changes(progress: Progress) -> Iterator[Change]:
    fields, facts = progress.plan.blueprint.fields, progress.facts
    for leaf, now in _basis(progress).items():
        then = facts.get(f"advised.{leaf}")
        if then != now:
            yield Change(fields[f"advised.{leaf}"], then, now)
