"""One step as BPMN: what lets it begin, the work itself, what its outcome leads to."""

from collections.abc import Mapping
from dataclasses import dataclass

from onboarding.engine.definition import Outcome, Step
from onboarding.engine.vocabulary import STOPPED
from onboarding.exchange.bpmn.openings import openings
from onboarding.exchange.bpmn.parts import Flow, Loop, Node, Process, Trigger, Unit, both
from onboarding.exchange.bpmn.splitting import all_of, groups_in, parts_of
from onboarding.exchange.bpmn.wording import Words

_TAGS: Mapping[str, str] = {
    "task": "manualTask",
    "document": "serviceTask",
    "outcome": "receiveTask",
}


@dataclass(frozen=True, slots=True)
class Around:
    """How a step stands among others.

    `before`, `after`: how many ways lead in and out; `again`: whether an outcome leads back to
    it; `repeats`: whether it lies on a way that is gone again, so that it must not wait for what
    is not done again; `waits`: the steps of other workflows it needs.
    """

    before: int = 0
    after: int = 0
    again: bool = False
    repeats: bool = False
    waits: tuple[str, ...] = ()


def flow(source: Node, target: Node, name: str = "", condition: str = "") -> Flow:
    """Return an arrow with the id of its ends."""
    return Flow(f"{source.id}--{target.id}", source.id, target.id, name, condition)


def unit_of(step: Step, words: Words, around: Around, route: Process | None = None) -> Unit:
    """Return a step with its gateways and events, joined by flows but not laid out.

    `route`: what an approval consists of.
    """
    ways, when = Ways(step), condition_of(step, words)
    task = task_of(step, words)
    if route is not None:
        task.tag, task.inner = "subProcess", route
    chain = [*_entry(step, words, around), *_doors(step, words, when), task]
    if ways.parts:
        chain.append(Node(f"{step.key}-then", "exclusiveGateway"))
    goes_on = not ways.parts or bool(ways.on)
    if when and goes_on:
        chain.append(Node(f"{step.key}-merge", "exclusiveGateway"))
    if around.after > 1:
        chain.append(Node(f"{step.key}-split", "parallelGateway"))
    if not around.after and (goes_on or when):
        chain.append(Node(f"{step.key}-end", "endEvent"))
    unit = Unit(step.key, step.role, chain)
    _join(unit, words, ways, when)
    _hang(unit, words, ways)
    for node in unit.nodes:
        node.lane = step.role
    return unit


@dataclass(slots=True)
class Ways:
    """How a step can end: outcomes that go on, that stop, and that lead back."""

    step: Step

    @property
    def on(self) -> list[Outcome]:
        """Outcomes after which the work goes on."""
        return [one for one in self.step.outcomes if one.then not in ("stop", "back")]

    @property
    def stop(self) -> list[Outcome]:
        """Outcomes that call the stay off."""
        return [one for one in self.step.outcomes if one.then == "stop"]

    @property
    def back(self) -> list[tuple[Outcome, str]]:
        """Outcomes that send back, with each step they may send back to."""
        return [(o, t) for o in self.step.outcomes if o.then == "back" for t in o.back_to]

    @property
    def parts(self) -> bool:
        """Whether the ways part right after the step."""
        return bool(self.stop or self.back)

    def condition(self, outcomes: list[Outcome]) -> str:
        """Return the condition that the step ended in one of some outcomes."""
        if outcomes[0].then == "back" and self.step.stages:
            seats = [seat for stage in self.step.stages for seat in stage.seats]
            return " or ".join(f'{seat} == "{outcomes[0].id}"' for seat in seats)
        if len(outcomes) == 1:
            return f'{self.step.key} == "{outcomes[0].id}"'
        ids = ", ".join(f'"{outcome.id}"' for outcome in outcomes)
        return f"{self.step.key} in ({ids})"


def condition_of(step: Step, words: Words) -> str:
    """Return the condition the step hangs on as a whole; what is said of items is left out."""
    return all_of(_parted(step, words)[0])


def item_condition(step: Step, words: Words) -> str:
    """Return what must hold of an item for which the step is done."""
    return all_of(_parted(step, words)[1])


def _parted(step: Step, words: Words) -> tuple[list[str], list[str]]:
    every = _branched(step) + (parts_of(step.when.text) if step.when else [])
    parts = [part for part in every if part != STOPPED]
    field = words.catalogue.fields.get(step.each.text) if step.each else None
    of_item = [part for part in parts if field and field.item in groups_in(part)]
    return [part for part in parts if part not in of_item], of_item


def _branched(step: Step) -> list[str]:
    """Return the condition that an outcome led on to the step, where any has to."""
    ways = " or ".join(f'{one.step} == "{one.outcome}"' for one in step.branches)
    return [f"({ways})" if len(step.branches) > 1 else ways] if ways else []


def passes(step: Step, words: Words) -> bool:
    """Return whether the way ever leads on from a step."""
    ways = Ways(step)
    return not ways.parts or bool(ways.on) or bool(condition_of(step, words))


def _entry(step: Step, words: Words, around: Around) -> list[Node]:
    """Return where the ways to a step meet: needs, other workflows, being sent back."""
    found = []
    if around.before > 1:
        tag = "inclusiveGateway" if around.repeats else "parallelGateway"
        found.append(Node(f"{step.key}-join", tag))
    if around.waits:
        name = _others(around.waits, words)
        triggers = tuple(Trigger("message", about=need) for need in around.waits)
        found.append(Node(f"{step.key}-wait", "intermediateCatchEvent", name, triggers=triggers))
    if around.again:
        found.append(Node(f"{step.key}-again", "exclusiveGateway"))
    return found


def _others(needs: tuple[str, ...], words: Words) -> str:
    """Return what steps of other workflows are called, a line for each workflow."""
    found: dict[str, list[str]] = {}
    for need in needs:
        workflow = words.catalogue.newest(need.partition(".")[0])
        title = words.text(workflow.title) if workflow else need
        found.setdefault(title, []).append(words.key_title(need))
    lines = (words.fixed("wait", title, words.listed(steps)) for title, steps in found.items())
    return "\n".join(lines)


def _doors(step: Step, words: Words, when: str) -> list[Node]:
    """Return what the work waits behind: a condition, dates, facts."""
    found = []
    if when:
        name = words.fixed("question", words.say.condition(when, step))
        found.append(Node(f"{step.key}-when", "exclusiveGateway", name))
    for number, (trigger, name) in enumerate(openings(step, words), 1):
        found.append(
            Node(f"{step.key}-opens-{number}", "intermediateCatchEvent", name, triggers=(trigger,))
        )
    return found


def task_of(step: Step, words: Words) -> Node:
    """Return the work itself."""
    tag = _TAGS.get(step.kind, "userTask")
    if step.kind == "document" and "confirm" in step.options:
        tag = "userTask"
    return Node(
        step.key,
        tag,
        words.title(step),
        step=step,
        loop=_loop(step, words),
        documentation="\n".join(both(text) for text in (step.title, step.help) if text),
    )


def _loop(step: Step, words: Words) -> Loop | None:
    if step.each:
        which = item_condition(step, words)
        inside = f"{step.each.text}, {which}" if which else step.each.text
        return Loop(f"count({inside})")
    return Loop(f"count({step.role})") if step.kind == "evaluation" else None


def _join(unit: Unit, words: Words, ways: Ways, when: str) -> None:
    """Put the arrows between the nodes of the chain, and say how the way goes on."""
    then, on = unit.find("-then"), ("", "")
    if then and ways.on:
        labels = " / ".join(words.text(outcome.label) for outcome in ways.on)
        on = (labels, ways.condition(ways.on))
    named = {f"{unit.key}-then": on, f"{unit.key}-when": (words.fixed("yes"), when)}
    closed = then is not None and not ways.on
    for source, target in zip(unit.chain, unit.chain[1:], strict=False):
        if not (source is then and closed):
            unit.flows.append(flow(source, target, *named.get(source.id, ("", ""))))
    last = unit.chain[-1]
    if last.tag != "endEvent" and not (last is then and closed):
        unit.out = Flow("", last.id, "", *named.get(last.id, ("", "")))
    _skip(unit, words)


def _skip(unit: Unit, words: Words) -> None:
    """Lead around the work where it does not apply."""
    when = unit.find("-when")
    if when is None:
        return
    behind = unit.chain[unit.chain.index(unit.node("")) + 1 :]
    behind = [node for node in behind if not node.id.endswith("-then")]
    if behind:
        arc = flow(when, behind[0], words.fixed("no"))
        when.default = arc.id
        unit.flows.append(arc)
    else:
        unit.out, unit.skips = Flow("", when.id, "", words.fixed("no")), True


def _hang(unit: Unit, words: Words, ways: Ways) -> None:
    """Add what stands above and below: notes, reminders, escalations, the end of the stay."""
    task, step = unit.node(""), ways.step
    note = "\n".join(_notes(step, words))
    if note:
        node = Node(f"{step.key}-note", "textAnnotation", note)
        unit.hung.append(node)
        unit.flows.append(flow(task, node))
        unit.flows[-1].tag = "association"
    reminders = [(r.days, r.role or "") for r in step.remind]
    escalations = [(e.days, e.role) for e in step.escalate]
    _timed(unit, words, ("remind", "message", "reminder"), reminders)
    _timed(unit, words, ("escalate", "escalation", "escalation"), escalations)
    then = unit.find("-then")
    if then and ways.stop:
        end = Node(f"{step.key}-stop", "endEvent", words.fixed("stopped"))
        end.triggers = (Trigger("terminate"),)
        names = " / ".join(words.text(outcome.label) for outcome in ways.stop)
        unit.hung.append(end)
        unit.flows.append(flow(then, end, names, ways.condition(ways.stop)))


def _timed(
    unit: Unit, words: Words, kind: tuple[str, str, str], when: list[tuple[int, str]]
) -> None:
    """Add a clock on the task that rings without ending it, and whom it tells."""
    if not when:
        return
    suffix, definition, label = kind
    told = [_told(words, days, role) for days, role in when]
    rule = ", ".join(written(days, role) for days, role in when)
    clock = Node(f"{unit.key}-{suffix}", "boundaryEvent", attached=unit.key)
    clock.triggers = (Trigger("timer", rule),)
    end = Node(f"{unit.key}-{suffix}-sent", "endEvent", "\n".join([words.fixed(label), *told]))
    end.triggers = (Trigger(definition, about=label),)
    unit.hung += [clock, end]
    unit.flows.append(flow(clock, end))


def _told(words: Words, days: int, role: str) -> str:
    day = words.days(days)
    return words.fixed("to", day, words.role(role)) if role else day


def written(days: int, role: str) -> str:
    """Return a reminder as a workflow file writes it."""
    number = abs(days)
    plural = "" if number == 1 else "s"
    day = f"{number} day{plural} {'after' if days > 0 else 'before'}" if days else "on the day"
    return f"{day} -> {role}" if role else day


def _notes(step: Step, words: Words) -> list[str]:
    found = []
    if step.each:
        which = item_condition(step, words)
        items = words.say.fact(step.each.text)
        told = words.say.condition(which, step) if which else ""
        found.append(words.fixed("each_with" if told else "each", items, told))
    if step.due:
        found.append(words.fixed("legal" if step.legal else "due", words.say.moment(step.due)))
    if step.deputy:
        found.append(words.fixed("deputy", words.role(step.deputy)))
    if step.redo_when_changed:
        facts = [words.say.fact(ask.field) for ask in step.redo_when_changed]
        found.append(words.fixed("redo", words.listed(facts)))
    return found
