"""The diagram: where each shape stands and how each arrow runs."""

from xml.etree.ElementTree import Element, SubElement

from onboarding.exchange.bpmn.names import DC, DI, DIAGRAM
from onboarding.exchange.bpmn.parts import Box, Flow, Node, Point, Process


def draw(top: Element, name: str, processes: list[Process]) -> None:
    """Add the diagram of some pools."""
    diagram = SubElement(top, f"{{{DIAGRAM}}}BPMNDiagram", {"id": f"{name}-diagram"})
    given = {"id": f"{name}-plane", "bpmnElement": f"{name}-collaboration"}
    plane = SubElement(diagram, f"{{{DIAGRAM}}}BPMNPlane", given)
    for process in processes:
        _shape(plane, f"{process.id}-pool", process.box, isHorizontal="true")
        for role, box in process.lane_boxes.items():
            _shape(plane, f"{process.id}-lane-{role}", box, isHorizontal="true")
        _contents(plane, process)


def _contents(plane: Element, process: Process) -> None:
    for node in sorted(process.nodes(), key=lambda one: bool(one.attached)):
        _node(plane, node)
    for flow in process.flows():
        _edge(plane, flow)


def _node(plane: Element, node: Node) -> None:
    given = {"isMarkerVisible": "true"} if node.tag == "exclusiveGateway" else {}
    if node.inner is not None:
        given["isExpanded"] = "true"
    shape = _shape(plane, node.id, node.box, **given)
    if node.label:
        _label(shape, node.label)
    if node.inner is not None:
        _contents(plane, node.inner)


def _shape(plane: Element, id: str, box: Box, **given: str) -> Element:
    named = {"id": f"{id}-shape", "bpmnElement": id, **given}
    shape = SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", named)
    _bounds(shape, box)
    return shape


def _edge(plane: Element, flow: Flow) -> None:
    given = {"id": f"{flow.id}-edge", "bpmnElement": flow.id}
    edge = SubElement(plane, f"{{{DIAGRAM}}}BPMNEdge", given)
    for x, y in flow.points:
        _point(edge, (x, y))
    if flow.label and flow.name:
        _label(edge, flow.label)


def _label(element: Element, box: Box) -> None:
    _bounds(SubElement(element, f"{{{DIAGRAM}}}BPMNLabel"), box)


def _bounds(element: Element, box: Box) -> None:
    values = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(element, f"{{{DC}}}Bounds", {name: f"{value:g}" for name, value in values.items()})


def _point(edge: Element, point: Point) -> None:
    given = {"x": f"{round(point[0]):g}", "y": f"{round(point[1]):g}"}
    SubElement(edge, f"{{{DI}}}waypoint", given)
