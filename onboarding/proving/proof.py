"""What the solver finds wrong with an institution's programmes, each as a whole."""

from collections.abc import Iterator

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.errors import Fault
from onboarding.proving.deadlines import Calendars, contradictions
from onboarding.proving.findings import Finding, merged
from onboarding.proving.knowing import condition_place, unknown_facts
from onboarding.proving.reach import out_of_reach, unreachable
from onboarding.proving.stuck import stuck_steps
from onboarding.proving.twice import asked_twice
from onboarding.proving.world import World
from onboarding.proving.written import written

Found = tuple[str, Finding]


def proven(catalogue: Catalogue) -> Iterator[Fault]:
    """Return what is wrong with the programmes of a catalogue, each fault once."""
    calendars, found = Calendars(), list[Found]()
    reached, beyond = set[str](), dict[str, Finding]()
    for programme in catalogue.programmes.values():
        if programme.workflows:
            versions = catalogue.versions_for(programme.id)
            world = World(catalogue.blueprint(programme.id, versions), catalogue.registry)
            found += ((programme.id, one) for one in _searched(world, calendars))
            missed = {stage.planned.step.key: stage for stage in out_of_reach(world, reached)}
            reached |= world.blueprint.by_key.keys() - missed.keys()
            for key in missed.keys() - beyond.keys():
                beyond[key] = unreachable(world, missed[key])
            found += ((programme.id, one) for one in _doubtful(world))
    yield from merged(found, _using(catalogue))
    yield from (beyond[key].fault(()) for key in sorted(beyond.keys() - reached))


def _searched(world: World, calendars: Calendars) -> Iterator[Finding]:
    yield from unknown_facts(world)
    yield from stuck_steps(world)
    yield from asked_twice(world)
    yield from contradictions(world, calendars)


def _doubtful(world: World) -> Iterator[Finding]:
    """Return a warning for each condition that could not be decided exactly, or not in time."""
    for stage in world.stages:
        trees = world.blueprint.conditions[stage.planned.step.key]
        unclear = [node for node in trees if world.doubted(node)]
        for node in unclear or (trees if stage in world.given_up else ()):
            about = (stage.planned.step.key, written(node))
            yield Finding(condition_place(world, stage), "W201", "not_decided", about)


def _using(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Return workflow file → the programmes that use it."""
    found: dict[str, frozenset[str]] = {}
    for programme in catalogue.programmes.values():
        for chosen in programme.workflows:
            workflow = catalogue.newest(chosen.workflow)
            file = workflow.at.file if workflow else ""
            found[file] = found.get(file, frozenset()) | {programme.id}
    return found
