"""Building the plan of a case: every step for every item, bound to what names mean there."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from onboarding.engine.compiled import Binding, Closure, skipped_key
from onboarding.engine.definition import DocumentType, Step
from onboarding.engine.due import OPENING, DueRule
from onboarding.engine.nesting import chain, same_item
from onboarding.engine.plan import (
    Dated,
    Gate,
    Plan,
    PlannedRoute,
    PlannedStage,
    PlannedStep,
    Uses,
    anchor_name,
    numbers_in,
)

if TYPE_CHECKING:
    from onboarding.engine.blueprint import Blueprint, Items


@dataclass(slots=True)
class _Builder:
    blueprint: Blueprint
    items: Items
    binding: Binding
    steps: list[PlannedStep] = field(default_factory=list)
    of_step: dict[str, int] = field(default_factory=dict)
    conditions: dict[tuple[int, frozenset[str]], tuple[Closure, int]] = field(default_factory=dict)
    papers: dict[str, int] = field(default_factory=dict)
    watched: dict[str, int] = field(default_factory=dict)
    asked_in: dict[str, int] = field(default_factory=dict)

    def add(self, step: Step, item: str) -> None:
        """Add a step, for one item of its list (`m1`, `v1.g1`) or for the case."""
        list = step.each.text if step.each else ""
        binding = self.blueprint.inside(self.binding, list, item) if list else self.binding
        key = f"{step.key}@{item}" if item else step.key
        document = self.blueprint.documents.get(step.options.get("document", ""))
        uses, required = self._uses(document, binding) if document else ((), frozenset())
        planned = PlannedStep(
            number=len(self.steps),
            position=self.blueprint.positions[step.key] * 100 + self._place_in_list(step, item),
            key=key,
            step=step,
            item=item,
            needs=self._needs(step, item),
            awaits=self._awaits(step, item),
            decided_by=self._decided_by(step, binding),
            due=self._dated(step, step.due, binding),
            opens=self._gate(step, binding),
            document=document,
            uses=uses,
            required=required,
            watches=self._watches(step, binding),
            done_key=f"{key}.done_on",
            skipped_key=skipped_key(key),
            remade_by=self._remade_by(step),
            bit=1 << len(self.steps),
            offsets=_offsets(step),
            leads={one.id: one for one in step.outcomes if one.then in ("stop", "back")},
        )
        self.steps.append(planned)
        bit = 1 << planned.number
        _add(self.of_step, step.key, bit)
        for ask in step.every_ask():
            _add(self.asked_in, binding.key(ask.field, self.blueprint.names[ask.field].of), bit)

    def items_of(self, step: Step) -> Sequence[str]:
        """Return the items a step is for; one without a name for a step of the case."""
        if step.each is None:
            return ("",)
        suffixes = (
            self.binding.items[key] for key, _ in self.items if _list(key) == step.each.text
        )
        return [suffix.removeprefix("@") for among in suffixes for suffix in among]

    def _place_in_list(self, step: Step, item: str) -> int:
        """Return the how-manieth item it is; beyond a hundred they are not told apart."""
        return min(self.items_of(step).index(item), 99)

    def _needs(self, step: Step, item: str) -> int:
        """Return what a step needs: of a step of the same list, or of one around it, its own."""
        mask = 0
        for need in step.every_need():
            for number in numbers_in(self.of_step.get(need.step, 0)):
                other = self.steps[number]
                if same_item(item, other.item, self.blueprint.shared_lists(step, other.step)):
                    mask |= 1 << number
        return mask

    def _awaits(self, step: Step, item: str) -> tuple[str, ...]:
        """Return the lists not known yet for whose items the steps it needs will be there."""
        found: set[str] = set()
        for need in step.every_need():
            other = self.blueprint.by_key.get(need.step)
            if other and other.each:
                depth = self.blueprint.shared_lists(step, other)
                found |= self._unknown(other.each.text, ".".join(item.split(".")[:depth]), depth)
        return tuple(sorted(found))

    def _unknown(self, list: str, item: str, depth: int) -> set[str]:
        """Return the keys of lists not known yet on the way from an item down to a list."""
        known, looked = dict(self.items), [item]
        found: set[str] = set()
        for one in chain(list, self.blueprint.names)[depth:]:
            keys = [f"{one}@{item}" if item else one for item in looked]
            found |= {key for key in keys if key not in known}
            looked = [
                suffix.removeprefix("@")
                for key in keys
                for suffix in self.binding.items.get(key, ())
            ]
        return found

    def _decided_by(self, step: Step, binding: Binding) -> frozenset[str]:
        """Note the conditions of a step; return the facts they read."""
        bit, found = 1 << len(self.steps), frozenset[str]()
        for node in self.blueprint.conditions[step.key]:
            compiled = self.blueprint.compiled(node, binding)
            same = (id(node), compiled.reads)
            call, steps = self.conditions.get(same, (compiled.call, 0))
            self.conditions[same] = (call, steps | bit)
            found |= compiled.reads
        return found

    def _dated(self, step: Step, rule: DueRule | None, binding: Binding) -> Dated | None:
        if rule is None:
            return None
        move = self.blueprint.move(step, rule)
        if rule.anchor == OPENING:
            return Dated(lambda facts: None, move, True)
        if fixed := rule.fixed:
            return Dated(lambda facts: fixed, move, False)
        anchor = self._fact(anchor_name(rule, self.blueprint.names), binding)
        latest = self._fact(rule.at_latest, binding) if rule.at_latest else None
        return Dated(anchor, move, False, latest)

    def _fact(self, name: str, binding: Binding) -> Closure:
        return self.blueprint.compiled(self.blueprint.name_trees[name], binding).call

    def _gate(self, step: Step, binding: Binding) -> Gate | None:
        if not step.opens:
            return None
        rules = (self._dated(step, opening.rule, binding) for opening in step.opens)
        compiled = [
            self.blueprint.compiled(node, binding) for node in self.blueprint.gates[step.key]
        ]
        return Gate(
            dates=tuple(dated for dated in rules if dated),
            conditions=tuple(one.call for one in compiled),
            reads=frozenset[str]().union(*(one.reads for one in compiled)),
        )

    def _watches(self, step: Step, binding: Binding) -> Uses:
        found: dict[str, Closure] = {}
        for ask in step.redo_when_changed:
            found.update(self._used(ask.field, replace(binding, outcomes={}), self.watched))
        return tuple(found.items())

    def _uses(self, document: DocumentType, binding: Binding) -> tuple[Uses, frozenset[str]]:
        """Return what reads the facts of a paper, and which of them it cannot do without."""
        found: dict[str, Closure] = {}
        required: set[str] = set()
        as_it_is = replace(binding, outcomes={})
        for name in sorted(document.reads):
            for key, call in self._used(name, as_it_is, self.papers):
                found[key] = call
                if name in document.uses:
                    required.add(key)
        return tuple(found.items()), frozenset(required)

    def _used(
        self, name: str, binding: Binding, masks: dict[str, int]
    ) -> Iterator[tuple[str, Closure]]:
        """Return fact key → closure of a name; for what items carry, of the list and each item.

        `masks`: fact key → steps that use it; the step being added is noted there.
        """
        typed = self.blueprint.names[name]
        if typed.of and typed.of not in binding.inside:
            yield from self._used(typed.of, binding, masks)
            for item in self._items_inside(typed.of, binding):
                yield from self._used(name, self.blueprint.inside(binding, typed.of, item), masks)
            return
        compiled = self.blueprint.compiled(self.blueprint.name_trees[name], binding)
        for fact in compiled.reads:
            _add(masks, fact, 1 << len(self.steps))
        yield binding.key(name, typed.of), compiled.call

    def _items_inside(self, list: str, binding: Binding) -> Iterator[str]:
        """Return the items of a list; of an inner one, those of the outer item that is meant."""
        around = chain(list, self.blueprint.names)[:-1]
        outer = next((binding.inside[one] for one in reversed(around) if one in binding.inside), "")
        for key, _items in self.items:
            if _list(key) == list:
                within = (s for s in binding.items[key] if not outer or s.startswith(f"{outer}."))
                yield from (suffix.removeprefix("@") for suffix in within)

    def plan(self) -> Plan:
        """Return the finished plan."""
        steps = tuple(self.steps)
        by_key = {planned.key: planned for planned in steps}
        gates = (planned.opens.reads for planned in steps if planned.opens)
        read = frozenset[str]().union(*(planned.decided_by for planned in steps), *gates)
        return Plan(
            blueprint=self.blueprint,
            items=self.items,
            shape=self.blueprint.same_shape(
                (tuple(by_key), tuple(tree for tree, _reads in self.conditions))
            ),
            shaped_by=self.blueprint.list_keys(self.items) | {*self.blueprint.sleeping.values()},
            steps=steps,
            number={planned.key: planned.number for planned in steps},
            by_key=by_key,
            of_step=self.of_step,
            needs=tuple(planned.needs for planned in steps),
            order=tuple((1 << planned.number, planned.needs) for planned in steps),
            successors=_successors(steps),
            conditions=tuple(self.conditions.values()),
            affects=self._affects(),
            asked_of=self._asked_of(),
            outcomes=sum(1 << p.number for p in steps if p.key in read),
            papers=self.papers,
            watched=self.watched,
            asked_in=self.asked_in,
            gated=sum(1 << p.number for p in steps if p.opens),
            dated=tuple((p.number, p.due) for p in steps if p.due),
            held=sum(1 << p.number for p in steps if p.awaits),
            winding_up=sum(1 << p.number for p in steps if p.winds_up),
            routes=tuple(_route(p, by_key) for p in steps if p.step.stages),
            seats=sum(1 << p.number for p in steps if p.step.route),
        )

    def _remade_by(self, step: Step) -> frozenset[str]:
        """Return the facts that take back the step being added when they change."""
        if not (step.redo_when_changed or step.options.get("document")):
            return frozenset()
        bit, masks = 1 << len(self.steps), (*self.papers.items(), *self.watched.items())
        return frozenset(fact for fact, steps in masks if steps & bit)

    def _affects(self) -> dict[str, tuple[int, int]]:
        """Return fact key → the conditions that read it, the finished steps it takes back."""
        reading: dict[str, int] = {}
        for number, (_tree, reads) in enumerate(self.conditions):
            for fact in reads:
                _add(reading, fact, 1 << number)
        facts = {*reading, *self.papers, *self.watched}
        remade = {fact: self.papers.get(fact, 0) | self.watched.get(fact, 0) for fact in facts}
        return {fact: (reading.get(fact, 0), remade[fact]) for fact in facts}

    def _asked_of(self) -> tuple[int, ...]:
        """Return, for each step, the mask of its conditions."""
        found = [0] * len(self.steps)
        for number, (_call, steps) in enumerate(self.conditions.values()):
            for step in numbers_in(steps):
                found[step] |= 1 << number
        return tuple(found)


def build_plan(blueprint: Blueprint, items: Items, asleep: Container[str]) -> Plan:
    """Expand a blueprint for the items of a case, but for the workflows that sleep."""
    builder = _Builder(blueprint, items, blueprint.binding_for(items))
    for step in blueprint.steps:
        if step.workflow in asleep:
            continue
        for item in builder.items_of(step):
            builder.add(step, item)
    return builder.plan()


def _route(approval: PlannedStep, by_key: Mapping[str, PlannedStep]) -> PlannedRoute:
    item = f"@{approval.item}" if approval.item else ""
    stages = []
    for stage in approval.step.stages:
        seats = tuple(by_key[f"{seat}{item}"] for seat in stage.seats)
        mask = sum(1 << seat.number for seat in seats)
        stages.append(PlannedStage(seats, mask, stage.need, stage.yes))
    return PlannedRoute(approval, sum(stage.mask for stage in stages), tuple(stages))


def _offsets(step: Step) -> tuple[timedelta, ...]:
    """Return how far from its due date somebody is reminded of a step, and told."""
    told = [reminder.days for reminder in step.remind] + [one.days for one in step.escalate]
    return tuple(timedelta(days=days) for days in told)


def _list(key: str) -> str:
    """Return the list whose key it is."""
    return key.partition("@")[0]


def _add(masks: dict[str, int], key: str, bit: int) -> None:
    masks[key] = masks.get(key, 0) | bit


def _successors(steps: tuple[PlannedStep, ...]) -> tuple[int, ...]:
    found = [0] * len(steps)
    for planned in steps:
        for number in numbers_in(planned.needs):
            found[number] |= 1 << planned.number
    return tuple(found)
