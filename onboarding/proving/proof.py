"""What the solver finds wrong with an institution's programmes, each as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.errors import Fault
from onboarding.engine.promising import Promising
from onboarding.proving.deadlines import Calendars, contradictions
from onboarding.proving.deciders import wrong_deciders
from onboarding.proving.findings import Finding, merged
from onboarding.proving.knowing import condition_place, unknown_facts
from onboarding.proving.promises import broken_promises
from onboarding.proving.reach import out_of_reach, unreachable
from onboarding.proving.rules import never_broken
from onboarding.proving.stages import Stage
from onboarding.proving.stuck import stuck_steps
from onboarding.proving.twice import asked_twice
from onboarding.proving.world import World
from onboarding.proving.written import written

Found = tuple[str, Finding]


def proven(catalogue: Catalogue) -> Iterator[Fault]:
    """Return what is wrong with the programmes of a catalogue, each fault once."""
    proof = _Proof(catalogue.promising)
    for programme in (one for one in catalogue.programmes.values() if one.workflows):
        versions = catalogue.versions_for(programme.id)
        world = World(catalogue.blueprint(programme.id, versions), catalogue.registry)
        proof.found += ((programme.id, finding) for finding in proof.of(world))
    yield from merged(proof.found, _using(catalogue))
    yield from (finding.fault(()) for finding in proof.kept or ())
    for key in sorted(proof.missed.keys() - proof.reached):
        yield unreachable(*proof.missed[key]).fault(())


@dataclass
class _Proof:
    """What is known after some programmes: `missed` steps no case of these reaches, `kept` rules
    nobody can break in any of them, `done` what need not be proven again. `promising`: what
    must hold before a promise."""

    promising: Promising
    found: list[Found] = field(default_factory=list)
    calendars: Calendars = field(default_factory=Calendars)
    done: set[Any] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    missed: dict[str, tuple[World, Stage]] = field(default_factory=dict)
    kept: set[Finding] | None = None

    def of(self, world: World) -> Iterator[Finding]:
        """Return what is wrong with one programme, but for what others may put right."""
        yield from unknown_facts(world, self.done)
        yield from stuck_steps(world)
        yield from asked_twice(world)
        yield from contradictions(world, self.calendars)
        yield from broken_promises(world, self.promising)
        yield from wrong_deciders(world.blueprint, self.promising)
        missed = {stage.planned.step.key: stage for stage in out_of_reach(world, self.reached)}
        self.reached |= world.blueprint.by_key.keys() - missed.keys()
        for key in missed.keys() - self.missed.keys():
            self.missed[key] = (world, missed[key])
        if self.kept is None or self.kept:
            kept = set(never_broken(world))
            self.kept = kept if self.kept is None else self.kept & kept
        yield from _doubtful(world)


def _doubtful(world: World) -> Iterator[Finding]:
    """Return a warning for each condition that could not be decided exactly, or not in time."""
    for stage in world.stages:
        key = stage.planned.step.key
        trees = (*world.blueprint.conditions[key], *world.blueprint.gates[key])
        unclear = [node for node in trees if world.doubted(node)]
        for node in unclear or (trees if stage in world.given_up else ()):
            about = (key, written(node))
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
