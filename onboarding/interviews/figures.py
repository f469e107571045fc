"""The arithmetic of scores: exact fractions all the way, rounded only to be shown. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from onboarding.interviews.rubric import Criterion

NOT_JUDGED = "NA"
LOWEST, HIGHEST = 1, 5
CLOSE = 1
Points = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a member hands in: criterion → 1 to 5 or `NA`, the overall 1 to 5, a comment."""

    points: Points
    overall: int
    comment: str


@dataclass(frozen=True, slots=True)
class Row:
    """What all members gave one criterion, those who could not judge it left out."""

    criterion: Criterion
    given: tuple[int, ...]

    @property
    def mean(self) -> Fraction | None:
        """Return the plain mean; None where nobody could judge."""
        return Fraction(sum(self.given), len(self.given)) if self.given else None

    @property
    def spread(self) -> int | None:
        """Return the points between highest and lowest; None with fewer than two scores."""
        return max(self.given) - min(self.given) if len(self.given) > 1 else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A round of scores in numbers. `sheets`: how many members handed in."""

    rows: tuple[Row, ...]
    overall: tuple[int, ...]
    sheets: int

    @property
    def mean(self) -> Fraction | None:
        """Return the weighted mean over the criteria with at least one score.

        Source: sum of weight times mean, divided by the sum of these weights.
        """
        judged = [(row.criterion.weight, row.mean) for row in self.rows if row.mean is not None]
        weights = sum(weight for weight, _mean in judged)
        if not weights:
            return None
        return sum((weight * mean for weight, mean in judged), Fraction()) / weights

    @property
    def spread(self) -> int | None:
        """Return the largest spread on one criterion; None where no two scored the same one."""
        return max((row.spread for row in self.rows if row.spread is not None), default=None)

    @property
    def widest(self) -> tuple[Row, ...]:
        """Return the criteria on which members are furthest apart."""
        return tuple(
            row for row in self.rows if row.spread is not None and row.spread == self.spread
        )

    @property
    def compared(self) -> int:
        """Return on how many criteria at least two members can be compared."""
        return sum(row.spread is not None for row in self.rows)

    @property
    def agreed(self) -> int:
        """Return on how many of these all members lie within one point."""
        return sum(row.spread is not None and row.spread <= CLOSE for row in self.rows)

    @property
    def agreement(self) -> int | None:
        """Return that share in percent, rounded half up; None where nothing can be compared."""
        if not self.compared:
            return None
        return int(rounded(Fraction(100 * self.agreed, self.compared), 0))


def figures_of(
    criteria: Sequence[Criterion], sheets: Sequence[Points], overall: Sequence[int]
) -> Figures:
    """Return the figures of a round; `sheets` holds criterion id → 1 to 5 or `NA`."""
    rows = (Row(one, tuple(_judged(one.id, sheets))) for one in criteria)
    return Figures(tuple(rows), tuple(overall), len(sheets))


def _judged(criterion: str, sheets: Sequence[Points]) -> Iterator[int]:
    """Return the scores of one criterion; `NA` is none."""
    for sheet in sheets:
        point = sheet.get(criterion)
        if isinstance(point, int):
            yield point


def rounded(value: Fraction, decimals: int) -> str:
    """Return a fraction as a decimal with so many places, halves rounded up: 4.125 → 4.13."""
    step = Decimal(1).scaleb(-decimals)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(step, rounding=ROUND_HALF_UP))
