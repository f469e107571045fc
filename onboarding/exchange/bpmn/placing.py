"""Which column and which row each unit stands in: the longest way decides, roles make lanes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from onboarding.exchange.bpmn.parts import Link, Process, Unit


@dataclass(slots=True)
class Grid:
    """Unit key → its column and its row; rows count through all lanes.

    `lanes`: role → its first row and how many it has. `taken`: the rows of each column no arrow
    may cross on its line.
    """

    column: dict[str, int] = field(default_factory=dict)
    row: dict[str, int] = field(default_factory=dict)
    lanes: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """Return how many columns there are."""
        return max(self.column.values()) + 1

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return sum(count for _first, count in self.lanes.values())

    def cells(self) -> set[tuple[int, int]]:
        """Return (column, row) of every unit."""
        return {(self.column[key], self.row[key]) for key in self.column}


def place(process: Process) -> Grid:
    """Place the units of a process."""
    grid = Grid()
    forward = [link for link in process.links if not link.back]
    for unit in process.units:
        _column(unit.key, forward, grid.column)
    lanes = list(process.lanes) or [process.units[0].lane]
    local = _rows(process, lanes, forward, grid.column)
    first = 0
    for lane in lanes:
        members = [u for u in process.units if _lane(process, u) == lane]
        count = max((local[unit.key] for unit in members), default=0) + 1
        grid.lanes[lane] = (first, count)
        for unit in members:
            grid.row[unit.key] = first + local[unit.key]
        first += count
    return grid


def _lane(process: Process, unit: Unit) -> str:
    return unit.lane if process.lanes else process.units[0].lane


def _column(key: str, links: list[Link], found: dict[str, int]) -> int:
    """Return how many units lie before one on the longest way."""
    if key not in found:
        before = [link.source.key for link in links if link.target.key == key]
        found[key] = max((_column(one, links, found) + 1 for one in before), default=0)
    return found[key]


def _rows(
    process: Process, lanes: list[str], links: list[Link], columns: Mapping[str, int]
) -> dict[str, int]:
    """Return the row of each unit inside its lane: near what leads to it, one to a cell."""
    found: dict[str, int] = {}
    used: set[tuple[str, int, int]] = set()
    order = {unit.key: number for number, unit in enumerate(process.units)}
    for unit in sorted(process.units, key=lambda one: (columns[one.key], order[one.key])):
        lane = _lane(process, unit)
        before = [link.source for link in links if link.target is unit]
        wanted = _wanted(process, lane, before, found, lanes)
        row = _nearest(wanted, lambda r, lane=lane, unit=unit: (lane, columns[unit.key], r) in used)
        found[unit.key] = row
        used.add((lane, columns[unit.key], row))
    return found


def _wanted(
    process: Process, lane: str, before: list[Unit], found: Mapping[str, int], lanes: list[str]
) -> int:
    """Return the row a unit would like: that of what leads to it, else the one nearest to it."""
    same = [found[unit.key] for unit in before if _lane(process, unit) == lane]
    return same[0] if same else 0


def _nearest(wanted: int, taken: "object") -> int:
    row = 0
    for distance in range(1000):
        for row in (wanted + distance, wanted - distance):
            if row >= 0 and not taken(row):  # type: ignore[operator]
                return row
    return row
