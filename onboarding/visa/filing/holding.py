"""Our own print of an application waits while something stands against its filing."""

from onboarding.cases.models import Case
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, State
from onboarding.visa.filing.applications import look_over
from onboarding.visa.forms.preflight import errors

PANEL = "coe_outputs"
# What is wrong only until an application is handed in.
_BEFORE_FILING = frozenset({"entry_past", "agent_may_not"})


def stands_against(case: Case, progress: Progress, planned: PlannedStep) -> bool:
    """Return whether an application may not be printed for signing yet.

    One that was filed is printed again when a fact changes: the day of entry is past by then,
    its agent may have left, and its files lie with the authority.
    """
    one = next((one for one in look_over(case, progress) if one.item == planned.item), None)
    if one is None:
        return False
    if _is_filed(progress):
        return any(one.reason not in _BEFORE_FILING for one in errors(one.findings))
    return not one.ready


def _is_filed(progress: Progress) -> bool:
    steps = (step for step in progress.plan.steps if step.step.options.get("beside") == PANEL)
    return any(progress.state(step) is State.DONE for step in steps)
