"""Which steps are open by a history: added up in one go where nothing was ever taken back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.events import (
    ANSWERED,
    CLOSED,
    FINISHED,
    MOVE_UNDONE,
    MOVED,
    OPENED,
    REOPENED,
    STOPPED,
    Event,
)
from onboarding.engine.plan import Plan, PlannedStep, numbers_in
from onboarding.engine.progress import replay
from onboarding.engine.vocabulary import STOPPED as STOPPED_FACT

_GIVES_FACTS = frozenset({OPENED, ANSWERED, FINISHED})
_TAKES_BACK = frozenset({REOPENED, STOPPED, MOVED, MOVE_UNDONE})


def open_steps(
    blueprint: Blueprint, events: Sequence[Event], today: date
) -> tuple[PlannedStep, ...]:
    """Return the open steps of a case, the same that `replay` leads to.

    Most histories only ever add to what is known and done. Then what is open follows from the
    sum of it, and the days between need not be lived again. Any other history is replayed.
    """
    total = _Sum(blueprint)
    if not events or not total.add(events):
        return tuple(replay(blueprint, events, today).open_steps())
    return () if total.closed else total.open_on(max(today, total.last))


class _Sum:
    """What a history adds up to: what is known, what is done."""

    __slots__ = ("blueprint", "closed", "delicate", "done", "facts", "last", "made_from", "plan")

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint, self.closed, self.done = blueprint, False, 0
        self.facts: dict[str, Any] = {STOPPED_FACT: False, **blueprint.given}
        self.plan: Plan = blueprint.first_plan
        self.last = date.min
        # Facts whose change takes back a step done so far; with these, lists of items.
        self.made_from: frozenset[str] = frozenset()
        self.delicate: frozenset[str] = self.plan.shaped_by

    def add(self, events: Sequence[Event]) -> bool:
        """Add a history; return whether it is one that only adds."""
        last = self.last
        for _sequence, kind, on, data in events:
            if on > last:
                last = on
            if kind in _GIVES_FACTS:
                facts = data.get("facts")
                if facts and not self._learn(facts):
                    return False
                if kind == FINISHED and not self._finish(data, on):
                    return False
            elif kind in _TAKES_BACK:
                return False
            elif kind == CLOSED:
                self.closed = True
        self.last = last
        return True

    def _learn(self, facts: Mapping[str, Any]) -> bool:
        """Note facts; return whether that takes nothing back."""
        delicate = not self.delicate.isdisjoint(facts)
        if delicate and self._takes_back(facts):
            return False
        self.facts.update(facts)
        if None in facts.values():
            self._forget(facts)
        if delicate and not self.plan.shaped_by.isdisjoint(facts):
            self._move_to(self.blueprint.plan(self.facts))
        return True

    def _takes_back(self, facts: Mapping[str, Any]) -> bool:
        """Return whether facts are others than before that something hangs on."""
        known, given = self.facts, self.blueprint.given
        for key in self.delicate & facts.keys():
            value = given.get(key) if facts[key] is None else facts[key]
            if known.get(key) != value and (key in known or key in self.made_from):
                return True
        return False

    def _forget(self, facts: Mapping[str, Any]) -> None:
        """Let what was taken back be what the programme says, or not known."""
        known, given = self.facts, self.blueprint.given
        for key, value in facts.items():
            if value is None and key in given:
                known[key] = given[key]
            elif value is None:
                del known[key]

    def _move_to(self, plan: Plan) -> None:
        """Go on with the plan for other items; what is done stays done by its key."""
        if plan.shape is not self.plan.shape:
            keys = [self.plan.steps[number].key for number in numbers_in(self.done)]
            self.done = plan.mask(keys)
        self.plan = plan
        self.delicate = plan.shaped_by | self.made_from

    def _finish(self, data: Mapping[str, Any], on: date) -> bool:
        """Note the end of a step; return whether that takes nothing back."""
        plan, key, known, made_from = self.plan, data["step"], self.facts, self.made_from
        planned, outcome = plan.by_key[key], data.get("outcome")
        known[planned.done_key] = on
        if outcome is not None:
            if outcome in planned.leads or plan.seats & planned.bit:
                return False
            known[key] = outcome
        self.done |= planned.bit
        if planned.remade_by:
            self.made_from = made_from = made_from | planned.remade_by
            self.delicate = plan.shaped_by | made_from
            if not planned.remade_by.isdisjoint(data.get("facts") or ()):
                return False
        return not made_from or (key not in made_from and planned.done_key not in made_from)

    def open_on(self, today: date) -> tuple[PlannedStep, ...]:
        """Return what is open on a day."""
        plan, facts, done = self.plan, self.facts, self.done
        skipped, undecided = self._answers()
        skipped, shut, unmet, ready = skipped & ~plan.held, undecided | plan.held, ~done, 0
        for bit, needs in plan.order:
            if needs & unmet or done & bit:
                continue
            if skipped & bit:
                unmet ^= bit
            elif not shut & bit:
                ready |= bit
        gates = ((plan.steps[number], plan.steps[number].opens) for number in numbers_in(ready))
        return tuple(
            step for step, gate in gates if gate is None or gate.lets_through(facts, today)
        )

    def _answers(self) -> tuple[int, int]:
        """Return the steps that do not apply, and those of which that is not known.

        Conditions come in the order of the steps, so one that asks for the outcome of a step
        comes after those that say whether this step applies.
        """
        plan, facts, undone = self.plan, self.facts, ~self.done
        outcomes, skipped, unknown = plan.outcomes & undone, 0, 0
        for holds, steps in plan.conditions:
            if not steps & undone:
                continue
            answer = holds(facts)
            if answer is False:
                for number in numbers_in(steps & outcomes & ~skipped):
                    facts[plan.steps[number].skipped_key] = True
                skipped |= steps
            elif answer is None:
                unknown |= steps
        return skipped, unknown & ~skipped
