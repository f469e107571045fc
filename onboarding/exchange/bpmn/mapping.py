"""A workflow as a process: its steps as units, tied together by what needs what."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Outcome, Step, Workflow
from onboarding.exchange.bpmn.needing import Needs, needs_among
from onboarding.exchange.bpmn.parts import Flow, Link, Node, Process, Trigger, Unit, both
from onboarding.exchange.bpmn.routes import as_drawn, route_of
from onboarding.exchange.bpmn.splitting import winds_up
from onboarding.exchange.bpmn.units import Around, Ways, flow, passes, unit_of
from onboarding.exchange.bpmn.wording import Sayings, Words

SIGNAL = "case.stopped"


def process_of(
    catalogue: Catalogue,
    workflow: Workflow,
    language: str,
    sayings: Sayings,
    among: Iterable[Workflow] = (),
) -> Process:
    """Return a workflow as a process, not laid out yet.

    `among`: all workflows of its programme; what others would have to do first is left out.
    """
    say = sayings(workflow, catalogue.names((*among, workflow)))
    others = frozenset(other.id for other in among)
    return _Mapping(Words(catalogue, workflow, language, say), others).process()


@dataclass(slots=True)
class _Mapping:
    words: Words
    others: frozenset[str] = frozenset()
    units: dict[str, Unit] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    @property
    def workflow(self) -> Workflow:
        """Return the workflow that is mapped."""
        return self.words.workflow

    def process(self) -> Process:
        """Return the whole process."""
        ending = [s for s in self.workflow.steps if s.when and winds_up(s.when.text)]
        steps = [self._drawn(s) for s in self.workflow.steps if s not in ending and not s.route]
        seats = {step.key for step in self.workflow.steps if step.route}
        needs = needs_among(steps, {*self.words.catalogue.fields, *seats})
        self._units(steps, needs)
        for step in steps:
            for outcome, target in Ways(step).back:
                self._back(step, outcome, target)
        if ending:
            self._wind_up(ending)
        return Process(
            id=self.workflow.id,
            name=self.words.text(self.workflow.title),
            lanes=self._lanes(),
            units=list(self.units.values()),
            links=self.links,
            documentation=both(self.workflow.title),
        )

    def _lanes(self) -> dict[str, str]:
        used = {unit.lane for unit in self.units.values()}
        known = [role for role in self.words.catalogue.roles if role in used]
        return {role: self.words.role(role) for role in (*known, *sorted(used - set(known)))}

    def _units(self, steps: list[Step], needs: Needs) -> None:
        """Make the start and every step."""
        passing = {step.key for step in steps if passes(step, self.words)}
        sources = {s.key: [n for n in needs.direct[s.key] if n in passing] for s in steps}
        first = [key for key, before in sources.items() if not before]
        self.units[self.start_key] = self._start(steps[0].role, len(first))
        again, repeats = _repeated(steps, needs)
        for step in steps:
            around = Around(
                before=len(sources[step.key]),
                after=sum(step.key in before for before in sources.values()),
                again=step.key in again,
                repeats=step.key in repeats,
                waits=tuple(need for need in needs.direct[step.key] if self._elsewhere(need)),
            )
            route = route_of(step, self._seats(step), self.words) if step.stages else None
            self.units[step.key] = unit_of(step, self.words, around, route)
        for key, before in sources.items():
            for source in before or [self.start_key]:
                self._link(source, key)

    def _seats(self, approval: Step) -> list[Step]:
        """Return the seats of an approval's route."""
        return [s for s in self.workflow.steps if s.route and s.route.approval == approval.key]

    def _drawn(self, step: Step) -> Step:
        return as_drawn(step, self._seats(step)) if step.stages else step

    @property
    def start_key(self) -> str:
        """Return the key of the first unit."""
        return f"{self.workflow.id}-start"

    def _elsewhere(self, need: str) -> bool:
        """Return whether a need is of another workflow, one that the programme has."""
        other = need.partition(".")[0]
        return other != self.workflow.id and (not self.others or other in self.others)

    def _start(self, role: str, count: int) -> Unit:
        start = Node(self.start_key, "startEvent", lane=role)
        unit = Unit(start.id, role, [start])
        applies = self.workflow.applies
        if applies:
            name = self.words.fixed("question", self.words.say.condition(applies.text, None))
            gate = Node(f"{start.id}-applies", "exclusiveGateway", name, lane=role)
            end = Node(f"{start.id}-left-out", "endEvent", self.words.fixed("not_needed"), role)
            unit.chain.append(gate)
            unit.hung.append(end)
            unit.flows += [flow(start, gate), flow(gate, end, self.words.fixed("no"))]
            gate.default = unit.flows[-1].id
        if count > 1:
            unit.chain.append(Node(f"{start.id}-split", "parallelGateway", lane=role))
            unit.flows.append(self._begin(unit.chain[-2], unit.chain[-1]))
        first = unit.chain[-1]
        unit.out = self._begin(first, first)
        return unit

    def _begin(self, source: Node, target: Node) -> Flow:
        """Return the way on from the start, which may hang on whether the workflow applies."""
        applies = self.workflow.applies
        if source.tag != "exclusiveGateway" or not applies:
            return flow(source, target)
        text = " ".join(applies.text.split())
        return flow(source, target, self.words.fixed("yes"), text)

    def _link(self, source: str, target: str) -> None:
        out, unit = self.units[source].out, self.units[target]
        assert out is not None
        first = unit.chain[0].id
        made = Flow(f"{out.source}--{first}", out.source, first, out.name, out.condition)
        if self.units[source].skips:
            self.units[source].node("-when").default = made.id
        self.links.append(Link(made, self.units[source], unit))

    def _back(self, step: Step, outcome: Outcome, target: str) -> None:
        """Lead from an outcome back to the step it sends back to, of this workflow alone."""
        if target not in self.units:
            return
        unit, there = self.units[step.key], self.units[target]
        then, again = unit.node("-then"), there.node("-again")
        title = self.words.key_title(target)
        name = self.words.fixed("back", self.words.text(outcome.label), title)
        ways = Ways(step)
        condition = ways.condition([outcome])
        if len([one for one, _target in ways.back if one is outcome]) > 1:
            condition += f' and back_to == "{target}"'
        id = f"{then.id}--{again.id}--{outcome.id}"
        self.links.append(Link(Flow(id, then.id, again.id, name, condition), unit, there, True))

    def _wind_up(self, steps: list[Step]) -> None:
        """Put what is done once the stay is called off into a sub-process of its own."""
        key = f"{self.workflow.id}-wind-up"
        inner = _Mapping(self.words)
        role = steps[0].role
        start = Node(f"{key}-start", "startEvent", self.words.fixed("stopped"), role)
        start.triggers = (Trigger("signal", about=SIGNAL),)
        unit = Unit(start.id, role, [start], out=Flow("", start.id, ""))
        if len(steps) > 1:
            split = Node(f"{key}-split", "parallelGateway", lane=role)
            unit.chain.append(split)
            unit.flows.append(flow(start, split))
            unit.out = Flow("", split.id, "")
        inner.units[start.id] = unit
        for step in steps:
            inner.units[step.key] = unit_of(step, self.words, Around(before=1))
            inner._link(start.id, step.key)
        name = self.words.fixed("stopped")
        process = Process(key, name, {}, list(inner.units.values()), inner.links)
        node = Node(key, "subProcess", name, role, inner=process, by_event=True)
        self.units[key] = Unit(key, role, [node])
        for end in [n for u in self.units.values() for n in u.nodes]:
            if end.id.endswith("-stop"):
                end.triggers = (Trigger("signal", about=SIGNAL),)


def _repeated(steps: list[Step], needs: Needs) -> tuple[set[str], set[str]]:
    """Return the steps sent back to, and those that are gone through again after it."""
    again: set[str] = set()
    repeats: set[str] = set()
    for step in steps:
        for _outcome, target in Ways(step).back:
            again.add(target)
            repeats |= needs.between(target, step.key)
    return again, repeats
