"""What the dictionary's own rules say of the answers, as formulas."""

from collections.abc import Iterable, Iterator

from onboarding.engine.blueprint import Blueprint, items_of
from onboarding.engine.conditions import parse
from onboarding.engine.definition import Field, Rule
from onboarding.engine.tree import Node, names_in
from onboarding.engine.vocabulary import scope_of
from onboarding.proving.logic import Formula
from onboarding.proving.world import World

# A field, one of its rules, and the rule's tree.
Ruled = tuple[Field, Rule, Node]


def every_rule(blueprint: Blueprint) -> list[Ruled]:
    """Return every rule of the dictionary, read."""
    scope, names = scope_of(blueprint.names, {}), blueprint.names
    return [
        (field, rule, parse(rule.that.text, scope, items_of(field, names)))
        for field in blueprint.fields.values()
        for rule in field.rules
    ]


def rules_about(world: World, rules: Iterable[Ruled], keys: tuple[str, str]) -> Iterator[Formula]:
    """Return what rules say of two facts together: those that read both."""
    suffix = keys[0].partition("@")[2]
    names = {key.partition("@")[0] for key in keys}
    for field, _rule, tree in rules:
        if names <= set(names_in(tree, world.blueprint.formulas)):
            of = world.blueprint.names[field.id].of
            binding = world.blueprint.binding_for(world.plan.items)
            inside = world.blueprint.inside(binding, of, suffix) if of else binding
            yield world.reader.value(tree, inside).term
