"""The plan of a case as a calendar any phone can read (RFC 5545)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from onboarding.cases.checklist import Line
from onboarding.cases.models import Case
from onboarding.engine.progress import State


def as_calendar(
    case: Case, lines: Iterable[Line], *, language: str, base_url: str, at: datetime
) -> bytes:
    """Return the due dates of a reader's own steps as all-day events with a reminder.

    Each keeps its UID, so that adding the file again moves what is there already.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//onboarding//checklist//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{case.name} {case.number}".strip())
    for line in lines:
        if line.due and line.state in (State.OPEN, State.WAITING):
            calendar.add_component(_event(case, line, line.due, language, base_url, at))
    return bytes(calendar.to_ical())


def _event(case: Case, line: Line, due: date, language: str, base_url: str, at: datetime) -> Event:
    step = line.planned.step
    title = step.title.in_(language)
    event = Event()
    event.add("uid", f"{case.number}/{line.planned.key}@onboarding")
    event.add("dtstamp", at)
    event.add("summary", f"{title} ({line.who})" if line.who else title)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("url", f"{base_url}/cases/{case.id}/steps/{line.planned.key}")
    event.add("transp", "TRANSPARENT")
    if step.help:
        event.add("description", step.help.in_(language))
    if step.where:
        event.add("location", step.where.in_(language))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(days=-3))
    event.add_component(alarm)
    return event
