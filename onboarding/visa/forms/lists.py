"""The option texts of the agency's forms, as its lists write them: dated data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onboarding.engine.definition import Source
from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition

_PATTERN = "coe_lists_*.yaml"


@dataclass(frozen=True, slots=True)
class OptionText:
    """One entry of a list, in both languages of the form."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class OptionLists:
    """All lists of one version. `lists`: name → id → texts; `joiner` stands between the two.

    `professor_only`: list → the ids that fit a Professor.
    """

    valid_from: str
    source: Source
    joiner: str
    joined_verified: bool
    lists: Mapping[str, Mapping[str, OptionText]]
    professor_only: Mapping[str, frozenset[str]]

    def japanese(self, name: str, id: str) -> str:
        """Return the Japanese text of an option; empty where the list has none of this id."""
        found = self.lists[name].get(id)
        return found.ja if found else ""

    def joined(self, name: str, id: str) -> str:
        """Return an option as the file for bulk filing has it: `有 Yes`."""
        found = self.lists[name].get(id)
        return self.joiner.join(filter(None, (found.ja, found.en))) if found else ""

    def all_joined(self, name: str) -> frozenset[str]:
        """Return every text that may be chosen from a list."""
        return frozenset(self.joined(name, id) for id in self.lists[name])


@cache
def option_lists(folder: Path) -> OptionLists:
    """Return the newest lists of a workflows folder.

    Raises:
        FaultyDefinition: with every fault found, or where there are no lists.
    """
    found, faults = read_lists(folder)
    if faults or not found:
        raise FaultyDefinition(faults)
    return found[-1]


def read_lists(folder: Path) -> tuple[list[OptionLists], list[Fault]]:
    """Return the lists that could be read, the oldest first, and every fault."""
    faults: list[Fault] = []
    found = []
    for path in sorted((folder / "rules").glob(_PATTERN)):
        top = read_yaml(path.read_text("utf-8"), f"rules/{path.name}", faults)
        if top:
            found.append(_lists(top))
    return sorted(found, key=lambda lists: lists.valid_from), faults


def _lists(top: Entry) -> OptionLists:
    found = top.mapping(("valid_from", "source", "joined", "lists"), ("professor_only",))
    joined = found["joined"].mapping(("by", "verified")) if "joined" in found else {}
    only = found["professor_only"].pairs() if "professor_only" in found else []
    return OptionLists(
        valid_from=found["valid_from"].text() if "valid_from" in found else "",
        source=found["source"].source() if "source" in found else Source("", "", False),
        joiner=str(joined["by"].node.value) if "by" in joined else " ",
        joined_verified="verified" in joined and joined["verified"].boolean(),
        lists={
            name: {id: _option(one) for id, one in entries.pairs()}
            for name, entries in (found["lists"].pairs() if "lists" in found else ())
        },
        professor_only={name: frozenset(one.texts()) for name, one in only},
    )


def _option(entry: Entry) -> OptionText:
    texts = [item.written() for item in entry.items()]
    if len(texts) != 2 or not texts[0]:
        entry.fault("E101", "not_an_option")
        return OptionText("", "")
    return OptionText(*texts)
