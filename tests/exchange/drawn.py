"""Reading a BPMN file's diagram back: boxes, arrows and labels as numbers."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, fromstring

from onboarding.exchange.bpmn.names import BPMN, DC, DI, DIAGRAM

Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass
class Drawn:
    """A diagram: element id → box, way, label; `tags`: element id → BPMN's word."""

    tags: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    ways: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    ends: dict[str, tuple[str, str]] = field(default_factory=dict)
    lanes: dict[str, list[str]] = field(default_factory=dict)
    inside: dict[str, str] = field(default_factory=dict)

    def shapes(self) -> dict[str, Box]:
        """Return what nothing may cover: all but pools, lanes, boundary events, sub-processes."""
        around = ("participant", "lane", "boundaryEvent", "subProcess")
        return {id: box for id, box in self.boxes.items() if self.tags[id] not in around}


def drawn(xml: str) -> Drawn:
    """Read a BPMN file."""
    top, found = fromstring(xml), Drawn()
    for element in top.iter():
        id = element.get("id")
        if id and element.tag.startswith(f"{{{BPMN}}}"):
            found.tags[id] = element.tag.partition("}")[2]
            if element.get("sourceRef"):
                found.ends[id] = (element.get("sourceRef", ""), element.get("targetRef", ""))
    for lane in top.iter(f"{{{BPMN}}}lane"):
        found.lanes[lane.get("id", "")] = [ref.text or "" for ref in lane]
    for process in top.iter(f"{{{BPMN}}}subProcess"):
        found.inside |= {child.get("id", ""): process.get("id", "") for child in process}
    for shape in top.iter(f"{{{DIAGRAM}}}BPMNShape"):
        found.boxes[shape.get("bpmnElement", "")] = _bounds(shape)
        _label(found, shape)
    for edge in top.iter(f"{{{DIAGRAM}}}BPMNEdge"):
        points = [
            (float(p.get("x", "")), float(p.get("y", ""))) for p in edge.iter(f"{{{DI}}}waypoint")
        ]
        found.ways[edge.get("bpmnElement", "")] = points
        _label(found, edge)
    return found


def _label(found: Drawn, element: Element) -> None:
    label = element.find(f"{{{DIAGRAM}}}BPMNLabel")
    if label is not None:
        found.labels[element.get("bpmnElement", "")] = _bounds(label)


def _bounds(element: Element) -> Box:
    box = element.find(f"{{{DC}}}Bounds")
    assert box is not None
    x, y, wide, high = (float(box.get(name, "")) for name in ("x", "y", "width", "height"))
    return (x, y, x + wide, y + high)


def overlap(a: Box, b: Box) -> bool:
    """Return whether two boxes share more than a pixel."""
    return a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1


def crosses(start: Point, end: Point, box: Box) -> bool:
    """Return whether a level or upright line enters a box by more than a pixel."""
    low = (min(start[0], end[0]), min(start[1], end[1]))
    high = (max(start[0], end[0]), max(start[1], end[1]))
    across = (low[0] < box[2] - 1 and box[0] + 1 < high[0]) or box[0] + 1 < low[0] < box[2] - 1
    along = (low[1] < box[3] - 1 and box[1] + 1 < high[1]) or box[1] + 1 < low[1] < box[3] - 1
    return across and along


def on_edge(point: Point, box: Box) -> bool:
    """Return whether a point lies on a box's edge, give or take a pixel."""
    x, y = point
    inside = box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1
    edge = min(abs(x - box[0]), abs(x - box[2]), abs(y - box[1]), abs(y - box[3]))
    return inside and edge <= 1
