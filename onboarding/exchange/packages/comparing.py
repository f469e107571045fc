"""A package held against what an institution has: the same, new, or in conflict, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from onboarding.exchange.packages.items import Item, Key

SAME, NEW, COLLIDES = "same", "new", "collides"
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing two definitions say differently; `where` is its path, empty sides are missing."""

    where: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One item of a package and what it meets here."""

    item: Item
    state: str
    ours: Item | None
    differences: tuple[Difference, ...] = ()


def compare(items: Sequence[Item], here: Mapping[Key, Item]) -> list[Compared]:
    """Return what each item of a package meets."""
    return [_compare(item, here.get(item.key)) for item in items]


def _compare(item: Item, ours: Item | None) -> Compared:
    if ours is None:
        return Compared(item, NEW, None)
    if item.name_only or ours.sha256 == item.sha256:
        return Compared(item, SAME, ours)
    return Compared(item, COLLIDES, ours, tuple(_differences(ours, item)))


def _differences(ours: Item, theirs: Item) -> Iterator[Difference]:
    if theirs.kind == "document":
        for name in dict.fromkeys((*ours.files, *theirs.files)):
            yield from _lines(name, ours.files.get(name, ""), theirs.files.get(name, ""))
        return
    mine, other = dict(_flat(ours.data)), dict(_flat(theirs.data))
    for where in dict.fromkeys((*mine, *other)):
        a, b = mine.get(where, ""), other.get(where, "")
        if a != b and not (theirs.kind == "workflow" and where == "version"):
            yield Difference(where, _short(a), _short(b))


def _lines(name: str, ours: str, theirs: str) -> Iterator[Difference]:
    """Return the lines of a file that differ, as far as they can be shown."""
    changed = [
        line
        for line in unified_diff(ours.splitlines(), theirs.splitlines(), n=0, lineterm="")
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    if changed:
        gone = " ".join(line[1:].strip() for line in changed if line[0] == "-")
        come = " ".join(line[1:].strip() for line in changed if line[0] == "+")
        yield Difference(name, _short(gone), _short(come))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Return path → text of every value; the entries of a list go by their ids."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _flat(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, tuple) and any(isinstance(one, dict) for one in value):
        for number, one in enumerate(value, 1):
            yield from _entry(one, number, path)
    elif isinstance(value, tuple):
        yield path, ", ".join(map(str, value))
    else:
        yield path, "" if value is None else str(value)


def _entry(one: Any, number: int, path: str) -> Iterator[tuple[str, str]]:
    """Return what an entry of a list says: by its id, its only key, or where it stands."""
    if isinstance(one, dict) and len(one) == 1:
        yield from _flat(one, path)
    elif isinstance(one, dict):
        yield from _flat(one, f"{path}.{one.get('id', number)}")
    else:
        yield f"{path}.{one}", str(one)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
