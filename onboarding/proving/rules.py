"""What the dictionary's own rules say of the answers, as formulas."""

from collections.abc import Iterable, Iterator

from onboarding.engine.blueprint import Blueprint, items_of
from onboarding.engine.conditions import parse
from onboarding.engine.definition import Field, Rule
from onboarding.engine.tree import Node, names_in
from onboarding.engine.vocabulary import scope_of
from onboarding.proving.findings import Finding
from onboarding.proving.logic import Formula, opposite
from onboarding.proving.sources import suffixes
from onboarding.proving.world import World
from onboarding.proving.written import written

# A field, one of its rules, the rule's tree and every name that reads.
Ruled = tuple[Field, Rule, Node, frozenset[str]]


def every_rule(blueprint: Blueprint) -> list[Ruled]:
    """Return every rule of the dictionary, read."""
    scope, names = scope_of(blueprint.names, {}), blueprint.names
    found = []
    for field in blueprint.fields.values():
        for rule in field.rules:
            tree = parse(rule.that.text, scope, items_of(field, names))
            found.append((field, rule, tree, frozenset(names_in(tree, blueprint.formulas))))
    return found


def rules_about(world: World, rules: Iterable[Ruled], keys: tuple[str, str]) -> Iterator[Formula]:
    """Return what rules say of two facts together: those that read both."""
    suffix = keys[0].partition("@")[2]
    names = {key.partition("@")[0] for key in keys}
    for field, _rule, tree, read in rules:
        if names <= read:
            of = world.blueprint.names[field.id].of
            binding = world.blueprint.binding_for(world.plan.items)
            inside = world.blueprint.inside(binding, of, suffix) if of else binding
            yield world.reader.value(tree, inside).term


def never_broken(world: World) -> Iterator[Finding]:
    """Return a warning for each rule that every answer keeps: its sentence is never shown."""
    for field, rule, tree, _read in every_rule(world.blueprint):
        of = world.blueprint.names[field.id].of
        binding = world.blueprint.binding_for(world.plan.items)
        item = next(iter(suffixes(binding, of)), "@i1")[1:] if of else ""
        inside = world.blueprint.inside(binding, of, item) if of else binding
        if world.ask(opposite(world.reader.value(tree, inside).term)) is None:
            about = (field.id, written(tree))
            yield Finding(rule.that.at, "W208", "rule_never_broken", about)
