"""BPMN 2.0 XML: the process for engines, the diagram for eyes."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from onboarding.engine.definition import Workflow
from onboarding.exchange.bpmn.diagram import draw
from onboarding.exchange.bpmn.keeping import OURS, kept_step, kept_workflow
from onboarding.exchange.bpmn.names import BPMN, DC, DI, DIAGRAM, XSI, bpmn
from onboarding.exchange.bpmn.parts import Flow, Node, Process, Trigger

_LANGUAGE = "urn:onboarding:conditions:1"
_FORMAL = {f"{{{XSI}}}type": "bpmn:tFormalExpression"}
_PREFIXES = {"bpmn": BPMN, "bpmndi": DIAGRAM, "dc": DC, "di": DI, "xsi": XSI, "onboarding": OURS}


def write(
    name: str, pools: list[tuple[Process, Workflow]], messages: list[tuple[str, str, str]]
) -> str:
    """Return pools as one BPMN file. `messages`: (id, source, target) of flows between them."""
    for prefix, uri in _PREFIXES.items():
        register_namespace(prefix, uri)
    top = Element(
        bpmn("definitions"),
        {
            "id": f"{name}-definitions",
            "targetNamespace": OURS,
            "expressionLanguage": _LANGUAGE,
            "exporter": "onboarding",
        },
    )
    _events_known(top, [process for process, _workflow in pools])
    collaboration = SubElement(top, bpmn("collaboration"), {"id": f"{name}-collaboration"})
    for process, _workflow in pools:
        given = {"id": f"{process.id}-pool", "name": process.name}
        SubElement(
            collaboration, bpmn("participant"), {**given, "processRef": f"{process.id}-process"}
        )
    for id, source, target in messages:
        given = {"id": id, "sourceRef": source, "targetRef": target}
        SubElement(collaboration, bpmn("messageFlow"), given)
    for process, workflow in pools:
        _process(top, process, workflow)
    draw(top, name, [process for process, _workflow in pools])
    indent(top)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{tostring(top, encoding='unicode')}\n"


def _events_known(top: Element, processes: Iterable[Process]) -> None:
    """Declare each message, signal and escalation that some event names, once."""
    tags = {"message": "message", "signal": "signal", "escalation": "escalation"}
    seen: set[str] = set()
    nodes = (node for process in processes for node in every_node(process))
    for trigger in (trigger for node in nodes for trigger in node.triggers):
        if trigger.definition not in tags or _reference(trigger) in seen:
            continue
        seen.add(_reference(trigger))
        given = {"id": _reference(trigger), "name": trigger.about}
        SubElement(top, bpmn(tags[trigger.definition]), given)


def every_node(process: Process) -> Iterable[Node]:
    """Return every node of a process and of the sub-processes in it."""
    for node in process.nodes():
        yield node
        if node.inner is not None:
            yield from every_node(node.inner)


def _reference(trigger: Trigger) -> str:
    return f"{trigger.definition}-{trigger.about}"


def _process(top: Element, process: Process, workflow: Workflow) -> None:
    given = {"id": f"{process.id}-process", "name": process.name, "isExecutable": "false"}
    element = SubElement(top, bpmn("process"), given)
    _document(element, process.documentation)
    _extend(element, kept_workflow(workflow))
    if process.lanes:
        lanes = SubElement(element, bpmn("laneSet"), {"id": f"{process.id}-lanes"})
        for role, label in process.lanes.items():
            lane = SubElement(lanes, bpmn("lane"), {"id": lane_id(process, role), "name": label})
            for node in process.nodes():
                if node.lane == role and node.tag != "textAnnotation":
                    SubElement(lane, bpmn("flowNodeRef")).text = node.id
    _contents(element, process)


def lane_id(process: Process, role: str) -> str:
    """Return the id of a role's lane."""
    return f"{process.id}-lane-{role}"


def _contents(element: Element, process: Process) -> None:
    """Write nodes, then flows, then what only readers need, in the order the standard wants."""
    flows = [one for one in process.flows() if one.tag == "sequenceFlow"]
    notes = [node for node in process.nodes() if node.tag == "textAnnotation"]
    for node in process.nodes():
        if node not in notes:
            _node(element, node, flows)
    for flow in flows:
        _sequence(element, flow)
    for node in notes:
        note = SubElement(element, bpmn("textAnnotation"), {"id": node.id})
        SubElement(note, bpmn("text")).text = node.name
    for flow in process.flows():
        if flow.tag == "association":
            ends = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
            SubElement(element, bpmn("association"), ends)


def _node(element: Element, node: Node, flows: list[Flow]) -> None:
    found = SubElement(element, bpmn(node.tag), _attributes(node))
    _document(found, node.documentation)
    if node.step is not None:
        _extend(found, kept_step(node.step))
    for flow in (one for one in flows if one.target == node.id):
        SubElement(found, bpmn("incoming")).text = flow.id
    for flow in (one for one in flows if one.source == node.id):
        SubElement(found, bpmn("outgoing")).text = flow.id
    _behaviour(found, node)


def _attributes(node: Node) -> dict[str, str]:
    given = {
        "id": node.id,
        "name": node.name,
        "default": node.default,
        "attachedToRef": node.attached,
        "cancelActivity": "false" if node.attached else "",
        "parallelMultiple": "true" if len(node.triggers) > 1 else "",
        "triggeredByEvent": "true" if node.by_event else "",
    }
    return {name: value for name, value in given.items() if value}


def _behaviour(found: Element, node: Node) -> None:
    if node.loop is not None:
        given = {"isSequential": "false"}
        loop = SubElement(found, bpmn("multiInstanceLoopCharacteristics"), given)
        SubElement(loop, bpmn("loopCardinality"), _FORMAL).text = node.loop.count
        if node.loop.enough:
            SubElement(loop, bpmn("completionCondition"), _FORMAL).text = node.loop.enough
    for number, trigger in enumerate(node.triggers, 1):
        _event(found, f"{node.id}-event-{number}", trigger)
    if node.activation:
        SubElement(found, bpmn("activationCondition"), _FORMAL).text = node.activation
    if node.inner is not None:
        _contents(found, node.inner)


def _event(found: Element, id: str, trigger: Trigger) -> None:
    given = {"id": id}
    if trigger.definition in ("message", "signal", "escalation"):
        given[f"{trigger.definition}Ref"] = _reference(trigger)
    event = SubElement(found, bpmn(f"{trigger.definition}EventDefinition"), given)
    if trigger.definition == "timer":
        SubElement(event, bpmn("timeDate"), _FORMAL).text = trigger.text
    if trigger.definition == "conditional":
        SubElement(event, bpmn("condition"), _FORMAL).text = trigger.text


def _sequence(element: Element, flow: Flow) -> None:
    given = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
    if flow.name:
        given["name"] = flow.name
    found = SubElement(element, bpmn("sequenceFlow"), given)
    if flow.condition:
        SubElement(found, bpmn("conditionExpression"), _FORMAL).text = flow.condition


def _document(element: Element, text: str) -> None:
    if text:
        SubElement(element, bpmn("documentation")).text = text


def _extend(element: Element, kept: Element) -> None:
    SubElement(element, bpmn("extensionElements")).append(kept)
