"""The plan of a case: its steps as numbered bits, with compiled conditions and due dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from onboarding.engine.compiled import Binding, Closure, compile_node, skipped_key
from onboarding.engine.definition import DocumentType, Step
from onboarding.engine.due import OPENING, DueRule, Move, dating
from onboarding.engine.tree import Name, Node
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
    names a family member, a visit, a term (`m1`). `awaits`: lists not known yet, for each item
    of which the step will need another. `decided_by`: the facts its conditions read. `uses`:
    fact key → value, for each fact its paper is made from; without the `required` it is not.
    `watches`: the same for the facts whose change takes the finished step back.
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


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All steps of a case. Masks have bit `n` set for step number `n`.

    `of_step`: step key → its steps, one for each item. `needs[n]`, `successors[n]`: the steps
    that step n needs, that need step n. `conditions`: each distinct condition once, with the
    steps that apply only if it holds; `decided_by`: the facts they read. `outcomes`: for each
    step whose outcome a condition reads, the fact that says the step does not apply. `papers`,
    `asked_in`, `watched`: fact key → document steps made from it, steps that ask for it, steps
    redone when it changes. `gated`: the steps that open on more than their needs.
    """

    blueprint: Blueprint
    items: Mapping[str, tuple[str, ...]]
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


@dataclass(slots=True)
class _Builder:
    blueprint: Blueprint
    items: Mapping[str, tuple[str, ...]]
    binding: Binding
    steps: list[PlannedStep] = field(default_factory=list)
    of_step: dict[str, int] = field(default_factory=dict)
    conditions: dict[tuple[Node, frozenset[str]], tuple[Closure, int]] = field(default_factory=dict)
    papers: dict[str, int] = field(default_factory=dict)
    watched: dict[str, int] = field(default_factory=dict)
    asked_in: dict[str, int] = field(default_factory=dict)

    def add(self, step: Step, item: str) -> None:
        """Add a step, for one item of its list (`@m1`) or for the case."""
        binding = self.binding.for_item(step.each.text, item) if step.each else self.binding
        document = self.blueprint.documents.get(step.options.get("document", ""))
        uses, required = self._uses(document, binding) if document else ((), frozenset())
        planned = PlannedStep(
            number=len(self.steps),
            position=self.blueprint.positions[step.key] * 100 + self._place_in_list(step, item),
            key=f"{step.key}{item}",
            step=step,
            item=item.removeprefix("@"),
            needs=self._needs(step, item),
            awaits=self._awaits(step),
            decided_by=self._decided_by(step, binding),
            due=self._dated(step, step.due, binding),
            opens=self._gate(step, binding),
            document=document,
            uses=uses,
            required=required,
            watches=self._watches(step, binding),
        )
        self.steps.append(planned)
        bit = 1 << planned.number
        _add(self.of_step, step.key, bit)
        for ask in step.every_ask():
            _add(self.asked_in, binding.key(ask.field, self.blueprint.names[ask.field].of), bit)

    def _place_in_list(self, step: Step, item: str) -> int:
        items = self.items.get(step.each.text, ()) if step.each else ()
        return items.index(item.removeprefix("@")) if items else 0

    def _needs(self, step: Step, item: str) -> int:
        """Return what a step needs: of a step of the same list, its own item's."""
        mask = 0
        for need in step.every_need():
            for number in numbers_in(self.of_step.get(need.step, 0)):
                other = self.steps[number]
                if not _same_list(step, other.step) or f"@{other.item}" == item:
                    mask |= 1 << number
        return mask

    def _awaits(self, step: Step) -> tuple[str, ...]:
        needed = (self.blueprint.by_key.get(need.step) for need in step.every_need())
        lists = {s.each.text for s in needed if s and s.each and not _same_list(s, step)}
        return tuple(sorted(lists - self.items.keys()))

    def _decided_by(self, step: Step, binding: Binding) -> frozenset[str]:
        """Note the conditions of a step; return the facts they read."""
        bit, found = 1 << len(self.steps), frozenset[str]()
        for node in self.blueprint.conditions[step.key]:
            compiled = compile_node(node, binding)
            call, steps = self.conditions.get((node, compiled.reads), (compiled.call, 0))
            self.conditions[node, compiled.reads] = (call, steps | bit)
            found |= compiled.reads
        return found

    def _dated(self, step: Step, rule: DueRule | None, binding: Binding) -> Dated | None:
        if rule is None:
            return None
        parameters = self.blueprint.parameters[step.workflow]
        move = dating(rule, parameters, self.blueprint.workdays, legal=step.legal)
        if rule.anchor == OPENING:
            return Dated(lambda facts: None, move, True)
        if fixed := rule.fixed:
            return Dated(lambda facts: fixed, move, False)
        name = anchor_name(rule, self.blueprint.names)
        anchor = compile_node(Name(name, self.blueprint.names[name]), binding)
        return Dated(anchor.call, move, False)

    def _gate(self, step: Step, binding: Binding) -> Gate | None:
        if not step.opens:
            return None
        rules = (self._dated(step, opening.rule, binding) for opening in step.opens)
        compiled = [compile_node(node, binding) for node in self.blueprint.gates[step.key]]
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
            for suffix in binding.items.get(typed.of, ()):
                yield from self._used(name, binding.for_item(typed.of, suffix), masks)
            return
        compiled = compile_node(Name(name, typed), binding)
        for fact in compiled.reads:
            _add(masks, fact, 1 << len(self.steps))
        yield binding.key(name, typed.of), compiled.call

    def plan(self) -> Plan:
        """Return the finished plan."""
        steps = tuple(self.steps)
        decided_by = frozenset[str]().union(*(planned.decided_by for planned in steps))
        read = decided_by.union(*(planned.opens.reads for planned in steps if planned.opens))
        return Plan(
            blueprint=self.blueprint,
            items=self.items,
            steps=steps,
            number={planned.key: planned.number for planned in steps},
            of_step=self.of_step,
            needs=tuple(planned.needs for planned in steps),
            successors=_successors(steps),
            conditions=tuple(self.conditions.values()),
            decided_by=decided_by,
            outcomes=tuple((1 << p.number, skipped_key(p.key)) for p in steps if p.key in read),
            papers=self.papers,
            watched=self.watched,
            asked_in=self.asked_in,
            gated=sum(1 << p.number for p in steps if p.opens),
            held=sum(1 << p.number for p in steps if p.awaits),
            winding_up=sum(1 << p.number for p in steps if p.winds_up),
        )


def build_plan(blueprint: Blueprint, items: Items) -> Plan:
    """Expand a blueprint for the items of a case and compile what depends on them."""
    builder = _Builder(blueprint, dict(items), blueprint.binding_for(items))
    for step in blueprint.steps:
        for item in builder.binding.items.get(step.each.text, ()) if step.each else ("",):
            builder.add(step, item)
    return builder.plan()


def anchor_name(rule: DueRule, names: Mapping[str, Any]) -> str:
    """Return what a due date hangs on: a date field, or the day a step was finished."""
    done_on = f"{rule.anchor}.done_on"
    return done_on if done_on in names else rule.anchor


def _same_list(one: Step, other: Step) -> bool:
    return bool(one.each and other.each and one.each.text == other.each.text)


def _add(masks: dict[str, int], key: str, bit: int) -> None:
    masks[key] = masks.get(key, 0) | bit


def _successors(steps: tuple[PlannedStep, ...]) -> tuple[int, ...]:
    found = [0] * len(steps)
    for planned in steps:
        for number in numbers_in(planned.needs):
            found[number] |= 1 << planned.number
    return tuple(found)
