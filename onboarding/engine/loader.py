"""From the text of a file to its definition. Each reader notes faults and never raises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onboarding.engine import keys
from onboarding.engine.definition import (
    Chosen,
    Clock,
    DocumentType,
    Field,
    Option,
    Programme,
    Role,
    Rule,
    Workflow,
)
from onboarding.engine.entries import Entry, places_of, plain_mapping, read_yaml
from onboarding.engine.errors import Fault, Place
from onboarding.engine.kinds import Registry
from onboarding.engine.overrides import read_overrides
from onboarding.engine.promising import Promising, read_promising
from onboarding.engine.reading import (
    flag,
    id_in,
    items,
    phrase,
    source,
    text_in,
    texts_in,
    title,
    translated,
)
from onboarding.engine.step_reader import Around, read_steps

_NAME_TYPES = ("name", "kana", "kanji")
_TEXT_TYPES = ("text", "paragraph", *_NAME_TYPES, "email", "phone", "url", "country")
_CHOICE_TYPES = ("yes_no", "choice", "choices")
_COUNTED_TYPES = ("integer", "money", "date")
FIELD_TYPES = (*_TEXT_TYPES, *_CHOICE_TYPES, *_COUNTED_TYPES, "scan", "photo", "list")
PRIVACY = ("plain", "personal", "sensitive")
LANGUAGES = ("both", "en", "ja")
RECEIVERS = ("mission", "bureau")
HELD = ("case", "department", "machine")
AT_OPENING = ("required", "possible")


@dataclass(slots=True)
class Loader:
    """Reads definition files; `faults` collects what is wrong with any of them.

    `clocks`: the deadlines of law that steps may name.
    """

    registry: Registry
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fields(self, text: str, file: str) -> list[Field]:
        """Read one file of the data dictionary: `passport: {number: {...}, ...}`."""
        top = read_yaml(text, file, self.faults)
        groups = top.pairs() if top else []
        return [
            _field(f"{group}.{name}", entry)
            for group, fields in groups
            for name, entry in fields.pairs()
        ]

    def roles(self, text: str, file: str) -> list[Role]:
        """Read who may act: `researcher: {en, ja, held}`."""
        top = read_yaml(text, file, self.faults)
        return [_role(id, entry) for id, entry in (top.pairs() if top else [])]

    def document(self, text: str, file: str, id: str) -> DocumentType:
        """Read what a paper declares of itself."""
        top = read_yaml(text, file, self.faults)
        found = top.mapping(*keys.DOCUMENT) if top else {}
        return DocumentType(
            id=id,
            title=title(found),
            languages=found["languages"].one_of(*LANGUAGES) if "languages" in found else "both",
            uses=texts_in(found, "uses"),
            optional=texts_in(found, "optional"),
            readers=texts_in(found, "readers"),
            prefix=text_in(found, "prefix") or "",
            sealed=flag(found, "sealed"),
            source=source(found),
            at=top.place if top else Place(file, 1, 1),
            places=places_of(found, "uses", "optional", "readers", "asked_by"),
            asked_by=texts_in(found, "asked_by"),
            valid_months=found["valid_months"].integer(1) if "valid_months" in found else 0,
            goes_to=tuple(entry.one_of(*RECEIVERS) for entry in items(found, "goes_to")),
            promises=flag(found, "promises") if "promises" in found else None,
        )

    def promises(self, text: str, file: str) -> Promising:
        """Read what must hold before anything is promised: `rules: [{that: …, say: …}]`."""
        top = read_yaml(text, file, self.faults)
        found = top.mapping(*keys.PROMISES) if top else {}
        return read_promising(found, _rules(found))

    def programme(self, text: str, file: str) -> Programme | None:
        """Read one programme; None where the file is no YAML."""
        top = read_yaml(text, file, self.faults)
        if top is None:
            return None
        found = top.mapping(*keys.PROGRAMME)
        return Programme(
            id=id_in(found, "id"),
            title=title(found),
            tags=texts_in(found, "tags"),
            aliases=texts_in(found, "aliases"),
            facts=plain_mapping(found, "facts"),
            workflows=tuple(_chosen(entry) for entry in items(found, "workflows")),
            rules=_rules(found),
            source=source(found),
            at=top.place,
            note=translated(found, "note"),
            umbrella=flag(found, "umbrella"),
            short=translated(found, "short"),
            overrides=read_overrides(found),
            places=places_of(found, "facts", "tags", "aliases"),
        )

    def workflow(self, text: str, file: str) -> Workflow | None:
        """Read one version of one workflow; None where the file is no YAML."""
        top = read_yaml(text, file, self.faults)
        if top is None:
            return None
        found = top.mapping(*keys.WORKFLOW)
        id = id_in(found, "id")
        around = Around(self.registry, self.clocks, id, source(found))
        return Workflow(
            id=id,
            version=found["version"].integer(least=1) if "version" in found else 0,
            title=title(found),
            applies=phrase(found, "applies"),
            parameters=_parameters(found),
            steps=read_steps(around, items(found, "steps")),
            at=top.place,
            places=places_of(found),
        )


def _field(id: str, entry: Entry) -> Field:
    for part in id.split("."):
        entry.check_id(part)
    found = entry.mapping(*keys.FIELD)
    type = found["type"].one_of(*FIELD_TYPES) if "type" in found else "text"
    return Field(
        id=id,
        label=title(found, "label"),
        type=type,
        at=entry.place,
        help=translated(found, "help"),
        privacy=found["privacy"].one_of(*PRIVACY) if "privacy" in found else "personal",
        options=_options(found.get("options")),
        limits=_limits(found.get("limits"), type),
        formula=phrase(found, "formula"),
        item=text_in(found, "item"),
        optional=flag(found, "optional"),
        asked_when=phrase(found, "when"),
        rules=_rules(found),
        readers=texts_in(found, "readers"),
        at_opening=found["at_opening"].one_of(*AT_OPENING) if "at_opening" in found else "",
        places=places_of(found, "readers"),
    )


def _limits(entry: Entry | None, type: str) -> dict[str, Any]:
    """Return `min`, `max`: numbers, or for dates a day or `today`; `length`, `lines`: numbers."""
    if entry is None:
        return {}
    limits = entry.mapping(*keys.LIMITS)
    return {
        name: _limit(value, type if name in ("min", "max") else "")
        for name, value in limits.items()
    }


def _limit(entry: Entry, type: str) -> Any:
    if type != "date":
        return entry.integer()
    text = entry.text()
    if text != "today":
        try:
            date.fromisoformat(text)
        except ValueError:
            entry.fault("E101", "not_a_date", text)
    return text


def _role(id: str, entry: Entry) -> Role:
    entry.check_id(id)
    found = entry.mapping(*keys.ROLE)
    held = found["held"].one_of(*HELD) if "held" in found else ""
    return Role(id, entry.both(found), held, entry.place)


def _options(entry: Entry | None) -> tuple[Option, ...]:
    return tuple(Option(id, one.bilingual()) for id, one in entry.pairs()) if entry else ()


def _rules(found: Mapping[str, Entry]) -> tuple[Rule, ...]:
    rules = [entry.mapping(*keys.RULE) for entry in items(found, "rules")]
    return tuple(Rule(that, title(rule, "say")) for rule in rules if (that := phrase(rule, "that")))


def _chosen(entry: Entry) -> Chosen:
    """`visa`, or `{visa: {coe_lead: 120}}` where the programme tunes it."""
    if not entry.is_mapping:
        return Chosen(entry.text(), {}, entry.place)
    name, tuned = next(iter(entry.pairs()), ("", entry))
    for other, value in entry.pairs()[1:]:
        value.fault("E101", "unknown_key", other)
    parameters = tuned.pairs() if name else []
    values = {key: value.plain() for key, value in parameters}
    return Chosen(name, values, entry.place, {key: value.place for key, value in parameters})


def _parameters(found: Mapping[str, Entry]) -> dict[str, Any]:
    """Return a workflow's parameters: numbers, texts, yes or no."""
    pairs = found["parameters"].pairs() if "parameters" in found else []
    for name, entry in pairs:
        entry.check_id(name)
        if isinstance(entry.plain(), dict | tuple):
            entry.fault("E101", "not_a_text")
    return {name: entry.plain() for name, entry in pairs}
