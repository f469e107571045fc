"""Beside the questions of a verdict: what the rules make of what the case knows."""

from collections.abc import Mapping
from typing import Any

from onboarding.cases.file_views import note_reading
from onboarding.cases.gate import Visit
from onboarding.engine.plan import PlannedStep
from onboarding.security.judging import judge
from onboarding.security.lists import in_use
from onboarding.security.rules import rules_on
from onboarding.security.screening import OTHER, SAME, hits_of, last_screening

_LISTED = "export.end_user_list"


def show(visit: Visit, planned: PlannedStep, form: Any) -> Mapping[str, Any]:
    """Return what the worksheet shows; that somebody read it is noted."""
    note_reading(visit, f"export worksheet {planned.key}")
    rules, hits = rules_on(visit.progress.today), hits_of(visit.case.id)
    return {
        "judged": judge(visit.progress.facts, rules),
        "rules": rules,
        "lists": in_use(),
        "screening": last_screening(visit.case.id),
        "hits": hits,
        "open_hits": [hit for hit in hits if not hit.decision],
        "asks_list": any(field.name == _LISTED for field in form.own),
    }


def fill(visit: Visit, planned: PlannedStep, typed: Any) -> None:
    """Answer whether an institution is listed, once every hit is decided."""
    decided = [hit.decision for hit in hits_of(visit.case.id)]
    screened = last_screening(visit.case.id) is not None
    if screened and all(one in (SAME, OTHER) for one in decided):
        typed.setlist(_LISTED, ["yes" if SAME in decided else "no"])
