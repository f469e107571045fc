"""E109: whether somebody can be asked for the same fact in two steps of one case."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from onboarding.proving.examples import example
from onboarding.proving.findings import Finding
from onboarding.proving.logic import every
from onboarding.proving.sources import Source
from onboarding.proving.world import World


def asked_twice(world: World) -> Iterator[Finding]:
    """Return every question that a role can meet in two steps of one case."""
    for (key, _role), asked in _by_role(world).items():
        yield from _of_each_item(world, key, asked)
        for one, other in combinations(asked, 2):
            first, second = sorted((one, other), key=lambda source: _place(world, source))
            if _step(world, first) != _step(world, second) and not _beside(world, one, other):
                yield from _clash(world, key, first, second)


def _by_role(world: World) -> dict[tuple[str, str], list[Source]]:
    """Return (fact, role) → where the role is asked for it; of each list's items the first."""
    found: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for key, ways in world.sources.items():
        for source in ways:
            if source.ask is not None and source.step is not None:
                planned = world.plan.steps[source.step]
                if set(planned.item.split(".")) <= {"", "i1"}:
                    found[key, planned.step.role].append(source)
    return found


def _step(world: World, source: Source) -> str:
    return world.plan.steps[source.step or 0].step.key


def _beside(world: World, one: Source, other: Source) -> bool:
    """Return whether two steps are seats of one stage: different people fill them."""
    seats = [world.plan.steps[source.step or 0].step.route for source in (one, other)]
    places = [(seat.approval, seat.stage) for seat in seats if seat]
    return len(places) == 2 and places[0] == places[1]


def _place(world: World, source: Source) -> int:
    return world.plan.steps[source.step or 0].position


def _clash(world: World, key: str, first: Source, second: Source) -> Iterator[Finding]:
    goal = every((world.asked(first), world.asked(second)))
    stages = [world.stages[source.step or 0] for source in (first, second)]
    answers = example(world, goal, stages)
    if answers is not None and second.ask is not None:
        about = (key.partition("@")[0], _step(world, second), _step(world, first))
        yield Finding(second.ask.at, "E109", "asked_twice", about, answers)


def _of_each_item(world: World, key: str, asked: list[Source]) -> Iterator[Finding]:
    """Return what a step asks once for each item, though there is only one answer for all."""
    for source in asked:
        step = world.plan.steps[source.step or 0].step
        if step.each and "@" not in key and source.ask is not None:
            goal = world.asked(source)
            if world.ask(goal) is not None:
                about = (key, step.key, step.each.text)
                yield Finding(source.ask.at, "E109", "asked_for_each", about)
