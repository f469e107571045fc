"""A workflow in words: who does what, when, after what, and where each outcome leads."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from onboarding.cases.saying import Sayer, either
from onboarding.cases.saying_dates import date_rule, escalations, opening, reminders
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Outcome, Step, Workflow
from onboarding.web.speaking import reader_language


@dataclass(frozen=True, slots=True)
class Waits:
    """A step another one waits for; `workflow` names another workflow, else it is of this one."""

    key: str
    title: str
    workflow: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """An outcome that changes what comes: `then` is `stop`, `back`, `on` or empty.

    `targets`: the keys of the steps it leads to.
    """

    label: str
    then: str
    targets: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step as people read it. What it has not is empty."""

    step: Step
    number: int
    title: str
    role: str
    deputy: str
    kind: str
    each: str
    when: str
    due: str
    opens: tuple[str, ...]
    remind: tuple[str, ...]
    escalate: tuple[str, ...]
    waits: tuple[Waits, ...]
    ways: tuple[Way, ...]

    @property
    def inside(self) -> list[Waits]:
        """Return the steps of the same workflow it waits for."""
        return [one for one in self.waits if not one.workflow]

    @property
    def outside(self) -> list[Waits]:
        """Return the steps of other workflows it waits for."""
        return [one for one in self.waits if one.workflow]


@dataclass(frozen=True, slots=True)
class Described:
    """A whole workflow as people read it."""

    workflow: Workflow
    title: str
    applies: str
    steps: tuple[StepWords, ...]


def describe(workflow: Workflow, catalogue: Catalogue) -> Described:
    """Put a workflow into the reader's language."""
    sayer, language = Sayer(catalogue, workflow), reader_language()
    return Described(
        workflow,
        workflow.title.in_(language),
        sayer.condition(workflow.applies) if workflow.applies else "",
        tuple(_step(sayer, step, number) for number, step in enumerate(workflow.steps, start=1)),
    )


def _step(sayer: Sayer, step: Step, number: int) -> StepWords:
    language = reader_language()
    return StepWords(
        step=step,
        number=number,
        title=step.title.in_(language),
        role=_role(sayer, step.role),
        deputy=_role(sayer, step.deputy),
        kind=kind_word(step.kind),
        each=sayer.name(step.each.text) if step.each else "",
        when=sayer.condition(step.when, step) if step.when else "",
        due=date_rule(sayer, step.due) if step.due else "",
        opens=tuple(opening(sayer, one, step) for one in step.opens),
        remind=tuple(reminders(sayer, step)),
        escalate=tuple(escalations(sayer, step)),
        waits=tuple(_waits(sayer, step)),
        ways=tuple(_way(sayer, outcome) for outcome in step.outcomes),
    )


def _role(sayer: Sayer, id: str) -> str:
    found = sayer.catalogue.roles.get(id)
    return found.label.in_(reader_language()) if found else id


def _waits(sayer: Sayer, step: Step) -> Iterable[Waits]:
    """Return what a step waits for, each once."""
    language = reader_language()
    for key in dict.fromkeys(need.step for need in step.every_need()):
        found, workflow = sayer.step(key), key.partition(".")[0]
        if found is None:
            continue
        other = sayer.catalogue.newest(workflow) if workflow != step.workflow else None
        yield Waits(key, found.title.in_(language), other.title.in_(language) if other else "")


def _way(sayer: Sayer, outcome: Outcome) -> Way:
    label = outcome.label.in_(reader_language())
    if outcome.then == "stop":
        return Way(label, "stop", (), _("ends the case"))
    if outcome.then == "back":
        where = _or(sayer, outcome.back_to)
        return Way(label, "back", outcome.back_to, _("back to %(step)s", step=where))
    if outcome.then == "on":
        step = sayer.step_title(outcome.on_to)
        return Way(label, "on", (outcome.on_to,), _("on to %(step)s", step=step))
    return Way(label, "", (), "")


def _or(sayer: Sayer, keys: Iterable[str]) -> str:
    return either([sayer.step_title(key) for key in keys])


def kind_word(kind: str) -> str:
    """Return the word for a kind of step; its id for one nobody named."""
    words = {
        "form": _("Form"),
        "task": _("Task"),
        "document": _("Document"),
        "decision": _("Decision"),
        "outcome": _("Answer from outside"),
        "evaluation": _("Evaluation"),
        "allocation": _("Allocation"),
        "approval": _("Approval"),
    }
    return words.get(kind, kind)
