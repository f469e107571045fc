"""Signs of writing: one way to keep each, and no sign exchanged for another on the way."""

import re
import unicodedata

# Kanji of older code tables. Composing a text would exchange them for others (神 for U+FA19),
# although a name may be written with just these.
_COMPATIBLE = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


def composed(text: str) -> str:
    """Return a text with letters and their marks in one sign each; every kanji stays itself."""
    parts = _COMPATIBLE.split(text)
    return "".join(
        part if number % 2 else unicodedata.normalize("NFC", part)
        for number, part in enumerate(parts)
    )
