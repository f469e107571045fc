"""Conditions compiled to closures over a case's facts.

Answers are three-valued: `None` means *not known yet*. `and` is no as soon as one part is no,
`or` is yes as soon as one part is yes; everything else that meets an unknown is unknown.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from onboarding.engine.months import add_months, age_on
from onboarding.engine.tree import (
    Age,
    Arithmetic,
    AtLeast,
    Compare,
    Count,
    Done,
    Junction,
    Known,
    Literal,
    Name,
    Node,
    Not,
    Period,
    Total,
    Type,
    Within,
)

Facts = Mapping[str, Any]
Closure = Callable[[Facts], Any]
Combine = Callable[[Any, Any], Any]
# The outcome of a step that does not apply: known, and none of its outcomes.
NONE = ""

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A closure with the keys of the facts it reads."""

    call: Closure
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Binding:
    """What names mean for one step of one case.

    `formulas`: computed field → its tree. `items`: key of a list → the suffixes of its items:
    `family.members` → `@m1`, `visit.guests@v1` → `@v1.g1`.
    `outcomes`: every step with outcomes → whether the programme has it. `inside`: list → the
    suffix of the one item that is meant.
    """

    formulas: Mapping[str, Node]
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcomes: Mapping[str, bool] = field(default_factory=dict)
    inside: Mapping[str, str] = field(default_factory=dict)

    def key(self, name: str, of: str) -> str:
        """Return the key under which a name's fact is kept: `visa.result@m1.done_on`."""
        stem, dot, tail = name.partition(".done_on")
        return f"{stem}{self.inside.get(of, '')}{dot}{tail}"

    def works_out(self, name: str) -> bool:
        """Return whether a name is more than a fact to look up: a formula, an outcome."""
        return name in self.formulas or name in self.outcomes

    def for_item(self, items: str, suffix: str) -> "Binding":
        """Return the same binding seen from inside one item of a list."""
        return replace(self, inside={**self.inside, items: suffix})


def skipped_key(step: str) -> str:
    """Return the fact that says a step with outcomes does not apply."""
    return f"{step}.skipped"


def compile_node(node: Node, binding: Binding) -> Compiled:
    """Turn a tree into a closure that takes facts and returns a value, `None` if unknown."""
    reads: set[str] = set()
    call = _Compiler(binding, reads).build(node)
    return Compiled(call, frozenset(reads))


class _Compiler:
    """Builds the closure of a node; `reads` collects the facts met on the way."""

    def __init__(self, binding: Binding, reads: set[str]) -> None:
        self.binding, self.reads = binding, reads

    def build(self, node: Node) -> Closure:
        """Return the closure of a node."""
        built_by = _BUILT_BY.get(type(node))
        if built_by is None:
            raise TypeError(node)
        return built_by(self, node)

    def _literal(self, node: Literal) -> Closure:
        return _constant(node.value)

    def _name(self, node: Name) -> Closure:
        formula = self.binding.formulas.get(node.id)
        if formula is not None:
            return self.build(formula)
        has_outcomes = self.binding.outcomes.get(node.id)
        if has_outcomes is False:
            return _constant(NONE)
        key = self.binding.key(node.id, node.typed.of)
        self.reads.add(key)
        return _outcome(key) if has_outcomes else lambda facts: facts.get(key)

    def _done(self, node: Done) -> Closure:
        key = self.binding.key(f"{node.step}.done_on", node.of)
        self.reads.add(key)
        return lambda facts: key in facts

    def _count(self, node: Count) -> Closure:
        if node.where is not None:
            return self.adding_up(node, node.where)
        items = self.binding.key(node.list, node.within)
        self.reads.add(items)
        return lambda facts: len(facts[items]) if items in facts else None

    def _total(self, node: Total) -> Closure:
        return self.adding_up(node, node.of)

    def _compare(self, node: Compare) -> Closure:
        compare = _OPERATORS[node.op]
        if isinstance(node.right, Literal):
            return self.against(node.left, compare, node.right.value)
        return _both(self.build(node.left), self.build(node.right), compare)

    def _within(self, node: Within) -> Closure:
        among = _is_not_among if node.negated else _is_among
        if isinstance(node.options, tuple):
            return self.against(node.item, among, frozenset(one.value for one in node.options))
        return _both(self.build(node.item), self.build(node.options), among)

    def _junction(self, node: Junction) -> Closure:
        return _decided_by(tuple(map(self.build, node.parts)), decisive=node.op == "or")

    def _not(self, node: Not) -> Closure:
        return self.against(node.part, operator.is_, False)

    def _known(self, node: Known) -> Closure:
        fact = self.build(node.fact)
        return lambda facts: fact(facts) is not None

    def _at_least(self, node: AtLeast) -> Closure:
        return _enough(tuple(map(self.build, node.parts)), node.least)

    def _arithmetic(self, node: Arithmetic) -> Closure:
        left, right = self.build(node.left), self.build(node.right)
        sign = 1 if node.op == "+" else -1
        if node.right.typed.type is Type.PERIOD:
            return _both(left, right, lambda day, period: _moved(day, period, sign))
        if node.left.typed.type is Type.DATE:
            return _both(left, right, lambda day, other: (day - other).days)
        return _both(left, right, lambda a, b: a + sign * b)

    def _age(self, node: Age) -> Closure:
        return _both(self.build(node.born), self.build(node.on), age_on)

    def against(self, left: Node, combine: Combine, right: Any) -> Closure:
        """Return what combines a value with a constant; a fact is read on the spot."""
        binding = self.binding
        if isinstance(left, Name) and not binding.works_out(left.id):
            key = binding.key(left.id, left.typed.of)
            self.reads.add(key)
            return _fact_against_constant(combine, key, right)
        return _against_constant(combine, self.build(left), right)

    def adding_up(self, over: Count | Total, node: Node) -> Closure:
        """Return what adds up a number of every item; a yes counts as one."""
        items = self.binding.key(over.list, over.within)
        self.reads.add(items)
        suffixes = self.binding.items.get(items, ())
        bindings = (self.binding.for_item(over.list, suffix) for suffix in suffixes)
        inner = [_Compiler(binding, self.reads).build(node) for binding in bindings]

        def add_up(facts: Facts) -> int | None:
            if items not in facts:
                return None
            answers = [of(facts) for of in inner]
            return None if None in answers else sum(answers)

        return add_up


# `functools.singledispatchmethod` would bind its method anew at every node.
_BUILT_BY: Mapping[type, Callable[[_Compiler, Any], Closure]] = {
    Literal: _Compiler._literal,
    Name: _Compiler._name,
    Done: _Compiler._done,
    Count: _Compiler._count,
    Total: _Compiler._total,
    Compare: _Compiler._compare,
    Within: _Compiler._within,
    Junction: _Compiler._junction,
    Not: _Compiler._not,
    Known: _Compiler._known,
    AtLeast: _Compiler._at_least,
    Arithmetic: _Compiler._arithmetic,
    Age: _Compiler._age,
}


def _constant(value: Any) -> Closure:
    return lambda facts: value


def _outcome(key: str) -> Closure:
    skipped = skipped_key(key)

    def read(facts: Facts) -> str | None:
        value: str | None = facts.get(key)
        return NONE if value is None and skipped in facts else value

    return read


def _against_constant(combine: Combine, left: Closure, right: Any) -> Closure:
    def test(facts: Facts) -> Any:
        value = left(facts)
        return None if value is None else combine(value, right)

    return test


def _fact_against_constant(combine: Combine, key: str, right: Any) -> Closure:
    def test(facts: Facts) -> Any:
        value = facts.get(key)
        return None if value is None else combine(value, right)

    return test


def _is_among(value: Any, options: Any) -> bool:
    return value in options


def _is_not_among(value: Any, options: Any) -> bool:
    return value not in options


def _both(left: Closure, right: Closure, combine: Combine) -> Closure:
    def call(facts: Facts) -> Any:
        a, b = left(facts), right(facts)
        return None if a is None or b is None else combine(a, b)

    return call


def _decided_by(parts: tuple[Closure, ...], *, decisive: bool) -> Closure:
    def decide(facts: Facts) -> bool | None:
        unknown = False
        for part in parts:
            value = part(facts)
            if value is decisive:
                return decisive
            unknown = unknown or value is None
        return None if unknown else not decisive

    return decide


def _enough(parts: tuple[Closure, ...], least: int) -> Closure:
    def count(facts: Facts) -> bool | None:
        answers = [part(facts) for part in parts]
        if (yes := answers.count(True)) >= least:
            return True
        return None if yes + answers.count(None) >= least else False

    return count


def _moved(day: date, period: Period, sign: int) -> date | None:
    """Return a day moved by a period; None beyond the calendar."""
    try:
        return add_months(day, sign * period.months, sign * period.days)
    except (OverflowError, ValueError):
        return None
