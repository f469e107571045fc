"""Faults put into one shipped programme, its files read anew each time."""

from collections import Counter
from dataclasses import replace
from random import Random

import yaml

from onboarding.config import assets
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.checks import check
from onboarding.engine.loader import Loader
from onboarding.proving import prove
from tests.cases.playing import shipped
from tests.engine.building import dump
from tests.proving.faulting import Named, changed, changes
from tests.proving.playing import played


def of_programme(programme: str) -> Catalogue:
    """Return the shipped definitions with one programme alone."""
    whole = shipped().catalogue
    found = Catalogue(whole.registry, workdays=whole.workdays)
    found.fields, found.roles, found.documents = whole.fields, whole.roles, whole.documents
    found.workflows = dict(whole.workflows)
    found.programmes = {
        id: one if id == programme else replace(one, workflows=(), umbrella=True)
        for id, one in whole.programmes.items()
    }
    return found


def counted_in(
    catalogue: Catalogue, *, changes: int, cases: int, random: Random
) -> tuple[Counter[str], list[str]]:
    """Make so many changes; return how many were found, and what the engine alone showed.

    A step nobody can reach before, such as one of another programme, counts as no fault.
    """
    before = codes(catalogue)
    counted, missed = Counter[str](), list[str]()
    while counted["changes"] < changes:
        name, fresh = _broken(catalogue, random)
        if fresh is None:
            continue
        counted["changes"] += 1
        if codes(fresh) - before:
            counted["found"] += 1
            continue
        programme = next(one.id for one in fresh.programmes.values() if one.workflows)
        blueprint = fresh.blueprint(programme, fresh.versions_for(programme))
        if seen := played(blueprint, fresh.registry, cases=cases, seed=3):
            missed.append(f"{name}: {seen}")
    return counted, missed


def codes(catalogue: Catalogue) -> set[tuple[str, tuple[str, ...]]]:
    """Return the faults of a catalogue, warnings left out, without their places."""
    return {(fault.code, fault.about) for fault in prove(catalogue) if not fault.is_warning}


def _broken(catalogue: Catalogue, random: Random) -> tuple[str, Catalogue | None]:
    """Return a catalogue with one change to one workflow; None where it can no longer be read."""
    id = random.choice(sorted(catalogue.workflows))
    text = (assets() / "workflows" / id / "v1.yaml").read_text("utf-8")
    given = yaml.safe_load(text)
    name, change = random.choice(_sorts(given["steps"], random))
    given["steps"] = changed(given["steps"], change)
    loader = Loader(catalogue.registry, catalogue.clocks)
    workflow = loader.workflow(dump(given), f"{id}/v1.yaml")
    fresh = Catalogue(catalogue.registry, workdays=catalogue.workdays)
    fresh.fields, fresh.roles = catalogue.fields, catalogue.roles
    fresh.documents, fresh.programmes = catalogue.documents, catalogue.programmes
    fresh.workflows = {**catalogue.workflows, **({id: {1: workflow}} if workflow else {})}
    readable = workflow is not None and not loader.faults and not check(fresh)
    return f"{id}: {name}", fresh if readable else None


def _sorts(steps: list[dict[str, object]], random: Random) -> list[Named]:
    """Return one change of each kind, so that no kind is drawn for being frequent."""
    every = list(changes(steps))
    random.shuffle(every)
    return list({_kind(name): (name, change) for name, change in every}.values())


def _kind(name: str) -> str:
    """Return what a change does, without the step and the field it is about."""
    words = (word for word in name.split() if word in ("again", "asked", "empty", "needs"))
    return " ".join(words) or name.partition(" ")[2]
