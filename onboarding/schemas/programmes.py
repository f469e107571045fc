"""The schema of a programme: which workflows, with which parameters, which facts hold for all."""

from collections.abc import Mapping

from onboarding.engine import keys
from onboarding.engine.definition import Field
from onboarding.engine.due import REMINDER, RULE
from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    BILINGUAL,
    DAY,
    FLAG,
    INTEGER,
    NAME,
    SOURCE,
    TEXT,
    VALUE,
    Schema,
    file,
    in_both,
    mapping,
    one_of,
    one_or_more,
    phrase,
    rule,
    text_or,
)
from onboarding.schemas.workflows import escalation, opening

_TYPED: Mapping[str, Schema] = {
    "integer": INTEGER,
    "money": INTEGER,
    "date": DAY,
    "yes_no": FLAG,
    "list": {"type": "array"},
}


def programme(names: Names) -> Schema:
    """Return the schema of `programmes/*.yaml`."""
    parts = {
        "id": NAME,
        "title": BILINGUAL,
        "tags": one_or_more(names.of("umbrella")),
        "aliases": one_or_more(TEXT),
        "facts": _facts(names),
        "workflows": one_or_more(_chosen(names)),
        "rules": one_or_more({"$ref": "#/$defs/rule"}),
        "source": SOURCE,
        "note": BILINGUAL,
        "umbrella": FLAG,
        "short": BILINGUAL,
        "overrides": _overrides(names),
    }
    top = mapping("programme", keys.PROGRAMME, parts)
    return file("Programme / プログラム", top, rule=rule())


def _overrides(names: Names) -> Schema:
    """Return the schema of what the programme changes in single steps."""
    asks = {"add": one_or_more(names.asked()), "drop": one_or_more(names.watched())}
    parts = {
        "role": names.of("role"),
        "due": phrase(RULE),
        "opens": one_or_more(opening()),
        "remind": one_or_more(phrase(REMINDER)),
        "escalate": one_or_more(escalation()),
        "help": BILINGUAL,
        "asks": mapping("override_asks", keys.OVERRIDE_ASKS, asks),
        "leave_out": FLAG,
    }
    step = mapping("override", keys.OVERRIDE, parts)
    return {"type": "object", "propertyNames": names.step(), "additionalProperties": step}


def _facts(names: Names) -> Schema:
    """Return the schema of what is true of every case: each fact with a value of its type."""
    if not names.known:
        return {"type": "object"}
    asked = [field for field in names.fields.values() if not field.formula]
    values = {field.id: {"title": field.label.en, **_value(field)} for field in asked}
    return {"type": "object", "properties": values, "additionalProperties": False}


def _value(field: Field) -> Schema:
    if field.options:
        option = one_of((o.id for o in field.options), (o.label.en for o in field.options))
        return option if field.type == "choice" else {"type": "array", "items": option}
    return _TYPED.get(field.type, VALUE)


def _chosen(names: Names) -> Schema:
    """Return the schema of a workflow a programme uses, alone or with its parameters."""
    plain = names.of("workflow")
    if not names.known:
        tuned: Schema = {"additionalProperties": {"type": "object"}}
    else:
        every = {id: _parameters(given) for id, given in names.parameters.items()}
        tuned = {"properties": every, "additionalProperties": False}
    one = {"type": "object", "minProperties": 1, "maxProperties": 1, **tuned}
    return text_or({"description": in_both("programme.tuned"), **one}, plain)


def _parameters(given: Mapping[str, object]) -> Schema:
    values = {name: {"default": value, **_like(value)} for name, value in given.items()}
    return {"type": "object", "properties": values, "additionalProperties": False}


def _like(value: object) -> Schema:
    if isinstance(value, bool):
        return FLAG
    return INTEGER if isinstance(value, int) else VALUE
