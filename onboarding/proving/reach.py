"""E106: whether each step can come up at all, in some case of some programme."""

from collections.abc import Container, Sequence

import z3

from onboarding.engine.errors import Answers
from onboarding.engine.tree import Node
from onboarding.proving.examples import example
from onboarding.proving.findings import Finding
from onboarding.proving.knowing import condition_place
from onboarding.proving.logic import Formula, every, some
from onboarding.proving.stages import Stage, holds
from onboarding.proving.world import World, first_items
from onboarding.proving.written import written


def out_of_reach(world: World, besides: Container[str]) -> list[Stage]:
    """Return the steps, besides some, that no case of a programme can reach.

    Where everybody who can act has acted, one case shows many steps reached at once.
    """
    stages = [one for one in first_items(world) if one.planned.step.key not in besides]
    goals = {stage.planned.number: _reached(world, stage) for stage in stages}
    never = [world.stages[number] for number, goal in goals.items() if goal is False]
    left = {number: goal for number, goal in goals.items() if goal is not False}
    for switches in ((world.final,), ()):
        while left:
            model = world.ask(some(left.values()), *switches)
            if model is None:
                break
            left = {n: goal for n, goal in left.items() if not holds(model, goal)}
    return never + [world.stages[number] for number in left]


def _reached(world: World, stage: Stage) -> Formula:
    return every((stage.open, world.going_on(stage)))


def unreachable(world: World, stage: Stage) -> Finding:
    """Return the fault of a step out of reach: which conditions clash, and what comes nearest."""
    step = stage.planned.step
    parts = _conditions(world, stage)
    clashing = _core(world, _base(world, stage), [formula for _node, formula in parts])
    names = tuple(dict.fromkeys(written(parts[number][0]) for number in clashing))
    return Finding(
        place=condition_place(world, stage) if clashing else step.places.get("id", step.at),
        code="E106",
        reason="no_case_reaches" if clashing else "nothing_leads_to",
        about=(step.key, *names),
        answers=_nearest(world, stage, parts, clashing),
    )


def _conditions(world: World, stage: Stage) -> list[tuple[Node, Formula]]:
    """Return all that must hold for a step to open: its own conditions, then its gates."""
    step = stage.planned.step
    trees = (*world.blueprint.conditions[step.key], *world.blueprint.gates[step.key])
    return [(node, world.read(node, stage).yes) for node in trees]


def _base(world: World, stage: Stage) -> Formula:
    return every((stage.exists, stage.met, world.going_on(stage)))


def _core(world: World, base: Formula, formulas: Sequence[Formula]) -> list[int]:
    """Return which formulas cannot hold together where the base does; none where it never does."""
    if world.ask(base) is None:
        return []
    marks = [z3.Bool(f"condition {number}") for number in range(len(formulas))]
    solver = world.solver
    solver.push()
    solver.add(
        _plain(base), *(z3.Implies(m, _plain(f)) for m, f in zip(marks, formulas, strict=True))
    )
    core = solver.unsat_core() if solver.check(*marks) == z3.unsat else []
    solver.pop()
    return [number for number, mark in enumerate(marks) if mark in core]


def _plain(formula: Formula) -> z3.BoolRef:
    return z3.BoolVal(formula) if isinstance(formula, bool) else formula


def _nearest(
    world: World, stage: Stage, parts: Sequence[tuple[Node, Formula]], clashing: list[int]
) -> Answers | None:
    """Return answers under which all but one of the clashing conditions hold."""
    for left_out in reversed(clashing):
        others = [formula for n, (_node, formula) in enumerate(parts) if n != left_out]
        answers = example(world, every((_base(world, stage), *others)), [stage])
        if answers is not None:
            return answers
    return None
