"""Answers that show a fault: few, and such as people give."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import z3

from onboarding.engine.compiled import Binding
from onboarding.engine.errors import Answers
from onboarding.engine.tree import Count, Name, Node, Total, Type, names_in, parts_of
from onboarding.engine.vocabulary import PROGRAMME, TAGS
from onboarding.proving.logic import Formula, Term, opposite, some
from onboarding.proving.stages import Stage
from onboarding.proving.variables import ANOTHER, same
from onboarding.proving.world import World

_COUNTRIES = ("FRA", "IND", "BRA", "KEN")
_MOST = 6
_FIRST, _LAST = date(2027, 4, 1).toordinal(), date(2030, 3, 31).toordinal()


def example(world: World, goal: Formula, stages: list[Stage], *switches: Formula) -> Answers | None:
    """Return answers under which a formula about some steps holds; None where none do."""
    model = world.ask(goal, *switches)
    if model is None:
        return None
    terms = dict(_shown(world, [*world.before(*stages), *stages]))
    model = world.ask(goal, *switches, *_sensible(world, terms)) or model
    values = {key: _evaluated(model, term) for key, term in terms.items()}
    core = _decisive(world, goal, model, {key: (terms[key], values[key]) for key in terms})
    told = ((key, _plain(world, key, values[key])) for key in terms if key in core)
    return tuple(pair for pair in told if pair[1] != "")[:_MOST]


def _shown(world: World, stages: list[Stage]) -> Iterator[tuple[str, Term]]:
    """Return key → term of all that decides about some steps: what conditions read, outcomes."""
    for stage in stages:
        key = stage.planned.step.key
        for node in (*world.blueprint.conditions[key], *world.blueprint.gates[key]):
            yield from _names(world, node, stage.binding)
        if stage.outcome is not None:
            yield stage.planned.key, stage.outcome
    for source in (one for ways in world.sources.values() for one in ways):
        if source.when is not None and source.binding is not None:
            yield from _names(world, source.when, source.binding)


def _names(world: World, node: Node, binding: Binding) -> Iterator[tuple[str, Term]]:
    if isinstance(node, Count | Total):
        key = binding.key(node.list, node.within)
        yield key, world.fact(key).term
        for suffix in binding.items.get(key, ()):
            inner = binding.for_item(node.list, suffix)
            for part in parts_of(node):
                yield from _names(world, part, inner)
        return
    if isinstance(node, Name) and node.id not in (PROGRAMME, TAGS):
        key = binding.key(node.id, node.typed.of)
        in_formula = node.id in world.blueprint.formulas
        if in_formula or key in world.variables.values:
            yield key, world.reader.value(node, binding).term
    for part in parts_of(node):
        yield from _names(world, part, binding)


def _sensible(world: World, terms: dict[str, Term]) -> list[Formula]:
    """Return what answers of people look like: dates soon, numbers of no odd size."""
    found: list[Formula] = []
    for name, field in world.blueprint.fields.items():
        term = world.variables.values.get(name)
        if term is not None and field.type == "date" and "max" not in field.limits:
            found += [term >= _FIRST, term <= _LAST]
    for key, term in terms.items():
        kind = _type(world, key)
        if isinstance(term, int) or kind not in (Type.NUMBER, Type.TEXT):
            continue
        name = key.partition("@")[0]
        if kind is Type.NUMBER:
            found.append(term > 0)
        elif name in world.blueprint.fields and not world.blueprint.names[name].options:
            compared = (term == one for one in world.texts.compared_with(name))
            found.append(some((*compared, term >= ANOTHER)))
    return found


def _type(world: World, key: str) -> Type | None:
    typed = world.blueprint.names.get(key.partition("@")[0])
    return typed.type if typed else None


def _evaluated(model: Any, term: Term) -> Any:
    if isinstance(term, dict):
        return {option: _evaluated(model, one) for option, one in term.items()}
    if isinstance(term, bool | int):
        return term
    found = model.eval(term, model_completion=True)
    return found.as_long() if z3.is_int_value(found) else z3.is_true(found)


def _decisive(
    world: World, goal: Formula, model: Any, values: dict[str, tuple[Term, Any]]
) -> set[str]:
    """Return the facts whose values alone bring a state about, once so many steps are settled.

    Where the steps alone do, all of them are shown: an example says something.
    """
    solver = world.solver
    solver.push()
    solver.add(opposite(goal))
    solver.add(*(_kept(model, one) for one in _given(world, set(values))))
    marks = {z3.Bool(f"is {key}"): key for key in values}
    for mark, key in marks.items():
        solver.add(z3.Implies(mark, _as_formula(same(*values[key]))))
    try:
        if solver.check(*marks) != z3.unsat:
            return set(values)
        core = solver.unsat_core()
        return {key for mark, key in marks.items() if mark in core} or set(values)
    finally:
        solver.pop()


def _given(world: World, shown: set[str]) -> Iterator[Term]:
    """Return what is taken as it is in an example: what has happened, and what is not shown."""
    yield world.stopped
    yield from (stage.settled for stage in world.stages)
    yield from world.choices.values()
    for stage in world.stages:
        if stage.outcome is not None and stage.planned.key not in shown:
            yield stage.outcome
    inside = {name for key in shown for name in _read_by_formula(world, key)}
    for key, term in world.variables.values.items():
        if key not in shown and key.partition("@")[0] not in inside:
            yield from term.values() if isinstance(term, dict) else (term,)


def _read_by_formula(world: World, key: str) -> Iterator[str]:
    formula = world.blueprint.formulas.get(key.partition("@")[0])
    return names_in(formula, world.blueprint.formulas) if formula else iter(())


def _kept(model: Any, term: Term) -> Formula:
    return term == model.eval(term, model_completion=True)


def _as_formula(formula: Formula) -> Any:
    return z3.BoolVal(formula) if isinstance(formula, bool) else formula


def _plain(world: World, key: str, value: Any) -> Any:
    """Return a value as a case has it."""
    if isinstance(value, dict):
        return tuple(option for option, chosen in value.items() if chosen)
    kind = _type(world, key)
    if kind is Type.DATE:
        return date.fromordinal(value)
    if kind is not Type.TEXT:
        return value
    text = world.texts.text(value)
    field = world.blueprint.fields.get(key.partition("@")[0])
    if text is None and field and field.type == "country":
        return next(one for one in _COUNTRIES if one not in world.texts.known)
    return "…" if text is None else text
