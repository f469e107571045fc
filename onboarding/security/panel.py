"""Beside the questions of a verdict: what the rules make of what the case knows."""

from collections.abc import Mapping
from typing import Any

from onboarding.cases.gate import Visit
from onboarding.engine.plan import PlannedStep


def show(visit: Visit, planned: PlannedStep, form: Any) -> Mapping[str, Any]:
    """Return what the worksheet shows."""
    return {}
