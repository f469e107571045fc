"""Pieces of a schema: a text, a list or one, a mapping of known keys, a phrase.

A value reads here as editors read YAML 1.2: `NO` and `yes` are texts. The readers take a text as it
is written, so a number or a yes is one too.
"""

import re
from collections.abc import Iterable, Mapping
from keyword import kwlist
from typing import Any

from onboarding.engine import keys
from onboarding.engine.entries import ID
from onboarding.engine.keys import Keys
from onboarding.schemas.words import WORDS

Schema = dict[str, Any]
Parts = Mapping[str, Schema]

_SCALAR = ["string", "number", "boolean"]
TEXT: Schema = {"type": _SCALAR, "pattern": r"\S"}
VALUE: Schema = {"type": [*_SCALAR, "null"]}
NAME: Schema = {"type": "string", "pattern": rf"^\s*{ID.pattern}\s*$", "not": {"enum": kwlist}}
# Numbers as YAML 1.1 may write them too: 5_000_000.
INTEGER: Schema = {
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^[+-]?\d+(_\d+)+$"}]
}
COUNT: Schema = {
    "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^\+?\d+(_\d+)+$"}]
}
_SAID = ("yes", "no", "true", "false", "on", "off")
FLAG: Schema = {
    "anyOf": [
        {"type": "boolean"},
        {"enum": [form for word in _SAID for form in (word, word.title(), word.upper())]},
    ]
}
# Days as `date.fromisoformat` reads them; 20270401 is a number to YAML.
DAY: Schema = {
    "type": ["string", "integer"],
    "pattern": r"^\s*\d{4}-?(\d\d-?\d\d|W\d\d(-?\d)?)\s*$",
}
BILINGUAL: Schema = {"$ref": "#/$defs/bilingual"}
SOURCE: Schema = {"$ref": "#/$defs/source"}


def mapping(what: str, known: Keys, parts: Parts, **more: Any) -> Schema:
    """Return the schema of a mapping with exactly these keys, each with its words."""
    names = (*known.required, *known.optional)
    return {
        "type": "object",
        "properties": {name: described(f"{what}.{name}", parts[name]) for name in names},
        "required": list(known.required),
        "additionalProperties": False,
        **more,
    }


def described(name: str, schema: Schema) -> Schema:
    """Return a schema with what it is for, in both languages."""
    return {"description": in_both(name), **schema}


def in_both(name: str) -> str:
    """Return the words for a key: English first, Japanese below."""
    return "\n\n".join(WORDS[name])


def named(parts: Parts, what: str, keys_of: Schema = NAME) -> Schema:
    """Return the schema of a mapping whose keys the writer chooses."""
    return {"type": "object", "propertyNames": keys_of, "additionalProperties": dict(parts[what])}


def any_key(schema: Schema) -> Schema:
    """Return the schema of a mapping with any keys."""
    return {"type": "object", "additionalProperties": schema}


def one_or_more(schema: Schema) -> Schema:
    """Return the schema of a list; a single value counts as a list of one.

    Said so that an editor points at the item that is wrong, and completes each.
    """
    return {"items": schema, "if": {"type": "array"}, "else": schema}


def one_of(options: Iterable[str], labels: Iterable[str] = ()) -> Schema:
    """Return the schema of a text out of a few; `labels` say what each means, in that order."""
    found: Schema = {"enum": list(options)}
    told = list(labels)
    return {**found, "enumDescriptions": told} if told else found


def text_or(schema: Schema, text: Schema = TEXT) -> Schema:
    """Return the schema of a mapping, or of a text in its place."""
    return {"if": {"type": "object"}, "then": schema, "else": text}


def phrase(pattern: "re.Pattern[str]") -> Schema:
    """Return the schema of a phrase that one of the readers' own patterns matches."""
    plain = re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern).replace(" ", r"\s+")
    return {"type": "string", "pattern": rf"^\s*(?:{plain})\s*$"}


def bilingual() -> Schema:
    """Return the schema of a text in both languages."""
    return mapping("bilingual", keys.BOTH, {"en": TEXT, "ja": TEXT}, title="Text in both languages")


def source() -> Schema:
    """Return the schema of where a rule was read."""
    parts = {"from": text_or(BILINGUAL), "checked": TEXT, "verified": FLAG}
    return mapping("source", keys.SOURCE, parts, title="Source")


def rule() -> Schema:
    """Return the schema of a condition and what to say where it does not hold."""
    return mapping("rule", keys.RULE, {"that": TEXT, "say": BILINGUAL}, title="Rule")


def file(title: str, top: Schema, **defs: Schema) -> Schema:
    """Return the schema of a whole file, with the pieces it refers to."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **top,
        "$defs": {"bilingual": bilingual(), "source": source(), **defs},
    }
