"""Beside the step of filing: how ready the applications are."""

from typing import Any

from onboarding.cases.gate import Visit
from onboarding.visa.filing.applications import look_over


def show_filing(visit: Visit, planned: Any, form: Any) -> dict[str, Any]:
    """Return the applications of the case, looked over."""
    return {"found": look_over(visit.case, visit.progress)}
