"""Where the boxes and arrows of a picture stand: lanes of boxes, each right of what it needs.

Boxes stand on a grid of columns and rows. Arrows run in the gaps between columns and between
rows only, each in a track of its own, so that none ever crosses a box.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onboarding.cases.tracks import (
    Leg,
    Point,
    Tracks,
    Way,
    lay_tracks,
    legs_of,
    rounded_path,
)

# How far beside the middle of a box arrows that lead back leave and enter; room for their tip.
_ASIDE, _TIP = 20, 3


@dataclass(frozen=True, slots=True)
class Block:
    """A box to be placed: in which lane, behind which others, how high in pixels."""

    key: str
    lane: str
    before: tuple[str, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two boxes; one that leads `back` leaves and enters from below."""

    source: str
    target: str
    look: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in pixels. `port`: how far below a box's top its arrows enter and leave."""

    width: int = 172
    port: int = 22
    column_gap: int = 28
    row_gap: int = 10
    lane_top: int = 30
    lane_bottom: int = 6
    track: int = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one box stands."""

    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Band:
    """One lane of the picture."""

    lane: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Route:
    """One arrow, as the path of a drawing."""

    edge: Edge
    path: str


@dataclass(frozen=True, slots=True)
class Layout:
    """All places of a picture, and how large it is."""

    width: int
    height: int
    bands: tuple[Band, ...]
    spots: Mapping[str, Spot]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on the grid; `line` counts rows and the gaps around them through all lanes."""

    column: int
    line: int


def lay_out(
    blocks: Sequence[Block], lanes: Iterable[str], edges: Sequence[Edge], measures: Measures
) -> Layout:
    """Place boxes and arrows; lanes without a box are left out."""
    columns = _columns(blocks)
    used = [lane for lane in lanes if any(block.lane == lane for block in blocks)]
    cells = _cells(blocks, columns, used)
    edges = [replace(e, back=e.back or columns[e.target] <= columns[e.source]) for e in edges]
    grid = _Grid(blocks, cells, lay_tracks([_leg(edge, cells) for edge in edges]), measures)
    bands = grid.bands(used)
    height = bands[-1].y + bands[-1].height if bands else 0
    routes = tuple(Route(edge, grid.path(edge)) for edge in edges)
    return Layout(grid.width, height, bands, grid.spots, routes)


def shortest(edges: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return what each waits for directly: what another of them waits for already is left out."""
    found = {}
    for key, before in edges.items():
        direct = list(before)
        behind = {one: _behind(one, edges) for one in direct}
        found[key] = [one for one in direct if not any(one in behind[o] for o in direct)]
    return found


def _behind(key: str, edges: Mapping[str, Iterable[str]]) -> set[str]:
    """Return all that something waits for, itself left out."""
    found: set[str] = set()
    look = list(edges.get(key, ()))
    while look:
        one = look.pop()
        if one not in found:
            found.add(one)
            look += edges.get(one, ())
    return found - {key}


def _columns(blocks: Sequence[Block]) -> dict[str, int]:
    """Return key → how many boxes lie before it on the longest way, among those shown."""
    found = dict.fromkeys((block.key for block in blocks), 0)
    for _round in blocks:
        before = dict(found)
        for block in blocks:
            behind = [found[key] + 1 for key in block.before if key in found]
            found[block.key] = max([found[block.key], *behind])
        if found == before:
            break
    return found


def _rows(blocks: Sequence[Block], columns: Mapping[str, int]) -> dict[str, int]:
    """Return key → row in its lane: that of what it waits for where it is free."""
    taken: set[tuple[str, int, int]] = set()
    found: dict[str, int] = {}
    by_key = {block.key: block for block in blocks}
    for block in sorted(blocks, key=lambda one: columns[one.key]):
        own = [found[k] for k in block.before if k in found and by_key[k].lane == block.lane]
        wanted, column = min(own, default=0), columns[block.key]
        rows = sorted(range(len(blocks)), key=lambda row: (abs(row - wanted), row))
        row = next(r for r in rows if (block.lane, column, r) not in taken)
        taken.add((block.lane, column, row))
        found[block.key] = row
    return _without_gaps(blocks, found)


def _without_gaps(blocks: Sequence[Block], rows: Mapping[str, int]) -> dict[str, int]:
    """Number the rows of each lane anew where some stayed empty."""
    lanes = {block.lane for block in blocks}
    used = {lane: sorted({rows[b.key] for b in blocks if b.lane == lane}) for lane in lanes}
    return {block.key: used[block.lane].index(rows[block.key]) for block in blocks}


def _cells(
    blocks: Sequence[Block], columns: Mapping[str, int], lanes: Sequence[str]
) -> dict[str, Cell]:
    rows, first, line = _rows(blocks, columns), {}, 0
    for lane in lanes:
        first[lane] = line
        line += 2 * (1 + max(rows[block.key] for block in blocks if block.lane == lane)) + 1
    lines = {b.key: first[b.lane] + 2 * rows[b.key] + 1 for b in blocks}
    return {block.key: Cell(columns[block.key], lines[block.key]) for block in blocks}


def _leg(edge: Edge, cells: Mapping[str, Cell]) -> Leg:
    source, target = cells[edge.source], cells[edge.target]
    ends = (source.column, source.line, target.column, target.line)
    return Leg(f"{edge.look} {edge.source}", *ends, back=edge.back)


class _Grid:
    """The grid in pixels: as high as its boxes, as wide as the tracks between them need."""

    def __init__(
        self, blocks: Sequence[Block], cells: Mapping[str, Cell], tracks: Tracks, measures: Measures
    ) -> None:
        self.blocks, self.cells, self.tracks, self.measures = blocks, cells, tracks, measures
        columns = 1 + max((cell.column for cell in cells.values()), default=-1)
        self.lefts, self.width = [], measures.column_gap // 2
        for column in range(columns):
            self.lefts.append(self.width)
            gap = measures.column_gap + measures.track * tracks.in_column(column)
            self.width += measures.width + gap
        self.tops: dict[int, int] = {}
        self.spots: dict[str, Spot] = {}

    def bands(self, lanes: Sequence[str]) -> tuple[Band, ...]:
        """Place the lanes, their lines and boxes from top to bottom; return the lanes."""
        found, y = [], 0
        for lane in lanes:
            top, y = y, y + self.measures.lane_top
            own = [block for block in self.blocks if block.lane == lane]
            lines = {self.cells[block.key].line for block in own}
            for line in range(min(lines) - 1, max(lines) + 2):
                self.tops[line] = y
                y += self._height(line, own)
            y += self.measures.lane_bottom
            found.append(Band(lane, top, y - top))
        for block in self.blocks:
            cell = self.cells[block.key]
            self.spots[block.key] = Spot(
                self.lefts[cell.column], self.tops[cell.line], block.height
            )
        return tuple(found)

    def _height(self, line: int, own: Sequence[Block]) -> int:
        """Return the height of the highest box of a row, or of the gap between two rows."""
        gap = self.measures.row_gap + self.measures.track * self.tracks.in_line(line)
        return max((b.height for b in own if self.cells[b.key].line == line), default=gap)

    def path(self, edge: Edge) -> str:
        """Return an arrow as the path of a drawing."""
        source, target, sizes = self.spots[edge.source], self.spots[edge.target], self.measures
        middle = sizes.width // 2
        if edge.back:
            corners = [(source.x + middle + _ASIDE, source.y + source.height)]
            end = (target.x + middle - _ASIDE, target.y + target.height + _TIP)
        else:
            corners = [(source.x + sizes.width, source.y + sizes.port)]
            end = (target.x - _TIP, target.y + sizes.port)
        leg = _leg(edge, self.cells)
        for way in legs_of(leg):
            corners.append(self._turn(leg, way, corners[-1]))
        x, y = corners[-1]
        return rounded_path([*corners, (end[0], y) if edge.back else (x, end[1]), end])

    def _turn(self, leg: Leg, way: Way, before: Point) -> Point:
        """Return where an arrow reaches the track it has in a gap."""
        kind, where = way
        track = self.measures.track * self.tracks.number(leg.source, way)
        if kind == "column":
            right = self.lefts[where] + self.measures.width
            return (right + self.measures.column_gap // 2 + track, before[1])
        return (before[0], self.tops[where] + self.measures.row_gap // 2 + track)
