"""Comparing what people write: headings, names and answers, whatever their width or case."""

import re
import unicodedata
from collections.abc import Iterable

_BRACKETS = re.compile(r"[(\[{<【「『〔〈《](?P<inside>[^)\]}>】」』〕〉》]*)[)\]}>】」』〕〉》]")
_JAPANESE = re.compile(r"[ぁ-ヿ㐀-鿿々]")


def key_of(text: str) -> str:
    """Return a text as it is compared: letters and digits only, half width, small."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def without_brackets(text: str, telling: Iterable[str]) -> str:
    """Return a heading without its brackets, save those that hold a telling word."""
    telling = tuple(telling)

    def shorten(match: re.Match[str]) -> str:
        inside = match["inside"].casefold()
        return match[0] if any(word in inside for word in telling) else ""

    return _BRACKETS.sub(shorten, unicodedata.normalize("NFKC", text))


def is_japanese(text: str) -> bool:
    """Return whether a text has kana or kanji."""
    return _JAPANESE.search(text) is not None


def name_keys(name: str, titles: Iterable[str]) -> tuple[str, str]:
    """Return what a person's name is found by: as written, and whatever the order of its parts.

    `titles`, the longest first, are left out before and after the name.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    for title in titles:
        plain = plain.removesuffix(title).removeprefix(title).strip()
    return key_of(plain), " ".join(sorted(key_of(part) for part in plain.split()))


def split_name(text: str) -> tuple[str, str] | None:
    """Return family and given names of a name in one cell; None where they cannot be told apart.

    A comma parts them, or the capitals of the family name, before or after the rest; a name
    in Japanese letters begins with the family.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    family, comma, given = plain.partition(",")
    if comma:
        return family.strip(), given.strip()
    parts = plain.split()
    if len(parts) == 1:
        return plain, ""
    if is_japanese(plain):
        return parts[0], " ".join(parts[1:])
    large = [part.isupper() and len(part) > 1 for part in parts]
    for order in (1, -1):
        count = large[::order].index(False) if False in large else 0
        if count and not any(large[::order][count:]):
            middle = count if order == 1 else len(parts) - count
            head, tail = " ".join(parts[:middle]), " ".join(parts[middle:])
            return (head, tail) if order == 1 else (tail, head)
    return None
