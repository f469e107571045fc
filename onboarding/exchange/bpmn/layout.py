"""Coordinates: units into columns and rows, lanes around them, arrows between them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from onboarding.exchange.bpmn.arranging import arrange, back_label
from onboarding.exchange.bpmn.parts import Box, Flow, Point, Process, Unit
from onboarding.exchange.bpmn.placing import Grid, place
from onboarding.exchange.bpmn.routing import Routes, Way, Where, route

POOL_HEAD, LANE_HEAD = 30.0, 30.0
_TRACK, _EDGE = 12.0, 18.0
_ROW_GAP = 14.0
_PADDING, _TITLE = 20.0, 24.0


def lay_out(process: Process, x: float = 0, y: float = 0) -> None:
    """Place a process with its corner at a point; those inside it first."""
    for unit in process.units:
        for node in unit.chain:
            if node.inner is not None:
                lay_out(node.inner)
        arrange(unit)
    grid = place(process)
    routes = route(process.links, grid)
    frame = _Frame(process, grid, routes)
    frame.measure()
    frame.settle(x, y)


@dataclass(slots=True)
class _Frame:
    process: Process
    grid: Grid
    routes: Routes
    left: list[float] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    line: list[float] = field(default_factory=list)
    channel: list[float] = field(default_factory=list)
    size: tuple[float, float] = (0, 0)

    def measure(self) -> None:
        """Find where columns begin and on which height each row's line and channel are."""
        head = POOL_HEAD + LANE_HEAD if self.process.lanes else 0
        x = head + _PADDING
        for column in range(self.grid.columns):
            widths = [u.width for u in self.process.units if self.grid.column[u.key] == column]
            self.left.append(x)
            self.width.append(max(widths))
            x += self.width[-1] + 2 * _EDGE + _TRACK * self.routes.size(("gutter", column))
        y = 0.0 if self.process.lanes else _TITLE
        for row in range(self.grid.rows):
            units = [u for u in self.process.units if self.grid.row[u.key] == row]
            self.channel.append(y + _ROW_GAP)
            tracks = self.routes.size(("channel", row))
            y += _ROW_GAP + _TRACK * tracks + max((u.above for u in units), default=20)
            self.line.append(y)
            y += max((u.below for u in units), default=20) + _ROW_GAP
        self.channel.append(y)
        y += _TRACK * self.routes.size(("channel", self.grid.rows))
        self.size = (x - _EDGE, y)

    def settle(self, x: float, y: float) -> None:
        """Move every unit to its place, draw the lanes and the arrows between units."""
        width, height = self.size
        self.process.box = Box(x, y, width, height)
        for unit in self.process.units:
            dx = x + self.left[self.grid.column[unit.key]]
            dy = y + self.line[self.grid.row[unit.key]]
            move_unit(unit, dx, dy)
        for role in self.process.lanes:
            self.process.lane_boxes[role] = self._lane(role, x, y)
        for way in self.routes.ways:
            flow = way.link.flow
            flow.points = tuple(_tidy(self._points(way, x, y)))
            if not way.link.back and way.link.source.out:
                flow.label = way.link.source.out.label
        self._name_ways_back()

    def _lane(self, role: str, x: float, y: float) -> Box:
        first, count = self.grid.lanes[role]
        top = self.channel[first] - _ROW_GAP
        last = first + count
        bottom = self.channel[last] - _ROW_GAP if last < self.grid.rows else self.size[1]
        return Box(x + POOL_HEAD, y + top, self.size[0] - POOL_HEAD, bottom - top)

    def _name_ways_back(self) -> None:
        """Put the names of ways back beside their gateway, one above the other."""
        used: dict[str, float] = {}
        for flow in (way.link.flow for way in self.routes.ways if way.link.back):
            x, y = flow.points[0]
            bottom = used.get(flow.source, y - 4)
            flow.label = back_label(flow.name, x, bottom)
            used[flow.source] = flow.label.y - 2

    def _at(self, where: Where, net: str, x: float, y: float) -> float:
        """Return the coordinate of a net's line: x in a gutter, y in a channel."""
        kind, number = where
        track = self.routes.track(where).number[net]
        if kind == "gutter":
            return x + self.left[number] + self.width[number] + _EDGE + track * _TRACK
        return y + self.channel[number] + track * _TRACK

    def _points(self, way: Way, x: float, y: float) -> Iterable[Point]:
        return self._back(way, x, y) if way.link.back else self._forward(way, x, y)

    def _forward(self, way: Way, x: float, y: float) -> Iterable[Point]:
        source, target = way.link.source, way.link.target
        into = target.chain[0].box
        yield from source.lead
        height = source.lead[-1][1]
        for part, level in ((way.first, way.level), (way.last, None)):
            if part is None:
                continue
            at = self._at(*part, x, y)
            yield at, height
            height = self._at(*level, x, y) if level else into.middle[1]
            yield at, height
        yield into.x, into.middle[1]

    def _back(self, way: Way, x: float, y: float) -> Iterable[Point]:
        boxes = {node.id: node.box for unit in self.process.units for node in unit.chain}
        source, target = boxes[way.link.flow.source], boxes[way.link.flow.target]
        assert way.rise
        assert way.level
        height = self._at(*way.rise, x, y)
        yield source.middle[0], source.y
        yield source.middle[0], height
        if way.first:
            at = self._at(*way.first, x, y)
            yield at, height
            height = self._at(*way.level, x, y)
            yield at, height
        yield target.middle[0], height
        yield target.middle[0], target.y


def _tidy(points: Iterable[Point]) -> Iterable[Point]:
    """Leave out points that repeat or lie on a straight line between their neighbours."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and _in_line(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return found


def _in_line(a: Point, b: Point, c: Point) -> bool:
    return a[0] == b[0] == c[0] or a[1] == b[1] == c[1]


def move_unit(unit: Unit, dx: float, dy: float) -> None:
    """Move a unit and everything in it."""
    for node in unit.nodes:
        node.box = node.box.moved(dx, dy)
        node.label = node.label.moved(dx, dy) if node.label else None
        if node.inner is not None:
            move(node.inner, node.box.x, node.box.y)
    for flow in unit.flows:
        _move_flow(flow, dx, dy)
    if unit.out:
        _move_flow(unit.out, dx, dy)
    unit.lead = tuple((px + dx, py + dy) for px, py in unit.lead)


def _move_flow(flow: Flow, dx: float, dy: float) -> None:
    flow.points = tuple((px + dx, py + dy) for px, py in flow.points)
    flow.label = flow.label.moved(dx, dy) if flow.label else None


def move(process: Process, dx: float, dy: float) -> None:
    """Move a whole process."""
    process.box = process.box.moved(dx, dy)
    for unit in process.units:
        move_unit(unit, dx, dy)
    for link in process.links:
        _move_flow(link.flow, dx, dy)
    process.lane_boxes = {role: box.moved(dx, dy) for role, box in process.lane_boxes.items()}
