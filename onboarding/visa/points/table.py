"""The tables of points, one file for each day the law changed them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from onboarding.engine.definition import Source, Text
from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition

TYPES = ("a", "b", "c")
COUNTS = ("best", "sum", "band")
NUMBERS = ("experience_years", "annual_pay", "age", "licences")
_PATTERN = "hsp_points_*.yaml"
_LINE_KEYS = ("id", "label", "proof", "note", "requires", "not_with", "from", "below", "age_below")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a criterion. `points`: type of activity → points, none where it gives none.

    `starts`, `below`, `age_below`: of a band, inclusive and exclusive. `proof` is the number of
    the paper that proves it, as the agency numbers them; 0 where none is asked for.
    """

    id: str
    label: Text
    points: Mapping[str, int]
    proof: int
    note: Text | None = None
    requires: str = ""
    not_with: tuple[str, ...] = ()
    starts: int = 0
    below: int | None = None
    age_below: int | None = None

    def holds(self, number: int) -> bool:
        """Return whether a number lies in the band."""
        return self.starts <= number and (self.below is None or number < self.below)


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is counted: the best line claimed, the sum of them, or the band a number lies in.

    `most`: type of activity → the most it gives together.
    """

    id: str
    title: Text
    count: str
    number: str
    lines: tuple[Line, ...]
    most: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Route:
    """A way to be a special highly skilled professional, without points."""

    types: tuple[str, ...]
    degrees: tuple[str, ...]
    experience_years: int
    annual_pay: int


@dataclass(frozen=True, slots=True)
class Table:
    """All rules in force from one day on. Money in yen a year."""

    valid_from: date
    title: Text
    source: Source
    marks: tuple[int, ...]
    types: Mapping[str, Text]
    proofs: Mapping[int, Text]
    criteria: tuple[Criterion, ...]
    minimum_pay: int
    minimum_pay_types: tuple[str, ...]
    minimum_pay_source: Source
    routes: tuple[Route, ...]
    routes_source: Source

    def criterion(self, id: str) -> Criterion:
        """Return one criterion by its id."""
        return next(one for one in self.criteria if one.id == id)


@cache
def tables(folder: Path) -> tuple[Table, ...]:
    """Return the tables of a workflows folder, the oldest first.

    Raises:
        FaultyDefinition: with every fault found.
    """
    found, faults = read_tables(folder)
    if faults:
        raise FaultyDefinition(faults)
    return found


def table_on(found: tuple[Table, ...], day: date) -> Table | None:
    """Return the table in force on a day; None before the first."""
    return next((table for table in reversed(found) if table.valid_from <= day), None)


def read_tables(folder: Path) -> tuple[tuple[Table, ...], list[Fault]]:
    """Return the tables that could be read, the oldest first, and every fault."""
    faults: list[Fault] = []
    found = []
    for path in sorted((folder / "rules").glob(_PATTERN)):
        top = read_yaml(path.read_text("utf-8"), f"rules/{path.name}", faults)
        read = _table(top) if top else None
        if top and read:
            found.append(read)
            if path.name != f"hsp_points_{read.valid_from}.yaml":
                top.fault("E101", "points_file_named_otherwise", path.name, str(read.valid_from))
    return tuple(sorted(found, key=lambda table: table.valid_from)), faults


def _table(top: Entry) -> Table | None:
    keys = ("valid_from", "title", "source", "marks", "types", "proofs", "criteria")
    found = top.mapping((*keys, "minimum_pay", "j_skip"))
    if any(fault.reason == "missing_key" for fault in top.faults):
        return None
    lowest = found["minimum_pay"].mapping(("yen", "types", "source"))
    skip = found["j_skip"].mapping(("source", "routes"))
    return Table(
        valid_from=_day(found["valid_from"]),
        title=found["title"].bilingual(),
        source=found["source"].source(),
        marks=tuple(item.integer(1) for item in found["marks"].items()),
        types={id: one.bilingual() for id, one in found["types"].pairs()},
        proofs={int(number): one.bilingual() for number, one in found["proofs"].pairs()},
        criteria=tuple(_criterion(one) for one in found["criteria"].items()),
        minimum_pay=lowest["yen"].integer(),
        minimum_pay_types=lowest["types"].texts(),
        minimum_pay_source=lowest["source"].source(),
        routes=tuple(_route(one) for one in skip["routes"].items()),
        routes_source=skip["source"].source(),
    )


def _day(entry: Entry) -> date:
    try:
        return date.fromisoformat(entry.text())
    except ValueError:
        entry.fault("E101", "not_a_date", entry.text())
        return date.max


def _criterion(entry: Entry) -> Criterion:
    found = entry.mapping(("id", "title", "count", "lines"), ("number", "most"))
    count = found["count"].one_of(*COUNTS) if "count" in found else "sum"
    number = found["number"].one_of(*NUMBERS) if "number" in found else ""
    if count == "band" and not number:
        entry.fault("E101", "missing_key", "number")
    return Criterion(
        id=found["id"].text() if "id" in found else "",
        title=found["title"].bilingual() if "title" in found else Text("", ""),
        count=count,
        number=number,
        lines=tuple(_line(one) for one in (found["lines"].items() if "lines" in found else ())),
        most=_points(found.get("most")),
    )


def _line(entry: Entry) -> Line:
    found = entry.mapping(("points",), _LINE_KEYS)
    return Line(
        id=found["id"].text() if "id" in found else "",
        label=found["label"].bilingual() if "label" in found else Text("", ""),
        points=_points(found.get("points")),
        proof=found["proof"].integer(1) if "proof" in found else 0,
        note=found["note"].bilingual() if "note" in found else None,
        requires=found["requires"].text() if "requires" in found else "",
        not_with=found["not_with"].texts() if "not_with" in found else (),
        starts=found["from"].integer() if "from" in found else 0,
        below=found["below"].integer() if "below" in found else None,
        age_below=found["age_below"].integer() if "age_below" in found else None,
    )


def _points(entry: Entry | None) -> dict[str, int]:
    found = entry.mapping((), TYPES) if entry else {}
    return {type: one.integer() for type, one in found.items()}


def _route(entry: Entry) -> Route:
    found = entry.mapping(("types", "annual_pay"), ("degrees", "experience_years"))
    return Route(
        types=found["types"].texts() if "types" in found else (),
        degrees=found["degrees"].texts() if "degrees" in found else (),
        experience_years=found["experience_years"].integer() if "experience_years" in found else 0,
        annual_pay=found["annual_pay"].integer() if "annual_pay" in found else 0,
    )
