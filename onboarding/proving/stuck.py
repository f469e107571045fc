"""E107: whether a case can come to a point where nothing is open and it is not finished.

Whoever can act has acted, and a step is still neither finished nor left out though all it needs
is there. Only steps that may wait for something else than steps need to be looked at.
"""

from collections.abc import Iterator

from onboarding.engine.errors import Place
from onboarding.proving.examples import example
from onboarding.proving.findings import Finding
from onboarding.proving.knowing import condition_place, first_unknown, surely_known
from onboarding.proving.logic import Formula, every, opposite
from onboarding.proving.stages import Stage
from onboarding.proving.world import World, first_items


def stuck_steps(world: World) -> Iterator[Finding]:
    """Return every step that may wait for ever, with the reason it waits for."""
    for stage in first_items(world):
        for place, reason, about, goal in _dead_ends(world, stage):
            whole = every((stage.exists, goal, world.going_on(stage), opposite(stage.settled)))
            answers = example(world, whole, [stage], world.final)
            if answers is not None:
                if reason == "stuck_undecided":
                    nodes = world.blueprint.conditions[stage.planned.step.key]
                    about = first_unknown(world, nodes, stage, whole, world.final)
                yield Finding(place, "E107", reason, (stage.planned.step.key, about), answers)


def _dead_ends(world: World, stage: Stage) -> Iterator[tuple[Place, str, str, Formula]]:
    """Return (place, reason, what about, when) of each way a step may wait for ever."""
    step = stage.planned.step
    if stage.planned.number not in world.decided:
        yield condition_place(world, stage), "stuck_undecided", step.key, stage.undecided
    if not world.ends(stage):
        at = step.places.get("outcomes", step.at)
        yield at, "stuck_going_back", step.key, stage.open
    if step.opens and stage.opening is not True:
        closed = every((stage.ready, opposite(stage.opening)))
        yield step.places.get("opens", step.at), "stuck_closed", step.key, closed
    if stage.planned.number not in world.complete:
        for name, known in world.used(stage):
            lacking = every((stage.open, opposite(known)))
            yield step.places["document"], "stuck_paper", name, lacking
    sure = surely_known(world, stage)
    for items, known in world.awaited(stage):
        if items in sure:
            continue
        waiting = every((world.needs_met(stage), opposite(known)))
        yield step.places.get("needs", step.at), "stuck_list", items, waiting
