"""Names as forms take them: what changes only in form, and what needs somebody's consent.

Pure. A form of the agency takes the 26 letters of the passport; its system and older registers
do not take every kanji. Width, case and blanks are matters of form and change at once. A letter
that becomes another one (É to E, 髙 to 高) is proposed with its place, and done only for those
who consent; the original is kept beside it. What has no known way is left for a person.

Sources: ICAO Doc 9303 part 3 section 6 (transliteration), read 2026-11 through public tables;
the agency's input rules (half-width capitals, words parted by blanks; full width elsewhere),
workbook of 2026-05. The kanji pairs are common knowledge, unverified.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from onboarding.engine.signs import composed

# Letters that are no base letter with a mark; ICAO's first choice, then what issuers also write.
_LATIN = {
    **{"Ä": ("AE", "A"), "Ö": ("OE", "O"), "Ü": ("UE", "U"), "Å": ("AA", "A"), "ẞ": ("SS",)},
    **{"Æ": ("AE",), "Ø": ("OE", "O"), "Œ": ("OE",), "Þ": ("TH",), "Ð": ("D",), "Đ": ("D",)},
    **{"Ł": ("L",), "Ñ": ("N",), "Ħ": ("H",), "Ŋ": ("N",), "Ŧ": ("T",), "Ə": ("A",)},
}
# Kanji of names that many systems lack, with the form they take instead.
_KANJI = {
    "髙": "高",
    "﨑": "崎",
    "𠮷": "吉",
    "德": "徳",
    "栁": "柳",
    "濵": "濱",
    "邉": "邊",
    "增": "増",
    "寬": "寛",
    "曻": "昇",
    "橫": "横",
    "瀨": "瀬",
}
_HYPHENS = "-‐‑‒–—−"
_APOSTROPHES = "'’‘ʼʹ`´"


@dataclass(frozen=True, slots=True)
class Change:
    """One letter that becomes another: its place in the original, and what else is usual."""

    place: int
    was: str
    becomes: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name as a form would take it.

    `text`: with every change made. `changes` need consent; `left` cannot be written at all,
    by place. `kept`: the name with the changes of form alone.
    """

    original: str
    text: str
    kept: str
    changes: tuple[Change, ...]
    left: tuple[Change, ...]

    @property
    def asks(self) -> bool:
        """Return whether somebody has to look before the name is used."""
        return bool(self.changes or self.left)


# A sign → what it becomes: itself in another form, another letter, or nothing known.
_Answer = tuple[str, Change | None, bool]
# Signs of half width that stand together for one of full width (ｶﾞ for ガ).
_NARROW = re.compile("[\uff61-\uffdc\uffe8-\uffee]+")


def in_passport_letters(text: str) -> Proposal:
    """Return a name in half-width capitals A to Z, its words parted by one blank.

    A hyphen becomes a blank and an apostrophe nothing, as on the machine-readable lines.
    """
    return _propose(text, _as_passport_letter, _in_capitals)


def in_common_kanji(text: str) -> Proposal:
    """Return a Japanese text in the kanji that the agency's and older systems take."""
    return _propose(text, _as_common_kanji, lambda found: found)


@lru_cache(maxsize=8192)
def is_common(sign: str) -> bool:
    """Return whether a sign is one that the agency's and older systems take as it is."""
    return _as_common_kanji(0, sign)[1] is None


def in_plain_text(text: str) -> Proposal:
    """Return a text for the boxes of full width: common kanji, letters without their marks."""
    return _propose(text, _as_plain_sign, lambda found: found)


def in_full_width(text: str) -> str:
    """Return a text in full width, as the online form wants names of relatives and addresses.

    Width alone changes: a sign that has no such form stays as it is.
    """
    wide = _NARROW.sub(lambda found: unicodedata.normalize("NFKC", found[0]), composed(text))
    return "".join(_wide(sign) for sign in wide)


def in_half_width(text: str) -> str:
    """Return Latin letters, digits and signs of full width in half width, kana in full width.

    Width alone changes: any other form of a sign (①, ㍿, a kanji of an older table) stays.
    """
    return composed("".join(map(_of_plain_width, text)))


def _wide(sign: str) -> str:
    if sign == " ":
        return "\u3000"
    return chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign


def _propose(
    text: str,
    answer: Callable[[int, str], _Answer],
    tidy: Callable[[str], str],
) -> Proposal:
    original = composed(text)
    kept, made = [], []
    changes: list[Change] = []
    left: list[Change] = []
    for place, sign in enumerate(original):
        form, change, known = answer(place, sign)
        kept.append(sign if change else form)
        made.append(change.becomes if change else form)
        if change:
            (changes if known else left).append(change)
    return Proposal(original, tidy("".join(made)), tidy("".join(kept)), tuple(changes), tuple(left))


def _as_passport_letter(place: int, sign: str) -> _Answer:
    plain = _of_plain_width(sign)
    if plain.isspace() or plain in _HYPHENS:
        return " ", None, True
    if plain in _APOSTROPHES:
        return "", None, True
    if plain.isascii() and _is_basic(plain.upper()):
        return plain.upper(), None, True
    ways = tuple(_ways(plain))
    if ways:
        return "", Change(place, sign, ways[0], ways[1:]), True
    return "", Change(place, sign, ""), False


def _of_plain_width(sign: str) -> str:
    """Return a sign without full or half width; any other form of it is another sign."""
    is_width = unicodedata.decomposition(sign).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", sign) if is_width else sign


def _in_capitals(text: str) -> str:
    return " ".join("".join(map(_capital, text)).split())


def _capital(sign: str) -> str:
    """Return the capital of a letter where it has just that one, and that one just it."""
    upper = sign.upper()
    return upper if len(upper) == 1 and upper.lower() == sign else sign


def _is_basic(text: str) -> bool:
    return bool(text) and all("A" <= letter <= "Z" for letter in text)


def _ways(sign: str) -> Iterator[str]:
    """Return how a letter is written in the 26, the usual way first."""
    capital = "ẞ" if sign in "ßẞ" else "İ" if sign == "ı" else sign.upper()
    seen = set()
    base = "".join(c for c in unicodedata.normalize("NFKD", capital) if c.isalpha()).upper()
    for way in (*_LATIN.get(capital, ()), base):
        if _is_basic(way) and way not in seen:
            seen.add(way)
            yield way


def _as_plain_sign(place: int, sign: str) -> _Answer:
    """Return a Latin letter without its marks, in its own case, and a kanji in common form."""
    way = next(_ways(sign), "") if not sign.isascii() and _of_plain_width(sign) == sign else ""
    if not way:
        return _as_common_kanji(place, sign)
    own_case = way if sign.upper() == sign else way.lower()
    return "", Change(place, sign, own_case), True


def _as_common_kanji(place: int, sign: str) -> _Answer:
    becomes = _KANJI.get(sign) or _older(sign)
    if becomes:
        return "", Change(place, sign, becomes), True
    if ord(sign) > 0xFFFF or _is_private(sign):
        return "", Change(place, sign, ""), False
    return sign, None, True


def _older(sign: str) -> str:
    """Return the common form of a kanji of older code tables; empty for any other sign."""
    common = unicodedata.normalize("NFC", sign)
    return "" if common == composed(sign) else common


def _is_private(sign: str) -> bool:
    return unicodedata.category(sign) in ("Co", "Cn", "Cs")
