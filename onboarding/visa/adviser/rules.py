"""The rules of statuses of residence, one file for each day they changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from onboarding.engine.definition import Phrase, Source, Text
from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition

_PATTERN = "residence_statuses_*.yaml"
_NO_SOURCE = Source("", "", False)


@dataclass(frozen=True, slots=True)
class Status:
    """One status of residence. `sheets`: the letters of the form; `time`: the usual one.

    `standard`: what the landing criteria ask of the person; `family`: whom they may bring, as what.
    """

    id: str
    name: Text
    sheets: tuple[str, ...]
    sheets_note: Text | None
    periods: Text
    agent: Text
    agent_verified: bool
    time: Text
    papers: tuple[Text, ...]
    standard: Text | None
    family: Text | None
    source: Source


@dataclass(frozen=True, slots=True)
class StatusRule:
    """A status proposed where a condition about the case holds, and why."""

    when: Phrase
    then: str
    why: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Trap:
    """A known trap, and the condition it lies under."""

    id: str
    when: Phrase
    say: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Rules:
    """All of one version, in file order. `papers`: those every application needs."""

    valid_from: str
    source: Source
    statuses: Mapping[str, Status]
    rules: tuple[StatusRule, ...]
    traps: tuple[Trap, ...]
    papers: tuple[Text, ...]
    papers_source: Source

    def conditions(self) -> Iterator[Phrase]:
        """Return every condition, for checking what they refer to."""
        yield from (rule.when for rule in self.rules)
        yield from (trap.when for trap in self.traps)


def status_rules(folder: Path, day: date | None = None) -> Rules:
    """Return the version of a workflows folder in force on a day; the first before its day.

    The newest where no day is given.

    Raises:
        FaultyDefinition: with every fault found, or where there is none.
    """
    versions = _versions(folder)
    until = (day or date.max).isoformat()
    in_force = (one for one in reversed(versions) if one.valid_from <= until)
    return next(in_force, versions[0])


@cache
def _versions(folder: Path) -> tuple[Rules, ...]:
    found, faults = read_status_rules(folder)
    if faults or not found:
        raise FaultyDefinition(faults)
    return found


def read_status_rules(folder: Path) -> tuple[tuple[Rules, ...], list[Fault]]:
    """Return the versions that could be read, the oldest first, and every fault."""
    faults: list[Fault] = []
    found = []
    for path in sorted((folder / "rules").glob(_PATTERN)):
        top = read_yaml(path.read_text("utf-8"), f"rules/{path.name}", faults)
        if top:
            found.append(_rules(top))
    return tuple(sorted(found, key=lambda rules: rules.valid_from)), faults


def _rules(top: Entry) -> Rules:
    found = top.mapping(("valid_from", "source", "common", "statuses", "rules", "traps"))
    common = found["common"].mapping(("papers", "source")) if "common" in found else {}
    pairs = found["statuses"].pairs() if "statuses" in found else []
    statuses = {id: _status(id, one) for id, one in pairs}
    return Rules(
        valid_from=found["valid_from"].text() if "valid_from" in found else "",
        source=_source(found),
        statuses=statuses,
        rules=tuple(_rule(one, statuses) for one in _items(found, "rules")),
        traps=tuple(_trap(one) for one in _items(found, "traps")),
        papers=tuple(one.bilingual() for one in _items(common, "papers")),
        papers_source=_source(common),
    )


def _rule(entry: Entry, statuses: Mapping[str, Status]) -> StatusRule:
    found = entry.mapping(("when", "then", "why", "source"))
    then = found["then"].one_of(*statuses) if "then" in found else ""
    return StatusRule(_phrase(found, entry), then, _text(found, "why"), _source(found))


def _trap(entry: Entry) -> Trap:
    found = entry.mapping(("id", "when", "say", "source"))
    id = found["id"].text() if "id" in found else ""
    return Trap(id, _phrase(found, entry), _text(found, "say"), _source(found))


def _status(id: str, entry: Entry) -> Status:
    required = ("name", "sheets", "periods", "agent", "time", "papers", "source")
    found = entry.mapping(required, ("sheets_note", "agent_verified", "standard", "family"))
    return Status(
        id=id,
        name=_text(found, "name"),
        sheets=tuple(one.text() for one in _items(found, "sheets")),
        sheets_note=_text(found, "sheets_note") if "sheets_note" in found else None,
        periods=_text(found, "periods"),
        agent=_text(found, "agent"),
        agent_verified="agent_verified" not in found or found["agent_verified"].boolean(),
        time=_text(found, "time"),
        papers=tuple(one.bilingual() for one in _items(found, "papers")),
        standard=_text(found, "standard") if "standard" in found else None,
        family=_text(found, "family") if "family" in found else None,
        source=_source(found),
    )


def _phrase(found: Mapping[str, Entry], entry: Entry) -> Phrase:
    return found["when"].phrase() if "when" in found else Phrase("false", entry.place)


def _items(found: Mapping[str, Entry], key: str) -> list[Entry]:
    return found[key].items() if key in found else []


def _text(found: Mapping[str, Entry], key: str) -> Text:
    return found[key].bilingual() if key in found else Text("", "")


def _source(found: Mapping[str, Entry]) -> Source:
    return found["source"].source() if "source" in found else _NO_SOURCE
