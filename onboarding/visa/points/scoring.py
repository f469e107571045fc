"""What a person of a case scores: by the table the case keeps, as of its day of reference."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app, has_app_context

from onboarding.config import assets
from onboarding.engine.asking import value_of
from onboarding.engine.months import age_on
from onboarding.engine.progress import Progress
from onboarding.visa.points.counting import Claims, Score, score
from onboarding.visa.points.table import Table, table_on, tables

_SHIPPED = assets() / "workflows"
_CONTRACT = "terms.annual_pay"
_NUMBERS = ("annual_pay", "experience_years", "licences")
# What the points follow from; a change of one of these changes them.
INPUTS = (
    *("points.type", "points.claims", "points.table", "points.counted_on"),
    *(f"points.{name}" for name in _NUMBERS),
    *("terms.base_year", "terms.bonus_year", "terms.allowances_year"),
    *("researcher.birth_date", "advice.wants_hsp"),
)


def points_of(
    progress: Progress, answers: Mapping[str, Any], on: date, table: Table | None = None
) -> Score | None:
    """Return what a person scores on a day of reference; None where nobody wants to know.

    The age is counted on that day. `table`: another one than the case keeps.
    """
    facts = {**progress.facts, **answers, **_contract(progress)}
    table = table or table_of(facts, on)
    if not facts.get("advice.wants_hsp") or facts.get("points.type") is None or table is None:
        return None
    return score(table, claims_of(facts, on))


def _contract(progress: Progress) -> dict[str, int]:
    """Return the yearly pay of the contract, where its terms say it, for the expected one."""
    is_known = _CONTRACT in progress.plan.blueprint.fields
    pay = value_of(progress, _CONTRACT) if is_known else None
    return {} if pay is None else {"points.annual_pay": pay}


def claims_of(facts: Mapping[str, Any], on: date) -> Claims:
    """Return what is claimed of a person on a day of reference."""
    numbers = {name: facts[f"points.{name}"] for name in _NUMBERS if facts.get(f"points.{name}")}
    born = facts.get("researcher.birth_date")
    if born:
        numbers["age"] = age_on(born, on)
    return Claims(facts["points.type"], numbers, frozenset(facts.get("points.claims") or ()))


def table_of(facts: Mapping[str, Any], on: date) -> Table | None:
    """Return the table a case was counted by; one not counted yet gets that in force."""
    return table_from(facts.get("points.table")) or table_in_force(on)


def table_in_force(on: date) -> Table | None:
    """Return the table of points that is in force on a day."""
    return table_on(_tables(), on)


def _tables() -> tuple[Table, ...]:
    return tables(current_app.extensions["settings"].workflows if has_app_context() else _SHIPPED)


def table_from(valid_from: date | None) -> Table | None:
    """Return the table of points that came into force on a day."""
    return next((one for one in _tables() if one.valid_from == valid_from), None)


def kept_score(progress: Progress) -> Score | None:
    """Return the points as they were counted: by the kept table, as of the kept day."""
    counted_on = progress.facts.get("points.counted_on")
    return points_of(progress, {}, counted_on) if counted_on else None


def as_facts(found: Score, on: date) -> dict[str, Any]:
    """Return a score as facts of a case."""
    return {
        "points.total": found.total,
        "points.special": found.special is not None,
        "points.table": found.table.valid_from,
        "points.counted_on": on,
        "points.pay": found.claims.number("annual_pay"),
        "points.proofs": tuple(f"p{number}" for number in found.proofs()),
    }
