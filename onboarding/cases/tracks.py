"""The tracks arrows run in: beside each other in the gaps of a picture, never on one another.

A way is a gap right of a column (`column`), or a gap between two rows (`line`). The arrows that
leave one box share a track and part where they must.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_CURVE = 6

Way = tuple[str, int]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Leg:
    """An arrow on the grid: from column and line to column and line."""

    source: str
    from_column: int
    from_line: int
    to_column: int
    to_line: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class Tracks:
    """The track of each source in each way it uses."""

    numbers: Mapping[Way, Mapping[str, int]]

    def number(self, source: str, way: Way) -> int:
        """Return in which track of a gap the arrows of a source run."""
        return self.numbers[way][source]

    def in_column(self, column: int) -> int:
        """Return how many tracks the gap right of a column has."""
        return 1 + max(self.numbers.get(("column", column), {"": -1}).values())

    def in_line(self, line: int) -> int:
        """Return how many tracks a gap between rows has."""
        return 1 + max(self.numbers.get(("line", line), {"": -1}).values())


def legs_of(leg: Leg) -> list[Way]:
    """Return the gaps an arrow runs through, in its order."""
    if leg.back:
        below, under = leg.from_line + 1, leg.to_line + 1
        turn = [("column", leg.to_column), ("line", under)] if below != under else []
        return [("line", below), *turn]
    first, last = leg.from_column, leg.to_column - 1
    if first == last:
        return [("column", first)] if leg.from_line != leg.to_line else []
    return [("column", first), ("line", leg.to_line - 1), ("column", last)]


def lay_tracks(legs: Sequence[Leg]) -> Tracks:
    """Give the arrows of each source a track in each gap they use, as few tracks as will do."""
    spans: dict[Way, dict[str, list[int]]] = {}
    for leg in legs:
        for way, ends in _spans(leg):
            spans.setdefault(way, {}).setdefault(leg.source, []).extend(ends)
    return Tracks({way: _numbered(by_source) for way, by_source in spans.items()})


def _spans(leg: Leg) -> Iterator[tuple[Way, tuple[int, int]]]:
    """Return, for each gap of an arrow, from where to where it runs there."""
    column, line = leg.from_column, leg.from_line
    ways = legs_of(leg)
    for number, (kind, where) in enumerate(ways):
        following = ways[number + 1][1] if number + 1 < len(ways) else None
        if kind == "column":
            end = leg.to_line if following is None else following
            yield (kind, where), (line, end)
            column, line = where, end
        else:
            end = leg.to_column if following is None else following
            yield (kind, where), (column, end)
            column, line = end, where


def _numbered(by_source: Mapping[str, list[int]]) -> dict[str, int]:
    """Return source → track, so that two that overlap have different ones."""
    order = sorted(by_source, key=lambda source: (min(by_source[source]), max(by_source[source])))
    ends: list[int] = []
    found = {}
    for source in order:
        low, high = min(by_source[source]), max(by_source[source])
        free = next((n for n, end in enumerate(ends) if end < low), len(ends))
        ends[free:] = [high, *ends[free + 1 :]]
        found[source] = free
    return found


def rounded_path(points: Sequence[Point]) -> str:
    """Join the corners of a line that runs across and down only, each turn a small curve."""
    plain = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
    path = [f"M{plain[0][0]} {plain[0][1]}"]
    for before, corner, after in zip(plain, plain[1:], plain[2:], strict=False):
        start, end = _towards(corner, before), _towards(corner, after)
        path.append(f"L{start[0]} {start[1]} Q{corner[0]} {corner[1]} {end[0]} {end[1]}")
    return " ".join([*path, f"L{plain[-1][0]} {plain[-1][1]}"])


def _towards(corner: Point, other: Point) -> Point:
    """Return the point a little way from a corner towards another, halfway at most."""
    found = []
    for here, there in zip(corner, other, strict=True):
        step = min(_CURVE, abs(there - here) // 2)
        found.append(here + (step if there > here else -step))
    return found[0], found[1]
