"""How much room words take in a drawing, so that they break into lines before it is drawn."""

import re
from unicodedata import east_asian_width

# Parts of the size of letters: wide scripts, capitals, and what is thinner than most letters.
_WIDE, _CAPITAL, _NARROW, _THIN = 1.0, 0.66, 0.56, 0.32
_THIN_LETTERS = frozenset(" ijl.,;:'!|()[]-“”‘’")
# A Latin word, or one character of a script without spaces with the marks that cling to it.
_PIECE = re.compile(r"[「『（［]*(?:[!-~À-ɏ‘’“”–]+ ?|.)[、。，．」』）］％ー]*", re.DOTALL)


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is, in the unit of its size."""
    return size * sum(_part(letter) for letter in text)


def _part(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return _WIDE
    if letter in _THIN_LETTERS:
        return _THIN
    return _CAPITAL if letter.isupper() or letter in "mw%" else _NARROW


def in_lines(text: str, *, room: float, size: float, most: int) -> list[str]:
    """Break a text into lines that fit a room; what does not fit the last ends in `…`."""
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        for part in _parts(piece, room, size):
            if lines[-1] and width_of(lines[-1] + part.rstrip(), size) > room:
                lines.append("")
            lines[-1] += part
    lines = [line.strip() for line in lines]
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(f"{lines[most - 1]}…", room, size)]


def _parts(piece: str, room: float, size: float) -> list[str]:
    """Return a word as it is, or in letters where it is longer than a whole line."""
    return [piece] if width_of(piece.rstrip(), size) <= room else list(piece)


def _cut(text: str, room: float, size: float) -> str:
    """Shorten a text that ends in `…` until it fits."""
    while width_of(text, size) > room and len(text) > 1:
        text = f"{text[:-2].rstrip()}…"
    return text
