"""The rule table of a season, read and checked with the place of every fault."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from onboarding.cases.library import read_rules
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Field, Source, Step
from onboarding.engine.due import parse_due
from onboarding.engine.entries import Entry
from onboarding.engine.errors import Fault, FaultyDefinition
from onboarding.engine.facts import fits
from onboarding.rehearsal.clockwork.draws import Shares, Spread
from onboarding.rehearsal.clockwork.season import (
    Among,
    Answer,
    Effort,
    InOrder,
    Length,
    OnDay,
    Season,
)

FILE = "season"
PARTS = (
    *("months", "lengths", "programmes", "follow", "opening"),
    *("answers", "lists", "outcomes", "work", "staff"),
)
_YES = {"yes": True, "true": True, "no": False, "false": False}


@lru_cache(maxsize=4)
def season_of(folder: Path, catalogue: Catalogue) -> Season:
    """Return the season of a workflows folder.

    Raises:
        FaultyDefinition: it is missing, or has faults.
    """
    season, faults = read_season(folder, catalogue)
    if faults or season is None:
        raise FaultyDefinition(faults)
    return season


def season_faults(folder: Path, catalogue: Catalogue) -> Iterable[Fault]:
    """Return what is wrong with the season of a folder; a folder without one has no fault."""
    if not (folder / "rules" / f"{FILE}.yaml").exists():
        return ()
    return read_season(folder, catalogue)[1]


def read_season(folder: Path, catalogue: Catalogue) -> tuple[Season | None, list[Fault]]:
    """Return a season as far as it can be read, and every fault found."""
    top = read_rules(folder / "rules" / f"{FILE}.yaml")
    found = top.mapping(PARTS)
    reader = _Reader(catalogue)
    season = reader.season(found) if len(found) == len(PARTS) else None
    return season, top.faults


class _Reader:
    """Reads the parts of a season against the definitions it speaks of."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        steps = [step for workflow in catalogue.current() for step in workflow.steps]
        self.steps: dict[str, Step] = {step.key: step for step in steps}
        self.sources: dict[str, Source] = {}

    def season(self, found: Mapping[str, Entry]) -> Season:
        """Return the season of the parts of a file."""
        programmes = self.part(found, "programmes", "shares")
        return Season(
            months=[(int(month), share) for month, share in self.months(found)],
            lengths=self.lengths(self.part(found, "lengths", "shares")["shares"]),
            programmes=dict(shares(programmes["shares"], str)),
            follow=found["follow"].integer(),
            opening=tuple(self.field(entry) for entry in found["opening"].items()),
            answers=dict(self.answers(found["answers"])),
            lists=dict(self.lists(found["lists"])),
            chances=dict(self.chances(self.part(found, "outcomes", "chances")["chances"])),
            effort=self.effort(self.part(found, "work", "kinds", "steps", "day")),
            staff={role: entry.integer(1) for role, entry in self.named(found["staff"], "role")},
            sources=self.sources,
        )

    def part(self, found: Mapping[str, Entry], name: str, *keys: str) -> "_Parts":
        """Return the entries of a part, its source noted."""
        entries = found[name].mapping(keys, ("source",))
        if "source" in entries:
            self.sources[name] = entries["source"].source()
        return _Parts(entries, found[name])

    def months(self, found: Mapping[str, Entry]) -> Shares:
        """Return month → share."""
        entry = self.part(found, "months", "shares")["shares"]
        read = shares(entry, str)
        for name, _share in read:
            if name not in map(str, range(1, 13)):
                entry.fault("E101", "not_one_of", name, *map(str, range(1, 13)))
        return [(name, share) for name, share in read if name.isdigit()]

    def lengths(self, entry: Entry) -> Shares:
        """Return the kinds of stays with their shares."""
        parts = [_Parts(one.mapping(("days", "notice", "share")), one) for one in entry.items()]
        return [
            (Length(spread(part["days"]), spread(part["notice"])), number(part["share"]))
            for part in parts
        ]

    def field(self, entry: Entry) -> str:
        """Return the id of a field that is there."""
        name = entry.text()
        if name not in self.catalogue.fields:
            entry.fault("E103", "unknown_field", name)
        return name

    def named(self, entry: Entry, what: str) -> list[tuple[str, Entry]]:
        """Return the entries whose names are known; `what`: `field`, `step` or `role`."""
        every: Mapping[str, Iterable[str]] = {
            "field": self.catalogue.fields,
            "step": self.steps,
            "role": self.catalogue.roles,
        }
        known, pairs = set(every[what]), entry.pairs()
        for name, value in pairs:
            if name not in known:
                value.fault("E103", f"unknown_{what}", name)
        return [(name, value) for name, value in pairs if name in known]

    def answers(self, entry: Entry) -> Iterable[tuple[str, Answer]]:
        """Return field → what people answer."""
        for name, value in self.named(entry, "field"):
            yield name, self.answer(value, self.catalogue.fields[name])

    def answer(self, entry: Entry, field: Field) -> Answer:
        """Return what people answer to a field: a text as it stands, or by one of its keys."""
        if not entry.is_mapping:
            return Among([(self.value(entry, field), 1)])
        found = entry.mapping(
            (), ("shares", "number", "on", "around", "every", "in_order", "source")
        )
        if "source" in found:
            self.sources[field.id] = found["source"].source()
        if "number" in found:
            return spread(found["number"])
        if "on" in found:
            return self.day(found)
        if "in_order" in found:
            return InOrder(tuple(self.value(one, field) for one in found["in_order"].items()))
        if "shares" not in found:
            entry.fault("E101", "missing_key", "shares")
            return Among([(None, 1)])
        return Among(shares(found["shares"], lambda text: self.fitting(entry, field, text)))

    def day(self, found: Mapping[str, Entry]) -> OnDay:
        """Return a day by a date rule."""
        text = found["on"].text()
        rule = parse_due(text)
        if rule is None:
            found["on"].fault("E101", "not_a_due_date", text)
            rule = parse_due("on opening")
            assert rule is not None
        around, every = (found[key].integer() if key in found else 0 for key in ("around", "every"))
        return OnDay(rule, around, every)

    def value(self, entry: Entry, field: Field) -> Any:
        """Return one value of a field as the file writes it."""
        return self.fitting(entry, field, entry.text())

    def fitting(self, entry: Entry, field: Field, text: str) -> Any:
        """Return a text as a value of a field; one that is none is a fault."""
        value: Any = _YES.get(text, text) if field.type == "yes_no" else text
        if field.type in ("integer", "money") and text.isdigit():
            value = int(text)
        if not fits(field, value):
            options = [option.id for option in field.options]
            entry.fault("E103", "unknown_option", text, *options)
        return value

    def lists(self, entry: Entry) -> Iterable[tuple[str, Shares]]:
        """Return list field → how many items, with shares."""
        for name, value in self.named(entry, "field"):
            found = _Parts(value.mapping(("shares",)), value)
            counted = shares(found["shares"], str)
            yield name, [(int(text), share) for text, share in counted if text.isdigit()]

    def chances(self, entry: Entry) -> Iterable[tuple[str, dict[str, float]]]:
        """Return step → outcome → percent."""
        for key, value in self.named(entry, "step"):
            found = dict(shares(value, str))
            for outcome in found:
                if self.steps[key].outcome(outcome) is None:
                    known = [one.id for one in self.steps[key].outcomes]
                    value.fault("E103", "unknown_option", outcome, *known)
            yield key, found

    def effort(self, found: "_Parts") -> Effort:
        """Return how many minutes of work steps are."""
        kinds = {name: entry.integer() for name, entry in found["kinds"].pairs()}
        steps = {key: entry.integer() for key, entry in self.named(found["steps"], "step")}
        return Effort(kinds, steps, found["day"].integer(1))


class _Parts(dict[str, Entry]):
    """Entries of a mapping; one that is missing was noted, and reads as the mapping itself."""

    def __init__(self, found: Mapping[str, Entry], around: Entry) -> None:
        super().__init__(found)
        self.around = around

    def __missing__(self, key: str) -> Entry:
        return self.around


def spread(entry: Entry) -> Spread:
    """Return `{low, usual, high}`, or one number for all three."""
    if not entry.is_mapping:
        return Spread(*([entry.integer()] * 3))
    found = entry.mapping(("low", "usual", "high"))
    low, usual, high = (
        found[key].integer() if key in found else 0 for key in ("low", "usual", "high")
    )
    if not low <= usual <= high:
        entry.fault("E101", "not_in_order", str(low), str(usual), str(high))
        return Spread(low, low, low)
    return Spread(low, usual, high)


def number(entry: Entry) -> float:
    """Return a number of 0 or more, which may have decimals."""
    text = entry.text()
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        entry.fault("E101", "not_a_number", text)
        return 0.0
    return value


def shares(entry: Entry, read: Callable[[str], Any]) -> Shares:
    """Return values with their shares, in file order."""
    return [(read(name), number(value)) for name, value in entry.pairs()]
