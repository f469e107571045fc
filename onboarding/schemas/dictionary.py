"""The schemas of the data dictionary, of roles, and of what a document declares of itself."""

from onboarding.engine import keys
from onboarding.engine.loader import AT_OPENING, FIELD_TYPES, HELD, LANGUAGES, PRIVACY, RECEIVERS
from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    BILINGUAL,
    COUNT,
    DAY,
    FLAG,
    NAME,
    SOURCE,
    TEXT,
    Schema,
    any_key,
    file,
    in_both,
    mapping,
    named,
    one_of,
    one_or_more,
    rule,
)

_FIELD: Schema = {"$ref": "#/$defs/field"}
_USED: Schema = {"$ref": "#/$defs/used"}
_RULE: Schema = {"$ref": "#/$defs/rule"}


def fields(names: Names) -> Schema:
    """Return the schema of `fields/*.yaml`."""
    group = named({"field": _FIELD}, "field")
    top = {"type": "object", "propertyNames": NAME, "additionalProperties": group}
    return file("Data dictionary / 項目辞書", top, field=_field(names), rule=rule())


def _field(names: Names) -> Schema:
    parts = {
        "label": BILINGUAL,
        "type": one_of(FIELD_TYPES, (in_both(f"type.{one}") for one in FIELD_TYPES)),
        "help": BILINGUAL,
        "privacy": one_of(PRIVACY, (in_both(f"privacy.{one}") for one in PRIVACY)),
        "options": any_key(BILINGUAL),
        "limits": mapping(
            "limits", keys.LIMITS, {"min": {}, "max": {}, "length": COUNT, "lines": COUNT}
        ),
        "formula": TEXT,
        "item": TEXT,
        "optional": FLAG,
        "when": TEXT,
        "rules": one_or_more(_RULE),
        "readers": one_or_more(names.of("role")),
        "at_opening": one_of(AT_OPENING, (in_both(f"at_opening.{one}") for one in AT_OPENING)),
    }
    found = mapping("field", keys.FIELD, parts, title="Field / 項目")
    return {**found, "allOf": [_limits(), _needs("list", "item"), *_with_options()]}


def _limits() -> Schema:
    """Return what the limits of dates are, and of anything else."""
    day = {"anyOf": [DAY, {"const": "today"}]}

    def limited(one: Schema) -> Schema:
        return {"properties": {"limits": {"properties": {"min": one, "max": one}}}}

    return {**_if_type("date"), "then": limited(day), "else": limited(COUNT)}


def _needs(type: str, key: str) -> Schema:
    return {**_if_type(type), "then": {"required": [key]}}


def _with_options() -> list[Schema]:
    return [_needs("choice", "options"), _needs("choices", "options")]


def _if_type(type: str) -> Schema:
    return {"if": {"properties": {"type": {"const": type}}, "required": ["type"]}}


def roles(names: Names) -> Schema:
    """Return the schema of `roles.yaml`."""
    held = one_of(HELD, (in_both(f"held.{one}") for one in HELD))
    role = mapping("role", keys.ROLE, {"en": TEXT, "ja": TEXT, "held": held}, title="Role / 役割")
    role["required"] = [*keys.ROLE.required, *keys.BOTH.required]
    top = {
        "type": "object",
        "propertyNames": NAME,
        "additionalProperties": {"$ref": "#/$defs/role"},
    }
    return file("Roles / 役割", top, role=role)


def promises(names: Names) -> Schema:
    """Return the schema of `rules/promises.yaml`."""
    steps = one_or_more(names.step())
    natural = {
        "asks": one_or_more(names.watched()),
        "of": one_or_more(names.of("role")),
        "keeps": one_or_more(TEXT),
        "steps": steps,
        "source": SOURCE,
    }
    decided = {
        "papers": one_or_more(names.of("document")),
        "promise": FLAG,
        "because": BILINGUAL,
    }
    deciders = {
        "steps": any_key(one_or_more(names.of("role"))),
        "never": one_or_more(names.of("role")),
        "source": SOURCE,
    }
    parts = {
        "rules": one_or_more(_RULE),
        "by_nature": mapping("by_nature", keys.BY_NATURE, natural),
        "papers": one_or_more(mapping("decided", keys.PAPERS_DECIDED, decided)),
        "decided_by": mapping("decided_by", keys.DECIDED_BY, deciders),
        "source": SOURCE,
    }
    top = mapping("promises", keys.PROMISES, parts)
    return file("Before anything is promised / 約束の前提", top, rule=rule())


def document(names: Names) -> Schema:
    """Return the schema of `templates/documents/<name>/document.yaml`."""
    parts = {
        "title": BILINGUAL,
        "languages": one_of(LANGUAGES, (in_both(f"languages.{one}") for one in LANGUAGES)),
        "uses": one_or_more(_USED),
        "prefix": TEXT,
        "optional": one_or_more(_USED),
        "readers": one_or_more(names.of("role")),
        "asked_by": one_or_more(names.of("role")),
        "sealed": FLAG,
        "valid_months": {**COUNT, "minimum": 1},
        "goes_to": one_or_more(one_of(RECEIVERS, (in_both(f"goes_to.{o}") for o in RECEIVERS))),
        "source": SOURCE,
        "promises": FLAG,
    }
    return file("Document / 書類", mapping("document", keys.DOCUMENT, parts), used=names.used())
