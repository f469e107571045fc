"""Arrows between units: level in free rows or between rows, upright only between columns.

So no arrow ever crosses a shape. Arrows of one gateway share a line, all others have their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from onboarding.exchange.bpmn.parts import Link
from onboarding.exchange.bpmn.placing import Grid

Span = tuple[float, float]
# A place that holds lines side by side: ("gutter", column it follows) or ("channel", row below).
Where = tuple[str, int]


@dataclass(slots=True)
class Way:
    """How one arrow goes: the places it passes, in order, each as (where, net)."""

    link: Link
    first: tuple[Where, str] | None = None
    level: tuple[Where, str] | None = None
    last: tuple[Where, str] | None = None
    rise: tuple[Where, str] | None = None
    at: int | None = None


@dataclass(slots=True)
class Tracks:
    """Lines side by side in one place: net → what it spans, and at last its number."""

    spans: dict[str, Span] = field(default_factory=dict)
    before: set[tuple[str, str]] = field(default_factory=set)
    number: dict[str, int] = field(default_factory=dict)

    def note(self, net: str, *ends: float) -> None:
        """Let a net reach these positions."""
        low, high = self.spans.get(net, (ends[0], ends[0]))
        self.spans[net] = (min(low, *ends), max(high, *ends))

    def count(self) -> int:
        """Return how many lines stand side by side."""
        return max(self.number.values(), default=-1) + 1

    def assign(self) -> None:
        """Number the nets: those that overlap differ, and each comes after those before it."""
        waiting = sorted(self.spans, key=lambda net: (self.spans[net], net))
        while waiting:
            free = [net for net in waiting if not self._blocked(net, waiting)]
            net = (free or waiting)[0]
            waiting.remove(net)
            earlier = [self.number[a] for a, b in self.before if b == net and a in self.number]
            self.number[net] = self._first_free(net, max(earlier, default=-1) + 1)

    def _blocked(self, net: str, waiting: Iterable[str]) -> bool:
        return any(b == net and a in waiting for a, b in self.before)

    def _first_free(self, net: str, least: int) -> int:
        low, high = self.spans[net]
        number = least
        while any(
            self.number.get(other) == number and not (span[1] < low or high < span[0])
            for other, span in self.spans.items()
            if other != net
        ):
            number += 1
        return number


@dataclass(slots=True)
class Routes:
    """Every arrow's way and the tracks of every place they pass."""

    grid: Grid
    ways: list[Way] = field(default_factory=list)
    tracks: dict[Where, Tracks] = field(default_factory=dict)
    straight: dict[tuple[int, int], str] = field(default_factory=dict)

    def track(self, where: Where) -> Tracks:
        """Return the tracks of a place."""
        return self.tracks.setdefault(where, Tracks())

    def size(self, where: Where) -> int:
        """Return how many lines a place holds."""
        return self.tracks[where].count() if where in self.tracks else 0


def route(links: list[Link], grid: Grid) -> Routes:
    """Find the way of every arrow, short ones first."""
    routes = Routes(grid)
    forward = [link for link in links if not link.back]
    many_in = _counted(link.target.key for link in forward)
    ordered = sorted(
        forward, key=lambda one: grid.column[one.target.key] - grid.column[one.source.key]
    )
    for link in ordered:
        _forward(routes, link, many_in)
    for link in (link for link in links if link.back):
        _back(routes, link)
    for gutter in range(grid.columns):
        _keep_apart(routes, gutter)
    for tracks in routes.tracks.values():
        tracks.assign()
    order = {id(link): number for number, link in enumerate(links)}
    routes.ways.sort(key=lambda way: order[id(way.link)])
    return routes


def _counted(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found


def line(row: int) -> float:
    """Return the position of a row's line among rows and channels."""
    return 2 * row + 1


def channel(row: int) -> float:
    """Return the position of the channel above a row."""
    return 2 * row


def _forward(routes: Routes, link: Link, many_in: Mapping[str, int]) -> None:
    grid, source, target = routes.grid, link.source.key, link.target.key
    c1, c2, r1, r2 = grid.column[source], grid.column[target], grid.row[source], grid.row[target]
    out, into = f"from {source}", f"to {target}"
    way = Way(link)
    routes.ways.append(way)
    between = range(c1 + 1, c2)
    if r1 == r2 and _free(routes, between, r1, (out, into)):
        _keep(routes, between, r1, into if many_in[target] > 1 else out)
    elif _free(routes, between, r2, (into,)):
        _keep(routes, between, r2, into)
        net = into if many_in[target] > 1 and not between else out
        _upright(routes, way, "first", ("gutter", c1), net, (line(r1), line(r2)))
    elif _free(routes, between, r1, (out,)):
        _keep(routes, between, r1, out)
        _upright(routes, way, "first", ("gutter", c2 - 1), into, (line(r1), line(r2)))
    else:
        _around(routes, way, (out, into))


def _around(routes: Routes, way: Way, nets: tuple[str, str]) -> None:
    """Go between the rows: up or down to the channel above the target's row, along it, in."""
    grid, source, target = routes.grid, way.link.source.key, way.link.target.key
    c1, c2, r1, r2 = grid.column[source], grid.column[target], grid.row[source], grid.row[target]
    out, into = nets
    row = r2 if r1 <= r2 else r2 + 1
    _upright(routes, way, "first", ("gutter", c1), out, (line(r1), channel(row)))
    way.level = (("channel", row), into)
    routes.track(way.level[0]).note(into, 2 * c1 + 1, 2 * c2 - 1)
    _upright(routes, way, "last", ("gutter", c2 - 1), into, (channel(row), line(r2)))


def _upright(
    routes: Routes, way: Way, part: str, where: Where, net: str, ends: tuple[float, float]
) -> None:
    setattr(way, part, (where, net))
    routes.track(where).note(net, *ends)


def _free(routes: Routes, columns: range, row: int, nets: tuple[str, ...]) -> bool:
    """Return whether a row's line is free in these columns, or kept by one of these nets."""
    cells = routes.grid.cells()
    return all(
        (column, row) not in cells and routes.straight.get((column, row), nets[0]) in nets
        for column in columns
    )


def _keep(routes: Routes, columns: range, row: int, net: str) -> None:
    for column in columns:
        routes.straight.setdefault((column, row), net)


def _back(routes: Routes, link: Link) -> None:
    """Lead back above the rows: from the gateway's top to the top of where it goes on."""
    grid = routes.grid
    c1, c2 = grid.column[link.source.key], grid.column[link.target.key]
    r1, r2 = grid.row[link.source.key], grid.row[link.target.key]
    net = f"back {link.target.key}"
    way = Way(link, at=c2)
    routes.ways.append(way)
    way.rise = (("channel", r1), f"{net} from {link.source.key}" if r1 != r2 else net)
    way.level = (("channel", r2), net)
    if r1 == r2:
        routes.track(way.level[0]).note(net, 2 * c1, 2 * c2)
        return
    gutter = c2 - 1
    routes.track(way.rise[0]).note(way.rise[1], 2 * c1, 2 * gutter + 1)
    routes.track(way.level[0]).note(net, 2 * gutter + 1, 2 * c2)
    _upright(routes, way, "first", ("gutter", gutter), net, (channel(r1), channel(r2)))


def _keep_apart(routes: Routes, gutter: int) -> None:
    """Where an arrow arrives on the line another leaves from, let it turn first."""
    where: Where = ("gutter", gutter)
    if where not in routes.tracks:
        return
    left: dict[int, set[str]] = {}
    right: dict[int, set[str]] = {}
    for way in routes.ways:
        _pins(routes.grid, way, where, (left, right))
    for row, nets in left.items():
        for net in nets:
            for other in right.get(row, ()):
                if net != other:
                    routes.track(where).before.add((net, other))


def _pins(
    grid: Grid, way: Way, where: Where, sides: tuple[dict[int, set[str]], dict[int, set[str]]]
) -> None:
    """Note on which lines a way comes into a gutter, and on which it leaves it."""
    if way.link.back:
        return
    r1, r2 = grid.row[way.link.source.key], grid.row[way.link.target.key]
    if way.first and way.first[0] == where:
        sides[0].setdefault(r1, set()).add(way.first[1])
        if way.level is None:
            sides[1].setdefault(r2, set()).add(way.first[1])
    if way.last and way.last[0] == where:
        sides[1].setdefault(r2, set()).add(way.last[1])
