"""The calculation sheet: every criterion with what is claimed, and the numbered evidence."""

from collections.abc import Iterator, Mapping
from typing import Any

from onboarding.engine.definition import Text
from onboarding.engine.progress import Progress
from onboarding.visa.points.counting import Counted, Score
from onboarding.visa.points.scoring import kept_score
from onboarding.visa.points.table import Criterion

_UNITS = {
    "experience_years": Text("{} years", "{}年"),
    "annual_pay": Text("JPY {}", "{}円"),
    "age": Text("{} years old", "{}歳"),
    "licences": Text("{}", "{}件"),
}


def sheet_values(progress: Progress) -> Mapping[str, Any]:
    """Return what the sheet prints beside the facts; nothing where no points were counted."""
    found = kept_score(progress)
    return {"sheet": written(found)} if found else {}


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
