"""Two texts side by side, line by line, with what differs marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Equal lines kept around a difference; longer runs are folded away.
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Side:
    """One line of one of the texts; number 0 where that text has none here."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of each text. `folded`: how many equal lines are left out in its place."""

    left: Side
    right: Side
    same: bool
    folded: int = 0


_NOTHING = Side(0, "")


def side_by_side(left: str, right: str) -> list[Pair]:
    """Return the lines of two texts beside each other, runs of equal lines folded."""
    runs = list(_runs(left.split("\n"), right.split("\n")))
    last = len(runs) - 1
    return [
        pair
        for number, run in enumerate(runs)
        for pair in _fold(run, before=number > 0, after=number < last)
    ]


def _runs(left: list[str], right: list[str]) -> Iterator[list[Pair]]:
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        height = max(i2 - i1, j2 - j1)
        yield [
            Pair(_side(left, i1 + row, i2), _side(right, j1 + row, j2), tag == "equal")
            for row in range(height)
        ]


def _side(lines: list[str], number: int, end: int) -> Side:
    return Side(number + 1, lines[number]) if number < end else _NOTHING


def _fold(run: list[Pair], *, before: bool, after: bool) -> list[Pair]:
    """Leave out equal lines but those near a difference that comes before or after them."""
    kept = _KEPT * (before + after)
    if not run[0].same or len(run) <= kept + 1:
        return run
    head, tail = run[: _KEPT * before], run[len(run) - _KEPT * after :]
    return [*head, Pair(_NOTHING, _NOTHING, True, len(run) - kept), *tail]
