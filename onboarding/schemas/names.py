"""The names an institution has given, for editors to complete; without a folder, any name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Field, Text
from onboarding.engine.kinds import Registry
from onboarding.schemas.parts import TEXT, Schema, one_of

# The readers take any spaces before the mark; what is written so is not completed.
_ODDLY_SPACED = r"^\s+\S|\S\s+$|\s\s+\(|[^\S ]\("


@dataclass(frozen=True, slots=True)
class Names:
    """What definitions may refer to. `known`: whether a folder has been read for it.

    `others`: what conditions may name besides fields. `texts`: kind of definition → id → title.
    """

    registry: Registry
    known: bool = False
    fields: Mapping[str, Field] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def of(self, what: str) -> Schema:
        """Return the schema of a reference: `role`, `document`, `workflow`, `umbrella`, `clock`."""
        if not self.known:
            return TEXT
        found = self.texts.get(what, {})
        return one_of(found, map(in_both, found.values()))

    def step(self) -> Schema:
        """Return the schema of a reference to a step that is there, or is being written now."""
        found = self.texts.get("step", {})
        one = {"type": "string", "pattern": r"^\s*[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?\s*$"}
        if not found:
            return one
        return {"anyOf": [one_of(found, map(in_both, found.values())), one]}

    def lists(self) -> Schema:
        """Return the schema of a reference to a list."""
        found = self._chosen(f for f in self.fields.values() if f.type == "list")
        return found if self.known else TEXT

    def asked(self) -> Schema:
        """Return the schema of what a step asks: no field that is calculated."""
        return self._with_mark(field for field in self.fields.values() if not field.formula)

    def shown(self) -> Schema:
        """Return the schema of what a step shows."""
        return self._with_mark(self.fields.values())

    def watched(self) -> Schema:
        """Return the schema of a fact whose change takes a step back."""
        return self._chosen(self.fields.values()) if self.known else TEXT

    def used(self) -> Schema:
        """Return the schema of what a paper is made from: fields, and what steps led to."""
        if not self.known:
            return TEXT
        return {"anyOf": [self._chosen(self.fields.values()), one_of(self.others)]}

    def _with_mark(self, fields: Iterable[Field]) -> Schema:
        """Return the schema of one of these fields, perhaps with `(optional)` after it."""
        if not self.known:
            return {"type": "string", "pattern": r"^\s*[^\s(]+(?:\s+\(optional\))?\s*$"}
        plain = self._chosen(fields)
        marked = one_of((f"{id} (optional)" for id in plain["enum"]), plain["enumDescriptions"])
        return {"anyOf": [plain, marked, {"type": "string", "pattern": _ODDLY_SPACED}]}

    def _chosen(self, fields: Iterable[Field]) -> Schema:
        """Return the schema of one of these fields."""
        found = list(fields)
        return one_of((f.id for f in found), (in_both(f.label) for f in found))


def in_both(text: Text) -> str:
    """Return a text in both languages."""
    return f"{text.en} / {text.ja}"


def names_of(catalogue: Catalogue) -> Names:
    """Return the names of a folder that has been read."""
    programmes = catalogue.programmes.values()
    steps = [
        s for versions in catalogue.workflows.values() for w in versions.values() for s in w.steps
    ]
    return Names(
        registry=catalogue.registry,
        known=True,
        fields=catalogue.fields,
        others=tuple(name for name in catalogue.names() if name not in catalogue.fields),
        texts={
            "role": {role.id: role.label for role in catalogue.roles.values()},
            "document": {one.id: one.title for one in catalogue.documents.values()},
            "workflow": {one.id: one.title for one in catalogue.current()},
            "umbrella": {one.id: one.title for one in programmes if one.umbrella},
            "step": {step.key: step.title for step in steps},
            "clock": {one.id: one.title for one in catalogue.clocks.values() if one.due},
        },
        parameters={one.id: one.parameters for one in catalogue.current()},
    )
