"""The rules of statuses of residence, one file for each day they changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from onboarding.engine.compiled import Binding, Closure, compile_node
from onboarding.engine.conditions import ConditionFault, parse_condition
from onboarding.engine.definition import Option, Source, Text
from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition
from onboarding.engine.references import in_file
from onboarding.engine.tree import BOOLEAN, NUMBER, Type, Typed

_PATTERN = "residence_statuses_*.yaml"
_TYPES = {"integer": NUMBER, "yes_no": BOOLEAN}
_NO_SOURCE = Source("", "", False)


@dataclass(frozen=True, slots=True)
class Word:
    """One thing asked of a stay. `options` of a choice; none for a number or a yes-or-no."""

    id: str
    label: Text
    type: str
    options: tuple[Option, ...] = ()

    @property
    def typed(self) -> Typed:
        """Return its type for conditions."""
        chosen = Typed(Type.TEXT, tuple(option.id for option in self.options))
        return _TYPES.get(self.type, chosen)


@dataclass(frozen=True, slots=True)
class Status:
    """One status of residence. `sheets`: the letters of the form; `time`: the usual one."""

    id: str
    name: Text
    sheets: tuple[str, ...]
    sheets_note: Text | None
    periods: Text
    agent: Text
    agent_verified: bool
    time: Text
    papers: tuple[Text, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class StatusRule:
    """A status proposed where a condition holds, and why."""

    when: str
    holds: Closure = field(repr=False)
    then: str = ""
    why: Text = field(default_factory=lambda: Text("", ""))
    source: Source = _NO_SOURCE


@dataclass(frozen=True, slots=True)
class Trap:
    """A known trap, and the condition it lies under."""

    id: str
    holds: Closure = field(repr=False)
    say: Text = field(default_factory=lambda: Text("", ""))
    source: Source = _NO_SOURCE


@dataclass(frozen=True, slots=True)
class Rules:
    """All of one version, in file order."""

    valid_from: str
    source: Source
    words: Mapping[str, Word]
    statuses: Mapping[str, Status]
    rules: tuple[StatusRule, ...]
    traps: tuple[Trap, ...]


@cache
def status_rules(folder: Path) -> tuple[Rules, ...]:
    """Return the versions of a workflows folder, the oldest first.

    Raises:
        FaultyDefinition: with every fault found.
    """
    found, faults = read_rules_of(folder)
    if faults:
        raise FaultyDefinition(faults)
    return found


def read_rules_of(folder: Path) -> tuple[tuple[Rules, ...], list[Fault]]:
    """Return the versions that could be read, the oldest first, and every fault."""
    faults: list[Fault] = []
    found = []
    for path in sorted((folder / "rules").glob(_PATTERN)):
        top = read_yaml(path.read_text("utf-8"), f"rules/{path.name}", faults)
        if top:
            found.append(_Reader(top).read())
    return tuple(sorted(found, key=lambda rules: rules.valid_from)), faults


class _Reader:
    """Reads one file; conditions may use the words it defines."""

    def __init__(self, top: Entry) -> None:
        keys = ("valid_from", "source", "words", "statuses", "rules", "traps")
        self.found = top.mapping(keys)
        self.words: dict[str, Word] = {}
        self.statuses: dict[str, Status] = {}

    def read(self) -> Rules:
        """Return what the file says."""
        found = self.found
        self.words = {id: _word(id, one) for id, one in _pairs(found, "words")}
        self.statuses = {id: _status(id, one) for id, one in _pairs(found, "statuses")}
        return Rules(
            valid_from=found["valid_from"].text() if "valid_from" in found else "",
            source=found["source"].source() if "source" in found else _NO_SOURCE,
            words=self.words,
            statuses=self.statuses,
            rules=tuple(self._rule(one) for one in _items(found, "rules")),
            traps=tuple(self._trap(one) for one in _items(found, "traps")),
        )

    def _condition(self, entry: Entry | None) -> tuple[str, Closure]:
        if entry is None:
            return "", lambda facts: None
        phrase = entry.phrase()
        try:
            tree = parse_condition(phrase.text, lambda name: self._typed(name))
        except ConditionFault as fault:
            entry.faults.append(in_file(fault, phrase))
            return phrase.text, lambda facts: None
        return phrase.text, compile_node(tree, Binding({})).call

    def _typed(self, name: str) -> Typed | None:
        word = self.words.get(name)
        return word.typed if word else None

    def _rule(self, entry: Entry) -> StatusRule:
        found = entry.mapping(("when", "then", "why", "source"))
        text, holds = self._condition(found.get("when"))
        then = found["then"].one_of(*self.statuses) if "then" in found else ""
        return StatusRule(text, holds, then, _text(found, "why"), _source(found))

    def _trap(self, entry: Entry) -> Trap:
        found = entry.mapping(("id", "when", "say", "source"))
        _, holds = self._condition(found.get("when"))
        id = found["id"].text() if "id" in found else ""
        return Trap(id, holds, _text(found, "say"), _source(found))


def _word(id: str, entry: Entry) -> Word:
    found = entry.mapping(("label", "type"), ("options",))
    type = found["type"].one_of("integer", "yes_no", "choice") if "type" in found else "yes_no"
    options = tuple(Option(one, label.bilingual()) for one, label in _pairs(found, "options"))
    if type == "choice" and not options:
        entry.fault("E101", "missing_key", "options")
    return Word(id, _text(found, "label"), type, options)


def _status(id: str, entry: Entry) -> Status:
    required = ("name", "sheets", "periods", "agent", "time", "papers", "source")
    found = entry.mapping(required, ("sheets_note", "agent_verified"))
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
        source=_source(found),
    )


def _pairs(found: Mapping[str, Entry], key: str) -> list[tuple[str, Entry]]:
    return found[key].pairs() if key in found else []


def _items(found: Mapping[str, Entry], key: str) -> list[Entry]:
    return found[key].items() if key in found else []


def _text(found: Mapping[str, Entry], key: str) -> Text:
    return found[key].bilingual() if key in found else Text("", "")


def _source(found: Mapping[str, Entry]) -> Source:
    return found["source"].source() if "source" in found else _NO_SOURCE


Situation = Mapping[str, Any]
