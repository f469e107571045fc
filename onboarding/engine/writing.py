"""What a text of a step says in one case: its words, and its values as far as they are known."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from onboarding.engine.blueprint import inside_of
from onboarding.engine.compiled import Closure, compile_node
from onboarding.engine.definition import Text
from onboarding.engine.plan import Plan, PlannedStep
from onboarding.engine.progress import Progress
from onboarding.engine.texts import read_text
from onboarding.engine.tree import Count, Node, Total, names_in, parts_of, replaced
from onboarding.engine.vocabulary import parameter_types, scope_of


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text: of what, and what it is; None while it is not known.

    `names`: the facts it is said of, as the file names them. Who may not read one of them may
    not read the value.
    """

    node: Node
    value: Any
    names: frozenset[str]


Part = str | Value


def written(
    progress: Progress, planned: PlannedStep, text: Text, language: str
) -> tuple[Part, ...]:
    """Return a text of a step in a language, `help` or one of `bring`, its values in place."""
    words = text.in_(language)
    if not text.phrases:
        return (words,)
    parts = _compiled(progress.plan, planned.number, words)
    return tuple(
        part if isinstance(part, str) else Value(part[0], part[1](progress.facts), part[2])
        for part in parts
    )


@lru_cache(maxsize=2048)
def _compiled(
    plan: Plan, number: int, text: str
) -> tuple[str | tuple[Node, Closure, frozenset[str]], ...]:
    blueprint, planned = plan.blueprint, plan.steps[number]
    step, names = planned.step, blueprint.names
    workflow = next(one for one in blueprint.workflows if one.id == step.workflow)
    binding = blueprint.binding_for(plan.items)
    if step.each:
        binding = blueprint.inside(binding, step.each.text, planned.item)
    values = {f"parameter.{name}": value for name, value in workflow.parameters.items()}
    scope = scope_of(names, parameter_types(workflow))
    found: list[str | tuple[Node, Closure, frozenset[str]]] = []
    for part in read_text(text, scope, inside_of(step, names)):
        if isinstance(part, str):
            found.append(part)
        else:
            node = replaced(part, values)
            found.append((node, compile_node(node, binding).call, frozenset(_said_of(node))))
    return tuple(found)


def _said_of(node: Node) -> set[str]:
    """Return the facts a value is said of, lists that are counted among them."""
    lists = {node.list} if isinstance(node, Count | Total) else set[str]()
    inner = (_said_of(part) for part in parts_of(node))
    return set(names_in(node, {})).union(lists, *inner)
