"""The tree a condition is read into: every node knows the type of its value."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, get_args


class Type(Enum):
    """What a value is; a choice and a list of choices also know their options."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    PERIOD = "period"
    LIST = "list"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Typed:
    """A type with the options of a choice; no options means any text.

    `of` names the list whose items carry the value, one each: `family.members`.
    """

    type: Type
    options: tuple[str, ...] = ()
    of: str = ""


Scope = Callable[[str], Typed | None]
BOOLEAN = Typed(Type.BOOLEAN)
NUMBER = Typed(Type.NUMBER)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time for date arithmetic: whole months and days."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out."""

    value: Any
    typed: Typed


@dataclass(frozen=True, slots=True)
class Name:
    """A fact: a field, `<workflow>.<step>` for its outcome, `parameter.<name>`."""

    id: str
    typed: Typed


@dataclass(frozen=True, slots=True)
class Done:
    """`done(visa.passport)`: whether a step is finished; `of` as in `Typed`."""

    step: str
    of: str = ""
    typed: Typed = BOOLEAN


@dataclass(frozen=True, slots=True)
class Count:
    """`count(family.members, member.age < 6)`: how many items, or how many of them fit.

    `within` names the list each of whose items has a list of its own.
    """

    list: str
    where: "Node | None"
    typed: Typed = NUMBER
    within: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """`total(stay.visits, visit.days)`: a number of each item, added up."""

    list: str
    of: "Node"
    typed: Typed = NUMBER
    within: str = ""


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one type, compared."""

    op: str
    left: "Node"
    right: "Node"
    typed: Typed = BOOLEAN


@dataclass(frozen=True, slots=True)
class Within:
    """`x in ("a", "b")` and `"tag" in programme.tags`."""

    item: "Node"
    options: "Node | tuple[Literal, ...]"
    negated: bool
    typed: Typed = BOOLEAN


@dataclass(frozen=True, slots=True)
class Junction:
    """`and` / `or` of two or more."""

    op: str
    parts: "tuple[Node, ...]"
    typed: Typed = BOOLEAN


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a yes or no."""

    part: "Node"
    typed: Typed = BOOLEAN


@dataclass(frozen=True, slots=True)
class Known:
    """`known(passport.number)`: whether a fact is known; always yes or no."""

    fact: "Node"
    typed: Typed = BOOLEAN


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`at_least(2, a, b, c)`: whether so many of the conditions hold."""

    least: int
    parts: "tuple[Node, ...]"
    typed: Typed = BOOLEAN


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum or a difference of numbers, dates and periods."""

    op: str
    left: "Node"
    right: "Node"
    typed: Typed


@dataclass(frozen=True, slots=True)
class Age:
    """`age(member.birth_date, stay.starts_on)`: full years between two dates."""

    born: "Node"
    on: "Node"
    typed: Typed = NUMBER


Node = (
    Literal
    | Name
    | Done
    | Count
    | Total
    | Compare
    | Within
    | Junction
    | Not
    | Known
    | AtLeast
    | Arithmetic
    | Age
)

_FIELDS = {kind: tuple(one.name for one in fields(kind)) for kind in get_args(Node)}


def parts_of(node: Node) -> Iterator[Node]:
    """Return the nodes directly below one."""
    for name in _FIELDS[type(node)]:
        value = getattr(node, name)
        among = value if isinstance(value, tuple) else (value,)
        yield from (one for one in among if type(one) in _FIELDS)


def names_in(node: Node, formulas: Mapping[str, Node]) -> Iterator[str]:
    """Return every name a tree reads; a computed field stands for what its formula reads."""
    if isinstance(node, Name) and node.id in formulas:
        yield from names_in(formulas[node.id], formulas)
    elif isinstance(node, Name):
        yield node.id
    elif isinstance(node, Done):
        yield f"{node.step}.done_on"
    for part in parts_of(node):
        yield from names_in(part, formulas)


def conjuncts(node: Node) -> Iterator[Node]:
    """Return the conditions that must all hold: `a and b and c` has three."""
    if isinstance(node, Junction) and node.op == "and":
        for part in node.parts:
            yield from conjuncts(part)
    else:
        yield node


def replaced(node: Node, values: Mapping[str, Any]) -> Node:
    """Return a tree with values in place of the names given."""
    if isinstance(node, Name) and node.id in values:
        return Literal(values[node.id], node.typed)
    found = {field.name: getattr(node, field.name) for field in fields(node)}
    return type(node)(**{name: _replaced(value, values) for name, value in found.items()})


def _replaced(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, tuple):
        return tuple(_replaced(one, values) for one in value)
    return replaced(value, values) if isinstance(value, Node) else value
