"""What a step asks: every fact once, in order, only where it applies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from onboarding.engine.blueprint import Blueprint, Items, items_of
from onboarding.engine.compiled import Binding, Closure, compile_node
from onboarding.engine.conditions import parse_condition
from onboarding.engine.definition import Ask, Field, Rule, Text
from onboarding.engine.facts import in_group
from onboarding.engine.nesting import chain
from onboarding.engine.plan import PlannedStep
from onboarding.engine.state import Progress
from onboarding.engine.tree import Name
from onboarding.engine.vocabulary import scope_of


@dataclass(frozen=True, slots=True)
class Question:
    """One field asked for one item: `key` is where its answer is kept."""

    key: str
    field: Field
    optional: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule an answer does not meet: at which fact, and what to say."""

    key: str
    say: Text


def fact_key(blueprint: Blueprint, field: str, item: str) -> str:
    """Return where a field's answer is kept for an item (`m1`, `v1.g1`), or for the case.

    For the guest of a visit, what is asked of the visit is kept with the visit.
    """
    depth = len(chain(blueprint.names[field].of, blueprint.names))
    return f"{field}@{'.'.join(item.split('.')[:depth])}" if item and depth else field


def questions(
    progress: Progress, planned: PlannedStep, *, outcome: str | None = None
) -> list[Question]:
    """Return what a step asks, the questions of one outcome included, in file order."""
    return [_question(progress, ask, planned.item) for ask in asks_of(planned, outcome)]


def asks_of(planned: PlannedStep, outcome: str | None) -> tuple[Ask, ...]:
    """Return the asks of a step and of one of its outcomes."""
    chosen = planned.step.outcome(outcome) if outcome else None
    return planned.step.asks + (chosen.asks if chosen else ())


def _question(progress: Progress, ask: Ask, item: str) -> Question:
    blueprint = progress.plan.blueprint
    field = blueprint.fields[ask.field]
    return Question(fact_key(blueprint, ask.field, item), field, ask.optional or field.optional)


def inner_fields(blueprint: Blueprint, list_field: Field) -> list[Field]:
    """Return the fields asked for each item of a list, in dictionary order.

    A list inside is none of them: steps of the single item ask for it.
    """
    fields = in_group(blueprint.fields.values(), list_field.item)
    return [field for field in fields if field.type != "list"]


def applies(progress: Progress, question: Question, facts: Mapping[str, Any]) -> bool:
    """Return whether a question is to be asked, given these facts; unknown counts as yes."""
    phrase = question.field.asked_when
    if phrase is None:
        return True
    blueprint = progress.plan.blueprint
    holds = _compiled(blueprint, blueprint.items_in(facts), phrase.text, question.key)
    return holds(facts) is not False


def missing(progress: Progress, asked: list[Question], facts: Mapping[str, Any]) -> list[str]:
    """Return the keys of required questions neither answered nor known; `facts` are new ones."""
    required = [q for q in asked if not q.optional]
    if not required:
        return []
    known = {**progress.facts, **facts}
    for taken_back in (key for key, value in facts.items() if value is None):
        del known[taken_back]
    return [q.key for q in required if q.key not in known and applies(progress, q, known)]


def broken_rules(progress: Progress, facts: Mapping[str, Any]) -> list[Broken]:
    """Return the rules of the dictionary the new facts would break."""
    blueprint = progress.plan.blueprint
    known = {**progress.facts, **facts}
    items = blueprint.items_in(known)
    found = []
    for key in facts:
        field = blueprint.fields.get(key.partition("@")[0])
        for rule in field.rules if field else ():
            if _compiled(blueprint, items, rule.that.text, key)(known) is False:
                found.append(Broken(key, rule.say))
    return found


def holds(progress: Progress, condition: str, facts: Mapping[str, Any]) -> bool | None:
    """Return whether a condition about the case holds with these facts; None while it is open."""
    blueprint = progress.plan.blueprint
    answer: bool | None = _compiled(blueprint, blueprint.items_in(facts), condition, "")(facts)
    return answer


def broken_programme_rules(progress: Progress) -> Iterator[Rule]:
    """Return the programme's own rules the case does not meet."""
    facts = progress.facts
    for rule in progress.plan.blueprint.programme.rules:
        if holds(progress, rule.that.text, facts) is False:
            yield rule


def value_of(progress: Progress, field: str, item: str = "") -> Any:
    """Return a field's value, computed ones included; None while it is not known."""
    blueprint, facts = progress.plan.blueprint, progress.facts
    return _compiled_name(blueprint, blueprint.items_in(facts), field, item)(facts)


@lru_cache(maxsize=4096)
def _compiled(blueprint: Blueprint, items: Items, text: str, key: str) -> Closure:
    """Return a condition of the fact kept under `key`, or of the programme where that is empty."""
    names, (name, _, item) = blueprint.names, key.partition("@")
    inside = items_of(blueprint.fields[name], names) if name else frozenset[str]()
    tree = parse_condition(text, scope_of(names, {}), inside)
    return compile_node(tree, _binding(blueprint, items, name, item)).call


@lru_cache(maxsize=4096)
def _compiled_name(blueprint: Blueprint, items: Items, field: str, item: str) -> Closure:
    node = Name(field, blueprint.names[field])
    return compile_node(node, _binding(blueprint, items, field, item)).call


def _binding(blueprint: Blueprint, items: Items, field: str, item: str) -> Binding:
    """Return what names mean for one item of the list a field belongs to, or for the case."""
    binding = blueprint.binding_for(items)
    return blueprint.inside(binding, blueprint.names[field].of, item) if item else binding
