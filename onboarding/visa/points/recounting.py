"""Counting a case by a newer table: what would change, and the count that is left behind.

Pure. A case keeps the table it was counted by; only staff count it by a newer one, with a reason.
The count of before stays a fact of the case and is shown beside the new one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.engine.definition import Text
from onboarding.engine.progress import Progress
from onboarding.visa.points.counting import Score
from onboarding.visa.points.scoring import (
    as_facts,
    kept_score,
    points_of,
    table_in_force,
)

LIST = "points.counts"
_PARTS = ("table", "counted_on", "total", "special", "left_on", "reason")
FIELDS = (LIST, *(f"count.{part}" for part in _PARTS))


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion by both tables: its points before and after."""

    title: Text
    was: int
    becomes: int


@dataclass(frozen=True, slots=True)
class Recount:
    """A kept count beside the one by the table in force, as of today."""

    kept: Score
    kept_on: date
    new: Score
    on: date

    @property
    def rows(self) -> list[Row]:
        """Return every criterion that gives points by either table, in the order of the new one."""
        was, becomes = _by_criterion(self.kept), _by_criterion(self.new)
        titles = {one.id: one.title for one in self.kept.table.criteria}
        titles |= {one.id: one.title for one in self.new.table.criteria}
        order = [one.id for one in self.new.table.criteria]
        gone = [id for id in was if id not in order]
        return [
            Row(titles[id], was.get(id, 0), becomes.get(id, 0))
            for id in (*order, *gone)
            if was.get(id) or becomes.get(id)
        ]

    @property
    def proofs_more(self) -> list[Text]:
        """Return the papers asked for by the new count alone."""
        return _titles(self.new, set(self.new.proofs()) - set(self.kept.proofs()))

    @property
    def proofs_less(self) -> list[Text]:
        """Return the papers not asked for any more."""
        return _titles(self.kept, set(self.kept.proofs()) - set(self.new.proofs()))

    @property
    def lost(self) -> list[int]:
        """Return the marks reached before and no more."""
        if self.new.special:
            return []
        marks = self.kept.table.marks
        return [mark for mark in marks if self.kept.reaches(mark) and not self.new.reaches(mark)]


@dataclass(frozen=True, slots=True)
class Count:
    """A count a case was left with before it was counted by a newer table."""

    table: date
    counted_on: date
    total: int
    special: bool
    left_on: date
    reason: str


def recount_of(progress: Progress) -> Recount | None:
    """Return what a newer table would make of a count; None where there is none."""
    kept, kept_on = kept_score(progress), progress.facts.get("points.counted_on")
    in_force = table_in_force(progress.today)
    if kept is None or in_force is None or in_force.valid_from <= kept.table.valid_from:
        return None
    new = points_of(progress, {}, progress.today, in_force)
    return Recount(kept, kept_on, new, progress.today) if new and kept_on else None


def facts_of(progress: Progress, recount: Recount, reason: str) -> dict[str, Any]:
    """Return the facts that record a recount, the count of before among them."""
    items = tuple(progress.facts.get(LIST) or ())
    item = f"c{len(items) + 1}"
    left = {
        "table": recount.kept.table.valid_from,
        "counted_on": recount.kept_on,
        "total": recount.kept.total,
        "special": recount.kept.special is not None,
        "left_on": recount.on,
        "reason": reason,
    }
    kept = {f"count.{part}@{item}": left[part] for part in _PARTS}
    return {**as_facts(recount.new, recount.on), LIST: (*items, item), **kept}


def earlier_counts(facts: Mapping[str, Any]) -> list[Count]:
    """Return the counts a case was left with, the latest first."""
    return list(_earlier(facts))[::-1]


def _earlier(facts: Mapping[str, Any]) -> Iterator[Count]:
    for item in facts.get(LIST) or ():
        parts: dict[str, Any] = {part: facts.get(f"count.{part}@{item}") for part in _PARTS}
        yield Count(**parts)


def _by_criterion(found: Score) -> dict[str, int]:
    totals: dict[str, int] = {}
    for one in found.lines:
        totals[one.criterion.id] = totals.get(one.criterion.id, 0) + one.points
    return totals


def _titles(found: Score, numbers: set[int]) -> list[Text]:
    return [found.table.proofs[number] for number in sorted(numbers)]
