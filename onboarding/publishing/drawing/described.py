"""A workflow in words: who does what, when, after what, and where each outcome leads.

The seats of an approval are told within it, stage by stage, and not as steps of their own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from babel.lists import format_list
from flask_babel import gettext as _

from onboarding.cases.saying import Sayer, either
from onboarding.cases.saying_dates import date_rule, escalations, opening, reminders
from onboarding.engine.catalogue import Catalogue, tuned
from onboarding.engine.definition import Chosen, Outcome, Step, Workflow
from onboarding.engine.routes import Stage
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

    @property
    def told(self) -> str:
        """Return the outcome with where it leads."""
        if not self.where:
            return self.label
        return _("%(outcome)s: %(where)s", outcome=self.label, where=self.where)


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
    stages: tuple[str, ...]
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


def describe(workflow: Workflow, catalogue: Catalogue, programme: str = "") -> Described:
    """Put a workflow into the reader's language: by itself, or as a programme has it."""
    workflow = _as_used(workflow, catalogue, programme)
    sayer, language = Sayer(catalogue, workflow), reader_language()
    return Described(
        workflow,
        workflow.title.in_(language),
        sayer.condition(workflow.applies) if workflow.applies else "",
        tuple(_step(sayer, step, number) for number, step in enumerate(_told(workflow), start=1)),
    )


def _as_used(workflow: Workflow, catalogue: Catalogue, programme: str) -> Workflow:
    """Return a workflow with its parameters in place, and with what a programme has otherwise."""
    if not programme:
        return tuned(workflow, Chosen(workflow.id, {}, workflow.at))
    versions = {**catalogue.versions_for(programme), workflow.id: workflow.version}
    used = catalogue.blueprint(programme, versions).workflows
    return next(one for one in used if one.id == workflow.id)


def _told(workflow: Workflow) -> Iterable[Step]:
    """Return the steps that are told: of an approval what its seats have in common as well."""
    seats = {step.key: step for step in workflow.steps if step.route}
    for step in workflow.steps:
        if step.stages:
            yield _whole(step, [seats[key] for stage in step.stages for key in stage.seats])
        elif not step.route:
            yield step


def _whole(approval: Step, seats: Sequence[Step]) -> Step:
    """Return an approval as its file writes it, before its seats were parted from it."""
    own = {seat.key for seat in seats}
    first, known = seats[0], {outcome.id: outcome for outcome in approval.outcomes}
    return replace(
        approval,
        needs=tuple(need for need in approval.needs if need.step not in own),
        opens=first.opens,
        remind=first.remind,
        escalate=first.escalate,
        outcomes=tuple(known.get(outcome.id, outcome) for outcome in first.outcomes),
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
        stages=tuple(_stage(sayer, stage) for stage in step.stages),
        waits=tuple(_waits(sayer, step)),
        ways=tuple(_way(sayer, outcome) for outcome in step.outcomes),
    )


def _stage(sayer: Sayer, stage: Stage) -> str:
    """Say who sits in one stage of an approval, and how many must agree."""
    seats = [seat for key in stage.seats if (seat := sayer.step(key))]
    names = [
        role if number == 1 else _("%(number)s × %(role)s", number=number, role=role)
        for role, number in Counter(_role(sayer, seat.role) for seat in seats).items()
    ]
    who = str(format_list(names, locale=reader_language()))
    if len(seats) == 1 or stage.need == len(seats):
        return _("%(number)s. %(who)s", number=stage.number, who=who)
    values = {"number": stage.number, "need": stage.need, "who": who}
    return _("%(number)s. %(need)s of: %(who)s", **values)


def _role(sayer: Sayer, id: str) -> str:
    found = sayer.catalogue.roles.get(id)
    return found.label.in_(reader_language()) if found else id


def _waits(sayer: Sayer, step: Step) -> Iterable[Waits]:
    """Return what a step waits for, each once."""
    language = reader_language()
    for key in dict.fromkeys(_approval_of(sayer, need.step) for need in step.every_need()):
        found, workflow = sayer.step(key), key.partition(".")[0]
        if found is None:
            continue
        other = sayer.catalogue.newest(workflow) if workflow != step.workflow else None
        yield Waits(key, found.title.in_(language), other.title.in_(language) if other else "")


def _approval_of(sayer: Sayer, key: str) -> str:
    """Return the approval a step is a seat of, or the step itself."""
    found = sayer.step(key)
    return found.route.approval if found and found.route else key


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
