"""The fonts of our papers: only those we ship, so that a paper looks the same everywhere.

A missing character would be drawn as an empty box without a word. So every text is compared
with what the fonts cover before anything is made.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
_IN_ORDER_OF_USE = (
    *("NotoSerif-Regular", "BIZUDPMincho-Regular", "NotoSansJP-Regular", "NotoSansThai-Regular"),
    *("NotoSansArabic-Regular", "DejaVuSans", "BIZUDPGothic-Regular", "NotoSans-Regular"),
)
_WITH_ACCENTS = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# White space, and what joins, parts or varies its neighbours without a shape of its own
_NEEDS_NO_SHAPE = frozenset(
    (
        *(*b"\t\n\r", 0xAD, 0x34F, 0x61C, 0x2060, 0xFEFF),
        *(*range(0x200B, 0x2010), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)),
    )
)


class CharactersMissing(Exception):
    """No font of ours has these characters; `characters` as `「김」U+AE40`, in text order."""

    def __init__(self, characters: list[str]) -> None:
        self.characters = characters
        super().__init__(" ".join(characters))


@contextmanager
def our_fonts_only() -> Iterator[None]:
    """Let fontconfig see our folder alone, while Pango and a font configuration are loaded."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")
    try:
        yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


def drawable(text: str) -> str:
    """Return a text as fonts draw it best.

    Letters and their accents are joined into one character where there is one: nothing else is
    normalised, as that would rewrite rare kanji of names. Line ends of other programs become
    ours. Marks that turn the direction of writing go: they could make a name read as another.
    """
    joined = _WITH_ACCENTS.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return _TURNS.sub("", _LINE_ENDS.sub("\n", joined))


def check_characters(text: str) -> None:
    """Look at every character of a text.

    Raises:
        CharactersMissing: no font has some of them.
    """
    missing = dict.fromkeys(text)
    _drop(missing, _NEEDS_NO_SHAPE)
    for font in _IN_ORDER_OF_USE:
        if not missing:
            return
        _drop(missing, covered(font))
    if missing:
        raise CharactersMissing([_named(character) for character in missing])


def _drop(characters: dict[str, None], codes: Iterable[int]) -> None:
    found = [character for character in characters if ord(character) in codes]
    for character in found:
        del characters[character]


def _named(character: str) -> str:
    shown = character if character.isprintable() else ""
    return f"「{shown}」U+{ord(character):04X}"


@cache
def covered(font: str) -> frozenset[int]:
    """Return the code points one of our fonts can draw."""
    with TTFont(FOLDER / f"{font}.ttf", lazy=True) as file:
        file.setGlyphOrder([""] * file["maxp"].numGlyphs)  # making names up is slow
        return frozenset(file.getBestCmap())
