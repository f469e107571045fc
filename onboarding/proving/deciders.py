"""E114: who may decide whether something is promised; W209: papers nobody has decided about."""

from collections.abc import Iterator

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Step
from onboarding.engine.errors import Fault
from onboarding.engine.promising import Promising
from onboarding.proving.findings import Finding


def wrong_deciders(blueprint: Blueprint, promising: Promising) -> Iterator[Finding]:
    """Return each step of a programme that somebody may act in who must not decide there."""
    for key, roles in promising.deciders.items():
        for step in _acting(blueprint, key):
            for role in sorted(step.roles - set(roles)):
                at = step.places.get("role", step.at)
                yield Finding(at, "E114", "wrong_decider", (step.key, role))
            for role in promising.never:
                if role not in step.not_by:
                    yield Finding(step.at, "E114", "may_decide_own_case", (step.key, role))


def _acting(blueprint: Blueprint, key: str) -> list[Step]:
    """Return the step itself, or the seats of its route where it is an approval."""
    step = blueprint.by_key.get(key)
    if step is None:
        return []
    if not step.stages:
        return [step]
    seats = (seat for stage in step.stages for seat in stage.seats)
    return [blueprint.by_key[seat] for seat in seats]


def undecided(catalogue: Catalogue) -> Iterator[Fault]:
    """Return each paper neither it nor the table of promises decides, or both otherwise."""
    papers = catalogue.promising.papers
    for id, document in catalogue.documents.items() if papers else ():
        if id not in papers and document.promises is None:
            yield Fault(document.at, "W209", "paper_undecided", (id,))
        elif id in papers and papers[id] != bool(document.promises):
            yield Fault(document.at, "E114", "paper_decided_otherwise", (id,))
