"""Signs of writing: one way to keep each, and no sign exchanged for another on the way."""

import re
import unicodedata

# Kanji of older code tables. Composing a text would exchange them for others (神 for U+FA19),
# although a name may be written with just these.
_COMPATIBLE = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


# Signs that stand in names beside kanji: repetition, closing mark, zero, small ke and ka.
_BESIDE_KANJI = frozenset("々〆〇ヶヵ")


def is_kanji(sign: str) -> bool:
    """Return whether a sign is a Chinese character, of the older code tables as well."""
    return unicodedata.name(sign, "").startswith(("CJK UNIFIED IDEO", "CJK COMPATIBILITY IDEO"))


def may_stand_in_kanji(sign: str) -> bool:
    """Return whether a sign may stand in a name in kanji: one itself, or which form it takes."""
    is_form = unicodedata.name(sign, "").startswith("VARIATION SELECTOR")
    return is_kanji(sign) or is_form or sign in _BESIDE_KANJI


def composed(text: str) -> str:
    """Return a text with letters and their marks in one sign each; every kanji stays itself."""
    parts = _COMPATIBLE.split(text)
    return "".join(
        part if number % 2 else unicodedata.normalize("NFC", part)
        for number, part in enumerate(parts)
    )
