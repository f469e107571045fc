"""What a process is drawn from: nodes in chains, chains in lanes, flows between them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from onboarding.engine.definition import Step, Text

Point = tuple[float, float]


@dataclass(slots=True)
class Box:
    """A rectangle, its origin at the upper left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Return the centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> float:
        """Return the x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of the lower side."""
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> "Box":
        """Return the same rectangle elsewhere."""
        return Box(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an event waits for or throws.

    `definition` is BPMN's word (`timer`, `message`, …); `text` the rule or condition as the file
    writes it; `about` what is sent or caught.
    """

    definition: str
    text: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """One run for each item: how many, and when enough of them are done."""

    count: str
    enough: str = ""


@dataclass(slots=True)
class Node:
    """One shape: an event, a gateway, a task, a sub-process or an annotation.

    `tag` is BPMN's element; `box` and `label` are filled in by the layout. `lane` is the role it
    stands in, `attached` the task a boundary event sits on, `default` the flow taken otherwise.
    """

    id: str
    tag: str
    name: str = ""
    lane: str = ""
    triggers: tuple[Trigger, ...] = ()
    loop: Loop | None = None
    step: Step | None = None
    documentation: str = ""
    attached: str = ""
    default: str = ""
    by_event: bool = False
    activation: str = ""
    inner: "Process | None" = None
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    label: Box | None = None

    @property
    def is_task(self) -> bool:
        """Return whether it is an activity, drawn as a rectangle."""
        return self.tag.endswith(("Task", "Process"))

    @property
    def is_gateway(self) -> bool:
        """Return whether it is drawn as a diamond."""
        return self.tag.endswith("Gateway")


@dataclass(slots=True)
class Flow:
    """An arrow. `condition` is in the condition language, empty where it is always taken."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    tag: str = "sequenceFlow"
    points: tuple[Point, ...] = ()
    label: Box | None = None


@dataclass(slots=True)
class Unit:
    """A step with all that belongs to it, drawn as one row: gateways, events, task.

    `chain`: left to right on one line. `hung`: nodes above and below it. `flows`: the arrows
    inside. `out`: the node the way on leaves from, with the name and condition of that flow;
    `skips`: whether that is the arc around the task. The layout fills in `width`, how far it
    reaches `above` and `below` its line, and `lead`, the points before the way out.
    """

    key: str
    lane: str
    chain: list[Node]
    hung: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    out: Flow | None = None
    skips: bool = False
    width: float = 0
    above: float = 0
    below: float = 0
    lead: tuple[Point, ...] = ()

    @property
    def nodes(self) -> list[Node]:
        """Return every node of the unit."""
        return self.chain + self.hung

    def find(self, suffix: str) -> Node | None:
        """Return the node of the chain whose id ends so, if there is one."""
        return next((node for node in self.chain if node.id == f"{self.key}{suffix}"), None)

    def node(self, suffix: str) -> Node:
        """Return the node of the chain whose id ends so."""
        return next(node for node in self.chain if node.id == f"{self.key}{suffix}")


@dataclass(slots=True)
class Link:
    """A flow from one unit to another; `back`: to work that is done again."""

    flow: Flow
    source: Unit
    target: Unit
    back: bool = False


@dataclass(slots=True)
class Process:
    """Units and the links between them; `lanes` are role id → label, in the order drawn."""

    id: str
    name: str
    lanes: dict[str, str]
    units: list[Unit]
    links: list[Link]
    documentation: str = ""
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    lane_boxes: dict[str, Box] = field(default_factory=dict)

    def nodes(self) -> Iterator[Node]:
        """Return every node, unit after unit, without those inside sub-processes."""
        for unit in self.units:
            yield from unit.nodes

    def flows(self) -> Iterator[Flow]:
        """Return every flow, those inside units first."""
        for unit in self.units:
            yield from unit.flows
        yield from (link.flow for link in self.links)


def both(text: Text) -> str:
    """Return a text in both languages, one line each."""
    return f"{text.en}\n{text.ja}"
