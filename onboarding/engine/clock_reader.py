"""Reading the deadlines of law: dated tables, each with what is valid from its day on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from onboarding.engine import keys
from onboarding.engine.date_reader import read_due, read_openings
from onboarding.engine.definition import Clock, Source, Text
from onboarding.engine.due import DueRule
from onboarding.engine.entries import Entry, places_of
from onboarding.engine.reading import (
    Found,
    items,
    pairs_in,
    phrase,
    source,
    text_in,
    title,
    translated,
)

WHO = ("person", "institution", "authority")
# How a deadline says that the day of its event is its first day.
COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class ClockTable:
    """The deadlines of one file, and the day they are valid from.

    `left_out`: what was collected and is no deadline of a case → why.
    """

    valid_from: date
    clocks: Mapping[str, Clock]
    left_out: Mapping[str, Text]


def read_clocks(top: Entry) -> ClockTable:
    """Return the deadlines of a file as far as they can be read; faults are noted in its entry."""
    found = top.mapping(*keys.CLOCKS)
    shared = source(found) or Source("", "", False)
    closed_day = translated(found, "closed_day")
    return ClockTable(
        valid_from=_day(found.get("valid_from")),
        clocks={
            id: _clock(id, entry, shared, closed_day) for id, entry in pairs_in(found, "clocks")
        },
        left_out={id: entry.bilingual() for id, entry in pairs_in(found, "left_out")},
    )


def _day(entry: Entry | None) -> date:
    if entry is None:
        return date.min
    try:
        return date.fromisoformat(entry.written())
    except ValueError:
        entry.fault("E101", "not_a_date", entry.written())
        return date.min


def _clock(id: str, entry: Entry, shared: Source, closed_day: Text | None) -> Clock:
    entry.check_id(id)
    found = entry.mapping(*keys.CLOCK)
    return Clock(
        id=id,
        title=title(found),
        event=title(found, "event"),
        due=_due(found),
        opens=read_openings(items(found, "opens")),
        who=found["who"].one_of(*WHO) if "who" in found else "",
        when=phrase(found, "when"),
        applies_to=translated(found, "applies_to"),
        act=translated(found, "act"),
        where=translated(found, "where"),
        consequence=translated(found, "consequence"),
        note=translated(found, "note"),
        closed_day=closed_day,
        source=source(found) or shared,
        entry=text_in(found, "entry") or id,
        at=entry.place,
        places=places_of(found),
    )


def _due(found: Found) -> DueRule | None:
    rule = read_due(found.get("due"))
    counted = "first_day" in found and found["first_day"].one_of(COUNTED) == COUNTED
    latest = text_in(found, "at_latest") or ""
    return replace(rule, at_latest=latest, counts_first=counted) if rule else None


def in_force(tables: Iterable[ClockTable]) -> dict[str, Clock]:
    """Return the deadlines by id: each as the newest table has it, for new and for old events.

    What happened before the day a table is valid from keeps the date of the table before it.
    """
    found: dict[str, Clock] = {}
    for table in sorted(tables, key=lambda table: table.valid_from):
        for id, clock in table.clocks.items():
            found[id] = _following(clock, found.get(id), table.valid_from)
    return found


def _following(clock: Clock, before: Clock | None, day: date) -> Clock:
    """Return a deadline that knows how it was counted before a day."""
    if before is None or before.due is None or clock.due is None:
        return clock
    old = replace(before.due, earlier=())
    return replace(clock, due=replace(clock.due, earlier=(*before.due.earlier, (day, old))))
