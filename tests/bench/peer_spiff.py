"""SpiffWorkflow at the same tasks, with a case of 40 steps.

Usage: peer_spiff.py step|case [rounds]; `step`: the case is loaded, one step done, the case saved;
`case`: it is opened and all of its 40 steps are done, in memory. Run by an interpreter that has
SpiffWorkflow; prints the microseconds of the processor each round takes, as
JSON.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

BEFORE, TRACKS, AFTER, DONE = 8, (7, 5, 6, 4, 3), 7, 12
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" '
    'targetNamespace="urn:arrival"><process id="arrival" isExecutable="true">'
)


class Drawing:
    """A process being drawn: nodes, and arrows between them, some under a condition."""

    def __init__(self) -> None:
        self.nodes: dict[str, str] = {}
        self.arrows: list[str] = []
        self.default: dict[str, str] = {}

    def node(self, kind: str, id: str) -> str:
        self.nodes[id] = kind
        return id

    def arrow(self, start: str, end: str, condition: str = "") -> str:
        id = f"a{len(self.arrows)}"
        inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        ends = f'sourceRef="{start}" targetRef="{end}"'
        self.arrows.append(f'<sequenceFlow id="{id}" {ends}>{inside}</sequenceFlow>')
        return id

    def steps(self, start: str, name: str, number: int) -> str:
        """Draw steps one after another; return the last."""
        for position in range(number):
            step = self.node("userTask", f"{name}{position}")
            self.arrow(start, step)
            start = step
        return start

    def track(self, start: str, name: str, number: int, end: str) -> None:
        """Draw steps that are left out where a fact says so."""
        fork, meet = (self.node("exclusiveGateway", f"{name}_{at}") for at in ("fork", "meet"))
        self.arrow(start, fork)
        first = self.node("userTask", f"{name}_first")
        self.arrow(fork, first, f"{name}_wanted")
        self.arrow(self.steps(first, name, number - 1), meet)
        self.default[fork] = self.arrow(fork, meet)
        self.arrow(meet, end)

    def bpmn(self) -> str:
        nodes = "".join(
            f'<{kind} id="{id}" name="{id}"'
            + (f' default="{self.default[id]}"' if id in self.default else "")
            + "/>"
            for id, kind in self.nodes.items()
        )
        return f"{HEAD}{nodes}{''.join(self.arrows)}</process></definitions>"


def flow() -> str:
    """Return a process of 40 steps: some before, five tracks beside each other, some after."""
    drawing = Drawing()
    last = drawing.steps(drawing.node("startEvent", "start"), "before", BEFORE)
    split, join = (drawing.node("parallelGateway", name) for name in ("split", "join"))
    drawing.arrow(last, split)
    for number, steps in enumerate(TRACKS):
        drawing.track(split, f"track{number}_", steps, join)
    drawing.arrow(drawing.steps(join, "after", AFTER), drawing.node("endEvent", "end"))
    assert sum(kind == "userTask" for kind in drawing.nodes.values()) == 40
    return drawing.bpmn()


def specification() -> Any:
    """Return the process, read once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "arrival.bpmn"
        path.write_text(flow(), "utf-8")
        parser = BpmnParser()
        parser.add_bpmn_file(str(path))
        return parser.get_spec("arrival")


def opened(spec: Any, left_out: int | None) -> BpmnWorkflow:
    """Return a new case, one of its tracks left out."""
    case = BpmnWorkflow(spec)
    case.set_data(
        **{f"track{number}__wanted": number != left_out for number, _ in enumerate(TRACKS)}
    )
    case.do_engine_steps()
    return case


def begun() -> BpmnWorkflow:
    """Return a case twelve steps on."""
    case = opened(specification(), 1)
    for _ in range(DONE):
        do_next(case)
    return case


def do_next(case: Any) -> None:
    """Do the first open step."""
    task = case.get_tasks(state=TaskState.READY, manual=True)[0]
    task.data.update(case.data)
    task.run()
    case.do_engine_steps()


def steps_done(number: int) -> Iterator[float]:
    """Load, do a step, save; yield the seconds of each round."""
    serializer = BpmnWorkflowSerializer()
    saved = serializer.serialize_json(begun())
    for _ in range(number):
        start = time.process_time()
        case = serializer.deserialize_json(saved)
        do_next(case)
        serializer.serialize_json(case)
        yield time.process_time() - start


def cases_done(number: int) -> Iterator[float]:
    """Run cases to their end; yield the seconds of each."""
    spec = specification()
    for _ in range(number):
        start = time.process_time()
        case = opened(spec, None)
        while not case.is_completed():
            do_next(case)
        yield time.process_time() - start


if __name__ == "__main__":
    rounds = {"step": steps_done, "case": cases_done}[sys.argv[1]]
    print(json.dumps([seconds * 1e6 for seconds in rounds(int(sys.argv[2]))]))
