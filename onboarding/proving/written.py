"""Conditions as text again: parameters stand there with their values."""

from datetime import date
from functools import singledispatch
from typing import Any

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
    Within,
)


@singledispatch
def written(node: Any) -> str:
    """Return a tree as a file would write it."""
    raise TypeError(node)


def _inner(node: Node) -> str:
    return f"({written(node)})" if isinstance(node, Junction) else written(node)


@written.register
def _literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Period):
        return f"months({value.months})" if value.months else f"days({value.days})"
    return f'"{value}"' if isinstance(value, str | date) else str(value)


@written.register
def _name(node: Name) -> str:
    return node.id


@written.register
def _done(node: Done) -> str:
    return f"done({node.step})"


@written.register
def _known(node: Known) -> str:
    return f"known({written(node.fact)})"


@written.register
def _at_least(node: AtLeast) -> str:
    return f"at_least({node.least}, {', '.join(map(written, node.parts))})"


@written.register
def _count(node: Count) -> str:
    return f"count({node.list}{f', {written(node.where)}' if node.where else ''})"


@written.register
def _total(node: Total) -> str:
    return f"total({node.list}, {written(node.of)})"


@written.register
def _compare(node: Compare) -> str:
    return f"{_inner(node.left)} {node.op} {_inner(node.right)}"


@written.register
def _within(node: Within) -> str:
    sign = "not in" if node.negated else "in"
    if isinstance(node.options, tuple):
        return f"{written(node.item)} {sign} ({', '.join(map(written, node.options))})"
    return f"{written(node.item)} {sign} {written(node.options)}"


@written.register
def _junction(node: Junction) -> str:
    return f" {node.op} ".join(map(_inner, node.parts))


@written.register
def _not(node: Not) -> str:
    return f"not {_inner(node.part)}"


@written.register
def _arithmetic(node: Arithmetic) -> str:
    return f"{_inner(node.left)} {node.op} {_inner(node.right)}"


@written.register
def _age(node: Age) -> str:
    return f"age({written(node.born)}, {written(node.on)})"
