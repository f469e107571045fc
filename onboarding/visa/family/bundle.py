"""The bundle: every family member with their steps, papers, application and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from onboarding.cases.checklist import item_name
from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.documents.models import Document
from onboarding.documents.service import of_case
from onboarding.engine.asking import missing, questions
from onboarding.engine.definition import Text
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.visa.exported.models import Exported
from onboarding.visa.exported.service import newest_exports
from onboarding.visa.filing.applications import Looked, look_over

RELATION, COMES, LATER = "member.relation", "member.comes_along", "member.coe_later"


@dataclass(frozen=True, slots=True)
class MemberStep:
    """A step of one member, with its state and, while it is to be done, its due date."""

    planned: PlannedStep
    state: State
    due: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """A family member. `comes`: None while it is not known; `later`: filed after the researcher.

    `missing`: the facts open steps still ask for; `application` is None where nobody applies.
    """

    item: str
    name: str
    relation: Text | None
    comes: bool | None
    later: bool
    steps: tuple[MemberStep, ...]
    missing: tuple[Text, ...]
    application: Looked | None
    exports: tuple[Exported, ...]
    documents: tuple[Document, ...]

    @property
    def done(self) -> int:
        """Return how many steps are finished."""
        return sum(one.state is State.DONE for one in self.steps)


def bundle(visit: Visit) -> list[Member]:
    """Return the family members of a case in the order they were named."""
    items = visit.progress.facts.get("family.members") or ()
    looked = {one.item: one for one in look_over(visit.case, visit.progress)}
    exports, documents = newest_exports(visit.case.id), of_case(visit.case.id)
    return [
        _member(
            visit,
            item,
            looked.get(item),
            exports=tuple(one for one in exports if one.item == item),
            documents=tuple(d for d in documents if d.step_key.partition("@")[2] == item),
        )
        for item in items
    ]


def _member(
    visit: Visit,
    item: str,
    application: Looked | None,
    *,
    exports: tuple[Exported, ...],
    documents: tuple[Document, ...],
) -> Member:
    facts = visit.progress.facts
    relation = facts.get(f"{RELATION}@{item}")
    return Member(
        item=item,
        name=item_name(visit.progress, item),
        relation=library().fields[RELATION].option(relation) if relation else None,
        comes=facts.get(f"{COMES}@{item}"),
        later=bool(facts.get(f"{LATER}@{item}")),
        steps=tuple(_steps(visit, item)),
        missing=tuple(_missing(visit, item)),
        application=application,
        exports=exports,
        documents=documents,
    )


def _steps(visit: Visit, item: str) -> Iterator[MemberStep]:
    progress = visit.progress
    for planned in sorted(progress.plan.steps, key=lambda one: one.position):
        state = progress.state(planned)
        if planned.item == item and state is not State.SKIPPED:
            due = None if state is State.DONE else progress.dues.get(planned.number)
            yield MemberStep(planned, state, due)


def _missing(visit: Visit, item: str) -> Iterator[Text]:
    """Yield the labels of what the member's open steps still ask for."""
    progress, fields = visit.progress, library().fields
    for planned in progress.open_steps():
        if planned.item == item:
            for key in missing(progress, questions(progress, planned), {}):
                yield fields[key.partition("@")[0]].label
