"""Where the nodes of one unit stand: the chain on a line, the rest above and below it.

Coordinates are of the unit: x from its left side, y from its line.
"""

from collections.abc import Mapping

from onboarding.exchange.bpmn.measuring import LABEL, TASK, fitting, height_of, width_of
from onboarding.exchange.bpmn.parts import Box, Flow, Node, Point, Unit

TASK_SIZE = (150.0, 80.0)
_GATE, _EVENT = 50.0, 36.0
_LABEL_WIDTH, _LABEL_LINES = 112.0, 9
_WAIT_LINES = 18
_NAME_LINES = 4
_GAP, _LABEL_GAP = 30.0, 12.0
_NOTE_GAP, _ARC_GAP = 16.0, 18.0
_HUNG: Mapping[str, float] = {"remind": 25.0, "escalate": 125.0}
_HUNG_LABEL, _HUNG_DROP = 98.0, 22.0
_WAY_LABEL = 100.0


def arrange(unit: Unit) -> None:
    """Give every node and flow of a unit its place."""
    for node in unit.chain:
        _size(node)
    _line_up(unit)
    _hang(unit)
    for flow in unit.flows:
        _draw(unit, flow)
    _reach(unit)


def _size(node: Node) -> None:
    if node.inner is not None:
        node.box = Box(0, 0, node.inner.box.width, node.inner.box.height)
        return
    width, height = (
        TASK_SIZE if node.is_task else (_GATE, _GATE) if node.is_gateway else (_EVENT, _EVENT)
    )
    if node.is_task:
        node.name = fitting(node.name, width - 24, _NAME_LINES, TASK)
    node.box = Box(0, 0, width, height)


def _label_below(node: Node, width: float = _LABEL_WIDTH) -> None:
    """Put a node's name under it, as high as its lines are."""
    if not node.name or node.is_task:
        return
    lines = _WAIT_LINES if node.id.endswith("-wait") else _LABEL_LINES
    node.name = fitting(node.name, width, lines)
    wide = min(width, max(width_of(line, LABEL) + 4 for line in node.name.split("\n")))
    middle = node.box.middle[0]
    high = height_of(node.name, width)
    node.label = Box(middle - wide / 2, node.box.bottom + 4, wide, high)


def _line_up(unit: Unit) -> None:
    """Put the chain on its line, far enough apart for the names under it and on its arrows."""
    ways = {flow.source: flow for flow in unit.flows if flow.name and _in_chain(unit, flow)}
    edge, reach = 0.0, 0.0
    for node in unit.chain:
        half = max(node.box.width, _room_below(unit, node)) / 2
        left = max(edge, reach + half - node.box.width / 2)
        node.box = Box(left, -node.box.height / 2, node.box.width, node.box.height)
        _label_below(node)
        gap = max(_GAP, _before_ways(unit, node), _name_of_way(unit, node, ways))
        edge = node.box.right + gap
        reach = node.box.middle[0] + half + _LABEL_GAP
    unit.width = max(node.box.right for node in unit.chain)
    last = unit.chain[-1]
    unit.width = max(unit.width, last.label.right if last.label else 0)
    if unit.out and unit.out.name and not unit.skips:
        unit.width = max(unit.width, last.box.right + _way_width(unit.out.name) + 8)


def _room_below(unit: Unit, node: Node) -> float:
    """Return how wide what stands under a node is: its name, or whom its clocks tell."""
    if node.step and any(one.tag == "boundaryEvent" for one in unit.hung):
        return 2 * _HUNG_LABEL + _HUNG["escalate"] - _HUNG["remind"] - _HUNG_LABEL
    if not node.name or node.is_task:
        return 0
    return min(_LABEL_WIDTH, width_of(node.name, LABEL) + 4)


def _in_chain(unit: Unit, flow: Flow) -> bool:
    ids = [node.id for node in unit.chain]
    if flow.source not in ids or flow.target not in ids:
        return False
    return ids.index(flow.target) == ids.index(flow.source) + 1


def _before_ways(unit: Unit, node: Node) -> float:
    """Leave room for what stands beside the arrows up and down from the gateway behind."""
    follows = unit.chain.index(node) + 1
    then = unit.chain[follows] if follows < len(unit.chain) else None
    if then is None or node.step is None or then.id != f"{unit.key}-then":
        return 0
    aside = any(outcome.then in ("back", "stop") for outcome in node.step.outcomes)
    return _WAY_LABEL - 16 if aside else 0


def _name_of_way(unit: Unit, node: Node, ways: Mapping[str, Flow]) -> float:
    return _way_width(ways[node.id].name) + 14 if node.id in ways else 0


def _way_width(name: str) -> float:
    return min(_WAY_LABEL, width_of(name, LABEL) + 4)


def way_label(name: str, x: float, y: float) -> Box:
    """Return where the name of an arrow stands whose line begins at a point."""
    high = height_of(name, _WAY_LABEL)
    return Box(x + 4, y - high - 3, _way_width(name), high)


def back_label(name: str, x: float, y: float) -> Box:
    """Return where the name of a way back stands: left of its line, ending above a height."""
    wide, high = _way_width(name), height_of(name, _WAY_LABEL)
    return Box(x - wide - 5, y - high, wide, high)


def _hang(unit: Unit) -> None:
    """Place notes above the task, clocks on its lower edge, ends below what leads to them."""
    task = next((node for node in unit.chain if node.step), unit.chain[0])
    for node in unit.hung:
        if node.tag == "textAnnotation":
            high = height_of(node.name, TASK_SIZE[0] - 12, TASK) + 8
            top = task.box.y - _NOTE_GAP - high
            node.box = Box(task.box.x, top, TASK_SIZE[0], high)
        elif node.tag == "boundaryEvent":
            x = task.box.x + _HUNG[node.id.rpartition("-")[2]]
            node.box = Box(x - _EVENT / 2, task.box.bottom - _EVENT / 2, _EVENT, _EVENT)
        else:
            _hang_end(unit, node)


def _hang_end(unit: Unit, node: Node) -> None:
    source = next(flow.source for flow in unit.flows if flow.target == node.id)
    above = next(one for one in unit.nodes if one.id == source)
    named = next(flow for flow in unit.flows if flow.target == node.id)
    drop = _HUNG_DROP
    if named.name:
        drop = max(drop, height_of(named.name, _WAY_LABEL) + 10)
    if above.label:
        above.label = above.label.moved(0, above.box.y - 4 - above.label.bottom)
    x = above.box.middle[0]
    node.box = Box(x - _EVENT / 2, above.box.bottom + drop, _EVENT, _EVENT)
    _label_below(node, _HUNG_LABEL)


def _draw(unit: Unit, flow: Flow) -> None:
    nodes = {node.id: node for node in unit.nodes}
    source, target = nodes[flow.source], nodes[flow.target]
    if flow.tag == "association":
        x = target.box.middle[0]
        flow.points = ((x, source.box.y), (x, target.box.bottom))
    elif target in unit.hung:
        x = source.box.middle[0]
        flow.points = ((x, source.box.bottom), (x, target.box.y))
        if flow.name:
            wide, high = _way_width(flow.name), height_of(flow.name, _WAY_LABEL)
            flow.label = Box(x - wide - 5, source.box.bottom + 5, wide, high)
    elif _in_chain(unit, flow):
        flow.points = ((source.box.right, 0.0), (target.box.x, 0.0))
        if flow.name:
            flow.label = way_label(flow.name, source.box.right, 0)
    else:
        flow.points = _arc(unit, source, (target.box.middle[0], target.box.y))
        flow.label = way_label(flow.name, source.box.middle[0], flow.points[1][1])


def _arc(unit: Unit, source: Node, end: Point) -> tuple[Point, ...]:
    """Return the way around the task, above everything."""
    top = _arc_height(unit)
    x = source.box.middle[0]
    return (x, source.box.y), (x, top), (end[0], top), end


def _arc_height(unit: Unit) -> float:
    return min(node.box.y for node in unit.nodes) - _ARC_GAP


def _reach(unit: Unit) -> None:
    """Note how far the unit reaches from its line, and how the way on begins."""
    boxes = [node.box for node in unit.nodes]
    boxes += [node.label for node in unit.nodes if node.label]
    boxes += [flow.label for flow in unit.flows if flow.label]
    ys = [y for flow in unit.flows for _x, y in flow.points]
    if unit.out:
        source = next(node for node in unit.chain if node.id == unit.out.source)
        unit.lead = ((source.box.right, 0.0),)
        if unit.skips:
            unit.width += 16
            unit.lead = _arc(unit, source, (unit.width, 0.0))
        if unit.out.name:
            x, y = unit.lead[1] if unit.skips else unit.lead[0]
            unit.out.label = way_label(unit.out.name, x, y)
            boxes.append(unit.out.label)
        ys += [y for _x, y in unit.lead]
    unit.above = -min(0.0, *(box.y for box in boxes), *ys)
    unit.below = max(0.0, *(box.bottom for box in boxes), *ys)
