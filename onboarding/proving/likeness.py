"""What makes a step the same in two programmes, so that it is proven once for both.

Whether a fact is known once all a step needs is settled hangs on that step, on those it needs,
and on what is known from the start: nothing else can make known what these leave open, and what
is known besides takes no answer back.
"""

from collections.abc import Iterator
from typing import Any

from onboarding.engine.compiled import compile_node
from onboarding.engine.tree import Node
from onboarding.engine.vocabulary import PROGRAMME, TAGS
from onboarding.proving.stages import Stage
from onboarding.proving.world import World

_OF_PROGRAMME = frozenset({PROGRAMME, TAGS})


def likeness(world: World, stage: Stage) -> tuple[Any, ...] | None:
    """Return what is equal for a step that is the same in two programmes.

    None for one that hangs on more: on what has been done or is known by then.
    """
    stages = [*world.before(stage), stage]
    if stage.planned.winds_up or not all(one.lasting for one in stages):
        return None
    steps = tuple(
        (id(one.planned.step), one.planned.item, *_hangs_on(world, one)) for one in stages
    )
    fixed = tuple(sorted((key, str(value)) for key, value in world.blueprint.given.items()))
    given = tuple(pair for pair in fixed if pair[0] not in _OF_PROGRAMME)
    return (given, world.plan.items, world.blueprint.asked_of_items, steps)


def _hangs_on(world: World, stage: Stage) -> Iterator[Any]:
    key = stage.planned.step.key
    for node in (*world.blueprint.conditions[key], *world.blueprint.gates[key]):
        yield _as_read(world, node, stage)


def _as_read(world: World, node: Node, stage: Stage) -> Any:
    """Return a condition; of one about the programme alone, its answer."""
    compiled = compile_node(node, stage.binding)
    if not compiled.reads & _OF_PROGRAMME:
        return node
    given = world.blueprint.given
    return compiled.call(given) if compiled.reads <= _OF_PROGRAMME else (node, given[PROGRAMME])
