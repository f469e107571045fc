"""The table of who may file what, one file for each day it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onboarding.engine.definition import Source, Text
from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition, Place

ANY = "any"
NEEDS = ("post", "certificate", "online_id")
PAPERS = ("certificate", "online_id")
_PATTERN = "filing_agents_*.yaml"


@dataclass(frozen=True, slots=True)
class Who:
    """A kind of person who may file. `needs`: what staff must have on the day of filing."""

    label: Text
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may file what in which ways for which statuses, and why."""

    what: tuple[str, ...]
    ways: tuple[str, ...]
    statuses: tuple[str, ...]
    who: tuple[str, ...]
    why: Text
    source: Source
    at: Place

    def fits(self, what: str, status: str, way: str) -> bool:
        """Return whether it speaks of an application."""
        return what in self.what and way in self.ways and bool({status, ANY} & {*self.statuses})


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of staff: how many months it is valid, from how many before its end it is renewed."""

    label: Text
    months: int
    renew_from_months: int
    hand_back: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Table:
    """All of one version, in file order."""

    valid_from: str
    source: Source
    what: Mapping[str, Text]
    ways: Mapping[str, Text]
    who: Mapping[str, Who]
    rules: tuple[Rule, ...]
    papers: Mapping[str, Paper]

    def rule_for(self, what: str, status: str, way: str) -> Rule | None:
        """Return the first rule that speaks of an application."""
        return next((rule for rule in self.rules if rule.fits(what, status, way)), None)


@cache
def agent_rules(folder: Path) -> Table:
    """Return the newest version of a workflows folder.

    Raises:
        FaultyDefinition: with every fault found, or where there is none.
    """
    found, faults = read_agent_rules(folder)
    if faults or not found:
        raise FaultyDefinition(faults)
    return found[-1]


def read_agent_rules(folder: Path) -> tuple[tuple[Table, ...], list[Fault]]:
    """Return the versions that could be read, the oldest first, and every fault."""
    faults: list[Fault] = []
    found = []
    for path in sorted((folder / "rules").glob(_PATTERN)):
        top = read_yaml(path.read_text("utf-8"), f"rules/{path.name}", faults)
        table = _table(top) if top else None
        if table:
            found.append(table)
    return tuple(sorted(found, key=lambda table: table.valid_from)), faults


def _table(top: Entry) -> Table | None:
    keys = ("valid_from", "source", "what", "ways", "who", "rules", "papers")
    found = top.mapping(keys)
    if len(found) < len(keys):
        return None
    what = {id: one.bilingual() for id, one in found["what"].pairs()}
    ways = {id: one.bilingual() for id, one in found["ways"].pairs()}
    who = {id: _who(one) for id, one in found["who"].pairs()}
    papers = found["papers"].mapping(PAPERS)
    return Table(
        valid_from=found["valid_from"].text(),
        source=found["source"].source(),
        what=what,
        ways=ways,
        who=who,
        rules=tuple(_rule(one, what, ways, who) for one in found["rules"].items()),
        papers={id: _paper(one) for id, one in papers.items()},
    )


def _who(entry: Entry) -> Who:
    found = entry.mapping(("label",), ("needs",))
    needs = found["needs"].items() if "needs" in found else []
    label = found["label"].bilingual() if "label" in found else Text("", "")
    return Who(label, tuple(one.one_of(*NEEDS) for one in needs))


def _rule(
    entry: Entry, what: Mapping[str, Text], ways: Mapping[str, Text], who: Mapping[str, Who]
) -> Rule:
    found = entry.mapping(("what", "ways", "statuses", "who", "why", "source"))

    def chosen(key: str, names: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(one.one_of(*names) for one in found[key].items()) if key in found else ()

    statuses = found["statuses"].items() if "statuses" in found else []
    return Rule(
        what=chosen("what", what),
        ways=chosen("ways", ways),
        statuses=tuple(one.text() for one in statuses),
        who=chosen("who", who),
        why=found["why"].bilingual() if "why" in found else Text("", ""),
        source=found["source"].source() if "source" in found else Source("", "", False),
        at=entry.place,
    )


def _paper(entry: Entry) -> Paper:
    found = entry.mapping(("label", "months", "renew_from_months", "return", "source"))
    return Paper(
        label=found["label"].bilingual() if "label" in found else Text("", ""),
        months=found["months"].integer(1) if "months" in found else 0,
        renew_from_months=found["renew_from_months"].integer()
        if "renew_from_months" in found
        else 0,
        hand_back=found["return"].bilingual() if "return" in found else Text("", ""),
        source=found["source"].source() if "source" in found else Source("", "", False),
    )
