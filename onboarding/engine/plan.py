"""The plan of a case: its steps as numbered bits, with compiled conditions and due dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from onboarding.engine.compiled import Closure
from onboarding.engine.definition import DocumentType, Step
from onboarding.engine.due import DueRule, Move
from onboarding.engine.vocabulary import STOPPED

if TYPE_CHECKING:
    from onboarding.engine.blueprint import Blueprint, Items

Uses = tuple[tuple[str, Closure], ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date rule bound to a case: the fact it hangs on and how it moves from there."""

    anchor: Closure
    move: Move
    from_opening: bool

    def day(self, facts: Mapping[str, Any], opened: date | None = None) -> date | None:
        """Return the date; None while its anchor is not known, or beyond the calendar."""
        anchor = opened if self.from_opening else self.anchor(facts)
        try:
            return self.move(anchor) if anchor else None
        except (OverflowError, ValueError):
            return None


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
        days = [dated.day(facts) for dated in self.dates]
        return max((day for day in days if day), default=None) if None not in days else None

    def lets_through(self, facts: Mapping[str, Any], today: date) -> bool:
        """Return whether the step may be open on a day; what is not known yet keeps it shut."""
        if any(condition(facts) is not True for condition in self.conditions):
            return False
        day = self.day(facts)
        return day <= today if day else not self.dates


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of one plan.

    `number` counts in the order of needs, `position` as the files read. `item` is empty or
    names a family member, a visit, a guest of a visit (`m1`, `v1.g1`). `awaits`: lists not known
    yet, for each item of which the step will need another. `decided_by`: the facts its conditions
    read. `uses`: fact key → value, for each fact its paper is made from; without the `required`
    it is not. `watches`: the same for the facts whose change takes the finished step back.
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

    @property
    def winds_up(self) -> bool:
        """Whether the step asks if the case was stopped, and so may open afterwards."""
        return STOPPED in self.decided_by

    def used(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return fact key → value of every fact its paper reads and that is known."""
        return _values(self.uses, facts)

    def watched(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return fact key → value of every fact it is redone for and that is known."""
        return _values(self.watches, facts)


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

    `list_keys`: the facts that say which items there are. `of_step`: step key → its steps, one
    for each item. `needs[n]`, `successors[n]`: the steps that step n needs, that need step n.
    `conditions`: each distinct condition once, with the steps that apply only if it holds;
    `decided_by`: the facts they read. `outcomes`: for each step whose outcome a condition reads,
    the fact that says the step does not apply. `papers`,
    `asked_in`, `watched`: fact key → document steps made from it, steps that ask for it, steps
    redone when it changes. `gated`: the steps that open on more than their needs.
    `routes`: those of the approvals.
    """

    blueprint: Blueprint
    items: Items
    list_keys: frozenset[str]
    steps: tuple[PlannedStep, ...]
    number: Mapping[str, int]
    of_step: Mapping[str, int]
    needs: tuple[int, ...]
    successors: tuple[int, ...]
    conditions: tuple[tuple[Closure, int], ...]
    decided_by: frozenset[str]
    outcomes: tuple[tuple[int, str], ...]
    papers: Mapping[str, int]
    watched: Mapping[str, int]
    asked_in: Mapping[str, int]
    gated: int
    held: int
    winding_up: int
    routes: tuple[PlannedRoute, ...]

    def find(self, key: str) -> PlannedStep | None:
        """Return a step by `<workflow>.<step>[@item]`."""
        number = self.number.get(key)
        return None if number is None else self.steps[number]

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
    done_on = f"{rule.anchor}.done_on"
    return done_on if done_on in names else rule.anchor
