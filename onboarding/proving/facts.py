"""The facts of a case in the solver's words: their values, and when they are known."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import z3

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.compiled import Binding
from onboarding.engine.plan import Plan, anchor_name
from onboarding.engine.tree import Name
from onboarding.engine.vocabulary import PROGRAMME, STOPPED, TAGS
from onboarding.proving.days import Calendar
from onboarding.proving.expressions import Reader
from onboarding.proving.logic import Formula, Value, either, every, follows, opposite, some
from onboarding.proving.sources import Source, certain_at_opening
from onboarding.proving.stages import Stage
from onboarding.proving.variables import Texts, Variables, plain, same

DONE_ON = ".done_on"


class Facts:
    """The facts of one programme's cases; the first half of a `World`."""

    def __init__(self, blueprint: Blueprint, plan: Plan, sources: dict[str, list[Source]]) -> None:
        self.blueprint, self.plan, self.sources = blueprint, plan, sources
        self.texts = Texts()
        self.variables = Variables(blueprint.fields, self.texts)
        self.reader = Reader(self, Calendar(), self.texts)
        self.stopped = z3.Bool("stopped")
        self.choices: dict[str, Formula] = {}
        self.stages: tuple[Stage, ...] = ()
        self.solver = z3.Solver()
        self.grounds: list[Formula] = []
        self._defined: set[str] = set()
        self._used: dict[Any, list[tuple[str, Formula]]] = {}
        self._known: dict[Any, Formula] = {}

    def fact(self, key: str) -> Value:
        """Return a fact: a field's value, how a step ended or when, what the programme says."""
        if key == STOPPED:
            return Value(self.stopped, True)
        if key == PROGRAMME:
            return Value(self.texts.number(self.blueprint.programme.id), True)
        if key == TAGS:
            held = self.blueprint.programme.tags
            options = self.blueprint.names[TAGS].options
            return Value({option: option in held for option in options}, True)
        if key.endswith(DONE_ON):
            return Value(z3.Int(key), self.done(key.removesuffix(DONE_ON)))
        number = self.plan.number.get(key)
        if number is not None:
            return self._how_it_ended(self.stages[number])
        if key.partition("@")[0] in self.blueprint.by_key:
            return Value(self.texts.number(""), False)
        return self.variables.fact(key)

    def _how_it_ended(self, stage: Stage) -> Value:
        none = self.texts.number("")
        skipped = z3.Bool(f"skipped {stage.planned.key}")
        return Value(either(stage.done, stage.outcome, none), some((stage.done, skipped)))

    def exists(self, items: str, suffix: str) -> Formula:
        """Return when a list has an item; of an inner list, also the item it stands in."""
        outer, _dot, last = suffix.removeprefix("@").rpartition(".")
        length = self.fact(f"{items}@{outer}" if outer else items)
        around = self.exists(self.blueprint.names[items].of, f"@{outer}") if outer else True
        return every((around, length.known, length.term >= int(last.removeprefix("i"))))

    def done(self, key: str) -> Formula:
        """Return when a step is finished."""
        number = self.plan.number.get(key)
        return False if number is None else self.stages[number].done

    def settle(self) -> None:
        """Say of every fact met since when it is known; that may meet others."""
        while new := sorted(self.variables.values.keys() - self._defined):
            for key in new:
                self._defined.add(key)
                known = some(self.comes(source) for source in self.sources.get(key, ()))
                self.solver.add(self.variables.fact(key).known == known)
                if key in self._fixed:
                    self.solver.add(same(self.variables.values[key], self._fixed[key]))
        for laws in (self.variables.limits, self.reader.calendar.facts):
            self.solver.add(*laws)
            self.grounds += laws
            laws.clear()

    @cached_property
    def _fixed(self) -> dict[str, Any]:
        """Return the facts the programme gives and nobody is asked for, as the solver sees them."""
        asked = {s.key for ways in self.sources.values() for s in ways if s.step is not None}
        given = self.blueprint.given.items()
        return {key: plain(value, self.texts) for key, value in given if key not in asked}

    def comes(self, source: Source) -> Formula:
        """Return when a fact has become known from one of its sources."""
        parts = [self.asked(source)]
        if not source.certain:
            parts.append(self.choice(source))
        return every(parts)

    def asked(self, source: Source) -> Formula:
        """Return when a source has been asked for its fact."""
        parts: list[Formula] = [self.exists(*source.item)] if source.item else []
        if source.step is not None:
            stage = self.stages[source.step]
            parts.append(stage.done)
            if source.outcome:
                parts.append(stage.outcome == self.texts.number(source.outcome))
        if source.when is not None and source.binding is not None:
            parts.append(opposite(self.reader.three(source.when, source.binding).no))
        return every(parts)

    def choice(self, source: Source) -> Formula:
        """Return the variable that says whether somebody answered what may stay empty."""
        at = "" if source.step is None else self.plan.steps[source.step].key
        name = f"given {source.key} in {at}"
        return self.choices.setdefault(name, z3.Bool(name))

    def opening_dates(self, stage: Stage) -> Iterator[tuple[Any, str, Formula]]:
        """Return (opening, name, when it is known) of the dates a step opens on."""
        for opening in stage.planned.step.opens:
            if opening.rule and not opening.rule.fixed:
                name = anchor_name(opening.rule, self.blueprint.names)
                yield opening, name, self.known(name, stage.binding)

    def known(self, name: str, binding: Binding) -> Formula:
        """Return when a name has a value."""
        key = (name, tuple(binding.inside.items()))
        if key not in self._known:
            node = Name(name, self.blueprint.names[name])
            self._known[key] = self.reader.value(node, binding).known
        return self._known[key]

    def used(self, stage: Stage) -> list[tuple[str, Formula]]:
        """Return (name, when it is known) of the facts a step's paper cannot do without."""
        planned = stage.planned
        document = planned.document.id if planned.document else ""
        key = (document, planned.required, tuple(stage.binding.inside.items()))
        if key not in self._used:
            self._used[key] = list(self._used_by(stage))
        return self._used[key]

    def _used_by(self, stage: Stage) -> Iterator[tuple[str, Formula]]:
        found: dict[str, list[Formula]] = {}
        for key in sorted(stage.planned.required):
            name, _at, item = key.partition("@")
            found.setdefault(name, []).append(self._known_in_paper(name, item, stage.binding))
        document = stage.planned.document
        for name in document.uses if document else ():
            yield name, every(found.get(name, [True]))

    def _known_in_paper(self, name: str, item: str, binding: Binding) -> Formula:
        """Return when a paper knows a name, of one item where it is there at all."""
        of = self.blueprint.names[name].of
        inside = self.blueprint.inside(binding, of, item) if of else binding
        if name in self.blueprint.by_key:
            return self.done(inside.key(name, of))
        there = self.exists(of, f"@{item}") if of else True
        return follows(there, self.known(name, inside))

    @cached_property
    def plainly_brought(self) -> dict[int, set[str]]:
        """Return number of a step → the facts that are known once it is done, whatever holds."""
        found: dict[int, set[str]] = defaultdict(set)
        for key, ways in self.sources.items():
            for source in ways:
                plain = source.certain and not (source.outcome or source.item or source.when)
                if plain and source.step is not None:
                    found[source.step].add(key)
        return found

    @cached_property
    def certain(self) -> frozenset[str]:
        """Return the facts every case knows from the start."""
        return certain_at_opening(self.sources)
