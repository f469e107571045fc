"""The fact that says which papers are asked for, and the steps that make them."""

from collections.abc import Iterable

from onboarding.engine.definition import Field, Step
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


def step_of(progress: Progress, id: str) -> Step | None:
    """Return the step of a paper on request as its workflow has it."""
    return progress.plan.blueprint.by_key.get(f"{WORKFLOW}.{id}")


def asking_for_each(progress: Progress, id: str) -> list[PlannedStep]:
    """Return the steps of the workflow of papers that ask for which makings a paper is wanted.

    Only a paper that is made once for each line of such a list has any.
    """
    step = step_of(progress, id)
    if step is None or step.each is None:
        return []
    asking = progress.steps(progress.plan.asked_in.get(step.each.text, 0))
    return [planned for planned in asking if planned.step.workflow == WORKFLOW]


def id_of(key: str) -> str:
    """Return the paper a step of the workflow of papers makes; empty for other steps."""
    workflow, _, id = key.partition("@")[0].partition(".")
    return id if workflow == WORKFLOW else ""
