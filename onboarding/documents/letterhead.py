"""What a paper says of the institution: noted while it is made, so that a change is noticed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from onboarding.database import db, to_json
from onboarding.documents.models import Letterhead

Details = Mapping[str, Any]


class Noting(Mapping[str, Any]):
    """The institution's details, read through: it notes each value somebody takes out.

    `noted`: dotted name → value; None where a detail was looked for and is not there.
    """

    __slots__ = ("_at", "_values", "noted")

    def __init__(self, values: Details, noted: dict[str, Any] | None = None, at: str = "") -> None:
        self._values, self._at = values, at
        self.noted: dict[str, Any] = {} if noted is None else noted

    def __getitem__(self, key: str) -> Any:
        name, value = f"{self._at}{key}", self._values.get(key)
        if isinstance(value, Mapping):
            return Noting(value, self.noted, f"{name}.")
        self.noted[name] = value
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def detail(institution: Details, name: str) -> Any:
    """Return a detail by its dotted name; None where the institution says nothing of it."""
    found: Any = institution
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def now_of(institution: Details, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the details read for a paper are now."""
    return {name: detail(institution, name) for name in said}


def mark_of(said: Mapping[str, Any]) -> str:
    """Return a hash of details: the same give the same 64 hex digits."""
    return hashlib.sha256(to_json(dict(sorted(said.items()))).encode()).hexdigest()


def kept(said: Mapping[str, Any]) -> int:
    """Keep what a paper says of the institution, once for all that say the same; return its id.

    Call it inside a transaction.
    """
    row = {"mark": mark_of(said), "said": to_json(dict(sorted(said.items())))}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(insert(Letterhead).values(row).on_conflict_do_nothing())
    id: int = db.session.scalars(select(Letterhead.id).where(Letterhead.mark == row["mark"])).one()
    return id


def said_by(letterhead: Letterhead) -> dict[str, Any]:
    """Return what is said under a letterhead: dotted name → value."""
    found: dict[str, Any] = json.loads(letterhead.said)
    return found
