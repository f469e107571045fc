"""Workflows that are no part of a case before a fact is known, such as papers nobody asked for.

Such a workflow applies only once the fact is known, and no step of another workflow needs or
reads a step of it: nothing is lost where its steps are not planned before. Most cases never know
the fact, and are the smaller for it.
"""

from collections.abc import Callable, Iterable, Mapping

from onboarding.engine.conditions import parse_condition
from onboarding.engine.definition import Step, Workflow
from onboarding.engine.tree import Known, Name, Node, Typed, conjuncts
from onboarding.engine.vocabulary import is_fact, parameter_types, scope_of


def fact_waited_for(
    workflow: Workflow, names: Mapping[str, Typed], formulas: Mapping[str, Node]
) -> str | None:
    """Return the fact of a case that must be known before a workflow applies, if there is one."""
    if workflow.applies is None:
        return None
    scope = scope_of(names, parameter_types(workflow))
    trees = conjuncts(parse_condition(workflow.applies.text, scope))
    known = (tree.fact for tree in trees if isinstance(tree, Known))
    facts = (fact.id for fact in known if isinstance(fact, Name) and is_fact(fact.id, names))
    return next((id for id in facts if id not in formulas), None)


def read_by_others(steps: Iterable[Step], reads: Callable[[Step], Iterable[str]]) -> set[str]:
    """Return the workflows of which a step of another needs or reads a step."""
    by_key = {step.key: step for step in steps}
    found = set[str]()
    for step in by_key.values():
        others = {*(need.step for need in step.every_need()), *reads(step)}
        found |= {by_key[key].workflow for key in others & by_key.keys()} - {step.workflow}
    return found
