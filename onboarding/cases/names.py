"""Names for lists and search: as the passport has them, in kana, in the person's own script."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, cast

from sqlalchemy import Table, delete, insert

from onboarding.cases.models import Case, CaseWord
from onboarding.database import db

_NAME_FIELDS = (
    *("researcher.family_name", "researcher.given_name", "researcher.katakana_name"),
    *("researcher.native_name", "researcher.kanji_name", "researcher.display_name"),
)
DISPLAY = "researcher.display_name"
_KATAKANA_GAP = ord("ア") - ord("あ")


def full_name(facts: Mapping[str, Any]) -> str:
    """Return family and given name as in the passport; one name alone where there is one."""
    parts = (facts.get("researcher.family_name"), facts.get("researcher.given_name"))
    return " ".join(part for part in parts if part)


def shown_name(facts: Mapping[str, Any]) -> str:
    """Return the name somebody is greeted by and listed under: their wish, else the passport's."""
    return str(facts.get(DISPLAY) or full_name(facts))


def folded(text: str) -> str:
    """Return a text as search compares it: no accents, no case, half width, katakana."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    letters = (c for c in plain if not _is_accent(c))
    return unicodedata.normalize("NFC", "".join(_as_katakana(c) for c in letters)).translate(
        {ord("ø"): "o", ord("ł"): "l", ord("đ"): "d", ord("ı"): "i", ord("æ"): "ae"}
    )


def _is_accent(letter: str) -> bool:
    """Whether a letter is a combining mark; the voicing marks of kana are part of the sound."""
    return unicodedata.combining(letter) != 0 and letter not in "\u3099\u309a"


def _as_katakana(letter: str) -> str:
    return chr(ord(letter) + _KATAKANA_GAP) if "ぁ" <= letter <= "ゖ" else letter


def words(text: str) -> Iterator[str]:
    """Return what search finds a text by: its words, and every ending of a Japanese one."""
    for word in folded(text).replace("・", " ").split():
        yield word[:60]
        if any(ord(letter) > 0x3000 for letter in word):
            yield from (word[start:60] for start in range(1, len(word) - 1))


def _greet(case: Case, name: str, *, wished: bool) -> None:
    """Let a case take another name; the account follows a wish, or where it was called the same."""
    if case.name and name != case.name and (wished or case.researcher.name == case.name):
        case.researcher.name = name
    case.name = name


def refresh_names(case: Case, facts: Mapping[str, Any]) -> None:
    """Keep the case's name and search words in step with its facts."""
    texts = [str(facts[field]) for field in _NAME_FIELDS if facts.get(field)]
    names = "\n".join((*texts, case.number))
    if names == case.names:
        return
    if case.names:
        db.session.execute(delete(CaseWord).where(CaseWord.case_id == case.id))
    _greet(case, shown_name(facts)[:200], wished=bool(facts.get(DISPLAY)))
    case.names = names
    found = sorted({word for text in names.split("\n") for word in words(text)})
    rows = [{"word": word, "case_id": case.id} for word in found]
    db.session.connection().execute(insert(cast("Table", CaseWord.__table__)), rows)
