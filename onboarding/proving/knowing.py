"""E108: whether what a step reads is known by then, whatever anybody answers."""

from collections.abc import Iterable, Iterator
from typing import Any

from onboarding.engine.compiled import Binding, compile_node
from onboarding.engine.due import OPENING
from onboarding.engine.errors import Answers, Place
from onboarding.engine.plan import anchor_name
from onboarding.engine.tree import Count, Name, Node, Total, parts_of
from onboarding.proving.examples import example
from onboarding.proving.findings import Finding
from onboarding.proving.likeness import likeness
from onboarding.proving.logic import Formula, every, opposite, possible, some
from onboarding.proving.stages import Stage, holds
from onboarding.proving.world import World, first_items


def unknown_facts(world: World, proven: set[Any]) -> Iterator[Finding]:
    """Return every fact a condition, a date or a paper reads before it is certainly known.

    `proven` remembers, from one programme to the next, the steps without such a fact.
    """
    alike = {stage: likeness(world, stage) for stage in first_items(world)}
    lacking = {stage: _lacking(world, stage) for stage in alike if alike[stage] not in proven}
    doubtful = possible(lacking, world.may_hold)
    for stage in alike.keys() - set(doubtful):
        world.decided.add(stage.planned.number)
        world.complete.add(stage.planned.number)
        proven.add(alike[stage])
    proven.discard(None)
    for stage in doubtful:
        world.looking_at = stage
        found = list(_of_step(world, stage))
        if alike[stage] is not None and not found:
            proven.add(alike[stage])
        yield from found


def _lacking(world: World, stage: Stage) -> Formula:
    """Return when something that a step reads is not known though it should be."""
    step, sure = stage.planned.step, surely_known(world, stage)
    plain = reads(world, world.blueprint.conditions[step.key], stage) <= sure
    found = [False if plain else stage.undecided]
    for wanted, goal in (*_wanted_dates(world, stage), (world.used(stage), stage.open)):
        left = [known for name, known in wanted if not _plainly(world, name, stage, sure)]
        found.append(every((goal, some(map(opposite, left)))))
    return every((world.going_on(stage), some(found)))


def _wanted_dates(
    world: World, stage: Stage
) -> Iterator[tuple[list[tuple[str, Formula]], Formula]]:
    """Return (names, when known) of the dates a step hangs on, and when they must be known."""
    for _opening, name, known in world.opening_dates(stage):
        yield [(name, known)], stage.ready
    due = _due(world, stage)
    if due is not None:
        yield [due], every((stage.open, stage.papers))


def _due(world: World, stage: Stage) -> tuple[str, Formula] | None:
    """Return (name, when it is known) of the day a due date hangs on; None for no fact."""
    due = stage.planned.step.due
    if due is None or due.anchor == OPENING or due.fixed:
        return None
    name = anchor_name(due, world.blueprint.names)
    return name, world.known(name, stage.binding)


def _of_step(world: World, stage: Stage) -> Iterator[Finding]:
    sure = surely_known(world, stage)
    yield from _in_conditions(world, stage, sure)
    yield from _in_dates(world, stage, sure)
    yield from _in_papers(world, stage, sure)


def surely_known(world: World, stage: Stage) -> frozenset[str]:
    """Return facts that are plainly known once all a step needs is settled.

    Only what no condition stands in the way of; for the rest the solver is asked.
    """
    if stage.planned.winds_up:
        return world.certain
    found = set(world.certain)
    before = world.before(stage)
    always = {one.planned.number for one in before if not one.conditions and one.exists is True}
    for step in always:
        found |= world.plainly_brought[step]
    found |= {one.planned.key for one in before}
    return frozenset(found | {f"{world.plan.steps[n].key}.done_on" for n in always})


def reads(world: World, nodes: Iterable[Node], stage: Stage) -> frozenset[str]:
    """Return the keys of the facts some trees read."""
    found = (compile_node(node, stage.binding).reads for node in nodes)
    return frozenset[str]().union(*found)


def _in_conditions(world: World, stage: Stage, sure: frozenset[str]) -> Iterator[Finding]:
    step = stage.planned.step
    nodes = world.blueprint.conditions[step.key]
    if reads(world, nodes, stage) <= sure:
        world.decided.add(stage.planned.number)
        return
    goal = every((stage.undecided, world.going_on(stage)))
    answers = example(world, goal, [stage])
    if answers is None:
        world.decided.add(stage.planned.number)
    else:
        unknown = first_unknown(world, nodes, stage, goal)
        yield Finding(
            condition_place(world, stage),
            "E108",
            "condition_not_known",
            (unknown, step.key),
            answers,
        )


def first_unknown(
    world: World, nodes: Iterable[Node], stage: Stage, goal: Formula, *switches: Formula
) -> str:
    """Return the name of the first fact that conditions read and that may be unknown in a state."""
    keys = dict.fromkeys(key for node in nodes for key in in_order(world, node, stage.binding))
    for key in keys:
        unknown = opposite(world.fact(key).known)
        if world.ask(every((goal, unknown)), *switches) is not None:
            return key.partition("@")[0]
    return stage.planned.step.key


def in_order(world: World, node: Node, binding: Binding) -> Iterator[str]:
    """Return the keys a tree reads as it stands in the file; of a list's items, the first."""
    if isinstance(node, Count | Total):
        key = binding.key(node.list, node.within)
        yield key
        binding = binding.for_item(node.list, next(iter(binding.items.get(key, ())), ""))
    if isinstance(node, Name):
        formula = world.blueprint.formulas.get(node.id)
        if formula is not None:
            yield from in_order(world, formula, binding)
        else:
            yield binding.key(node.id, node.typed.of)
    for part in parts_of(node):
        yield from in_order(world, part, binding)


def condition_place(world: World, stage: Stage) -> Place:
    """Return where a step says when it applies: its own condition, or else the step."""
    step = stage.planned.step
    return step.when.at if step.when else step.places.get("id", step.at)


def _in_dates(world: World, stage: Stage, sure: frozenset[str]) -> Iterator[Finding]:
    step = stage.planned.step
    for opening, name, known in world.opening_dates(stage):
        found = _missing(world, stage, [(name, known)], sure, goal=stage.ready)
        for finding in found:
            yield _dated(finding, opening.at, "opening_not_known", step.key)
    due = _due(world, stage)
    goal = every((stage.open, stage.papers))
    for finding in _missing(world, stage, [due] if due else [], sure, goal=goal):
        yield _dated(finding, step.places.get("due", step.at), "due_not_known", step.key)


def _dated(found: tuple[str, Answers | None], at: Place, reason: str, step: str) -> Finding:
    name, answers = found
    return Finding(at, "E108", reason, (name, step), answers)


def _in_papers(world: World, stage: Stage, sure: frozenset[str]) -> Iterator[Finding]:
    step = stage.planned.step
    missing = list(_missing(world, stage, world.used(stage), sure, goal=stage.open))
    if not missing:
        world.complete.add(stage.planned.number)
    for name, answers in missing:
        at, about = step.places.get("document", step.at), (name, step.key, step.options["document"])
        yield Finding(at, "E108", "paper_not_known", about, answers)


def _missing(
    world: World,
    stage: Stage,
    wanted: list[tuple[str, Formula]],
    sure: frozenset[str],
    *,
    goal: Formula,
) -> Iterator[tuple[str, Answers | None]]:
    """Return (name, answers) of the names that are not known in some state with `goal`."""
    left = [(name, known) for name, known in wanted if not _plainly(world, name, stage, sure)]
    while left:
        unknown = every((goal, world.going_on(stage), some(opposite(k) for _n, k in left)))
        model = world.ask(unknown)
        if model is None:
            break
        name, known = next(pair for pair in left if not holds(model, pair[1]))
        one = every((goal, world.going_on(stage), opposite(known)))
        yield name, example(world, one, [stage])
        left = [pair for pair in left if pair[0] != name]


def _plainly(world: World, name: str, stage: Stage, sure: frozenset[str]) -> bool:
    typed = world.blueprint.names[name]
    if typed.of and typed.of not in stage.binding.inside:
        return False
    return reads(world, [Name(name, typed)], stage) <= sure
