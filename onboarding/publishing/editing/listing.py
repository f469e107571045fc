"""A text as numbered lines, each with what the checker says of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onboarding.cases.faults import sentence
from onboarding.cases.proofs import remarks as remarks_below
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.errors import Fault

# Lines shown before and after a faulty one, and lines below it that its words may cover.
_AROUND, _ROOM = 2, 4


@dataclass(frozen=True, slots=True)
class Remark:
    """What the checker says of one place; `where` is empty inside the text itself.

    `more`: answers that show it, the programmes it is about.
    """

    line: int
    col: int
    code: str
    words: str
    warning: bool
    where: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbered:
    """One line of the text; `room`: how many lines its remarks may cover beside it."""

    number: int
    text: str
    remarks: tuple[Remark, ...] = ()
    room: int = 1

    @property
    def wrong(self) -> bool:
        """Return whether something on the line keeps the text from being published."""
        return any(not remark.warning for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole text with its remarks, and the remarks about other files."""

    lines: tuple[Numbered, ...]
    elsewhere: tuple[Remark, ...]

    @property
    def remarks(self) -> list[Remark]:
        """Return every remark in the order of the lines, those about other files last."""
        return [*(remark for line in self.lines for remark in line.remarks), *self.elsewhere]

    @property
    def errors(self) -> list[Remark]:
        """Return what keeps the text from being published."""
        return [remark for remark in self.remarks if not remark.warning]

    @property
    def warnings(self) -> list[Remark]:
        """Return what is said and hinders nothing."""
        return [remark for remark in self.remarks if remark.warning]

    def around(self, remark: Remark) -> Sequence[Numbered]:
        """Return the line of a remark with the lines before and after it."""
        return self.lines[max(0, remark.line - 1 - _AROUND) : remark.line + _AROUND]


def listing(
    text: str, faults: Iterable[Fault], *, file: str, catalogue: Catalogue | None = None
) -> Listing:
    """Return a text with each fault beside its line; `file` is what the faults call it.

    `catalogue` names what answers that show a fault are about.
    """
    remarks = [_remark(fault, file, catalogue) for fault in faults]
    texts = text.split("\n")
    beside: dict[int, list[Remark]] = {}
    for remark in remarks:
        if not remark.where:
            beside.setdefault(min(remark.line, len(texts)), []).append(remark)
    rooms = _rooms(sorted(beside))
    lines = (
        Numbered(number, line, tuple(beside.get(number, ())), rooms.get(number, 1))
        for number, line in enumerate(texts, start=1)
    )
    return Listing(tuple(lines), tuple(remark for remark in remarks if remark.where))


def _remark(fault: Fault, file: str, catalogue: Catalogue | None) -> Remark:
    place = fault.place
    return Remark(
        line=place.line,
        col=place.col,
        code=fault.code,
        words=sentence(fault),
        warning=fault.is_warning,
        where="" if place.file == file else f"{place.file}:{place.line}",
        more=tuple(remarks_below(fault, catalogue)),
    )


def _rooms(numbers: Sequence[int]) -> dict[int, int]:
    """Return line → how many lines are free from it to the next line with a remark."""
    following = [*numbers[1:], numbers[-1] + _ROOM] if numbers else []
    pairs = zip(numbers, following, strict=True)
    return {number: min(_ROOM, after - number) for number, after in pairs}
