"""A programme's workflows compiled once: parsed, ordered, ready to become the plan of a case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter
from typing import Any

from onboarding.engine.compiled import Binding, Compiled, compile_node
from onboarding.engine.conditions import Lists, parse, parse_condition
from onboarding.engine.definition import (
    DocumentType,
    Field,
    Phrase,
    Programme,
    Step,
    Workflow,
)
from onboarding.engine.due import DueRule, Move, dating
from onboarding.engine.facts import from_file
from onboarding.engine.nesting import chain, inside, item_key, shared
from onboarding.engine.plan import Plan, Shape
from onboarding.engine.plan_builder import build_plan
from onboarding.engine.routes import passed
from onboarding.engine.sleeping import fact_waited_for, read_by_others
from onboarding.engine.tree import (
    Compare,
    Junction,
    Known,
    Literal,
    Name,
    Node,
    Type,
    Typed,
    conjuncts,
    names_in,
    replaced,
)
from onboarding.engine.vocabulary import (
    PROGRAMME,
    TAGS,
    is_fact,
    parameter_types,
    scope_of,
    vocabulary,
)
from onboarding.engine.workdays import Workdays

# Key of a list → its items, of each list that is known; `visit.guests@v1` of an inner one.
Items = tuple[tuple[str, tuple[str, ...]], ...]
_SHAPES_KEPT = 512
_DATES_KEPT = 1024


@dataclass(eq=False)
class Blueprint:
    """Everything about a case that does not depend on its facts.

    `workflows` are the pinned versions in the programme's order, each with the programme's
    parameters already in place of its own. `at` gives the same programme in other versions,
    `begun` the progress all cases of it begin with.
    """

    programme: Programme
    workflows: tuple[Workflow, ...]
    fields: Mapping[str, Field]
    documents: Mapping[str, DocumentType]
    workdays: Workdays
    names: Mapping[str, Typed]
    at: "Callable[[Mapping[str, int]], Blueprint]" = field(repr=False)
    begun: Any = field(default=None, repr=False)
    _plans: dict[tuple[Items, tuple[str, ...]], Plan] = field(default_factory=dict)
    _bindings: dict[Items, Binding] = field(default_factory=dict)
    _shapes: dict[Shape, Shape] = field(default_factory=dict)
    _trees: dict[Node, Node] = field(default_factory=dict)
    _compiled: dict[tuple[Any, ...], Compiled] = field(default_factory=dict)
    _moves: dict[tuple[str, DueRule, bool], Move] = field(default_factory=dict)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step in an order in which what it needs, and its conditions read, comes first."""
        steps = [step for workflow in self.workflows for step in workflow.steps]
        return ordered(steps, self._steps_read)

    def _steps_read(self, step: Step) -> set[str]:
        trees = self.conditions[step.key] + self.gates[step.key]
        return conditions_read(trees, self.formulas)

    @cached_property
    def by_key(self) -> dict[str, Step]:
        """Step key → step."""
        return {step.key: step for workflow in self.workflows for step in workflow.steps}

    @cached_property
    def positions(self) -> dict[str, int]:
        """Step key → its place in the files, workflow after workflow."""
        return {key: number for number, key in enumerate(self.by_key)}

    @cached_property
    def parameters(self) -> dict[str, Mapping[str, Any]]:
        """Workflow id → its parameters as the programme sets them."""
        return {workflow.id: workflow.parameters for workflow in self.workflows}

    def move(self, step: Step, rule: DueRule) -> Move:
        """Return what moves a date as a rule of a step says; it remembers where dates fall."""
        key = (step.workflow, rule, step.legal)
        found = self._moves.get(key)
        if found is None:
            parameters = self.parameters[step.workflow]
            moving = dating(rule, parameters, self.workdays, legal=step.legal)
            found = self._moves[key] = lru_cache(maxsize=_DATES_KEPT)(moving)
        return found

    @cached_property
    def formulas(self) -> dict[str, Node]:
        """Computed field → its parsed formula."""
        return parsed_formulas(self.fields.values(), self.names)

    @cached_property
    def conditions(self) -> dict[str, tuple[Node, ...]]:
        """Step key → the conditions that must all hold, those of its workflow included."""
        return {s.key: self._conditions(w, s) for w in self.workflows for s in w.steps}

    def _conditions(self, workflow: Workflow, step: Step) -> tuple[Node, ...]:
        by_law = step.clock.when if step.clock else None
        phrases = [phrase for phrase in (workflow.applies, step.when, by_law) if phrase]
        trees = self._parsed(workflow, step, phrases)
        trees += [led_to(step, self.names)] if step.branches else []
        if step.route and step.route.before:
            trees.append(passed(step.route.before, self.names))
        return self._kept(node for tree in trees for node in conjuncts(tree))

    def _kept(self, trees: Iterable[Node]) -> tuple[Node, ...]:
        """Return the same trees, those equal to one of before as that very one."""
        return tuple(self._trees.setdefault(tree, tree) for tree in trees)

    @cached_property
    def name_trees(self) -> dict[str, Node]:
        """Name → the tree that reads it, and nothing else."""
        return {name: Name(name, typed) for name, typed in self.names.items()}

    def _parsed(self, workflow: Workflow, step: Step, phrases: Iterable[Phrase]) -> list[Node]:
        """Return the trees of conditions of a step, the parameters replaced by their values."""
        scope = scope_of(self.names, parameter_types(workflow))
        values = {f"parameter.{name}": value for name, value in workflow.parameters.items()}
        trees = (
            parse_condition(phrase.text, scope, inside_of(step, self.names)) for phrase in phrases
        )
        return [replaced(tree, values) for tree in trees]

    @cached_property
    def gates(self) -> dict[str, tuple[Node, ...]]:
        """Step key → the conditions that must hold for it to open, its dates left out."""
        return {s.key: self._gates(w, s) for w in self.workflows for s in w.steps}

    def _gates(self, workflow: Workflow, step: Step) -> tuple[Node, ...]:
        once = self._parsed(workflow, step, [o.once for o in step.opens if o.once])
        facts = [o.after for o in step.opens if is_fact(o.after, self.names)]
        return self._kept((*once, *(Known(self.name_trees[name]) for name in facts)))

    @cached_property
    def lists(self) -> dict[str, str]:
        """List field → the prefix of its items: `family.members` → `member.`."""
        return {f.id: f"{f.item}." for f in self.fields.values() if f.type == "list"}

    @cached_property
    def asked_of_items(self) -> frozenset[str]:
        """Fields that steps of single items ask for: `member.passport_number`."""
        steps = [step for step in self.by_key.values() if step.each]
        return frozenset(ask.field for step in steps for ask in step.every_ask())

    @cached_property
    def _binding(self) -> Binding:
        steps = [name for name in self.names if f"{name}.done_on" in self.names]
        return Binding(self.formulas, outcomes={key: key in self.by_key for key in steps})

    def binding_for(self, items: Items) -> Binding:
        """Return what names mean for cases with these items, outside of any of them."""
        if items not in self._bindings:
            if len(self._bindings) >= _SHAPES_KEPT:
                self._bindings.clear()
            self._bindings[items] = self._bound(items)
        return self._bindings[items]

    def _bound(self, items: Items) -> Binding:
        keyed = ((key, key.partition("@")[2], among) for key, among in items)
        suffixes = {
            key: tuple(f"@{outer}.{item}" if outer else f"@{item}" for item in among)
            for key, outer, among in keyed
        }
        return replace(self._binding, items=suffixes)

    def inside(self, binding: Binding, list: str, item: str) -> Binding:
        """Return a binding seen from inside one item of a list (`v1.g1`)."""
        return replace(binding, inside={**binding.inside, **inside(list, item, self.names)})

    def compiled(self, node: Node, binding: Binding) -> Compiled:
        """Compile a tree of this blueprint, once for all plans unless it counts items of a list.

        Trees are told apart by identity, which costs less than to compare them.
        """
        key = (id(node), tuple(binding.inside.items()), bool(binding.outcomes))
        found = self._compiled.get(key)
        if found is None:
            found = compile_node(node, binding)
            if not any(fact.partition("@")[0] in self.lists for fact in found.reads):
                self._compiled[key] = found
        return found

    def items_in(self, facts: Mapping[str, Any]) -> Items:
        """Return the items of every list the facts know, those of inner lists after the outer."""
        found: dict[str, tuple[str, ...]] = {}
        for name, of in self.outer_first:
            if not of and name in facts:
                found[name] = facts[name]
            for key in inner_keys(name, of, found) if of else ():
                if key in facts:
                    found[key] = facts[key]
        return tuple(found.items())

    def shared_lists(self, one: Step, other: Step) -> int:
        """Return how many lists two steps are both for an item of, from the outermost on."""
        lists = [step.each.text if step.each else "" for step in (one, other)]
        return shared(lists[0], lists[1], self.names)

    @cached_property
    def outer_first(self) -> tuple[tuple[str, str], ...]:
        """Every list with the one it stands in, if it does, each after that one."""
        lists = sorted(self.lists, key=lambda name: len(chain(name, self.names)))
        return tuple((name, self.names[name].of) for name in lists)

    def list_keys(self, items: Items) -> frozenset[str]:
        """Return the keys of all lists of a case with these items: another value, another plan."""
        known, found = dict(items), set[str]()
        for name, of in self.outer_first:
            found.update(inner_keys(name, of, known) if of else (name,))
        return frozenset(found)

    @cached_property
    def given(self) -> dict[str, Any]:
        """Facts true of every case under the programme."""
        facts = {
            name: from_file(self.fields[name], value)
            for name, value in self.programme.facts.items()
        }
        return {**facts, PROGRAMME: self.programme.id, TAGS: self.programme.tags}

    @cached_property
    def sleeping(self) -> dict[str, str]:
        """Workflow → the fact it sleeps without: until it is known, its steps are not planned."""
        others = read_by_others(self.by_key.values(), self._steps_read)
        facts = {w.id: fact_waited_for(w, self.names, self.formulas) for w in self.workflows}
        return {id: fact for id, fact in facts.items() if fact and id not in others}

    def same_shape(self, shape: Shape) -> Shape:
        """Return a shape equal to one of a plan, and the very same for each plan that has it."""
        return self._shapes.setdefault(shape, shape)

    @cached_property
    def first_plan(self) -> Plan:
        """Return the plan of a case of which only that is known which is true of every case."""
        return self.plan(self.given)

    def plan(self, facts: Mapping[str, Any], *, whole: bool = False) -> Plan:
        """Return the plan for a case with these facts: one step per family member, visit, term.

        Plans differ only by the items of the lists and the workflows that sleep, so cases of one
        shape share one. `whole`: no workflow sleeps.
        """
        items = self.items_in(facts)
        asleep = [] if whole else [id for id, fact in self.sleeping.items() if fact not in facts]
        shape = items, tuple(asleep)
        found = self._plans.get(shape)
        if found is None:
            if len(self._plans) >= _SHAPES_KEPT:
                self._plans.clear()
                self._shapes.clear()
                self._compiled.clear()
            found = self._plans[shape] = build_plan(self, *shape)
        return found


def ordered(steps: Iterable[Step], reads: Callable[[Step], Iterable[str]]) -> tuple[Step, ...]:
    """Return steps so that each comes after those it needs or reads, else in file order.

    `reads`: the keys of the steps whose outcome or end the conditions of a step ask for.

    Raises:
        graphlib.CycleError: steps wait for each other (E105 of the checker).
    """
    by_key = {step.key: step for step in steps}
    rank = {key: number for number, key in enumerate(by_key)}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for key, step in by_key.items():
        before = {*(need.step for need in step.every_need()), *reads(step)}
        sorter.add(key, *sorted(before & by_key.keys(), key=rank.__getitem__))
    sorter.prepare()
    found: list[Step] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=rank.__getitem__)
        found += [by_key[key] for key in ready]
        sorter.done(*ready)
    return tuple(found)


def conditions_read(conditions: Iterable[Node], formulas: Mapping[str, Node]) -> set[str]:
    """Return the names conditions read; of the day a step was done, the step."""
    names = (name for node in conditions for name in names_in(node, formulas))
    return {name.removesuffix(".done_on") for name in names}


def led_to(step: Step, names: Mapping[str, Typed]) -> Node:
    """Return the condition that one of the outcomes was chosen that lead on to a step."""
    chosen = tuple(
        Compare("==", Name(b.step, names[b.step]), Literal(b.outcome, Typed(Type.TEXT)))
        for b in step.branches
    )
    return chosen[0] if len(chosen) == 1 else Junction("or", chosen)


def inner_keys(list: str, outer: str, items: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the keys of an inner list, one for each item of the list it stands in."""
    around = ((key, among) for key, among in items.items() if key.partition("@")[0] == outer)
    return tuple(item_key(list, key, item) for key, among in around for item in among)


def inside_of(step: Step, names: Mapping[str, Typed]) -> Lists:
    """Return the lists of which a step means one item: the one it is for, and those around."""
    return frozenset(chain(step.each.text, names) if step.each else ())


def parsed_formulas(fields: Iterable[Field], names: Mapping[str, Typed]) -> dict[str, Node]:
    """Return computed field → its parsed formula.

    Raises:
        ConditionFault: a formula that does not parse (E103, E111 of the checker).
    """
    scope = scope_of(names, {})
    return {f.id: parse(f.formula.text, scope, items_of(f, names)) for f in fields if f.formula}


def items_of(field: Field, names: Mapping[str, Typed]) -> Lists:
    """Return the list whose items carry a field, if any, and those around it."""
    return frozenset(chain(names[field.id].of, names))


def blueprint_names(
    fields: Mapping[str, Field],
    workflows: Iterable[Workflow],
    programmes: Iterable[Programme],
) -> dict[str, Typed]:
    """Return the vocabulary of a set of workflows."""
    return vocabulary(fields, (s for w in workflows for s in w.steps), programmes)
