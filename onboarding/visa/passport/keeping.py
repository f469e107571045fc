"""What the lines of a passport say of a birth nobody knows wholly, kept as a fact."""

from datetime import date
from typing import Any

from onboarding.cases import service
from onboarding.cases.recording import By
from onboarding.cases.registry import Happened
from onboarding.engine.events import FINISHED
from onboarding.engine.partdays import PartDay
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.visa.passport.mrz import read
from onboarding.visa.passport.panel import PANELS, Keys, keys_of


def keep_birth(happened: Happened) -> None:
    """Record which part of a birth is unknown, where the lines handed in say so.

    Nobody is asked for it. Lines with a wrong check digit say nothing; without lines the office
    says it among the facts of the case.
    """
    planned = _handed_in(happened)
    if planned is None:
        return
    keys, facts = keys_of(planned), happened.after.facts
    birth = birth_in(happened.after, keys)
    unknown = birth.unknown if isinstance(birth, PartDay) else None
    key = keys.of("birth_unknown")
    if birth is not None and facts.get(key) != unknown:
        change: dict[str, Any] = {key: unknown}
        service.record_facts(happened.case.id, change, by=By(None, happened.at))


def birth_in(progress: Progress, keys: Keys) -> date | PartDay | None:
    """Return the birth in the lines a case has; None without lines, or where they are doubtful."""
    lines = progress.facts.get(keys.in_passport("lines"))
    found = read(lines, progress.today) if lines else None
    if found is None or found.passport is None:
        return None
    doubted = any(doubt.field in ("birth", "composite") for doubt in found.doubts)
    return None if doubted else found.passport.birth


def _handed_in(happened: Happened) -> PlannedStep | None:
    event = happened.event
    planned = happened.after.plan.find(event.data["step"]) if event.kind == FINISHED else None
    beside = planned.step.options.get("beside") if planned else None
    return planned if beside in PANELS else None
