"""Reading the phrases that hold dates: when a step is due, when it opens, who is told when."""

from collections.abc import Iterable

from onboarding.engine.definition import Opening
from onboarding.engine.due import (
    DueRule,
    Escalation,
    Reminder,
    parse_due,
    parse_escalation,
    parse_reminder,
)
from onboarding.engine.entries import Entry


def read_due(entry: Entry | None) -> DueRule | None:
    """Read an optional due date."""
    rule = parse_due(entry.written()) if entry else None
    if entry and rule is None:
        entry.fault("E101", "not_a_due_date", entry.written())
    return rule


def read_openings(entries: Iterable[Entry]) -> tuple[Opening, ...]:
    """Read all that must hold for a step to open."""
    return tuple(_opening(entry) for entry in entries)


def _opening(entry: Entry) -> Opening:
    """`7 days before stay.starts_on`, `after visa.passport`, or `once stay.days > 90`."""
    word, _, rest = " ".join(entry.written().split()).partition(" ")
    if word == "once" and rest:
        return Opening(entry.place, once=entry.phrase().after(len(word)))
    if word == "after" and rest and " " not in rest:
        return Opening(entry.place, after=rest)
    rule = parse_due(entry.written())
    if rule is None:
        entry.fault("E101", "not_an_opening", entry.written())
    return Opening(entry.place, rule=rule)


def read_reminders(entries: Iterable[Entry]) -> tuple[Reminder, ...]:
    """Read who is reminded when; what cannot be read is left out, with a fault."""
    return tuple(found for entry in entries if (found := _reminder(entry)))


def _reminder(entry: Entry) -> Reminder | None:
    reminder = parse_reminder(entry.written(), entry.place)
    if reminder is None:
        entry.fault("E101", "not_a_reminder", entry.written())
    return reminder


def read_escalations(entries: Iterable[Entry]) -> tuple[Escalation, ...]:
    """Read who is told when nothing happens; what cannot be read is left out, with a fault."""
    return tuple(found for entry in entries if (found := _escalation(entry)))


def _escalation(entry: Entry) -> Escalation | None:
    escalation = parse_escalation(entry.written(), entry.place)
    if escalation is None:
        entry.fault("E101", "not_an_escalation", entry.written())
    return escalation
