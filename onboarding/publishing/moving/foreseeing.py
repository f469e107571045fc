"""What a move would do to a case: the same decision for showing it and for doing it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from onboarding.cases.library import pinned
from onboarding.cases.models import Case
from onboarding.cases.queries import progress_under
from onboarding.database import db
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.effects import Effect, effect_of
from onboarding.engine.events import Change
from onboarding.engine.moving import move
from onboarding.engine.papers import fingerprint
from onboarding.engine.progress import Progress
from onboarding.engine.undoing import foreseen

COUNTED = ("gained", "lost", "reopened", "opening", "waiting", "redated", "stale", "asked")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What moving one case means: the change to record, and what is otherwise afterwards."""

    before: Progress
    change: Change
    effect: Effect

    @property
    def mark(self) -> str:
        """Return the hash of what is the same on whichever day the case is moved."""
        return fingerprint(self.effect.lasting())


def foresee(
    case: Case, target: dict[str, int], today: date, catalogue: Catalogue | None = None
) -> Foreseen | None:
    """Return what moving a case means; None where it has these versions already.

    `catalogue`: one that has a version which is not published yet.

    Raises:
        engine.errors.CaseIsOver: it has ended.
    """
    pins = json.loads(case.versions)
    found = catalogue.blueprint if catalogue else pinned
    before = progress_under(found(case.programme, pins), case, today)
    change = move(before, pins, target)
    if change is None:
        return None
    return Foreseen(before, change, effect_of(before, foreseen(before, change, today)))


def with_snapshots(case_ids: Iterable[int]) -> list[Case]:
    """Return cases with what their state is read from, in one query."""
    found = select(Case).where(Case.id.in_(list(case_ids))).options(undefer(Case.snapshot))
    return list(db.session.scalars(found.order_by(Case.id)))


def step_of(key: str) -> str:
    """Return a step's key without its item."""
    return key.partition("@")[0]


@dataclass(slots=True)
class Totals:
    """What a move does to how many cases. `steps`: what happens → step key → cases."""

    cases: int = 0
    same: int = 0
    ending: int = 0
    steps: dict[str, dict[str, int]] = field(default_factory=lambda: {n: {} for n in COUNTED})

    def add(self, effect: Effect) -> None:
        """Count one case."""
        touched = list(_touched(effect))
        self.cases += 1
        self.same += not (touched or effect.ends)
        self.ending += effect.ends
        for name, key in touched:
            counts = self.steps[name]
            counts[key] = counts.get(key, 0) + 1

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold of it."""
        counted = {"cases": self.cases, "same": self.same, "ending": self.ending}
        return {**counted, "steps": self.steps}


def read_totals(kept: str) -> Totals:
    """Return the totals a move keeps."""
    return Totals(**json.loads(kept))


def _touched(effect: Effect) -> Iterator[tuple[str, str]]:
    """Yield what happens and to which step, or question, each once for a case."""
    found = {
        "gained": [step.key for step in effect.gained()],
        "lost": [step.key for step in effect.lost()],
        "redated": [step.key for step, _old, _new in effect.redated()],
        "reopened": [step.key for step in effect.reopened()],
        "opening": [step.key for step in effect.opening()],
        "waiting": [step.key for step in effect.waiting()],
        "stale": effect.stale,
        "asked": effect.asked,
    }
    for name, keys in found.items():
        for key in dict.fromkeys(map(step_of, keys)):
            yield name, key
