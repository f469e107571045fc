"""The workflow of a case as a picture: lanes of steps, each to the right of what it needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onboarding.cases.checklist import Line
from onboarding.cases.layout import Block, Edge, Layout, Measures, lay_out, shortest
from onboarding.engine.definition import Text, Workflow
from onboarding.engine.plan import numbers_in

BOX_WIDTH, BOX_HEIGHT = 172, 44
_MEASURES = Measures(width=BOX_WIDTH, port=BOX_HEIGHT // 2)


@dataclass(frozen=True, slots=True)
class Box:
    """One step of the picture, in pixels."""

    line: Line
    x: int
    y: int

    @property
    def status(self) -> str:
        """Return the word its look is named after."""
        return "late" if self.line.late else str(self.line.state)


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a step to one that needs it."""

    path: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One workflow of the picture."""

    title: Text
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, and how large it is."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def draw(lines: Iterable[Line], workflows: Iterable[Workflow]) -> Picture:
    """Lay out a checklist. A step stands to the right of everything it needs."""
    by_key = {line.planned.key: line for line in lines}
    titles = {workflow.id: workflow.title for workflow in workflows}
    layout = _layout(by_key, titles)
    return Picture(
        layout.width,
        layout.height,
        tuple(Lane(titles[band.lane], band.y, band.height) for band in layout.bands),
        tuple(Box(by_key[key], spot.x, spot.y) for key, spot in layout.spots.items()),
        tuple(Arrow(route.path) for route in layout.routes),
    )


def _layout(by_key: Mapping[str, Line], lanes: Iterable[str]) -> Layout:
    by_number = {line.planned.number: key for key, line in by_key.items()}
    needs = {key: _needs(by_number, line) for key, line in by_key.items()}
    blocks = [
        Block(key, line.planned.step.workflow, tuple(needs[key]), BOX_HEIGHT)
        for key, line in by_key.items()
    ]
    return lay_out(blocks, lanes, _edges(by_key, needs), _MEASURES)


def _needs(by_number: Mapping[int, str], line: Line) -> list[str]:
    """Return the keys of the steps one needs, among those shown."""
    return [by_number[n] for n in numbers_in(line.planned.needs) if n in by_number]


def _edges(by_key: Mapping[str, Line], needs: Mapping[str, list[str]]) -> list[Edge]:
    """Return the needs inside each lane; those across lanes would hide the picture."""
    lane = {key: line.planned.step.workflow for key, line in by_key.items()}
    inside = {
        key: [one for one in before if lane[one] == lane[key]] for key, before in needs.items()
    }
    return [Edge(one, key) for key, before in shortest(inside).items() for one in before]
