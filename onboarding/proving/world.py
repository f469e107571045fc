"""A programme as formulas: which states its cases can be in, whatever anybody answers.

For each step there are two variables: *done*, and *settled*, which also holds for a step that
does not apply once what it needs is settled. Every state a case can come to is among those the
formulas allow; a fault is looked for in all of them.
"""

from collections.abc import Iterator
from typing import Any

import z3

from onboarding.engine.blueprint import Blueprint, inner_keys
from onboarding.engine.compiled import Binding
from onboarding.engine.kinds import Registry
from onboarding.engine.nesting import chain
from onboarding.engine.plan import PlannedRoute, PlannedStep, numbers_in
from onboarding.engine.tree import Done, Junction, Known, Name, Node, parts_of
from onboarding.engine.vocabulary import STOPPED
from onboarding.proving.facts import Facts
from onboarding.proving.logic import Formula, Three, every, follows, number_of, opposite, some
from onboarding.proving.sources import binding_of, sources, suffixes
from onboarding.proving.stages import Stage
from onboarding.proving.witnesses import witnesses

# How long the solver may think about one question, in milliseconds.
PATIENCE = 4000


class World(Facts):
    """The formulas of one programme. Where `final` holds, whoever can act has acted.

    Of the steps looked at so far, `decided` are those always decided once all they need is
    settled, `complete` those whose paper never lacks a fact; about `given_up` the solver could
    not tell in time.
    """

    def __init__(self, blueprint: Blueprint, registry: Registry) -> None:
        counts, self.doubts = witnesses(blueprint)
        plan = blueprint.plan(_looked_at(blueprint, counts), whole=True)
        super().__init__(blueprint, plan, sources(blueprint, plan, registry))
        self.final = z3.Bool("final")
        self.looking_at: Stage | None = None
        self.given_up: list[Stage] = []
        self.decided: set[int] = set()
        self.complete: set[int] = set()
        self._answers: dict[tuple[Node, str, str], Three] = {}
        self._before: dict[int, int] = {}
        self.solver.set("timeout", PATIENCE)
        self.solver.set("core.minimize", True)
        self.stages = tuple(map(self._stage, self.plan.steps))
        for route in self.plan.routes:
            self.solver.add(*self._approval(route))
        for stage in self.stages:
            self._describe(stage)
        for stage in self.stages:
            self.solver.add(*self._laws(stage))

    def _stage(self, planned: PlannedStep) -> Stage:
        binding = binding_of(self.blueprint, self.plan, planned)
        each = planned.step.each
        return Stage(
            planned,
            binding,
            exists=self.exists(each.text, f"@{planned.item}") if each else True,
            done=z3.Bool(f"done {planned.key}"),
            settled=z3.Bool(f"settled {planned.key}"),
            outcome=z3.Int(f"outcome {planned.key}") if planned.step.outcomes else None,
        )

    def _describe(self, stage: Stage) -> None:
        key = stage.planned.step.key
        trees, gates = self.blueprint.conditions[key], self.blueprint.gates[key]
        stage.conditions = tuple(self.read(node, stage) for node in trees)
        stage.met = self._met(stage)
        passed = [self.read(node, stage).yes for node in gates]
        dates = [known for _at, _name, known in self.opening_dates(stage)]
        stage.opening = every((*passed, *dates))
        stage.papers = every(known for _name, known in self.used(stage))
        stage.lasting = not any(self._may_turn(node, stage) for node in (*trees, *gates))
        firm = (part for node in trees for part in _parts_of_and(node))
        firm = (part for part in firm if not self._may_turn(part, stage))
        stage.firm = every(self.read(part, stage).yes for part in firm)

    def read(self, node: Node, stage: Stage) -> Three:
        """Return the answer of a condition of a step, as it was read first."""
        planned = stage.planned
        among = planned.step.each.text if planned.step.each else ""
        key = (node, among, planned.item)
        if key not in self._answers:
            self._answers[key] = self.reader.three(node, stage.binding)
        return self._answers[key]

    def _approval(self, route: PlannedRoute) -> Iterator[Formula]:
        """Return how an approval ends, and note which of its seats are needed no more."""
        passed = []
        for stage in route.stages:
            seats = [self.stages[seat.number] for seat in stage.seats]
            yes = self.texts.number(stage.yes)
            agreed = number_of(every((seat.done, seat.outcome == yes)) for seat in seats)
            lost = number_of(every((seat.done, seat.outcome != yes)) for seat in seats)
            passed.append(agreed >= stage.need)
            for seat in seats:
                decided = some((agreed >= stage.need, lost > len(seats) - stage.need))
                seat.needless = every((decided, opposite(seat.done)))
        approval = self.stages[route.approval.number]
        granted = approval.outcome == self.texts.number(route.stages[-1].yes)
        yield follows(approval.done, granted == every(passed))

    def _may_turn(self, node: Node, stage: Stage) -> bool:
        """Return whether an answer may become another without any answer being changed.

        Whether a step is done stays as it is once it is settled, as all a step needs is.
        """
        if isinstance(node, Done):
            return all(one.planned.step.key != node.step for one in self.before(stage))
        if isinstance(node, Known) or (isinstance(node, Name) and node.id == STOPPED):
            return True
        formula = self.blueprint.formulas.get(node.id) if isinstance(node, Name) else None
        parts = (*parts_of(node), *((formula,) if formula else ()))
        return any(self._may_turn(part, stage) for part in parts)

    def before(self, *stages: Stage) -> list[Stage]:
        """Return all that some steps need, by way of others too, in plan order."""
        found = 0
        for stage in stages:
            found |= self.needed(stage.planned.number)
        return [self.stages[number] for number in numbers_in(found)]

    def needed(self, number: int) -> int:
        """Return the numbers of all that a step needs, by way of others too, as bits."""
        if number not in self._before:
            found = self.plan.needs[number]
            for direct in numbers_in(found):
                found |= self.needed(direct)
            self._before[number] = found
        return self._before[number]

    def _met(self, stage: Stage) -> Formula:
        return every((self.needs_met(stage), *(known for _list, known in self.awaited(stage))))

    def needs_met(self, stage: Stage) -> Formula:
        """Return when every step that one needs is settled."""
        return every(
            self._satisfied(self.stages[n], stage) for n in numbers_in(stage.planned.needs)
        )

    def _satisfied(self, needed: Stage, by: Stage) -> Formula:
        gone = not needed.planned.winds_up and by.planned.winds_up
        ended = self.stopped if gone else False
        return some((needed.settled, opposite(needed.exists), ended))

    def awaited(self, stage: Stage) -> Iterator[tuple[str, Formula]]:
        """Return (list, when it is known) of each list for whose items the step needs others."""
        ended = self.stopped if stage.planned.winds_up else False
        for need in stage.planned.step.every_need():
            other = self.blueprint.by_key.get(need.step)
            if other and other.each:
                depth = self.blueprint.shared_lists(stage.planned.step, other)
                for list in chain(other.each.text, self.blueprint.names)[depth:]:
                    for known in self._known_lists(list, stage.binding):
                        yield list, some((known, ended))

    def _known_lists(self, list: str, binding: Binding) -> Iterator[Formula]:
        """Return when a list is known; where each item of another has one, of every item."""
        of = self.blueprint.names[list].of
        for suffix in suffixes(binding, of) if of else ("",):
            there = self.exists(of, suffix) if of else True
            yield follows(there, self.fact(f"{list}{suffix}").known)

    def _laws(self, stage: Stage) -> Iterator[Formula]:
        """Return what holds of a step in every state of a case."""
        done, settled, applies = stage.done, stage.settled, stage.applies
        left_out = some((applies.no, stage.needless))
        yield z3.Bool(f"skipped {stage.planned.key}") == left_out
        yield follows(settled, every((stage.exists, stage.met, some((done, left_out)))))
        yield follows(done, settled)
        if stage.lasting:
            yield follows(done, every((applies.yes, stage.opening, stage.papers)))
        else:
            yield follows(done, stage.firm)
        if stage.planned.step.outcomes:
            yield from self.endings(stage)
        acted = every((self.final, self.going_on(stage), stage.open, stage.papers))
        acted = every((acted, bool(self.ends(stage))))
        yield follows(acted, some((done, stage.needless)))
        yield follows(every((self.final, stage.exists, stage.met, left_out)), settled)

    def ends(self, stage: Stage) -> list[str]:
        """Return the outcomes that end a step; sending back for ever is none."""
        outcomes = stage.planned.step.outcomes
        return [o.id for o in outcomes if o.then != "back"] if outcomes else [""]

    def endings(self, stage: Stage) -> Iterator[Formula]:
        """Return what holds of the way a step ends: one of its outcomes, or the case with it."""
        number, stops = self.texts.number, []
        ways = [stage.outcome == number(one) for one in self.ends(stage)]
        yield follows(stage.done, some(ways))
        for outcome in stage.planned.step.outcomes:
            if outcome.then == "stop":
                stops.append(stage.outcome == number(outcome.id))
        yield follows(every((stage.done, some(stops))), self.stopped)

    def doubted(self, node: Node) -> bool:
        """Return whether something in a condition could not be read exactly."""
        formula = self.blueprint.formulas.get(node.id) if isinstance(node, Name) else None
        parts = (*parts_of(node), *((formula,) if formula else ()))
        return node in self.doubts or any(map(self.doubted, parts))

    def ask(self, goal: Formula, *switches: Formula) -> Any:
        """Return a state of a case for which a formula holds; None where there is none.

        Where the solver cannot tell in good time, the step it was asked about is noted.
        """
        if goal is False:
            return None
        self.settle()
        self.solver.push()
        self.solver.add(goal)
        try:
            answer = self.solver.check(*switches)
            if answer == z3.unknown and self.looking_at is not None:
                self.given_up.append(self.looking_at)
            return self.solver.model() if answer == z3.sat else None
        finally:
            self.solver.pop()

    def may_hold(self, goal: Formula) -> bool:
        """Return whether a formula may hold in some state of a case, as far as one can tell."""
        if goal is False:
            return False
        self.settle()
        self.solver.push()
        self.solver.add(goal)
        answer = self.solver.check()
        self.solver.pop()
        return bool(answer != z3.unsat)

    @property
    def running(self) -> Formula:
        """Return when the case was not called off."""
        return z3.Not(self.stopped)

    def going_on(self, stage: Stage) -> Formula:
        """Return when a step can be open at all: the case runs, or the step winds it up."""
        return True if stage.planned.winds_up else self.running


def _looked_at(blueprint: Blueprint, counts: dict[str, int]) -> dict[str, tuple[str, ...]]:
    """Return key of a list → items, of so many items of each list."""
    found: dict[str, tuple[str, ...]] = {}
    for name, of in blueprint.outer_first:
        items = tuple(f"i{number}" for number in range(1, counts.get(name, 0) + 1))
        for key in inner_keys(name, of, found) if of else (name,):
            if items:
                found[key] = items
    return found


def first_items(world: World) -> Iterator[Stage]:
    """Return the steps to look at: of each list only the first item, as the others are like it."""
    for stage in world.stages:
        if set(stage.planned.item.split(".")) <= {"", "i1"}:
            world.looking_at = stage
            yield stage


def _parts_of_and(node: Node) -> Iterator[Node]:
    """Yield the conditions that all have to hold for one to hold."""
    if isinstance(node, Junction) and node.op == "and":
        for part in node.parts:
            yield from _parts_of_and(part)
    else:
        yield node
