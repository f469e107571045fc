"""Charts and columns: shapes and texts worked out by hand."""

import pytest

from onboarding.rehearsal.chart import nice, small, stacked
from onboarding.rehearsal.clockwork.figures import Weeks
from onboarding.rehearsal.columns import fitted, folded, left, right, table, width
from tests.rehearsal import tiny

ARRIVALS = [tiny.arrival(n, *days) for n, days in ((1, tiny.EARLY), (2, tiny.HASTY))]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 10), (10, 10), (11, 20), (21, 40), (41, 50), (51, 100), (101, 200)]
)
def test_scale_ends_at_a_round_number(most, top):
    assert nice(most) == top


def test_stack_of_a_tiny_season():
    stack = stacked(tiny.told(tiny.play(ARRIVALS, office=1), office=1))

    assert [band.who for band in stack.bands] == ["office", "guest", "bureau"]
    assert (stack.most, stack.most_week) == (2, "2027-01-04")
    assert [tick.says for tick in stack.across] == ["0", "5", "10"]
    assert stack.bands[0].points.startswith("44.0,237.6 165.1,294.0 ")
    assert stack.late.split()[2] == "286.3,265.8"


def test_chart_of_one_role_with_another_season_behind():
    own = Weeks("office", (0, 4, 2), (0, 4, 0), (0, 0, 2), (0, 0, 1))
    other = Weeks("office", (0, 8, 0), (0, 8, 0), (0, 0, 8), (0, 0, 0))
    mondays = ("2027-01-04", "2027-01-11", "2027-01-18")

    found = small(own, mondays, other)

    assert found.area == "2.0,86.0 140.0,46.0 278.0,66.0 278.0,86.0 140.0,86.0 2.0,86.0"
    assert found.before == "2.0,86.0 140.0,6.0 278.0,86.0"
    assert (found.most, found.most_week, found.most_late) == (4, "2027-01-11", 1)


def test_role_without_work_has_a_flat_chart():
    idle = Weeks("it", (0, 0), (0, 0), (0, 0), (0, 0))

    found = small(idle, ("2027-01-04", "2027-01-11"))

    assert (found.most, found.most_week, found.before) == (0, "", "")


def test_japanese_letters_are_twice_as_wide():
    assert (width("COEの送付"), left("国際課", 8), right("国際課", 8)) == (
        9,
        "国際課  ",
        "  国際課",
    )
    assert (fitted("在留資格認定証明書", 9), fitted("Office", 6)) == ("在留資格…", "Office")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Open at the end", ["Open at", "the end"]),
        ("受入開始までの日", ["受入開始", "までの日"]),
        ("COEの送付を待つ", ["COEの送", "付を待つ"]),
        ("", [""]),
    ],
)
def test_long_text_is_folded(text, lines):
    assert folded(text, 8) == lines


def test_columns_of_a_table_stand_below_each_other():
    assert table(("手続", "Days late"), [("入国", "7"), ("Move in", "12")], (8, 5)) == [
        "           Days",
        "手続       late",
        "入国          7",
        "Move in      12",
    ]
