"""The dated rules of export control: residence, money, keeping, and how alike names must be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from flask import current_app

from onboarding.cases.library import read_rules
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.entries import Entry
from onboarding.engine.errors import Fault
from onboarding.engine.keys import Keys
from onboarding.engine.reading import source, texts_in, title
from onboarding.engine.wording import Source, Text

PATTERN = "export_control_*.yaml"
TOP = Keys(
    ("valid_from", "source", "resident", "type2", "keep", "alike", "columns"),
    ("known",),
)
RESIDENT = Keys(("months", "works", "source"))
PERCENT = Keys(("percent", "source"))
KEEP = Keys(("years", "least", "source"))
KNOWN = Keys(("title", "effective", "entries", "source"))
COLUMNS = Keys(("number", "name", "others", "country", "concern"))


@dataclass(frozen=True, slots=True)
class Known:
    """A list as it was published: when it came into force, with how many entries."""

    title: Text
    effective: date
    entries: int
    source: Source


@dataclass(frozen=True, slots=True)
class ExportRules:
    """The rules of one day on. `sources`: key → where it was read.

    `columns`: what a list is read for → what its columns may be called.
    """

    valid_from: date
    months: int
    works: tuple[str, ...]
    percent: int
    years: int
    least: int
    alike: int
    known: Mapping[str, Known]
    columns: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]


def read_export_rules(folder: Path) -> tuple[tuple[ExportRules, ...], list[Fault]]:
    """Return the rules of a folder, oldest first, and what is wrong with their files."""
    found, faults = [], list[Fault]()
    for path in sorted((folder / "rules").glob(PATTERN)):
        top = read_rules(path)
        rules = _rules(top)
        faults += top.faults
        if path.stem != f"export_control_{rules.valid_from}":
            about = (path.name, str(rules.valid_from))
            faults.append(Fault(top.place, "E101", "points_file_named_otherwise", about))
        found.append(rules)
    return tuple(found), faults


def rule_faults(folder: Path, catalogue: Catalogue) -> Iterable[Fault]:
    """Return what is wrong with the rules of export control in a folder."""
    return read_export_rules(folder)[1]


def rules_on(day: date) -> ExportRules:
    """Return the rules in force on a day; before the first of them, the first."""
    every = _kept(current_app.extensions["settings"].workflows)
    return [one for one in every if one.valid_from <= day or one is every[0]][-1]


@cache
def _kept(folder: Path) -> tuple[ExportRules, ...]:
    return read_export_rules(folder)[0]


def _rules(top: Entry) -> ExportRules:
    found = top.mapping(*TOP)
    part = dict(_parts(found))
    return ExportRules(
        valid_from=_day(found.get("valid_from")),
        months=_number(part["resident"], "months"),
        works=texts_in(part["resident"], "works"),
        percent=_number(part["type2"], "percent"),
        years=_number(part["keep"], "years"),
        least=_number(part["keep"], "least"),
        alike=_number(part["alike"], "percent"),
        known={id: _known(one) for id, one in found["known"].pairs()} if "known" in found else {},
        columns={name: entry.texts() for name, entry in part["columns"].items()},
        sources={name: told for name, one in part.items() if (told := source(one))},
    )


def _parts(found: Mapping[str, Entry]) -> Iterator[tuple[str, dict[str, Entry]]]:
    """Yield each part of the file with its entries; none where it is missing."""
    wanted = {
        "resident": RESIDENT,
        "type2": PERCENT,
        "keep": KEEP,
        "alike": PERCENT,
        "columns": COLUMNS,
    }
    for name, known in wanted.items():
        yield name, found[name].mapping(*known) if name in found else {}
    yield "", dict(found)


def _number(found: Mapping[str, Entry], key: str) -> int:
    return found[key].integer() if key in found else 0


def _known(entry: Entry) -> Known:
    found = entry.mapping(*KNOWN)
    told = source(found) or Source("", "", False)
    return Known(title(found), _day(found.get("effective")), _number(found, "entries"), told)


def _day(entry: Entry | None) -> date:
    try:
        return date.fromisoformat(entry.text()) if entry else date.min
    except ValueError:
        if entry:
            entry.fault("E101", "not_a_date", entry.written())
        return date.min
