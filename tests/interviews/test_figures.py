"""The arithmetic of scores: NA left out, exact to the last step, rounded half up."""

from fractions import Fraction

import pytest

from onboarding.engine.definition import Text
from onboarding.interviews.figures import Figures, figures_of, rounded
from onboarding.interviews.rubric import Criterion

CRITERIA = tuple(
    Criterion(id, Text(id, id), weight, {}) for id, weight in (("a", 50), ("b", 30), ("c", 20))
)


def figures(*sheets: tuple[int | str, int | str, int | str]) -> Figures:
    named = [dict(zip(("a", "b", "c"), sheet, strict=True)) for sheet in sheets]
    return figures_of(CRITERIA, named, [4] * len(named))


@pytest.mark.parametrize(
    ("sheets", "mean", "spread", "agreement"),
    [
        ([(4, 4, 4), (4, 4, 4)], Fraction(4), 0, 100),
        ([(5, 4, 3), (3, 4, 5)], Fraction(4), 2, 33),
        ([(5, "NA", 3), (3, "NA", 3)], Fraction(26, 7), 2, 50),
        ([(5, "NA", 3), (4, 2, "NA")], Fraction(69, 20), 1, 100),
        ([("NA", "NA", 1), ("NA", "NA", 2)], Fraction(3, 2), 1, 100),
        ([(5, 4, 3)], Fraction(43, 10), None, None),
        ([("NA", "NA", "NA"), ("NA", "NA", "NA")], None, None, None),
        ([], None, None, None),
    ],
)
def test_figures_leave_out_what_nobody_could_judge(sheets, mean, spread, agreement):
    found = figures(*sheets)

    assert (found.mean, found.spread, found.agreement) == (mean, spread, agreement)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(33, 8), 2, "4.13"),
        (Fraction(4124, 1000), 2, "4.12"),
        (Fraction(4), 2, "4.00"),
        (Fraction(10, 3), 2, "3.33"),
        (Fraction(25, 2), 0, "13"),
        (Fraction(200, 3), 0, "67"),
    ],
)
def test_halves_are_rounded_up_and_only_to_be_shown(value, decimals, text):
    assert rounded(value, decimals) == text


def test_widest_criteria_are_named():
    found = figures((5, 4, 3), (3, 4, 5), (4, 4, 4))

    assert [row.criterion.id for row in found.widest] == ["a", "c"]
    assert (found.agreed, found.compared) == (1, 3)
