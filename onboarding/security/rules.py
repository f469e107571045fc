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
from onboarding.engine.errors import Fault, Place
from onboarding.engine.keys import Keys
from onboarding.engine.reading import flag, source, texts_in, title
from onboarding.engine.wording import Source, Text

EVENT_KIND = "event.kind"
PATTERN = "export_control_*.yaml"
TOP = Keys(
    ("valid_from", "source", "resident", "type2", "keep", "alike", "columns"),
    ("known", "again"),
)
RESIDENT = Keys(("months", "works", "source"))
PERCENT = Keys(("percent", "source"))
KEEP = Keys(("years", "least", "source"))
KNOWN = Keys(("title", "effective", "entries", "source"))
AGAIN = Keys(("source", "triggers"))
DAYS = ("resident", "yearly", "rules")
TRIGGER = Keys(("title",), ("facts", "later", "events", "day", "told_by", "source"))
COLUMNS = Keys(("number", "name", "others", "country", "concern"))


@dataclass(frozen=True, slots=True)
class Known:
    """A list as it was published: when it came into force, with how many entries."""

    title: Text
    effective: date
    entries: int
    source: Source


@dataclass(frozen=True, slots=True)
class Trigger:
    """What calls for looking at a verdict again.

    `facts`: whose change does, with `later` only to a later day; `events`: kinds of what is told
    of the stay; `day`: one that comes by itself; `told_by`: the roles that may tell of it.
    """

    title: Text
    facts: tuple[str, ...]
    later: bool
    events: tuple[str, ...]
    day: str
    told_by: tuple[str, ...]
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
    again: Mapping[str, Trigger]


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
    every, faults = read_export_rules(folder)
    return [*faults, *(fault for rules in every for fault in _unknown(rules, catalogue))]


def _unknown(rules: ExportRules, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield each fact, event and role a trigger names that the definitions do not have."""
    kinds = catalogue.fields.get(EVENT_KIND)
    known = {
        "field": catalogue.fields.keys(),
        "option": {option.id for option in kinds.options} if kinds else set(),
        "role": catalogue.roles.keys(),
    }
    place = Place(f"rules/export_control_{rules.valid_from}.yaml", 1, 1)
    for one in rules.again.values():
        named = {"field": one.facts, "option": one.events, "role": one.told_by}
        for what, ids in named.items():
            for id in sorted(set(ids) - set(known[what])):
                rest = sorted(known[what]) if what == "option" else ()
                yield Fault(place, "E103", f"unknown_{what}", (id, *rest))


def rules_on(day: date) -> ExportRules:
    """Return the rules in force on a day; before the first of them, the first."""
    every = every_rules()
    return [one for one in every if one.valid_from <= day or one is every[0]][-1]


def every_rules() -> tuple[ExportRules, ...]:
    """Return the rules of every day, oldest first."""
    return _kept(current_app.extensions["settings"].workflows)


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
        again=_again(found["again"]) if "again" in found else {},
    )


def _again(entry: Entry) -> dict[str, Trigger]:
    found = entry.mapping(*AGAIN)
    general = source(found) or Source("", "", False)
    pairs = found["triggers"].pairs() if "triggers" in found else []
    return {id: _trigger(one.mapping(*TRIGGER), general) for id, one in pairs}


def _trigger(found: Mapping[str, Entry], general: Source) -> Trigger:
    return Trigger(
        title=title(found),
        facts=texts_in(found, "facts"),
        later=flag(found, "later"),
        events=texts_in(found, "events"),
        day=found["day"].one_of(*DAYS) if "day" in found else "",
        told_by=texts_in(found, "told_by"),
        source=source(found) or general,
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
