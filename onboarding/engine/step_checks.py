"""Checking a workflow: whether its steps refer to things there are, in ways that make sense."""

from collections.abc import Iterator

from onboarding.engine.blueprint import inside_of
from onboarding.engine.definition import Ask, Step, Workflow
from onboarding.engine.due import OPENING, DueRule
from onboarding.engine.errors import Fault, Place
from onboarding.engine.plan import anchor_name
from onboarding.engine.references import References
from onboarding.engine.step_reader import full
from onboarding.engine.tree import Type
from onboarding.engine.vocabulary import RESERVED, parameter_types


def check_workflow(known: References, workflow: Workflow) -> Iterator[Fault]:
    """Return every fault of one version of a workflow, except steps that wait for each other."""
    parameters = parameter_types(workflow)
    yield from known.condition(workflow.applies, parameters=parameters)
    for step in workflow.steps:
        yield from known.condition(step.when, inside_of(step), parameters)
        yield from _references(known, step)
        for key, rule in (("due", step.due), ("opens", step.opens)):
            if rule:
                yield from _date(known, workflow, step, key)


def _references(known: References, step: Step) -> Iterator[Fault]:
    if step.key in known.catalogue.fields or step.key in RESERVED:
        yield Fault(_at(step, "id"), "E104", "step_named_like_field", (step.key,))
    yield from known.role(step.role, _at(step, "role"))
    for reminder in step.remind:
        yield from known.role(reminder.role or "", reminder.at or step.at)
    for need in step.needs:
        yield from known.step(need.step, need.at)
    for ask in step.every_ask():
        yield from _ask(known, step, ask)
    for shown in step.shows:
        yield from _shown(known, step, shown)
    for outcome in step.outcomes:
        if outcome.then == "back":
            yield from known.step(outcome.back_to, outcome.at)
    yield from _each(known, step)
    yield from _options(known, step)


def _shown(known: References, step: Step, ask: Ask) -> Iterator[Fault]:
    if ask.field not in known.catalogue.fields:
        yield Fault(ask.at, "E103", "unknown_field", (ask.field,))
    else:
        yield from known.carried(ask.field, inside_of(step), ask.at)


def _ask(known: References, step: Step, ask: Ask) -> Iterator[Fault]:
    yield from _shown(known, step, ask)
    field = known.catalogue.fields.get(ask.field)
    if field and field.formula:
        yield Fault(ask.at, "E103", "computed_field_asked", (ask.field,))


def _each(known: References, step: Step) -> Iterator[Fault]:
    field = known.catalogue.fields.get(step.each.text) if step.each else None
    if step.each and (field is None or field.type != "list"):
        yield Fault(step.each.at, "E103", "unknown_list", (step.each.text,))


def _options(known: References, step: Step) -> Iterator[Fault]:
    for option, name in step.options.items():
        at = _at(step, option)
        if option == "document":
            if name not in known.catalogue.documents:
                yield Fault(at, "E103", "unknown_document", (name,))
        elif option == "about":
            yield from known.step(full(step.workflow, name), at)
        elif not known.catalogue.registry.knows(option, name):
            yield Fault(at, "E103", "unknown_option", (name, option))


def _date(known: References, workflow: Workflow, step: Step, key: str) -> Iterator[Fault]:
    """Return what is wrong with a due date, or with the date a step opens on."""
    rule, at = getattr(step, key), _at(step, key)
    yield from _amount(rule, workflow, at)
    if rule.anchor == OPENING:
        if key == "opens":
            yield Fault(at, "E103", "unknown_name", (OPENING,))
        return
    name = anchor_name(rule, known.names)
    if name not in known.names:
        yield Fault(at, "E103", "unknown_name", (rule.anchor,))
        return
    yield from known.carried(name, inside_of(step), at)
    if known.names[name].type is not Type.DATE:
        yield Fault(at, "E111", "not_a_date", (rule.anchor,))


def _amount(rule: DueRule, workflow: Workflow, at: Place) -> Iterator[Fault]:
    if isinstance(rule.amount, int):
        return
    given = workflow.parameters.get(rule.amount)
    if given is None:
        yield Fault(at, "E103", "unknown_name", (f"parameter.{rule.amount}",))
    elif type(given) is not int:
        yield Fault(at, "E101", "not_a_number", (str(given),))


def _at(step: Step, key: str) -> Place:
    return step.places.get(key, step.at)
