"""What the rules make of what the case knows: resident or not, which of the specified types."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.engine.months import add_months
from onboarding.engine.wording import Source
from onboarding.security.rules import ExportRules


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing the rules say. `what` and `answer` are words of the page, `number` beside them.

    `open`: the facts are not there yet. `source`: where the rule was read.
    """

    what: str
    answer: str
    number: int | None = None
    day: date | None = None
    source: Source | None = None
    open: bool = False
    weighs: bool = False


def judge(facts: Mapping[str, Any], rules: ExportRules) -> list[Judged]:
    """Return what the rules say of a case, in the order of the worksheet."""
    return [_resident(facts, rules), *_types(facts, rules)]


def residence_from(facts: Mapping[str, Any], rules: ExportRules) -> date | None:
    """Return the day somebody becomes resident by having been here so long; None where none."""
    found = _resident(facts, rules)
    return found.day if found.answer == "from_day" else None


def _resident(facts: Mapping[str, Any], rules: ExportRules) -> Judged:
    source, starts_on = rules.sources.get("resident"), facts.get("stay.starts_on")
    if facts.get("researcher.nationality") == "JPN":
        return Judged("resident", "japanese", source=source)
    if facts.get("position.relation") in rules.works:
        return Judged("resident", "works_here", day=starts_on, source=source)
    since = facts.get("declaration.in_japan_since")
    if facts.get("declaration.in_japan") and since:
        return _from_day(since, rules)
    if facts.get("declaration.in_japan") is None:
        return Judged("resident", "open", source=source, open=True)
    if starts_on is None:
        return Judged("resident", "open", source=source, open=True)
    return _from_day(starts_on, rules)


def _from_day(since: date, rules: ExportRules) -> Judged:
    source, day = rules.sources.get("resident"), add_months(since, rules.months)
    return Judged("resident", "from_day", rules.months, day, source)


def _types(facts: Mapping[str, Any], rules: ExportRules) -> Iterator[Judged]:
    yield _said("type1", facts.get("declaration.type1"))
    yield _money(facts, rules)
    yield _said("type3", facts.get("declaration.type3"))


def _said(what: str, answer: bool | None) -> Judged:
    told = "open" if answer is None else "applies" if answer else "applies_not"
    return Judged(what, told, open=answer is None, weighs=bool(answer))


def _money(facts: Mapping[str, Any], rules: ExportRules) -> Judged:
    source = rules.sources.get("type2")
    receives, share = facts.get("declaration.foreign_money"), facts.get("declaration.foreign_share")
    if receives is None or (receives and share is None):
        return Judged("type2", "open", source=source, open=True)
    applies = bool(receives) and share is not None and share >= rules.percent
    told = "applies" if applies else "applies_not"
    return Judged("type2", told, share if receives else None, source=source, weighs=applies)
