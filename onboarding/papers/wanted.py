"""The fact that says which papers are asked for, and the steps that make them."""

from collections.abc import Iterable

from onboarding.engine.definition import Field
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress

WANTED = "papers.wanted"
WORKFLOW = "papers"


def in_order(progress: Progress, ids: Iterable[str]) -> tuple[str, ...]:
    """Return those of some ids that the dictionary knows, in its order."""
    wanted, field = set(ids), known_papers(progress)
    return tuple(one.id for one in field.options if one.id in wanted) if field else ()


def known_papers(progress: Progress) -> Field | None:
    """Return the field whose options are the papers that can be asked for."""
    return progress.plan.blueprint.fields.get(WANTED)


def steps_of(progress: Progress, id: str) -> list[PlannedStep]:
    """Return the steps that make a paper on request: several where it is one for each item."""
    named = (WORKFLOW, id)
    return [p for p in progress.plan.steps if (p.step.workflow, p.step.id) == named]
