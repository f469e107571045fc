"""How many items of a list the proofs need to look at, so that more would show nothing new.

A condition counts items up to a number; beyond that number plus one, another item of the same
kind changes no answer. So each count that is compared keeps as many witnesses as it can tell
apart, and one more item is the one that something may go wrong for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.tree import Arithmetic, Compare, Count, Literal, Name, Node, Total, parts_of

MOST = 6


def witnesses(blueprint: Blueprint) -> tuple[dict[str, int], list[Node]]:
    """Return list → how many items to look at; and the conditions for which that is too few."""
    needed: dict[str, dict[Node, int]] = defaultdict(dict)
    doubts: list[Node] = []
    for node in _every(_trees(blueprint), blueprint.formulas):
        for count, least in _compared(node, blueprint.formulas):
            if least is None:
                doubts.append(node)
                continue
            found = needed[count.list]
            found[count] = max(found.get(count, 0), least)
    for name in _used(blueprint):
        needed.setdefault(name, {})
    sums = {name: 1 + sum(found.values()) for name, found in needed.items()}
    doubts += [node for name in sums if sums[name] > MOST for node in needed[name]]
    return {name: min(count, MOST) for name, count in sums.items()}, doubts


def _trees(blueprint: Blueprint) -> Iterator[Node]:
    for trees in (*blueprint.conditions.values(), *blueprint.gates.values()):
        yield from trees


def _every(trees: Iterable[Node], formulas: Mapping[str, Node]) -> Iterator[Node]:
    """Return every node of some trees, computed fields written out; of equal trees one."""
    look, seen = list(trees), set[Node]()
    while look:
        node = look.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        look += parts_of(node)
        if isinstance(node, Name) and node.id in formulas:
            look.append(formulas[node.id])


def _compared(
    node: Node, formulas: Mapping[str, Node]
) -> Iterator[tuple[Count | Total, int | None]]:
    """Return the counts a comparison is about, with how many items each can tell apart.

    None where no number of items is enough, because the other side has no fixed value.
    """
    if not isinstance(node, Compare):
        return
    inside = list(_outside_counts(node, formulas))
    counts = [part for part in inside if isinstance(part, Count | Total)]
    limits = [side for side in (node.left, node.right) if isinstance(side, Literal)]
    subtracts = any(isinstance(part, Arithmetic) and part.op == "-" for part in inside)
    fixed = len(limits) == 1 and not subtracts
    numbers = [part.value for part in inside if isinstance(part, Literal)]
    most = 1 + sum(abs(int(one)) for one in numbers if type(one) in (int, float))
    for count in counts:
        yield count, _least(count, most) if fixed else None


def _outside_counts(node: Node, formulas: Mapping[str, Node]) -> Iterator[Node]:
    """Return the nodes of a comparison, without what is counted inside its counts."""
    yield node
    if isinstance(node, Name) and node.id in formulas:
        yield from _outside_counts(formulas[node.id], formulas)
    for part in () if isinstance(node, Count | Total) else parts_of(node):
        yield from _outside_counts(part, formulas)


def _least(count: Count | Total, most: int) -> int:
    """Return how many items a count tells apart; a sum is the same however it is spread."""
    return 1 if isinstance(count, Total) else most


def _used(blueprint: Blueprint) -> set[str]:
    """Return the lists that steps or papers go through item by item."""
    found = {step.each.text for step in blueprint.by_key.values() if step.each}
    for step in blueprint.by_key.values():
        document = blueprint.documents.get(step.options.get("document", ""))
        found |= {blueprint.names[name].of for name in document.reads} if document else set()
    return found - {""}
