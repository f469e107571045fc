"""Lists inside the items of lists: `v1.g1` is the guest g1 of the visit v1.

The items of a list of the case have keys like `visit.days@v1`; those of a list that each of
these has, like `guest.name@v1.g1`, and the list itself is a fact of its item, `visit.guests@v1`.
"""

from collections.abc import Mapping

from onboarding.engine.tree import Typed


def chain(list: str, names: Mapping[str, Typed]) -> tuple[str, ...]:
    """Return a list with the lists its items stand in, outermost first; none for no list."""
    found: tuple[str, ...] = ()
    while list and list not in found:
        found = (list, *found)
        typed = names.get(list)
        list = typed.of if typed else ""
    return found


def inside(list: str, item: str, names: Mapping[str, Typed]) -> dict[str, str]:
    """Return list → suffix of its item that is meant, from inside one item (`v1.g1`)."""
    parts = item.split(".")
    return {
        one: f"@{'.'.join(parts[:depth])}" for depth, one in enumerate(chain(list, names), start=1)
    }


def item_key(field: str, list_key: str, item: str) -> str:
    """Return where a field of one item is kept, `list_key` being the key of its list."""
    outer = list_key.partition("@")[2]
    return f"{field}@{outer}.{item}" if outer else f"{field}@{item}"


def shared(one: str, other: str, names: Mapping[str, Typed]) -> int:
    """Return how many lists two lists have in common, from the outermost on."""
    pairs = zip(chain(one, names), chain(other, names), strict=False)
    depth = 0
    for a, b in pairs:
        if a != b:
            break
        depth += 1
    return depth


def same_item(one: str, other: str, depth: int) -> bool:
    """Return whether two items are the same down to a depth: 0 is always so."""
    return one.split(".")[:depth] == other.split(".")[:depth]
