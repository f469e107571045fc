"""Days of which a part is unknown: what is written, and what they fit."""

from datetime import date

import pytest

from onboarding.engine.definition import Text
from onboarding.engine.partdays import PartDay, as_known

DAY = date(1985, 3, 1)


@pytest.mark.parametrize(
    ("unknown", "digits", "text"),
    [
        ("day", "19850300", Text("March 1985 (day unknown)", "1985年3月（日不詳）")),
        ("month", "19850000", Text("1985 (month and day unknown)", "1985年（月日不詳）")),
        ("all", "99999999", Text("date unknown", "年月日不詳")),
    ],
)
def test_unknown_part_is_never_written(unknown, digits, text):
    found = as_known(DAY, unknown)

    assert (found.unknown, found.digits, found.text) == (unknown, digits, text)


def test_day_that_is_known_stays_whole():
    assert as_known(DAY, None) == DAY


@pytest.mark.parametrize(
    ("part", "fits"),
    [
        (PartDay(1985, 3), True),
        (PartDay(1985), True),
        (PartDay(None), True),
        (PartDay(1985, 4), False),
        (PartDay(1984), False),
    ],
)
def test_part_of_a_day_fits_days_with_the_same_parts(part, fits):
    assert part.fits(DAY) is fits
