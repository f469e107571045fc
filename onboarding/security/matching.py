"""How alike the names of bodies are: shown with its reason, and a person decides."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.fuzz import ratio, token_sort_ratio

SAME, ALIAS, INSIDE, ALIKE = "same", "alias", "inside", "alike"
_WHOLE = 100
_INSIDE = 92
_SPELT: dict[str, str] = {
    **dict.fromkeys(
        ("univ", "universitaet", "universite", "universidad", "universita"), "university"
    ),
    **dict.fromkeys(("inst", "institut", "instituto"), "institute"),
    **dict.fromkeys(("acad", "academie", "akademie"), "academy"),
    **dict.fromkeys(("tech", "technol", "technologies"), "technology"),
    **dict.fromkeys(("sci",), "science"),
    **dict.fromkeys(("res",), "research"),
    **dict.fromkeys(("centre", "ctr"), "center"),
    **dict.fromkeys(("natl",), "national"),
    **dict.fromkeys(("lab", "labs", "laboratories"), "laboratory"),
    **dict.fromkeys(("dept",), "department"),
}
_SMALL = frozenset({"of", "the", "and", "for", "de", "la", "le", "du", "des", "der", "die", "das"})
_SMALL |= {"co", "ltd", "inc", "corp", "corporation", "company", "llc", "limited", "gmbh", "plc"}
_COMMON = frozenset(
    {
        *("university", "institute", "technology", "college", "academy", "national", "science"),
        *("sciences", "research", "center", "laboratory", "school", "faculty", "department"),
        *("state", "engineering", "international", "organization", "industries", "group"),
    }
)
_WORD = re.compile(r"[\w]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """A body on a list: its name, other names and former ones."""

    number: str
    name: str
    others: tuple[str, ...] = ()
    country: str = ""
    concern: str = ""


class Hit(NamedTuple):
    """A body whose name is like one that was asked. `named`: which of its names it is.

    `reason`: `same` name, `alias`, the listed name stands `inside` the asked one, or `alike`.
    """

    entry: Listed
    named: str
    score: int
    reason: str


class _Read(NamedTuple):
    words: tuple[str, ...]
    text: str
    own: str


def hits(asked: str, entries: Iterable[Listed], *, least: int) -> list[Hit]:
    """Return the bodies a name is like, the likest first; `least`: from how many percent on."""
    read = _read(asked)
    if not read.words:
        return []
    found = (best for entry in entries if (best := _best(read, entry)) and best.score >= least)
    return sorted(found, key=lambda hit: (-hit.score, hit.entry.name, hit.named))


def _best(asked: _Read, entry: Listed) -> Hit | None:
    return max(_each(asked, entry), key=lambda hit: hit.score, default=None)


def _each(asked: _Read, entry: Listed) -> Iterator[Hit]:
    for name in (entry.name, *entry.others):
        score, reason = _alike(asked, _read(name))
        if score == _WHOLE:
            reason = SAME if name == entry.name else ALIAS
        yield Hit(entry, name, score, reason)


def _alike(asked: _Read, listed: _Read) -> tuple[int, str]:
    """Return how alike two names are in percent, and why.

    What tells them apart counts more than the words every institution has in its name.
    """
    if not listed.words:
        return 0, ALIKE
    if asked.words == listed.words or sorted(asked.words) == sorted(listed.words):
        return _WHOLE, SAME
    if listed.own and len(listed.words) > 1 and set(listed.words) <= set(asked.words):
        return _INSIDE, INSIDE
    whole = token_sort_ratio(asked.text, listed.text)
    if asked.own or listed.own:
        whole = 0.4 * whole + 0.6 * ratio(asked.own, listed.own)
    return min(int(whole), _WHOLE - 1), ALIKE


@lru_cache(maxsize=20000)
def _read(name: str) -> _Read:
    """Return the words of a name without accents, small words and punctuation, spelt out."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name)).casefold()
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    spelt = (_SPELT.get(word, word) for word in _WORD.findall(bare))
    words = tuple(word for word in spelt if word not in _SMALL)
    own = " ".join(sorted(word for word in words if word not in _COMMON))
    return _Read(words, " ".join(words), own)
