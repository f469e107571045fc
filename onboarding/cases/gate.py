"""The door of every page about a case."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar, cast

from flask import abort, request

from onboarding.cases.models import Case
from onboarding.cases.planning import outlook_of
from onboarding.cases.policies import Part
from onboarding.cases.queries import find_case, part_with, progress_of
from onboarding.cases.recording import By
from onboarding.cases.registry import serves
from onboarding.engine.backplan import Outlook
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.people.gate import ask_to_sign_in, current_person, held, now, today, visitor

View = TypeVar("View", bound=Callable[..., Any])
Policy = Callable[[Part], bool]
StepPolicy = Callable[[Part, PlannedStep], bool]


@dataclass
class Visit:
    """Somebody on a page about a case: the case, their part in it, where it stands."""

    case: Case
    part: Part

    @cached_property
    def progress(self) -> Progress:
        """Return where the case stands today."""
        return progress_of(self.case, today())

    @cached_property
    def outlook(self) -> Outlook | None:
        """Return what becomes of the wanted start; None where there is nothing to say."""
        return outlook_of(self.progress)

    @property
    def by(self) -> By:
        """Return who acts, at this moment."""
        return By(current_person(), now(), self.part)


def case_gate(policy: Policy) -> Callable[[View], View]:
    """Let in whoever the policy allows; the view gets a `Visit` in place of `case_id`."""

    def door(view: View) -> View:
        @wraps(view)
        def inside(case_id: int, **kwargs: Any) -> Any:
            if visitor() is None:
                return ask_to_sign_in()
            return view(enter(case_id, policy), **kwargs)

        inside.gate = policy.__name__  # type: ignore[attr-defined]
        return cast("View", inside)

    return door


def step_gate(policy: StepPolicy) -> Callable[[View], View]:
    """Let in whoever may open one step; the view gets a `Visit` and the step."""

    def door(view: View) -> View:
        @wraps(view)
        def inside(case_id: int, key: str, **kwargs: Any) -> Any:
            if visitor() is None:
                return ask_to_sign_in()
            visit = enter(case_id, lambda part: bool(part.roles) and not part.shut_out)
            planned = visit.progress.plan.find(key)
            if planned is None or not serves(request.blueprint, planned.step):
                abort(404)
            if not policy(visit.part, planned):
                abort(403)
            return view(visit, planned, **kwargs)

        inside.gate = policy.__name__  # type: ignore[attr-defined]
        return cast("View", inside)

    return door


def enter(case_id: int, policy: Policy) -> Visit:
    """Return the visit of whoever is signed in; aborts where there is no case, or not for them."""
    case = find_case(case_id)
    if case is None:
        abort(404)
    part = part_with(case, current_person(), held())
    if not policy(part):
        abort(403)
    return Visit(case, part)
