"""Finding what waits for itself: steps by needs and conditions, computed fields by formulas."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from onboarding.engine.blueprint import conditions_read, inside_of, items_of
from onboarding.engine.definition import Workflow
from onboarding.engine.errors import Fault, Place
from onboarding.engine.references import References
from onboarding.engine.tree import Node, names_in
from onboarding.engine.vocabulary import parameter_types

# What waits → what it waits for, with the place that says so.
Waiting = Mapping[str, Mapping[str, Place]]


def circles(known: References) -> Iterator[Fault]:
    """Return E105 for the first circle of formulas, else for the first circle of steps."""
    formulas = _formulas(known)
    circle = _circle(_between_formulas(known, formulas))
    if circle:
        yield Fault(circle[0], "E105", "formulas_in_a_circle", circle[1])
        return
    yield from circle_of_steps(known, known.catalogue.current())


def circle_of_steps(known: References, workflows: Iterable[Workflow]) -> Iterator[Fault]:
    """Return E105 for the first circle among the steps of some workflows."""
    circle = _circle(_between_steps(known, workflows))
    if circle:
        yield Fault(circle[0], "E105", "steps_wait_for_each_other", circle[1])


def _formulas(known: References) -> dict[str, Node]:
    """Return computed field → its tree, of those that read well."""
    fields = (field for field in known.catalogue.fields.values() if field.formula)
    trees = ((f.id, known.tree(f.formula, items_of(f, known.names))) for f in fields if f.formula)
    return {id: tree for id, tree in trees if tree is not None}


def _between_formulas(known: References, formulas: Mapping[str, Node]) -> Waiting:
    fields = known.catalogue.fields
    return {
        id: {name: fields[id].places["formula"] for name in names_in(tree, {}) if name in formulas}
        for id, tree in formulas.items()
    }


def _between_steps(known: References, workflows: Iterable[Workflow]) -> Waiting:
    formulas = _formulas(known)
    current = {step.key: (w, step) for w in workflows for step in w.steps}
    found: dict[str, dict[str, Place]] = {}
    for key, (workflow, step) in current.items():
        before = {need.step: need.at for need in step.every_need()}
        parameters = parameter_types(workflow)
        once = (opening.once for opening in step.opens)
        for phrase in (phrase for phrase in (workflow.applies, step.when, *once) if phrase):
            tree = known.tree(phrase, inside_of(step, known.names), parameters)
            for name in conditions_read([tree] if tree else [], formulas):
                before.setdefault(name, phrase.at)
        found[key] = {name: at for name, at in before.items() if name in current}
    return found


def _circle(waiting: Waiting) -> tuple[Place, tuple[str, ...]] | None:
    """Return a circle: where its first member says it waits, and who waits for whom."""
    try:
        TopologicalSorter({one: list(others) for one, others in waiting.items()}).prepare()
    except CycleError as error:
        members = list(reversed(error.args[1][1:]))
        rank = {one: number for number, one in enumerate(waiting)}
        start = members.index(min(members, key=rank.__getitem__))
        circle = (*members[start:], *members[:start], members[start])
        return waiting[circle[0]][circle[1]], circle
    return None
