"""Reading the keys every kind of definition has: titles, conditions, lists, sources."""

from collections.abc import Mapping

from onboarding.engine.definition import Phrase, Source, Text
from onboarding.engine.entries import Entry

Found = Mapping[str, Entry]


def items(found: Found, key: str) -> list[Entry]:
    """Return the entries of an optional list."""
    return found[key].items() if key in found else []


def pairs_in(found: Found, key: str) -> list[tuple[str, Entry]]:
    """Return the keys and values of an optional mapping."""
    return found[key].pairs() if key in found else []


def text_in(found: Found, key: str) -> str | None:
    """Return an optional text."""
    return found[key].text() if key in found else None


def texts_in(found: Found, key: str) -> tuple[str, ...]:
    """Return an optional list of texts."""
    return found[key].texts() if key in found else ()


def id_in(found: Found, key: str) -> str:
    """Return an id; empty where it is missing."""
    if key not in found:
        return ""
    id = found[key].text()
    found[key].check_id(id)
    return id


def flag(found: Found, key: str) -> bool:
    """Return an optional yes or no; no where it is not given."""
    return found[key].boolean() if key in found else False


def title(found: Found, key: str = "title") -> Text:
    """Return a text in both languages; empty where the key is missing."""
    return translated(found, key) or Text("", "")


def translated(found: Found, key: str) -> Text | None:
    """Return an optional text in both languages."""
    return found[key].bilingual() if key in found else None


def phrase(found: Found, key: str) -> Phrase | None:
    """Return an optional condition or formula."""
    return found[key].phrase() if key in found else None


def source(found: Found) -> Source | None:
    """Return where a rule or a piece of work was read."""
    return found["source"].source() if "source" in found else None
