"""Beside a step in which somebody files: who may, and why."""

from collections.abc import Callable
from typing import Any

from onboarding.cases.gate import Visit
from onboarding.visa.agents.queries import applicant_may, table, who_may

# What a step may be about; a workflow says `beside: who_may_file_extension`.
OFFERED = ("change", "extension", "acquisition")


def show(what: str) -> Callable[[Visit, Any, Any], dict[str, Any]]:
    """Return what shows who may file one kind of application."""

    def shown(visit: Visit, planned: Any, form: Any) -> dict[str, Any]:
        chosen, on = visit.progress.facts.get("visa.residence_status"), visit.progress.today
        of_family = planned.step.each == "family.members" or what == "acquisition"
        status = "dependent" if of_family else str(chosen or "")
        return {
            "what": table().what[what],
            "offered": who_may(what, status, on=on),
            "applicant": applicant_may(what, status, on=on),
        }

    return shown
