"""Pictures of workflows: where boxes stand, and arrows that never run into one."""

import re
from itertools import pairwise

import pytest

from onboarding.cases.layout import Block, Edge, Measures, lay_out, shortest
from onboarding.cases.library import library
from onboarding.cases.tracks import Leg, lay_tracks, rounded_path

SIZES = Measures()


def drawn(needs, lanes=None):
    """Return the layout of steps and what each needs; every step in one lane where none is said."""
    lanes = lanes or dict.fromkeys(needs, "all")
    blocks = [Block(key, lanes[key], tuple(before), 40) for key, before in needs.items()]
    edges = [Edge(one, key) for key, before in shortest(needs).items() for one in before]
    return lay_out(blocks, dict.fromkeys(lanes.values()), edges, SIZES)


def lines_of(path):
    """Return the straight pieces of a path as pairs of points."""
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    return list(pairwise(points))


def crossed(layout):
    """Return (source, target, box) of arrows that touch a box which is neither of their own."""
    found = []
    for route in layout.routes:
        others = layout.spots.items() - {
            (key, layout.spots[key]) for key in (route.edge.source, route.edge.target)
        }
        for key, spot in others:
            if any(_touches(line, spot) for line in lines_of(route.path)):
                found.append((route.edge.source, route.edge.target, key))
    return found


def _touches(line, spot):
    (x1, y1), (x2, y2) = line
    across = max(x1, x2) > spot.x and min(x1, x2) < spot.x + SIZES.width
    down = max(y1, y2) > spot.y and min(y1, y2) < spot.y + spot.height
    return across and down


def test_boxes_stand_right_of_what_they_need():
    layout = drawn({"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]})

    places = {key: (spot.x, spot.y) for key, spot in layout.spots.items()}
    assert places == {"a": (14, 40), "b": (220, 40), "c": (220, 90), "d": (426, 40)}


def test_lanes_without_a_box_are_left_out():
    layout = lay_out([Block("a", "office", (), 40)], ["host", "office"], [], SIZES)

    assert [(band.lane, band.y, band.height) for band in layout.bands] == [("office", 0, 96)]


def test_what_is_waited_for_through_another_needs_no_arrow():
    assert shortest({"a": [], "b": ["a"], "c": ["a", "b"]}) == {"a": [], "b": ["a"], "c": ["b"]}


def test_steps_that_wait_for_each_other_are_still_drawn():
    layout = drawn({"a": ["b"], "b": ["a"]})

    assert layout.spots.keys() == {"a", "b"}


def test_an_arrow_over_several_columns_runs_between_the_rows():
    layout = drawn({"a": [], "b": ["a"], "c": ["b"], "x": [], "d": ["c", "x"]})

    assert crossed(layout) == []


def test_an_arrow_back_leaves_and_enters_from_below():
    blocks = [Block("a", "all", (), 40), Block("b", "all", ("a",), 40)]
    layout = lay_out(blocks, ["all"], [Edge("b", "a", "back", back=True)], SIZES)

    start, *_, end = [point for line in lines_of(layout.routes[0].path) for point in line]
    assert start == (layout.spots["b"].x + 106, layout.spots["b"].y + 40)
    assert end == (layout.spots["a"].x + 66, layout.spots["a"].y + 43)


@pytest.mark.parametrize("lane", ["role", "workflow"])
def test_no_arrow_of_the_shipped_workflows_crosses_a_box(whole_app, lane):
    with whole_app.app_context():
        for workflow in library().current():
            steps = {step.key: step for step in workflow.steps}
            needs = {
                key: [need.step for need in step.needs if need.step in steps]
                for key, step in steps.items()
            }
            layout = drawn(needs, {key: getattr(step, lane) for key, step in steps.items()})
            assert crossed(layout) == [], workflow.id


def test_tracks_of_one_gap_are_shared_only_where_arrows_do_not_overlap():
    legs = [Leg("a", 0, 1, 1, 5), Leg("b", 0, 3, 1, 7), Leg("c", 0, 9, 1, 11)]

    tracks = lay_tracks(legs)

    assert [tracks.number(source, ("column", 0)) for source in "abc"] == [0, 1, 0]
    assert tracks.in_column(0) == 2
    assert tracks.in_column(1) == 0


def test_corners_are_rounded():
    assert rounded_path([(0, 0), (20, 0), (20, 30)]) == "M0 0 L14 0 Q20 0 20 6 L20 30"
