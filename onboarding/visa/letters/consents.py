"""Spellings somebody agreed to, as facts of a case: of which fact, from what, to what.

Pure. The original stays a fact of its own and is never written over. An agreement is to one
change of one text: it holds as long as the fact reads as it did then, and not a moment longer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Facts = Mapping[str, Any]
Read = Callable[[str, str], Any]
LIST = "letters.agreed"
_PARTS = ("of", "was", "becomes", "agreed_by", "told", "agreed_on")
FIELDS = (LIST, *(f"spelling.{part}" for part in _PARTS))


@dataclass(frozen=True, slots=True)
class Consent:
    """One agreement. `agreed_by`: the person, or the office, told so as `told` says."""

    of: str
    was: str
    becomes: str
    agreed_by: str
    told: str
    agreed_on: date


def consents_in(facts: Facts) -> dict[str, Consent]:
    """Return fact key → the agreement that holds for it now."""
    kept = (_kept(facts, item) for item in facts.get(LIST) or ())
    return {one.of: one for one in kept if one and facts.get(one.of) == one.was}


def _kept(facts: Facts, item: str) -> Consent | None:
    parts: dict[str, Any] = {part: facts.get(f"spelling.{part}@{item}") for part in _PARTS}
    if not (parts["of"] and parts["was"] and parts["becomes"] and parts["agreed_on"]):
        return None
    return Consent(**{**parts, "told": parts["told"] or "", "agreed_by": parts["agreed_by"] or ""})


def recorded(facts: Facts, consent: Consent) -> dict[str, Any]:
    """Return the facts that keep an agreement; a new one for the same fact takes its place."""
    items = tuple(facts.get(LIST) or ())
    item = next((one for one in items if facts.get(f"spelling.of@{one}") == consent.of), None)
    if item is None:
        item = f"s{len(items) + 1}"
        items = (*items, item)
    parts = {part: getattr(consent, part) or None for part in _PARTS}
    return {LIST: items, **{f"spelling.{part}@{item}": value for part, value in parts.items()}}


def as_agreed(facts: Facts, read: Read) -> Read:
    """Return a reader of facts for official forms: with the spellings that were agreed to."""
    agreed = consents_in(facts)

    def spelt(name: str, item: str) -> Any:
        found = agreed.get(f"{name}@{item}" if item else name)
        return found.becomes if found else read(name, item)

    return spelt
