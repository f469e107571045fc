"""How much room a text takes where BPMN tools write it: labels in 11 points, tasks in 12."""

import math
from unicodedata import east_asian_width

LABEL, TASK = 11.0, 12.0
_LINE = 1.25
_WIDE, _NARROW, _CAPITAL = 1.0, 0.56, 0.7


def width_of(text: str, size: float) -> float:
    """Return how wide one line is, rather too much than too little."""
    return sum(_width(character) for character in text) * size


def _width(character: str) -> float:
    if east_asian_width(character) in "WFA":
        return _WIDE
    return _CAPITAL if character.isupper() else _NARROW


def lines_of(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes; words are kept whole, Japanese breaks anywhere."""
    return sum(_lines(line, width, size) for line in text.split("\n"))


def _lines(line: str, width: float, size: float) -> int:
    count, used = 1, 0.0
    for word in line.split(" "):
        long = width_of(word, size)
        space = _NARROW * size if used else 0.0
        if used + space + long <= width:
            used += space + long
        elif long <= width:
            count, used = count + 1, long
        else:
            rest = long - max(0.0, width - used - space)
            more = math.ceil(rest / (width - size))
            count, used = count + more, rest - (more - 1) * (width - size)
    return count


def height_of(text: str, width: float, size: float = LABEL) -> float:
    """Return how high a text is in a column of some width."""
    return math.ceil(lines_of(text, width, size) * size * _LINE)


def fitting(text: str, width: float, lines: int, size: float = LABEL) -> str:
    """Return a text, cut with … where it would take more lines than there are."""
    if lines_of(text, width, size) <= lines:
        return text
    cut = text
    while cut and lines_of(f"{cut}…", width, size) > lines:
        cut = cut[:-1]
    return f"{cut.rstrip(' ,、')}…"
