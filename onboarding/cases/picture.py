"""The workflow as a picture: lanes of steps, each to the right of what it needs."""

from collections.abc import Iterable
from dataclasses import dataclass

from onboarding.cases.checklist import Line
from onboarding.engine.definition import Text, Workflow

BOX_WIDTH, BOX_HEIGHT = 172, 44
_GAP_X, _GAP_Y, _LANE_TOP, _LANE_BOTTOM = 28, 10, 30, 14


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
    lines = tuple(lines)
    columns = _columns(lines)
    lanes, boxes, top = [], [], 0
    for workflow in workflows:
        own = [line for line in lines if line.planned.step.workflow == workflow.id]
        if not own:
            continue
        placed, height = _lane(own, columns, top)
        lanes.append(Lane(workflow.title, top, height))
        boxes += placed
        top += height
    width = (max(columns.values(), default=0) + 1) * (BOX_WIDTH + _GAP_X) + _GAP_X
    return Picture(width, top, tuple(lanes), tuple(boxes), _arrows(boxes))


def _columns(lines: tuple[Line, ...]) -> dict[int, int]:
    """Return step number → how many steps lie before it on the longest way, among those shown."""
    shown = {line.planned.number: line.planned for line in lines}
    found: dict[int, int] = {}
    for number in sorted(shown):
        before = [found[n] for n in found if shown[number].needs >> n & 1]
        found[number] = max(before, default=-1) + 1
    return found


def _lane(own: list[Line], columns: dict[int, int], top: int) -> tuple[list[Box], int]:
    used: dict[int, int] = {}
    boxes = []
    for line in own:
        column = columns[line.planned.number]
        row = used.get(column, 0)
        used[column] = row + 1
        x = _GAP_X + column * (BOX_WIDTH + _GAP_X)
        boxes.append(Box(line, x, top + _LANE_TOP + row * (BOX_HEIGHT + _GAP_Y)))
    height = _LANE_TOP + max(used.values()) * (BOX_HEIGHT + _GAP_Y) + _LANE_BOTTOM
    return boxes, height


def _arrows(boxes: list[Box]) -> tuple[Arrow, ...]:
    """Draw the needs inside each lane; those across lanes would hide the picture."""
    by_number = {box.line.planned.number: box for box in boxes}
    found = []
    for box in boxes:
        for number, before in by_number.items():
            same = before.line.planned.step.workflow == box.line.planned.step.workflow
            if same and box.line.planned.needs >> number & 1:
                found.append(Arrow(_path(before, box)))
    return tuple(found)


def _path(before: Box, after: Box) -> str:
    x1, y1 = before.x + BOX_WIDTH, before.y + BOX_HEIGHT // 2
    x2, y2 = after.x - 3, after.y + BOX_HEIGHT // 2
    bend = max(14, (x2 - x1) // 2)
    return f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
