"""The route of an approval as a sub-process: stages one after the other, seats side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from onboarding.engine.definition import Outcome, Step
from onboarding.engine.routes import Stage
from onboarding.exchange.bpmn.parts import Flow, Link, Node, Process, Unit
from onboarding.exchange.bpmn.units import Around, flow, unit_of
from onboarding.exchange.bpmn.wording import Words


def as_drawn(approval: Step, seats: Sequence[Step]) -> Step:
    """Return an approval with what its seats carry for it: what it waits for, what sends back."""
    known = {outcome.id for outcome in approval.outcomes}
    back: dict[str, Outcome] = {}
    for seat in seats:
        back |= {one.id: one for one in seat.outcomes if one.id not in known}
    opens = seats[0].opens if seats else ()
    return replace(approval, outcomes=(*approval.outcomes, *back.values()), opens=opens)


def route_of(approval: Step, seats: Sequence[Step], words: Words) -> Process:
    """Return the sub-process of an approval."""
    route = _Route(f"{approval.key}-route", approval.role, words)
    by_key = {seat.key: seat for seat in seats}
    first = Node(f"{route.key}-start", "startEvent", lane=approval.role)
    route.begin([first], approval.stages[0])
    for number, stage in enumerate(approval.stages):
        following = approval.stages[number + 1] if number + 1 < len(approval.stages) else None
        route.stage([by_key[key] for key in stage.seats], stage, following)
    units = list(route.units.values())
    return Process(route.key, words.title(approval), {}, units, route.links)


@dataclass(slots=True)
class _Route:
    key: str
    lane: str
    words: Words
    units: dict[str, Unit] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    last: str = ""

    def begin(self, chain: list[Node], stage: Stage) -> None:
        """Add what leads to a stage, whose seats all begin at once."""
        if len(stage.seats) > 1:
            chain.append(self._node(f"{chain[0].id}-split", "parallelGateway"))
        self._add(chain)

    def stage(self, seats: list[Step], stage: Stage, following: Stage | None) -> None:
        """Add the seats of a stage, and how they meet."""
        before = self.last
        for seat in seats:
            unit = self._seat(seat)
            self.units[unit.key] = unit
            self._link(before, unit.key)
        chain = self._meeting(stage)
        if following is None:
            chain.append(self._node(f"{self.key}-end", "endEvent"))
        if chain or (following and len(following.seats) > 1):
            self._meet(chain, seats, stage, following)
        else:
            self.last = seats[-1].key

    def _meet(
        self, chain: list[Node], seats: list[Step], stage: Stage, following: Stage | None
    ) -> None:
        if following and len(following.seats) > 1:
            chain.append(self._node(f"{self.key}-{stage.number}-split", "parallelGateway"))
        self._add(chain)
        for seat in seats:
            self._link(seat.key, self.last)

    def _meeting(self, stage: Stage) -> list[Node]:
        """Return where the seats of a stage meet: all of them, or as many as it needs."""
        if len(stage.seats) == 1:
            return []
        id = f"{self.key}-{stage.number}-join"
        if stage.need == len(stage.seats):
            return [self._node(id, "parallelGateway")]
        name = self.words.fixed("need", stage.need, len(stage.seats))
        gate = self._node(id, "complexGateway", name)
        votes = ", ".join(f'{seat} == "{stage.yes}"' for seat in stage.seats)
        gate.activation = f"at_least({stage.need}, {votes})"
        return [gate]

    def _seat(self, seat: Step) -> Unit:
        """Return a seat as a task alone: what it opens after or sends back is the approval's."""
        bare = replace(seat, outcomes=(), when=None, opens=(), branches=())
        unit = unit_of(bare, self.words, Around(before=1, after=1))
        task = unit.node("")
        task.name = self.words.fixed("wait", task.name, self.words.role(seat.role))
        task.step = seat
        return unit

    def _node(self, id: str, tag: str, name: str = "") -> Node:
        return Node(id, tag, name, self.lane)

    def _add(self, chain: list[Node]) -> None:
        unit = Unit(chain[0].id, self.lane, chain)
        unit.flows = [flow(a, b) for a, b in pairwise(chain)]
        unit.out = Flow("", chain[-1].id, "")
        self.units[unit.key] = unit
        self.last = unit.key

    def _link(self, source: str, target: str) -> None:
        out, unit = self.units[source].out, self.units[target]
        assert out is not None
        first = unit.chain[0].id
        made = Flow(f"{out.source}--{first}", out.source, first)
        self.links.append(Link(made, self.units[source], unit))
