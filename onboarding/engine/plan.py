"""The plan of a case: its steps as numbered bits, with compiled conditions and due dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onboarding.engine.compiled import Closure
from onboarding.engine.definition import DocumentType, Outcome, Step
from onboarding.engine.due import DueRule, Move
from onboarding.engine.vocabulary import STOPPED
from onboarding.engine.workdays import Workdays

if TYPE_CHECKING:
    from onboarding.engine.blueprint import Blueprint, Items

# The keys of all steps, and the identities of their conditions as written.
Shape = tuple[tuple[str, ...], tuple[int, ...]]
Uses = tuple[tuple[str, Closure], ...]
_NOW = timedelta()


@dataclass(frozen=True, slots=True)
class Dated:
    """A date rule bound to a case: the fact it hangs on and how it moves from there.

    `latest`: what gives the date it is never after.
    """

    anchor: Closure
    move: Move
    from_opening: bool
    latest: Closure | None = None

    def day(self, facts: Mapping[str, Any], opened: date | None = None) -> date | None:
        """Return the date; None while its anchor is not known, or beyond the calendar."""
        anchor = opened if self.from_opening else self.anchor(facts)
        try:
            day = self.move(anchor) if anchor else None
        except (OverflowError, ValueError):
            return None
        return self._at_latest(day, facts) if self.latest else day

    def _at_latest(self, day: date | None, facts: Mapping[str, Any]) -> date | None:
        latest = self.latest(facts) if self.latest else None
        return min(day, latest) if day and latest else day


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold for a ready step to open: dates that have come, conditions that hold.

    `reads`: the facts the conditions read.
    """

    dates: tuple[Dated, ...]
    conditions: tuple[Closure, ...]
    reads: frozenset[str]

    def day(self, facts: Mapping[str, Any]) -> date | None:
        """Return the day all dates have come; None without any, or while one is not known."""
        latest: date | None = None
        for dated in self.dates:
            day = dated.day(facts)
            if day is None:
                return None
            latest = day if latest is None or day > latest else latest
        return latest

    def lets_through(self, facts: Mapping[str, Any], today: date) -> bool:
        """Return whether the step may be open on a day; what is not known yet keeps it shut."""
        for condition in self.conditions:
            if condition(facts) is not True:
                return False
        for dated in self.dates:
            day = dated.day(facts)
            if day is None or day > today:
                return False
        return True


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of one plan.

    `number` counts in the order of needs, `position` as the files read. `item` is empty or
    names a family member, a visit, a guest of a visit (`m1`, `v1.g1`). `awaits`: lists not known
    yet, for each item of which the step will need another. `decided_by`: the facts its conditions
    read. `uses`: fact key → value, for each fact its paper is made from; without the `required`
    it is not. `watches`: the same for the facts whose change takes the finished step back.
    `done_key`, `skipped_key`: the facts that say when it was finished, that it does not apply.
    `leads`: its outcomes that stop the case or send back. `remade_by`: the
    facts whose change may take it back once it is finished. `offsets`: how far from its due date
    somebody is reminded of it, and told.
    """

    number: int
    position: int
    key: str
    step: Step
    item: str
    needs: int
    awaits: tuple[str, ...]
    decided_by: frozenset[str]
    due: Dated | None
    opens: Gate | None
    document: DocumentType | None
    uses: Uses
    required: frozenset[str]
    watches: Uses
    done_key: str
    skipped_key: str
    leads: Mapping[str, Outcome]
    remade_by: frozenset[str]
    bit: int
    offsets: tuple[timedelta, ...]

    @property
    def winds_up(self) -> bool:
        """Whether the step asks if the case was stopped, and so may open afterwards."""
        return STOPPED in self.decided_by

    def told_on(self, due: date, workdays: Workdays) -> list[date]:
        """Return the days, given its due date: of its reminders, then of its escalations.

        A deadline of law keeps its day where that is a closed one, and is warned of earlier: as
        long before the last open day as else before the deadline.
        """
        ahead = workdays.on_or_before(due) if self.step.legal else due
        return [(ahead if offset < _NOW else due) + offset for offset in self.offsets]

    def used_otherwise(
        self, facts: Mapping[str, Any], old: PlannedStep, old_facts: Mapping[str, Any]
    ) -> bool:
        """Return whether its paper would read other facts than it did as a step of before."""
        return _otherwise(self.uses, facts, old.uses, old_facts)

    def watched_otherwise(
        self, facts: Mapping[str, Any], old: PlannedStep, old_facts: Mapping[str, Any]
    ) -> bool:
        """Return whether a fact it is redone for is another than it was as a step of before."""
        return _otherwise(self.watches, facts, old.watches, old_facts)

    def used(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return fact key → value of every fact its paper reads and that is known."""
        return _values(self.uses, facts)


def _otherwise(
    uses: Uses, facts: Mapping[str, Any], old: Uses, old_facts: Mapping[str, Any]
) -> bool:
    if uses is old:
        return any(read(facts) != read(old_facts) for _key, read in uses)
    return _values(uses, facts) != _values(old, old_facts)


def _values(uses: Uses, facts: Mapping[str, Any]) -> dict[str, Any]:
    values = ((key, read(facts)) for key, read in uses)
    return {key: value for key, value in values if value is not None}


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage of an approval: its seats, and how many of them must end with `yes`."""

    seats: tuple[PlannedStep, ...]
    mask: int
    need: int
    yes: str


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """The route of an approval: the step that ends with it, all its seats, its stages in order."""

    approval: PlannedStep
    seats: int
    stages: tuple[PlannedStage, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All steps of a case. Masks have bit `n` set for step number `n`.

    `shape`: the keys of the steps and the conditions as written; where they are the same, so are
    the numbers. `shaped_by`: the facts that say which items there
    are, and which workflows are part of it. `of_step`: step key → its
    steps, one for each item. `needs[n]`, `successors[n]`: the steps that step n needs, that need
    step n; `order`: the bit of each step with its needs. `conditions`: each distinct condition
    once, with the steps that apply only if it holds; `asked_of[n]`: mask of the conditions of
    step n. `outcomes`: mask of the steps whose outcome something reads, which is none where they
    do not apply. `papers`, `asked_in`, `watched`: fact key → document steps made from it, steps
    that ask for it, steps redone when it changes. `affects`: fact key → mask of the conditions
    that read it, and of the finished steps it takes back. `gated`: the steps that open on more
    than their needs. `dated`: the steps that are due. `routes`: those of the approvals, `seats`
    their seats.
    """

    blueprint: Blueprint
    items: Items
    shape: Shape
    shaped_by: frozenset[str]
    steps: tuple[PlannedStep, ...]
    number: Mapping[str, int]
    by_key: Mapping[str, PlannedStep]
    of_step: Mapping[str, int]
    needs: tuple[int, ...]
    order: tuple[tuple[int, int], ...]
    successors: tuple[int, ...]
    conditions: tuple[tuple[Closure, int], ...]
    affects: Mapping[str, tuple[int, int]]
    asked_of: tuple[int, ...]
    outcomes: int
    papers: Mapping[str, int]
    watched: Mapping[str, int]
    asked_in: Mapping[str, int]
    gated: int
    dated: tuple[tuple[int, Dated], ...]
    held: int
    winding_up: int
    routes: tuple[PlannedRoute, ...]
    seats: int

    def find(self, key: str) -> PlannedStep | None:
        """Return a step by `<workflow>.<step>[@item]`."""
        return self.by_key.get(key)

    def every(self) -> int:
        """Return the mask of all steps."""
        return (1 << len(self.steps)) - 1

    def mask(self, keys: Iterable[str]) -> int:
        """Return the mask of the steps with these keys; keys the plan lacks are left out."""
        return sum(1 << self.number[key] for key in keys if key in self.number)


def numbers_in(mask: int) -> Iterator[int]:
    """Return the numbers of a mask's bits, lowest first."""
    while mask:
        bit = mask & -mask
        mask ^= bit
        yield bit.bit_length() - 1


def anchor_name(rule: DueRule, names: Mapping[str, Any]) -> str:
    """Return what a due date hangs on: a date field, or the day a step was finished."""
    return rule.anchor_in(names)
