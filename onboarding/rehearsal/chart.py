"""Charts of a rehearsal as shapes to draw: bands of open work, a line of what is late. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onboarding.rehearsal.clockwork.figures import Figures, Weeks

WIDE, HIGH = 900, 320
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 26
SMALL_WIDE, SMALL_HIGH = 280, 90
BANDS = 6
REST = ""


@dataclass(frozen=True, slots=True)
class Band:
    """One role's open work in the stack; an empty `who` is all the others together."""

    who: str
    number: int
    points: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across or a mark below: where it is and what it says."""

    at: float
    says: str


@dataclass(frozen=True, slots=True)
class Stack:
    """Open work of all roles, week by week, one band on another, and the line of late steps."""

    bands: tuple[Band, ...]
    late: str
    months: tuple[Tick, ...]
    across: tuple[Tick, ...]
    most: int
    most_week: str


@dataclass(frozen=True, slots=True)
class Small:
    """One role's open work and the late part of it; `before`: open work of another rehearsal."""

    weeks: Weeks
    area: str
    late: str
    before: str
    most: int
    most_week: str
    most_late: int


def stacked(figures: Figures) -> Stack:
    """Return the stack of a season: the roles with most work at once, the others as one."""
    largest = sorted(figures.roles, key=lambda one: -max(one.open, default=0))[:BANDS]
    own = [one for one in figures.roles if one in largest]
    rest = [one for one in figures.roles if one not in largest]
    parts: list[tuple[str, Sequence[int]]] = [(one.who, one.open) for one in own]
    if rest:
        parts.append((REST, _added(rest)))
    total = _added(figures.roles)
    late = [sum(one.late[n] for one in figures.roles) for n in range(len(figures.weeks))]
    most = max(total, default=0)
    scale = _Scale(len(figures.weeks), nice(most), WIDE, HIGH, (LEFT, RIGHT, TOP, BOTTOM))
    return Stack(
        tuple(_bands(parts, scale)),
        scale.line(late),
        tuple(_months(figures.weeks, scale)),
        tuple(Tick(scale.y(value), str(value)) for value in _steps(nice(most))),
        most,
        figures.weeks[total.index(most)] if most else "",
    )


def _added(roles: Sequence[Weeks]) -> list[int]:
    return [sum(numbers) for numbers in zip(*(one.open for one in roles), strict=True)]


def _bands(parts: Sequence[tuple[str, Sequence[int]]], scale: "_Scale") -> list[Band]:
    below = [0] * scale.count
    found = []
    for number, (who, open) in enumerate(parts):
        above = [low + more for low, more in zip(below, open, strict=True)]
        found.append(Band(who, number, scale.between(below, above)))
        below = above
    return found


def _months(weeks: Sequence[str], scale: "_Scale") -> list[Tick]:
    """Return the first week of each second month, by the day it begins."""
    found, last = [], ""
    for number, week in enumerate(weeks):
        if week[:7] != last and date.fromisoformat(week).month % 2 == 0:
            found.append(Tick(scale.x(number), week))
        last = week[:7]
    return [tick for tick in found if tick.at < WIDE - 2 * LEFT]


def nice(most: int) -> int:
    """Return a round number not below another, for the top of a scale."""
    size = 10
    while size < most:
        for factor in (1, 2, 4, 5):
            if size * factor >= most:
                return size * factor
        size *= 10
    return size


def _steps(top: int) -> list[int]:
    return [top * part // 4 for part in (0, 1, 2, 3, 4)] if top % 4 == 0 else [0, top // 2, top]


def small(weeks: Weeks, mondays: Sequence[str], before: Weeks | None = None) -> Small:
    """Return the chart of one role, in the scale of both rehearsals where there are two."""
    most = max(weeks.open, default=0)
    count = len(mondays)
    top = max(most, max(before.open, default=0) if before else 0, 1)
    scale = _Scale(count, top, SMALL_WIDE, SMALL_HIGH, (2, 2, 6, 4))
    return Small(
        weeks,
        scale.between([0] * count, weeks.open),
        scale.between([0] * count, weeks.late),
        scale.line(before.open[:count]) if before else "",
        most,
        mondays[weeks.open.index(most)] if most else "",
        max(weeks.late, default=0),
    )


class _Scale:
    """From weeks and numbers to places in a drawing."""

    def __init__(
        self, count: int, top: int, wide: int, high: int, edges: tuple[int, int, int, int]
    ) -> None:
        self.count, self.top = count, max(1, top)
        left, right, above, below = edges
        self.left, self.above = left, above
        self.wide, self.high = wide - left - right, high - above - below

    def x(self, week: int) -> float:
        """Return where a week is."""
        return round(self.left + self.wide * week / max(1, self.count - 1), 1)

    def y(self, number: int) -> float:
        """Return how far down a number is."""
        return round(self.above + self.high * (1 - number / self.top), 1)

    def line(self, numbers: Sequence[int]) -> str:
        """Return the points of a line through numbers."""
        return " ".join(f"{self.x(week)},{self.y(number)}" for week, number in enumerate(numbers))

    def between(self, low: Sequence[int], high: Sequence[int]) -> str:
        """Return the points around the area between two lines."""
        back = reversed([f"{self.x(week)},{self.y(number)}" for week, number in enumerate(low)])
        return " ".join((self.line(high), *back))
