"""Conditions and formulas as the solver reads them: the same three-valued answers as in a case."""

from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any, Protocol

from onboarding.engine.compiled import NONE, Binding
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
from onboarding.proving.days import Calendar
from onboarding.proving.logic import (
    Formula,
    Term,
    Three,
    Value,
    all_of,
    answer,
    any_of,
    at_least,
    either,
    every,
    follows,
    opposite,
    some,
    value,
)
from onboarding.proving.variables import Texts, plain


class Case(Protocol):
    """What expressions read of a case."""

    def fact(self, key: str) -> Value:
        """Return a fact of the case."""

    def exists(self, items: str, suffix: str) -> Formula:
        """Return when a list has an item."""

    def done(self, key: str) -> Formula:
        """Return when a step is finished."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the trees of conditions about one case. `doubts`: what could not be read exactly."""

    case: Case
    calendar: Calendar
    texts: Texts
    doubts: list[Node] = field(default_factory=list)

    def three(self, node: Node, binding: Binding) -> Three:
        """Return the answer of a condition."""
        return answer(self.value(node, binding))

    def value(self, node: Node, binding: Binding) -> Value:
        """Return what a tree gives for the items a binding means."""
        return _Reading(self, binding).read(node)


class _Reading:
    """Reads one tree; a method for each kind of node, as the compiler of conditions has."""

    def __init__(self, reader: Reader, binding: Binding) -> None:
        self.reader, self.binding = reader, binding

    @singledispatchmethod
    def read(self, node: Any) -> Value:
        """Return the value of a node."""
        raise TypeError(node)

    def three(self, node: Node) -> Three:
        """Return the answer of a node that is yes or no."""
        return answer(self.read(node))

    @read.register
    def _literal(self, node: Literal) -> Value:
        return Value(plain(node.value, self.reader.texts), True)

    @read.register
    def _name(self, node: Name) -> Value:
        formula = self.binding.formulas.get(node.id)
        if formula is not None:
            return self.read(formula)
        if self.binding.outcomes.get(node.id) is False:
            return Value(self.reader.texts.number(NONE), True)
        return self.reader.case.fact(self.binding.key(node.id, node.typed.of))

    @read.register
    def _done(self, node: Done) -> Value:
        key = self.binding.key(f"{node.step}.done_on", node.of)
        return Value(self.reader.case.done(key.removesuffix(".done_on")), True)

    @read.register
    def _known(self, node: Known) -> Value:
        return Value(self.read(node.fact).known, True)

    @read.register
    def _at_least(self, node: AtLeast) -> Value:
        return value(at_least([self.three(part) for part in node.parts], node.least))

    @read.register
    def _count(self, node: Count) -> Value:
        if node.where is None:
            return self.reader.case.fact(self.binding.key(node.list, node.within))
        return self.added_up(node, node.where)

    @read.register
    def _total(self, node: Total) -> Value:
        return self.added_up(node, node.of)

    def added_up(self, over: Count | Total, node: Node) -> Value:
        """Return a number of every item added up; a yes counts as one."""
        key = self.binding.key(over.list, over.within)
        total = Value(0, self.reader.case.fact(key).known)
        for suffix in self.binding.items.get(key, ()):
            there = self.reader.case.exists(over.list, suffix)
            one = self.reader.value(node, self.binding.for_item(over.list, suffix))
            is_yes_no = node.typed.type is Type.BOOLEAN
            number = either(one.term, 1, 0) if is_yes_no else one.term
            known = every((total.known, follows(there, one.known)))
            total = Value(total.term + either(there, number, 0), known)
        return total

    @read.register
    def _compare(self, node: Compare) -> Value:
        left, right = self.read(node.left), self.read(node.right)
        self.note_text(node.left, node.right)
        self.note_text(node.right, node.left)
        known = every((left.known, right.known))
        return Value(_compared(node.op, left.term, right.term), known)

    def note_text(self, node: Node, other: Node) -> None:
        """Remember the texts a fact is compared with: examples use them."""
        if isinstance(node, Name) and isinstance(other, Literal) and isinstance(other.value, str):
            self.reader.texts.compare(node.id, other.value)

    @read.register
    def _within(self, node: Within) -> Value:
        item = self.read(node.item)
        if isinstance(node.options, tuple):
            for option in node.options:
                self.note_text(node.item, option)
            options = [plain(option.value, self.reader.texts) for option in node.options]
            among = Value(some(_compared("==", item.term, option) for option in options), True)
        else:
            among = self.chosen(item.term, node.options)
        term = opposite(among.term) if node.negated else among.term
        return Value(term, every((item.known, among.known)))

    def chosen(self, item: Term, options: Node) -> Value:
        """Return whether a text is among the choices a fact holds."""
        held = self.read(options)
        number = self.reader.texts.number
        pairs = ((_compared("==", item, number(one)), has) for one, has in held.term.items())
        return Value(some(map(every, pairs)), held.known)

    @read.register
    def _junction(self, node: Junction) -> Value:
        parts = [self.three(part) for part in node.parts]
        return value(all_of(parts) if node.op == "and" else any_of(parts))

    @read.register
    def _not(self, node: Not) -> Value:
        part = self.read(node.part)
        return Value(opposite(part.term), part.known)

    @read.register
    def _arithmetic(self, node: Arithmetic) -> Value:
        left = self.read(node.left)
        sign = 1 if node.op == "+" else -1
        if isinstance(node.right, Literal) and isinstance(node.right.value, Period):
            return Value(self.moved(left.term, node.right.value, sign), left.known)
        right = self.read(node.right)
        return Value(left.term + sign * right.term, every((left.known, right.known)))

    def moved(self, day: Term, period: Period, sign: int) -> Term:
        """Return a day moved by a period."""
        if period.months:
            day = self.reader.calendar.moved(day, sign * period.months)
        return day + sign * period.days

    @read.register
    def _age(self, node: Age) -> Value:
        born, on = self.read(node.born), self.read(node.on)
        term = self.reader.calendar.age(born.term, on.term)
        return Value(term, every((born.known, on.known)))


def _compared(op: str, left: Term, right: Term) -> Formula:
    match op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right
