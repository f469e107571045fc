"""Chance that is the same on every machine: a number drawn from what it is drawn for.

No stream of random numbers is shared, so one answer more does not change any other: a season
with another lead time meets the very same people, answers and outcomes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

# (value, share), the shares in any unit.
Shares = Sequence[tuple[Any, float]]
_ONE = float(1 << 64)


def drawn(*what: object) -> float:
    """Return a number from 0 up to, and without, 1: always the same for the same things."""
    text = "\x1f".join(map(str, what)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") / _ONE


def among(shares: Shares, at: float) -> Any:
    """Return the value at a drawn number, each as often as its share says."""
    left = at * sum(share for _value, share in shares)
    for value, share in shares:
        left -= share
        if left < 0:
            return value
    return shares[-1][0]


@dataclass(frozen=True, slots=True)
class Spread:
    """A whole number that is mostly `usual`, and never below `low` or above `high`."""

    low: int
    usual: int
    high: int

    def at(self, drawn: float) -> int:
        """Return the number at a drawn one, by the triangle over low, usual and high."""
        low, usual, high = self.low, self.usual, self.high
        if low == high:
            return low
        turn = (usual - low) / (high - low)
        if drawn < turn:
            return round(low + ((high - low) * (usual - low) * drawn) ** 0.5)
        return round(high - ((high - low) * (high - usual) * (1 - drawn)) ** 0.5)
