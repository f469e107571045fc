"""The calculation sheet: every criterion with what is claimed, and the numbered evidence."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from onboarding.engine.definition import Text
from onboarding.visa.points.counting import Counted, Score, score
from onboarding.visa.points.scoring import claims_of, table_from
from onboarding.visa.points.table import Criterion

NAME = "hsp_point_sheet"
_UNITS = {
    "experience_years": Text("{} years", "{}年"),
    "annual_pay": Text("JPY {}", "{}円"),
    "age": Text("{} years old", "{}歳"),
    "licences": Text("{}", "{}件"),
}


class UnknownTable(Exception):
    """The points were counted by a table that is not among the rules any more."""


def sheet_values(facts: Mapping[str, Any], institution: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the facts, and beside them the points as they were counted: by the kept table and day.

    Raises:
        UnknownTable: that table is gone.
    """
    points = facts["points"]
    table = table_from(_day(points["table"]))
    if table is None:
        raise UnknownTable(points["table"])
    plain = {
        "points.type": points["type"]["id"],
        "points.annual_pay": points["pay"],
        "points.experience_years": points["experience_years"],
        "points.licences": points.get("licences"),
        "points.claims": [one["id"] for one in points.get("claims", ())],
        "researcher.birth_date": _day(facts["researcher"]["birth_date"]),
    }
    return {**facts, "sheet": written(score(table, claims_of(plain, _day(points["counted_on"]))))}


def _day(value: Mapping[str, str]) -> date:
    return date.fromisoformat(value["date"])


def written(found: Score) -> dict[str, Any]:
    """Return a score as plain values, in the order of the table."""
    return {
        "type": _plain(found.table.types[found.claims.type]),
        "table": _plain(found.table.title),
        "valid_from": {"date": found.table.valid_from.isoformat()},
        "rows": list(_rows(found)),
        "total": found.total,
        "evidence": [
            {"number": number, **_plain(found.table.proofs[number])} for number in found.proofs()
        ],
    }


def _rows(found: Score) -> Iterator[dict[str, Any]]:
    """Return a row for each criterion that can give points to this kind of activity."""
    for criterion in found.table.criteria:
        if not any(line.points.get(found.claims.type) for line in criterion.lines):
            continue
        counted = [one for one in found.lines if one.criterion is criterion and one.points]
        yield {
            **_plain(criterion.title),
            "claimed": [_claimed(criterion, one, found) for one in counted],
            "points": sum(one.points for one in counted),
        }


def _claimed(criterion: Criterion, one: Counted, found: Score) -> dict[str, Any]:
    if criterion.number:
        number, unit = found.claims.number(criterion.number), _UNITS[criterion.number]
        label = Text(unit.en.format(f"{number:,}"), unit.ja.format(f"{number:,}"))
    else:
        label = one.line.label
    return {**_plain(label), "points": one.points, "proof": one.line.proof}


def _plain(text: Text) -> dict[str, str]:
    return {"en": text.en, "ja": text.ja}
