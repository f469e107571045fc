"""The schema of an invented season: who comes when, what they answer, what work is."""

from onboarding.engine.due import RULE
from onboarding.engine.keys import Keys
from onboarding.rehearsal.reading import PARTS
from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    COUNT,
    SOURCE,
    TEXT,
    Schema,
    any_key,
    file,
    mapping,
    one_or_more,
    phrase,
    text_or,
)

_NUMBER: Schema = {"type": "number", "minimum": 0}
_SHARES: Schema = any_key(_NUMBER)
_SPREAD_KEYS = Keys(("low", "usual", "high"))


def season(names: Names) -> Schema:
    """Return the schema of `rules/season.yaml`."""
    asked = [field.id for field in names.fields.values() if not field.formula]
    fields = {"propertyNames": {"enum": asked}} if names.known else {}
    kinds = {"propertyNames": {"enum": list(names.registry.kinds)}}
    work = {"kinds": {**any_key(COUNT), **kinds}, "steps": any_key(COUNT), "day": COUNT}
    parts = {
        "months": _part({"shares": _SHARES}),
        "lengths": _part({"shares": one_or_more(_length())}),
        "programmes": _part({"shares": _SHARES}),
        "follow": COUNT,
        "opening": one_or_more(TEXT),
        "answers": {**any_key(text_or(_answer())), **fields},
        "lists": any_key(mapping("season", Keys(("shares",)), {"shares": _SHARES})),
        "outcomes": _part({"chances": any_key(_SHARES)}),
        "work": _part(work),
        "staff": any_key(COUNT),
    }
    return file("Season / 来日の想定", mapping("season", Keys(PARTS), parts))


def _part(parts: dict[str, Schema]) -> Schema:
    """Return the schema of one part of a season, which may name its source."""
    return mapping("season", Keys(tuple(parts), ("source",)), {**parts, "source": SOURCE})


def _spread() -> Schema:
    spread = mapping("season", _SPREAD_KEYS, dict.fromkeys(_SPREAD_KEYS.required, COUNT))
    return text_or(spread, COUNT)


def _length() -> Schema:
    parts = {"days": _spread(), "notice": _spread(), "share": _NUMBER}
    return mapping("season", Keys(tuple(parts)), parts)


def _answer() -> Schema:
    parts = {
        "shares": _SHARES,
        "number": _spread(),
        "on": phrase(RULE),
        "around": COUNT,
        "every": COUNT,
        "in_order": one_or_more(TEXT),
        "source": SOURCE,
    }
    return mapping("season", Keys((), tuple(parts)), parts)
