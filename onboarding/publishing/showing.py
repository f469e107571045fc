"""What pages say of workflows and their versions."""

from collections import Counter
from dataclasses import dataclass

from onboarding.cases.library import library
from onboarding.engine.definition import Programme, Text
from onboarding.publishing.models import PublishedVersion, WorkflowDraft
from onboarding.publishing.queries import drafts, newest_versions, pins_of_open_cases


@dataclass(frozen=True, slots=True)
class Line:
    """One workflow of the list: its newest version, who is behind, what is being written."""

    id: str
    title: Text
    newest: PublishedVersion
    cases: int
    behind: int
    draft: WorkflowDraft | None


def running() -> dict[str, Counter[int]]:
    """Return workflow → version → how many open cases have it."""
    found: dict[str, Counter[int]] = {}
    for versions, number in pins_of_open_cases():
        for workflow, version in versions.items():
            found.setdefault(workflow, Counter())[version] += number
    return found


def lines() -> list[Line]:
    """Return all workflows with the newest version of each, by title as files order them."""
    written, open_cases = {draft.workflow: draft for draft in drafts()}, running()
    found = []
    for newest in newest_versions():
        cases = open_cases.get(newest.workflow, Counter[int]())
        behind = sum(count for version, count in cases.items() if version < newest.version)
        draft = written.get(newest.workflow)
        title = title_of(newest.workflow, newest.version)
        found.append(Line(newest.workflow, title, newest, cases.total(), behind, draft))
    return found


def begun() -> list[WorkflowDraft]:
    """Return the drafts of workflows that have no version yet."""
    return [draft for draft in drafts() if not draft.base_version]


def programmes_with(workflow: str) -> list[Programme]:
    """Return the programmes that use a workflow."""
    every = library().programmes.values()
    return [p for p in every if any(chosen.workflow == workflow for chosen in p.workflows)]


def title_of(workflow: str, version: int) -> Text:
    """Return what a version of a workflow calls itself; its id where it is not loaded."""
    found = library().workflows.get(workflow, {}).get(version)
    return found.title if found else Text(workflow, workflow)
