"""The condition language: read into our own typed tree, never evaluated as Python.

A condition reads like `stay.days > 90 and researcher.nationality != "JPN"`. Python's `ast`
splits the text; every node is then checked against the types of the field dictionary, so a
condition that compares a date with a text is a fault of the file and never of a running case.
"""

import ast
from collections.abc import Mapping
from datetime import date
from functools import singledispatchmethod

from onboarding.engine.tree import (
    BOOLEAN,
    NUMBER,
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
    Scope,
    Total,
    Type,
    Typed,
    Within,
)


class ConditionFault(Exception):
    """What is wrong with a condition; `col` counts characters from 0 inside its text."""

    def __init__(self, code: str, reason: str, *about: str, col: int = 0) -> None:
        self.code, self.reason, self.about, self.col = code, reason, about, col
        super().__init__(f"{code} {reason} {about}")


_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ORDERED = (Type.NUMBER, Type.DATE)
_SUMS: Mapping[tuple[type[ast.operator], Type, Type], Type] = {
    (ast.Add, Type.NUMBER, Type.NUMBER): Type.NUMBER,
    (ast.Sub, Type.NUMBER, Type.NUMBER): Type.NUMBER,
    (ast.Sub, Type.DATE, Type.DATE): Type.NUMBER,
    (ast.Add, Type.DATE, Type.PERIOD): Type.DATE,
    (ast.Sub, Type.DATE, Type.PERIOD): Type.DATE,
}
Lists = frozenset[str]


def parse(text: str, scope: Scope, inside: Lists = frozenset()) -> Node:
    """Read a condition or formula; `scope` gives the type of each name it may use.

    `inside` names the lists of which one item is meant, so that its facts may be used.

    Raises:
        ConditionFault: E111 where it does not parse or compares different things, E103 for a
            name the scope does not know, or one that only the items of a list carry.
    """
    line = text.strip().replace("\n", " ")
    try:
        return _Reader(line, scope, inside).read(ast.parse(line, mode="eval").body)
    except SyntaxError as error:
        raise ConditionFault(
            "E111", "not_a_condition", text, col=max(0, (error.offset or 1) - 1)
        ) from None
    except RecursionError:
        raise ConditionFault("E111", "not_a_condition", text) from None


def parse_condition(text: str, scope: Scope, inside: Lists = frozenset()) -> Node:
    """Read a condition that must be yes or no.

    Raises:
        ConditionFault: as `parse`, and E111 when it is not a yes-or-no.
    """
    node = parse(text, scope, inside)
    if node.typed.type is not Type.BOOLEAN:
        raise ConditionFault("E111", "not_yes_or_no", text)
    return node


class _Reader:
    """Turns Python's syntax tree into ours; one method for each construct of the language."""

    def __init__(self, text: str, scope: Scope, inside: Lists) -> None:
        self.text, self.scope, self.inside = text, scope, inside

    def fault(self, node: ast.expr, reason: str, *about: str, code: str = "E111") -> ConditionFault:
        """Return what is wrong with a node; `about` is its own text where nothing is given."""
        col = len(self.text.encode()[: node.col_offset].decode())
        return ConditionFault(code, reason, *(about or (ast.unparse(node),)), col=col)

    @singledispatchmethod
    def read(self, node: ast.expr) -> Node:
        """Return the tree of a node of Python's."""
        raise self.fault(node, "not_in_language")

    @read.register
    def _boolop(self, node: ast.BoolOp) -> Node:
        op = "and" if isinstance(node.op, ast.And) else "or"
        return Junction(op, tuple(self.yes_or_no(part) for part in node.values))

    @read.register
    def _unaryop(self, node: ast.UnaryOp) -> Node:
        if isinstance(node.op, ast.Not):
            return Not(self.yes_or_no(node.operand))
        part = self.read(node.operand)
        number = isinstance(part, Literal) and part.typed.type is Type.NUMBER
        if not isinstance(node.op, ast.USub) or not isinstance(part, Literal) or not number:
            raise self.fault(node, "not_in_language")
        return Literal(-part.value, NUMBER)

    @read.register
    def _constant(self, node: ast.Constant) -> Node:
        kinds = ((bool, BOOLEAN), (int | float, NUMBER), (str, Typed(Type.TEXT)))
        for kind, typed in kinds:
            if isinstance(node.value, kind):
                return Literal(node.value, typed)
        raise self.fault(node, "not_in_language")

    @read.register
    def _name(self, node: ast.Name) -> Node:
        if node.id in ("true", "false"):
            return Literal(node.id == "true", BOOLEAN)
        return self.fact(node.id, node)

    @read.register
    def _attribute(self, node: ast.Attribute) -> Node:
        return self.fact(self.dotted(node), node)

    @read.register
    def _compare(self, node: ast.Compare) -> Node:
        parts, left = [], node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self.pair(op, left, right))
            left = right
        return parts[0] if len(parts) == 1 else Junction("and", tuple(parts))

    @read.register
    def _binop(self, node: ast.BinOp) -> Node:
        a, b = self.read(node.left), self.read(node.right)
        found = _SUMS.get((type(node.op), a.typed.type, b.typed.type))
        if found is None:
            raise self.fault(node, "cannot_calculate")
        return Arithmetic("+" if isinstance(node.op, ast.Add) else "-", a, b, Typed(found))

    @read.register
    def _call(self, node: ast.Call) -> Node:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        readers = {
            ("count", 1): self.count,
            ("count", 2): self.count,
            ("total", 2): self.total,
            ("done", 1): self.done,
            ("age", 2): self.age,
            ("days", 1): self.period,
            ("weeks", 1): self.period,
            ("months", 1): self.period,
            ("known", 1): self.known,
        }
        number = len(node.args)
        reader = self.at_least if name == "at_least" and number > 1 else readers.get((name, number))
        if reader is None or node.keywords:
            raise self.fault(node, "not_in_language")
        return reader(node)

    def yes_or_no(self, node: ast.expr) -> Node:
        """Return a part that is yes or no."""
        part = self.read(node)
        if part.typed.type is not Type.BOOLEAN:
            raise self.fault(node, "not_yes_or_no")
        return part

    def fact(self, name: str, node: ast.expr) -> Name:
        """Return a name the scope knows, of the case or of the item that is meant."""
        typed = self.scope(name)
        if typed is None:
            raise self.fault(node, "unknown_name", name, code="E103")
        if typed.of and typed.of not in self.inside:
            raise self.fault(node, "only_of_items", name, typed.of, code="E103")
        return Name(name, typed)

    def dotted(self, node: ast.expr) -> str:
        """Return a name with its dots: `stay.starts_on`."""
        if isinstance(node, ast.Attribute):
            return f"{self.dotted(node.value)}.{node.attr}"
        if isinstance(node, ast.Name):
            return node.id
        raise self.fault(node, "not_in_language")

    def pair(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> Node:
        """Return one comparison of two values."""
        if isinstance(op, ast.In | ast.NotIn):
            return self.within(left, right, negated=isinstance(op, ast.NotIn))
        sign = _COMPARISONS.get(type(op))
        if sign is None:
            raise self.fault(left, "not_in_language")
        a, b = self.read(left), self.read(right)
        a, b = _as_date(a, b), _as_date(b, a)
        if not _comparable(a.typed, b.typed, sign):
            raise self.fault(left, "different_types", ast.unparse(left), ast.unparse(right))
        self.check_options(a, b, left)
        self.check_options(b, a, right)
        return Compare(sign, a, b)

    def within(self, left: ast.expr, right: ast.expr, *, negated: bool) -> Node:
        """Return `left in right`: a tuple of texts, or the options a fact has."""
        item = self.read(left)
        if isinstance(right, ast.Tuple | ast.List):
            return Within(item, tuple(self.option(item, one) for one in right.elts), negated)
        options = self.read(right)
        if options.typed.type is not Type.CHOICES or item.typed.type is not Type.TEXT:
            raise self.fault(right, "not_a_list")
        self.check_options(item, options, left)
        return Within(item, options, negated)

    def option(self, item: Node, node: ast.expr) -> Literal:
        """Return one of the values something may be among."""
        option = _as_date(self.read(node), item)
        if not isinstance(option, Literal) or not _comparable(item.typed, option.typed, "=="):
            raise self.fault(node, "different_types")
        self.check_options(option, item, node)
        return option

    def check_options(self, literal: Node, other: Node, node: ast.expr) -> None:
        """Refuse a text that is none of the options of what it is compared with."""
        options = other.typed.options
        if isinstance(literal, Literal) and options and literal.value not in options:
            raise self.fault(node, "unknown_option", str(literal.value), *options, code="E103")

    def items(self, node: ast.expr) -> Name:
        """Return a list."""
        items = self.read(node)
        if not isinstance(items, Name) or items.typed.type is not Type.LIST:
            raise self.fault(node, "not_a_list")
        return items

    def of_each(self, items: str) -> "_Reader":
        """Return a reader for what is said of each item of a list."""
        return _Reader(self.text, self.scope, self.inside | {items})

    def count(self, node: ast.Call) -> Node:
        """Return `count(list)` or `count(list, condition)`."""
        items = self.items(node.args[0])
        each = self.of_each(items.id)
        fitting = each.yes_or_no(node.args[1]) if len(node.args) == 2 else None
        return Count(items.id, fitting, within=items.typed.of)

    def total(self, node: ast.Call) -> Node:
        """Return `total(list, number)`."""
        items = self.items(node.args[0])
        of = self.of_each(items.id).read(node.args[1])
        if of.typed.type is not Type.NUMBER:
            raise self.fault(node, "cannot_calculate")
        return Total(items.id, of, within=items.typed.of)

    def done(self, node: ast.Call) -> Node:
        """Return `done(workflow.step)`."""
        step = self.dotted(node.args[0])
        if self.scope(f"{step}.done_on") is None:
            raise self.fault(node.args[0], "unknown_step", step, code="E103")
        return Done(step, self.fact(f"{step}.done_on", node.args[0]).typed.of)

    def known(self, node: ast.Call) -> Node:
        """Return `known(passport.number)`."""
        fact = self.read(node.args[0])
        if not isinstance(fact, Name):
            raise self.fault(node.args[0], "not_in_language")
        return Known(fact)

    def at_least(self, node: ast.Call) -> Node:
        """Return `at_least(2, condition, condition, ...)`."""
        least, *parts = node.args
        number = least.value if isinstance(least, ast.Constant) else None
        if type(number) is not int or not 1 <= number <= len(parts):
            raise self.fault(least, "not_in_language")
        return AtLeast(number, tuple(self.yes_or_no(part) for part in parts))

    def age(self, node: ast.Call) -> Node:
        """Return `age(born, day)`."""
        born, on = (self.read(arg) for arg in node.args)
        if born.typed.type is not Type.DATE or on.typed.type is not Type.DATE:
            raise self.fault(node, "cannot_calculate")
        return Age(born, on)

    def period(self, node: ast.Call) -> Node:
        """Return `days(3)`, `weeks(2)` or `months(1)`."""
        unit, arg = ast.unparse(node.func), node.args[0]
        if not isinstance(arg, ast.Constant) or type(arg.value) is not int:
            raise self.fault(node, "not_in_language")
        if unit == "months":
            return Literal(Period(months=arg.value), Typed(Type.PERIOD))
        scale = 7 if unit == "weeks" else 1
        return Literal(Period(days=arg.value * scale), Typed(Type.PERIOD))


def _as_date(node: Node, other: Node) -> Node:
    """A text compared with a date is a date: `stay.starts_on < "2027-04-01"`."""
    if other.typed.type is not Type.DATE or not isinstance(node, Literal):
        return node
    try:
        return Literal(date.fromisoformat(node.value), Typed(Type.DATE))
    except (TypeError, ValueError):
        return node


def _comparable(a: Typed, b: Typed, sign: str) -> bool:
    if a.type is not b.type or a.type in (Type.LIST, Type.CHOICES, Type.PERIOD):
        return False
    return sign in ("==", "!=") or a.type in _ORDERED
