"""A workflow as a picture: lanes of who acts, what waits for what, where outcomes lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from onboarding.cases.layout import Block, Edge, Measures, Spot, lay_out, shortest
from onboarding.publishing.drawing.described import Described, StepWords
from onboarding.publishing.drawing.lettering import in_lines

BOX_WIDTH = 216
_MEASURES = Measures(width=BOX_WIDTH, port=20, column_gap=34, row_gap=14, lane_top=32)
_MARGIN = 12
# Look of a line → size of its letters, height of the line, most lines.
_LINES = {
    "kind": (11.0, 15, 1),
    "title": (13.0, 17, 2),
    "due": (12.0, 16, 2),
    "when": (12.0, 16, 2),
    "each": (12.0, 16, 1),
    "entry": (12.0, 16, 2),
    "way": (12.0, 16, 2),
    "stage": (12.0, 16, 2),
}
# Signs before a line, drawn in a square of 12.
MARKS = {
    "stop": "M1 1h10v10h-10z",
    "back": "M10 2v3a3 3 0 0 1 -3 3H2M5 5L2 8L5 11",
    "on": "M1 6H10M7 3L10 6L7 9",
    "when": "M6 1L11 6L6 11L1 6z",
    "each": "M1 4h7v7h-7zM4 4v-3h7v7h-3",
    "entry": "M1 6a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0M6 6h5M9 4l2 2l-2 2",
}
SAMPLES = {
    "sheet": "M2 2h14l5 5v7h-19zM16 2v5h5",
    "choice": "M6 2h12l4 4v4l-4 4h-12l-4 -4v-4z",
    "group": "M4 1h18v10h-18zM2 3v11h18",
    "maybe": "M2 2h20v12h-20z",
}
_SHAPES = {"document": "sheet", "decision": "choice", "outcome": "choice", "approval": "group"}


@dataclass(frozen=True, slots=True)
class Written:
    """One line of words in a box; `look` names its style, `mark` a sign before it."""

    look: str
    text: str
    x: int
    y: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One step: its outline with the lines beside it, its words, all of it in one sentence."""

    outline: str
    fold: str
    look: tuple[str, ...]
    written: tuple[Written, ...]
    whole: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A path from one step to another; `look` is empty, `back` or `on`."""

    path: str
    look: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Everything one role does."""

    title: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, and how large it is."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    marks: Mapping[str, str] = field(default_factory=lambda: MARKS)
    samples: Mapping[str, str] = field(default_factory=lambda: SAMPLES)

    def legend(self) -> list[tuple[str, str]]:
        """Return (sign or outline, what it means) of those the picture has."""
        found = {look for box in self.boxes for look in box.look}
        found |= {line.mark for box in self.boxes for line in box.written}
        return [(look, words) for look, words in _legend().items() if look in found]


def _legend() -> dict[str, str]:
    return {
        "sheet": _("a document is made"),
        "choice": _("somebody decides, or an answer comes in"),
        "group": _("an approval in stages"),
        "maybe": _("only under a condition"),
        "entry": _("waits for another workflow"),
        "each": _("once for each entry of a list"),
        "on": _("this outcome leads on"),
        "back": _("this outcome sends back"),
        "stop": _("this outcome ends the case"),
    }


def draw(described: Described) -> Picture:
    """Draw a workflow: a lane for each role in the order in which they first act."""
    words = {one.step.key: one for one in described.steps}
    texts = {key: _texts(one) for key, one in words.items()}
    needs = {key: [waits.key for waits in one.inside] for key, one in words.items()}
    blocks = [
        Block(key, one.role, tuple(needs[key]), _height(texts[key])) for key, one in words.items()
    ]
    lanes = dict.fromkeys(one.role for one in described.steps)
    layout = lay_out(blocks, lanes, [*_edges(needs, words), *_ways(words)], _MEASURES)
    return Picture(
        layout.width,
        layout.height,
        tuple(Lane(band.lane, band.y, band.height) for band in layout.bands),
        tuple(_box(words[key], texts[key], spot) for key, spot in layout.spots.items()),
        tuple(Arrow(route.path, route.edge.look) for route in layout.routes),
    )


def _edges(needs: Mapping[str, list[str]], words: Mapping[str, StepWords]) -> Iterable[Edge]:
    """Return the needs as arrows; one that an outcome leads along is drawn as that."""
    led = {(key, target) for key, one in words.items() for w in one.ways for target in w.targets}
    for key, before in shortest(needs).items():
        yield from (Edge(one, key) for one in before if (one, key) not in led)


def _ways(words: Mapping[str, StepWords]) -> Iterable[Edge]:
    """Return where outcomes lead to, each pair of steps once."""
    found: dict[tuple[str, str], Edge] = {}
    for key, one in words.items():
        for way in one.ways:
            for target in way.targets:
                if target in words and target != key:
                    back = way.then == "back"
                    found[key, target] = Edge(key, target, way.then, back=back)
    return found.values()


def _texts(one: StepWords) -> list[tuple[str, str, str]]:
    """Return (look, mark, line) of every line in a step's box."""
    written = [("kind", "", one.kind), ("title", "", one.title)]
    if one.outside:
        names = dict.fromkeys(waits.workflow for waits in one.outside)
        written.append(("entry", "entry", " · ".join(names)))
    written += [("stage", "", stage) for stage in one.stages]
    written += [("due", "", line) for line in one.opens]
    if one.due:
        written.append(("due", "", one.due))
    if one.each:
        written.append(("each", "each", _("for each of %(list)s", list=one.each)))
    if one.when:
        written.append(("when", "when", _("only if %(condition)s", condition=one.when)))
    written += [("way", way.then, way.label) for way in one.ways if way.then]
    return [line for look, mark, text in written for line in _broken(look, mark, text)]


def _broken(look: str, mark: str, text: str) -> list[tuple[str, str, str]]:
    size, _high, most = _LINES[look]
    room = BOX_WIDTH - 2 * _MARGIN - (_indent(mark))
    lines = in_lines(text, room=room, size=size, most=most)
    return [(look, mark if number == 0 else f"-{mark}", line) for number, line in enumerate(lines)]


def _indent(mark: str) -> int:
    return 16 if mark.strip("-") else 0


def _height(texts: Iterable[tuple[str, str, str]]) -> int:
    return 2 * 8 + sum(_LINES[look][1] for look, _mark, _text in texts)


def _box(one: StepWords, texts: Iterable[tuple[str, str, str]], spot: Spot) -> Box:
    written, y = [], spot.y + 5
    for look, mark, text in texts:
        y += _LINES[look][1]
        sign = "" if mark.startswith("-") else mark
        written.append(Written(look, text, spot.x + _MARGIN + _indent(mark), y, sign))
    shape = _SHAPES.get(one.step.kind, "plain")
    looks = (shape, "maybe") if one.when else (shape,)
    return Box(_outline(shape, spot), _fold(shape, spot), looks, tuple(written), told(one))


def _outline(shape: str, spot: Spot) -> str:
    """Return the outline of a box: a sheet has a corner folded, a choice has its corners cut."""
    x, y, w, h = spot.x, spot.y, BOX_WIDTH, spot.height
    if shape == "sheet":
        return f"M{x} {y} h{w - 14} l14 14 v{h - 14} h-{w} z"
    if shape == "group":
        return f"M{x} {y} h{w} v{h} h-{w} z"
    if shape == "choice":
        return f"M{x + 10} {y} h{w - 20} l10 10 v{h - 20} l-10 10 h-{w - 20} l-10 -10 v-{h - 20} z"
    turn = "a6 6 0 0 1"
    return (
        f"M{x + 6} {y} h{w - 12} {turn} 6 6 v{h - 12} {turn} -6 6 h-{w - 12} {turn} -6 -6 "
        f"v-{h - 12} {turn} 6 -6 z"
    )


def _fold(shape: str, spot: Spot) -> str:
    """Return the lines beside an outline: the corner of a sheet, the sheet below a group."""
    x, y, w, h = spot.x, spot.y, BOX_WIDTH, spot.height
    if shape == "sheet":
        return f"M{x + w - 14} {y} v14 h14"
    return f"M{x + 4} {y + h} v4 h{w} v-{h} h-4" if shape == "group" else ""


def told(one: StepWords) -> str:
    """Say a whole step in a few sentences, as the picture cannot."""
    said = [f"{one.title} ({one.kind}, {one.role})"]
    said += [_("Due: %(due)s", due=one.due)] if one.due else []
    said += [_("only if %(condition)s", condition=one.when)] if one.when else []
    said += [way.told for way in one.ways if way.where]
    return "\n".join(said)
