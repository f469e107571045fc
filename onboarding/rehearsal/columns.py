"""Text in columns of a terminal, where Japanese letters are twice as wide."""

import unicodedata
from collections.abc import Sequence

# Columns of a report.
ROOM = 100


def width(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fitted(text: str, room: int) -> str:
    """Return a text that fits some columns, its end cut off where it does not."""
    if width(text) <= room:
        return text
    while width(text) > room - 1:
        text = text[:-1]
    return f"{text}…"


def left(text: str, room: int) -> str:
    """Return a text at the left of so many columns."""
    cut = fitted(text, room)
    return cut + " " * (room - width(cut))


def right(text: str, room: int) -> str:
    """Return a text at the right of so many columns."""
    cut = fitted(text, room)
    return " " * (room - width(cut)) + cut


def folded(text: str, room: int) -> list[str]:
    """Return a text in lines of so many columns, words kept whole where they fit."""
    lines = [""]
    for word in _words(text):
        if width(lines[-1]) + width(word) > room and lines[-1].strip():
            lines.append("")
        lines[-1] += fitted(word, room) if lines[-1] else fitted(word.lstrip(), room)
    return [line.rstrip() for line in lines]


def _words(text: str) -> list[str]:
    """Return what a line may break between: words of Latin letters, single Japanese ones."""
    found: list[str] = []
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in "WF"
        if not found or wide or letter == " " or width(found[-1]) == 2 == 2 * len(found[-1]):
            found.append(letter)
        else:
            found[-1] += letter
    return found


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], rooms: Sequence[int]) -> list[str]:
    """Return a table, its first column at the left, the others at the right of theirs."""
    folds = [folded(head, room) for head, room in zip(heads, rooms, strict=True)]
    tall = max(map(len, folds), default=0)
    top = [[*([""] * (tall - len(fold))), *fold] for fold in folds]
    lines = [*(list(line) for line in zip(*top, strict=True)), *rows]
    return [_line(cells, rooms) for cells in lines]


def _line(cells: Sequence[str], rooms: Sequence[int]) -> str:
    first, *rest = zip(cells, rooms, strict=True)
    return "  ".join([left(*first), *(right(*cell) for cell in rest)]).rstrip()
