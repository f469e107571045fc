"""Where each fact of a case may come from: the opening, a question, a feature's own step."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onboarding.engine.blueprint import Blueprint, items_of
from onboarding.engine.compiled import Binding
from onboarding.engine.conditions import parse_condition
from onboarding.engine.definition import Ask, Field
from onboarding.engine.facts import in_group
from onboarding.engine.kinds import Registry
from onboarding.engine.plan import Plan, PlannedStep
from onboarding.engine.tree import Name, Node
from onboarding.engine.vocabulary import scope_of

REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Source:
    """One way a fact may become known. `key`: the fact; `certain`: whether it then surely is.

    `step`: the number of the step that brings it, None at the opening. `outcome`: the only one it
    is asked with. `item`: the list and the suffix of the item that must be there. `when`: the
    condition under which it is asked, with the `binding` it is read by. `ask`: where it is asked.
    """

    key: str
    certain: bool
    step: int | None = None
    outcome: str = ""
    item: tuple[str, str] | None = None
    when: Node | None = None
    binding: Binding | None = None
    ask: Ask | None = None


def binding_of(blueprint: Blueprint, plan: Plan, planned: PlannedStep) -> Binding:
    """Return what names mean for a step of a plan."""
    binding, each = blueprint.binding_for(plan.items), planned.step.each
    return blueprint.inside(binding, each.text, planned.item) if each else binding


def suffixes(binding: Binding, list: str) -> tuple[str, ...]:
    """Return the suffixes of the items of a list, wherever it stands; of those that are meant."""
    if list in binding.inside:
        return (binding.inside[list],)
    found = (among for key, among in binding.items.items() if key.partition("@")[0] == list)
    outer = [f"{suffix}." for suffix in binding.inside.values()]
    every = [suffix for among in found for suffix in among]
    inner = [suffix for suffix in every if any(map(suffix.startswith, outer))]
    return tuple(inner or every)


def sources(blueprint: Blueprint, plan: Plan, registry: Registry) -> dict[str, list[Source]]:
    """Return fact key → where it may come from."""
    found: dict[str, list[Source]] = defaultdict(list)
    for source in _Finder(blueprint, plan, registry).every():
        found[source.key].append(source)
    return found


class _Finder:
    """Goes through the dictionary and the steps of a plan."""

    def __init__(self, blueprint: Blueprint, plan: Plan, registry: Registry) -> None:
        self.blueprint, self.plan, self.registry = blueprint, plan, registry
        self._whens: dict[str, Node | None] = {}

    def every(self) -> Iterator[Source]:
        """Return every source."""
        for name in self.blueprint.given:
            yield Source(name, True)
        for field in self.blueprint.fields.values():
            if field.at_opening:
                yield from self._opening(field)
        for planned in self.plan.steps:
            yield from self._asked(planned)
            yield from self._brought(planned)

    def kept(self, name: str, binding: Binding) -> tuple[str, ...]:
        """Return the suffixes under which a name is kept, one for each item that carries it."""
        of = self.blueprint.names[name].of
        return suffixes(binding, of) if of else ("",)

    def _opening(self, field: Field) -> Iterator[Source]:
        of = self.blueprint.names[field.id].of
        certain = field.at_opening == REQUIRED
        binding = self.blueprint.binding_for(self.plan.items)
        for suffix in self.kept(field.id, binding):
            yield Source(f"{field.id}{suffix}", certain, item=(of, suffix) if of else None)
        for inner in self._inner(field):
            for suffix in self.kept(inner.id, binding):
                yield Source(f"{inner.id}{suffix}", False, item=(field.id, suffix))

    def _asked(self, planned: PlannedStep) -> Iterator[Source]:
        step = planned.step
        for ask in step.asks:
            yield from self._question(planned, ask, "")
        for outcome in step.outcomes:
            for ask in outcome.asks:
                yield from self._question(planned, ask, outcome.id)

    def _question(self, planned: PlannedStep, ask: Ask, outcome: str) -> Iterator[Source]:
        field = self.blueprint.fields[ask.field]
        binding = binding_of(self.blueprint, self.plan, planned)
        yield Source(
            key=binding.key(field.id, self.blueprint.names[field.id].of),
            certain=not (ask.optional or field.optional),
            step=planned.number,
            outcome=outcome,
            when=self._when(field),
            binding=binding,
            ask=ask,
        )
        for inner in self._inner(field):
            for suffix in self.kept(inner.id, binding):
                yield Source(
                    key=f"{inner.id}{suffix}",
                    certain=not inner.optional,
                    step=planned.number,
                    outcome=outcome,
                    item=(field.id, suffix),
                    when=self._when(inner),
                    binding=self.blueprint.inside(binding, field.id, suffix[1:]),
                )

    def _inner(self, field: Field) -> list[Field]:
        """Return what is asked at once of each item of a list."""
        later = self.blueprint.asked_of_items
        inner = in_group(self.blueprint.fields.values(), field.item) if field.item else []
        return [one for one in inner if one.id not in later and one.type != "list"]

    def _when(self, field: Field) -> Node | None:
        if field.asked_when is None:
            return None
        if field.id not in self._whens:
            names = self.blueprint.names
            text, inside = field.asked_when.text, items_of(field, names)
            self._whens[field.id] = parse_condition(text, scope_of(names, {}), inside)
        return self._whens[field.id]

    def _brought(self, planned: PlannedStep) -> Iterator[Source]:
        brought = self.registry.brought_by(planned.step.kind, planned.step.options)
        binding = binding_of(self.blueprint, self.plan, planned)
        for name in sorted(brought.certain | brought.possible):
            if name not in self.blueprint.fields:
                continue
            of = self.blueprint.names[name].of
            for suffix in self.kept(name, binding):
                given = brought.where.get(name)
                yield Source(
                    key=f"{name}{suffix}",
                    certain=name in brought.certain or given is not None,
                    step=planned.number,
                    item=(of, suffix) if of else None,
                    when=Name(given, self.blueprint.names[given]) if given else None,
                    binding=binding,
                )


def certain_at_opening(found: Mapping[str, list[Source]]) -> frozenset[str]:
    """Return the facts every case knows from the start."""
    pairs = ((key, source) for key, ways in found.items() for source in ways)
    return frozenset(key for key, s in pairs if s.certain and s.step is None and not s.item)
