"""Checking a workflow: whether its steps refer to things there are, in ways that make sense."""

from collections.abc import Iterator

from onboarding.engine.blueprint import inside_of
from onboarding.engine.definition import Ask, Clock, Opening, Outcome, Step, Text, Workflow, full
from onboarding.engine.due import OPENING, DueRule
from onboarding.engine.errors import Fault, Place
from onboarding.engine.plan import anchor_name
from onboarding.engine.references import References
from onboarding.engine.tree import Type
from onboarding.engine.vocabulary import RESERVED, is_fact, parameter_types


def check_workflow(known: References, workflow: Workflow) -> Iterator[Fault]:
    """Return every fault of one version of a workflow, except steps that wait for each other."""
    yield from known.condition(workflow.applies, parameters=parameter_types(workflow))
    for step in workflow.steps:
        yield from check_step(known, workflow, step)


def check_step(known: References, workflow: Workflow, step: Step) -> Iterator[Fault]:
    """Return every fault of one step, as the file or a programme has it."""
    parameters, inside = parameter_types(workflow), inside_of(step, known.names)
    yield from known.condition(step.when, inside, parameters)
    yield from _references(known, step)
    yield from known.title(step.title, parameters)
    for text in _texts(step):
        yield from known.text(text, inside, parameters)
    if step.clock:
        yield from _by_law(known, step, step.clock)
    elif step.due:
        yield from _date(known, workflow, step, step.due, _at(step, "due"))
    for opening in step.opens:
        yield from known.condition(opening.once, inside, parameters)
        yield from _opening(known, workflow, step, opening)


def _texts(step: Step) -> Iterator[Text]:
    yield from (text for text in (step.help, step.where, *step.bring) if text)


def _references(known: References, step: Step) -> Iterator[Fault]:
    if step.key in known.catalogue.fields or step.key in RESERVED:
        yield Fault(_at(step, "id"), "E104", "step_named_like_field", (step.key,))
    yield from _roles(known, step)
    for need in step.needs:
        yield from known.step(need.step, need.at)
    for ask in step.every_ask():
        yield from _ask(known, step, ask)
    for shown in step.shows:
        yield from _shown(known, step, shown)
    for watched in step.redo_when_changed:
        yield from known.field(watched.field, watched.at)
    for outcome in step.outcomes:
        yield from _outcome(known, step, outcome)
    for branch in step.branches:
        yield from known.carried(branch.step, inside_of(step, known.names), branch.at)
    yield from _seat(step)
    yield from _each(known, step)
    yield from _options(known, step)


def _roles(known: References, step: Step) -> Iterator[Fault]:
    yield from known.role(step.role, _at(step, "role"))
    yield from known.role(step.deputy, _at(step, "deputy"))
    for role in step.not_by:
        yield from known.role(role, _at(step, role))
    for reminder in step.remind:
        yield from known.role(reminder.role or "", reminder.at or step.at)
    for escalation in step.escalate:
        yield from known.role(escalation.role, escalation.at or step.at)


def _outcome(known: References, step: Step, outcome: Outcome) -> Iterator[Fault]:
    for target in outcome.back_to:
        yield from known.step(target, outcome.at)
    for need in outcome.redo or ():
        yield from known.step(need.step, need.at)
    if outcome.on_to and outcome.on_to.partition(".")[0] != step.workflow:
        yield Fault(outcome.at, "E101", "leads_elsewhere", (outcome.on_to,))
    elif outcome.on_to:
        yield from known.step(outcome.on_to, outcome.at)


def _seat(step: Step) -> Iterator[Fault]:
    """Return what is wrong with the outcomes of an approval, as one of its seats has them."""
    if step.route and step.outcomes and step.outcomes[0].then == "back":
        yield Fault(step.outcomes[0].at, "E101", "yes_sends_back", (step.outcomes[0].id,))


def _shown(known: References, step: Step, ask: Ask) -> Iterator[Fault]:
    yield from known.field(ask.field, ask.at)
    if ask.field in known.catalogue.fields:
        yield from known.carried(ask.field, inside_of(step, known.names), ask.at)


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


def _opening(
    known: References, workflow: Workflow, step: Step, opening: Opening
) -> Iterator[Fault]:
    """Return what is wrong with what a step opens on, but for its condition."""
    if opening.rule and opening.rule.anchor == OPENING:
        yield Fault(opening.at, "E103", "unknown_name", (OPENING,))
    elif opening.rule:
        yield from _date(known, workflow, step, opening.rule, opening.at)
    elif opening.after and is_fact(opening.after, known.names):
        yield from known.carried(opening.after, inside_of(step, known.names), opening.at)
    elif opening.after:
        yield from known.step(full(step.workflow, opening.after), opening.at)


def _date(
    known: References, workflow: Workflow, step: Step, rule: DueRule, at: Place
) -> Iterator[Fault]:
    """Return what is wrong with a date rule."""
    yield from _amount(rule, workflow, at)
    if rule.anchor == OPENING or rule.fixed:
        return
    name = anchor_name(rule, known.names)
    if name not in known.names:
        yield Fault(at, "E103", "unknown_name", (rule.anchor,))
        return
    yield from known.carried(name, inside_of(step, known.names), at)
    if known.names[name].type is not Type.DATE:
        yield Fault(at, "E111", "not_a_date", (rule.anchor,))


def _by_law(known: References, step: Step, clock: Clock) -> Iterator[Fault]:
    """Return what is wrong with a deadline of law for this step; the rest is the table's own."""
    inside = inside_of(step, known.names)
    yield from known.condition(clock.when, inside)
    for name in clock.dates(known.names):
        if name in known.names:
            yield from known.carried(name, inside, _at(step, "clock"))


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
