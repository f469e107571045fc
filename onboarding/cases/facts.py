"""Facts between the engine and what JSON keeps: dates as text, sensitive ones sealed."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from onboarding.engine.definition import Field
from onboarding.sealing import Sealer

Fields = Mapping[str, Field]


def to_plain(facts: Mapping[str, Any], fields: Fields, sealer: Sealer) -> dict[str, Any]:
    """Return facts as JSON keeps them. Sensitive ones become `{"sealed": …}`."""
    return {key: _kept(value, fields.get(_name(key)), sealer) for key, value in facts.items()}


def from_plain(kept: Mapping[str, Any], fields: Fields, sealer: Sealer) -> dict[str, Any]:
    """Return the facts `to_plain` kept; the opposite of it for every value of a field's type."""
    return {key: _opened(value, fields.get(_name(key)), sealer) for key, value in kept.items()}


def _name(key: str) -> str:
    return key.partition("@")[0]


def _kept(value: Any, field: Field | None, sealer: Sealer) -> Any:
    plain = value.isoformat() if isinstance(value, date) else value
    if value is None or field is None or field.privacy != "sensitive":
        return plain
    return {"sealed": sealer.seal(json.dumps(plain, ensure_ascii=False))}


def _opened(kept: Any, field: Field | None, sealer: Sealer) -> Any:
    value = json.loads(sealer.open(kept["sealed"])) if isinstance(kept, dict) else kept
    if isinstance(value, list):
        return tuple(value)
    if field is not None and field.type == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return value
