"""A checklist rehearsed from a text that is not published: the real engine, invented facts.

Nothing of it is written anywhere: the supposed case lives for one page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from onboarding.engine.asking import Question, questions
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Chosen, Field, Programme, Step
from onboarding.engine.events import FINISHED, OPENED, Event
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, advance, begin

_ROUNDS = 200
# Who comes along: relation and age of each.
FAMILIES: Mapping[str, tuple[tuple[str, int], ...]] = {
    "alone": (),
    "spouse": (("spouse", 34),),
    "children": (("spouse", 34), ("child", 3), ("child", 8)),
}
_NAMES = (("spouse", "SAMPLE", "Robin"), ("child", "SAMPLE", "Kim"), ("child", "SAMPLE", "Toni"))


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed of the case: its frame, its facts, what has been done in it.

    `done`: (key of a step, outcome or empty), in the order in which they are finished.
    `others_done`: whether the steps of other workflows are finished as soon as they open.
    """

    programme: str
    starts_on: date
    days: int
    nationality: str
    family: str
    others_done: bool = False
    done: tuple[tuple[str, str], ...] = ()


def users_of(catalogue: Catalogue, workflow: str) -> list[Programme]:
    """Return the programmes that use a workflow, all with cases where none does."""
    every = [p for p in catalogue.programmes.values() if not p.umbrella]
    using = [p for p in every if any(c.workflow == workflow for c in p.workflows)]
    return using or every


def rehearse(
    catalogue: Catalogue, workflow: str, supposed: Supposed, today: date
) -> tuple[Progress, list[str]]:
    """Return where the supposed case stands, and the supposed steps that could not be finished."""
    blueprint = _blueprint(catalogue, workflow, supposed.programme)
    facts = _facts(blueprint, supposed)
    progress = advance(begin(blueprint, today), Event(1, OPENED, today, {"facts": facts}))
    player = _Player(progress, supposed, workflow, today)
    player.finish_others()
    refused = [key for key, outcome in supposed.done if not player.finish(key, outcome)]
    return player.progress, refused


def _blueprint(catalogue: Catalogue, workflow: str, programme: str) -> Blueprint:
    """Return a programme compiled in its newest versions; with the workflow where it has it not."""
    chosen = catalogue.programmes[programme]
    if all(one.workflow != workflow for one in chosen.workflows):
        added = replace(chosen, workflows=(*chosen.workflows, Chosen(workflow, {}, chosen.at)))
        catalogue = replace(
            catalogue, programmes={**catalogue.programmes, programme: added}, _blueprints={}
        )
    return catalogue.blueprint(programme, catalogue.versions_for(programme))


def _facts(blueprint: Blueprint, supposed: Supposed) -> dict[str, Any]:
    """Return what the supposed case is opened with, of what the dictionary knows."""
    last = supposed.starts_on + timedelta(days=supposed.days - 1)
    facts: dict[str, Any] = {
        "stay.starts_on": supposed.starts_on,
        "stay.ends_on": last,
        "researcher.family_name": "SAMPLE",
        "researcher.given_name": "Alex",
        "researcher.nationality": supposed.nationality,
        "researcher.birth_date": _born(supposed.starts_on, 35),
        "family.members": tuple(f"m{n}" for n, _ in enumerate(FAMILIES[supposed.family], start=1)),
        **dict(_family(supposed)),
    }
    known = blueprint.fields.keys()
    return {key: value for key, value in facts.items() if key.partition("@")[0] in known}


def _family(supposed: Supposed) -> Iterator[tuple[str, Any]]:
    family = zip(FAMILIES[supposed.family], _NAMES, strict=False)
    for number, ((relation, age), (_relation, surname, name)) in enumerate(family, start=1):
        yield f"member.family_name@m{number}", surname
        yield f"member.given_name@m{number}", name
        yield f"member.relation@m{number}", relation
        yield f"member.birth_date@m{number}", _born(supposed.starts_on, age)
        yield f"member.nationality@m{number}", supposed.nationality
        yield f"member.comes_along@m{number}", True


def _born(day: date, age: int) -> date:
    return date(day.year - age, 1, 15)


class _Player:
    """Finishes steps of the supposed case, inventing the answers they ask for."""

    def __init__(self, progress: Progress, supposed: Supposed, workflow: str, today: date) -> None:
        self.progress, self.supposed = progress, supposed
        self.workflow, self.today = workflow, today

    def finish(self, key: str, outcome: str) -> bool:
        """Finish one step if it is open; return whether it was."""
        planned = self.progress.plan.find(key)
        if planned is None or not self.progress.open >> planned.number & 1:
            return False
        if planned.step.outcomes and planned.step.outcome(outcome) is None:
            return False
        self._finish(planned, outcome)
        self.finish_others()
        return True

    def finish_others(self) -> None:
        """Finish what is open in other workflows until nothing is, if that is supposed."""
        for _round in range(_ROUNDS if self.supposed.others_done else 0):
            planned = next(self._open_elsewhere(), None)
            if planned is None or self.progress.over:
                return
            self._finish(planned, good_end(planned.step))

    def _open_elsewhere(self) -> Iterator[PlannedStep]:
        open_steps = self.progress.open_steps()
        return (planned for planned in open_steps if planned.step.workflow != self.workflow)

    def _finish(self, planned: PlannedStep, outcome: str) -> None:
        asked = questions(self.progress, planned, outcome=outcome or None)
        new = (question for question in asked if question.key not in self.progress.facts)
        facts = {question.key: self._invented(question) for question in new}
        data = {"step": planned.key, "facts": facts, "outcome": outcome}
        kept = {name: value for name, value in data.items() if value}
        event = Event(self.progress.sequence + 1, FINISHED, self.today, kept)
        self.progress = advance(self.progress, event)

    def _invented(self, question: Question) -> Any:
        return invented(question.field, self.supposed)


def good_end(step: Step) -> str:
    """Return the first outcome of a step that neither ends the case nor sends back."""
    going_on = (outcome.id for outcome in step.outcomes if outcome.then not in ("stop", "back"))
    return next(going_on, step.outcomes[0].id if step.outcomes else "")


def invented(field: Field, supposed: Supposed) -> Any:
    """Return an answer to a question, as a usual case might have it."""
    kinds: Mapping[str, Any] = {
        "date": supposed.starts_on,
        "yes_no": True,
        "integer": field.limits.get("min", 1),
        "money": field.limits.get("min", 1),
        "country": supposed.nationality,
        "list": (),
        "choice": field.options[0].id if field.options else "",
        "choices": (field.options[0].id,) if field.options else (),
    }
    return kinds.get(field.type, "…")
