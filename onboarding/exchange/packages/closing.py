"""What a programme needs: its workflows, their fields, roles, documents and rules, and so on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Step
from onboarding.exchange.packages.items import KINDS, Item, Key, names_in, texts_of, values_of
from onboarding.exchange.packages.sources import dump

_QUOTED = re.compile(r"[\"']([a-z][a-z0-9_]*)[\"']")
_NAMED_ALONE = ("id", "title", "short", "aliases")


class NoSuchProgramme(Exception):
    """There is no programme of that name that has cases; `there` names those there are."""

    def __init__(self, there: tuple[str, ...]) -> None:
        self.there = there
        super().__init__(", ".join(there))


def closure(programme: str, items: Mapping[Key, Item], catalogue: Catalogue) -> list[Item]:
    """Return a programme with all items it needs, what is needed before what needs it.

    Raises:
        NoSuchProgramme: there is none with cases of that name.
    """
    if programme not in catalogue.programmes or catalogue.programmes[programme].umbrella:
        there = (one.id for one in catalogue.programmes.values() if not one.umbrella)
        raise NoSuchProgramme(tuple(there))
    closing = _Closing(items, catalogue)
    closing.add(("programme", programme))
    return sorted(closing.found.values(), key=lambda one: (KINDS.index(one.kind), one.id))


@dataclass(slots=True)
class _Closing:
    items: Mapping[Key, Item]
    catalogue: Catalogue
    found: dict[Key, Item] = field(default_factory=dict)

    def add(self, key: Key) -> None:
        """Take an item with all it needs; what the institution lacks is none."""
        if key in self.found or key not in self.items:
            return
        item = self.found[key] = self.items[key]
        finders = {
            "field": self._of_field,
            "workflow": self._of_workflow,
            "programme": self._of_programme,
            "rubric": self._of_rubric,
            "lead_time": self._of_lead_time,
        }
        for need in finders.get(item.kind, lambda item: ())(item):
            self.add(need)
        for name in sorted(names_in(item)):
            self._named(name)
        for role in self._roles(item):
            self.add(("role", role))
        self._programmes(item)

    def _named(self, name: str) -> None:
        """Take what a dotted name stands for: a field, or a step and so its workflow."""
        group, _, rest = name.partition(".")
        self.add(("field", name))
        versions = self.catalogue.workflows.get(group, {})
        steps = {step.id for workflow in versions.values() for step in workflow.steps}
        if rest.partition(".")[0] in steps:
            self.add(("workflow", group))

    def _roles(self, item: Item) -> Iterator[str]:
        """Return the roles an item names, as whole texts or behind an arrow."""
        data = [item.data, *(self._yaml(text) for text in item.files.values())]
        keys = ("role", "deputy", "readers", "asked_by", "remind", "escalate", "route", "of")
        for value in values_of(data, *keys):
            for text in texts_of(value):
                yield text.rpartition("->")[2].strip()

    def _yaml(self, text: str) -> Any:
        return Item("", "", text).data

    def _programmes(self, item: Item) -> None:
        """Take the bare names of programmes that conditions name, so that they can be read."""
        for text in texts_of(item.data):
            if "programme.id" in text or "programme.tags" in text:
                for name in _QUOTED.findall(text):
                    self._name_only(name)

    def _name_only(self, programme: str) -> None:
        item = self.items.get(("programme", programme))
        if item is None or item.key in self.found:
            return
        known = item.data if isinstance(item.data, dict) else {}
        bare = {key: known[key] for key in _NAMED_ALONE if key in known} | {"umbrella": True}
        self.found[item.key] = replace(item, text=dump(bare), name_only=True)

    def _of_field(self, item: Item) -> Iterator[Key]:
        """A list needs the fields of its items."""
        of = item.data.get("item")
        return (key for key in self.items if of and key[0] == "field" and _group(key[1]) == of)

    def _of_workflow(self, item: Item) -> Iterator[Key]:
        newest = self.catalogue.newest(item.id)
        for step in newest.steps if newest else ():
            yield from self._of_step(step)
        for value in values_of(item.data, "rubric"):
            yield "rubric", str(value)

    def _of_step(self, step: Step) -> Iterator[Key]:
        yield "document", step.options.get("document", "")
        yield "lead_time", step.key
        brought = self.catalogue.registry.brought_by(step.kind, step.options)
        for name in sorted(brought.certain | brought.possible):
            yield "field", name

    def _of_programme(self, item: Item) -> Iterator[Key]:
        programme = self.catalogue.programmes[item.id]
        for chosen in programme.workflows:
            yield "workflow", chosen.workflow
            for value in chosen.parameters.values():
                yield "rubric", str(value)
        for tag in programme.tags:
            yield "programme", tag

    def _of_rubric(self, item: Item) -> Iterator[Key]:
        for value in values_of(item.data, "extends"):
            yield "rubric", str(value)

    def _of_lead_time(self, item: Item) -> Iterator[Key]:
        for value in values_of(item.data, "by"):
            yield "outside_office", str(value)


def _group(field: str) -> str:
    return field.partition(".")[0]
