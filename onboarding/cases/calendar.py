"""The plan of a case as a calendar any phone can read (RFC 5545)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event

from onboarding.cases.by_law import missed_here
from onboarding.cases.checklist import Line
from onboarding.cases.gate import Visit
from onboarding.cases.history import local_day
from onboarding.cases.registry import CalendarDay, days_of
from onboarding.cases.wording import said
from onboarding.engine.progress import State
from onboarding.web.speaking import reader_language


def as_calendar(visit: Visit, lines: Iterable[Line], *, base_url: str, at: datetime) -> bytes:
    """Return the due dates of a reader's own steps as all-day events with a reminder.

    Each keeps its UID, so that adding the file again moves what is there already.
    """
    case = visit.case
    calendar = Calendar()
    calendar.add("prodid", "-//onboarding//checklist//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{case.name} {case.number}".strip())
    for line in lines:
        if line.due and line.state in (State.OPEN, State.WAITING):
            calendar.add_component(_event(visit, line, line.due, base_url, at))
    if "researcher" in visit.part.roles:
        for day in days_of(case, local_day(at)):
            calendar.add_component(_day_of_feature(visit, day, base_url, at))
    return bytes(calendar.to_ical())


def _day_of_feature(visit: Visit, day: CalendarDay, base_url: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{visit.case.number}/{day.id}@onboarding")
    event.add("dtstamp", at)
    event.add("summary", day.title)
    event.add("dtstart", day.day)
    event.add("dtend", day.day + timedelta(days=1))
    event.add("url", f"{base_url}/cases/{visit.case.id}")
    event.add("transp", "TRANSPARENT")
    event.add("description", day.what)
    return event


def _description(visit: Visit, line: Line) -> str:
    """Return what a step is about, and what follows if a deadline of law is missed."""
    step = line.planned.step
    help = said(visit.progress, visit.part, line.planned, step.help) if step.help else ""
    missed = missed_here(step)
    by_law = _("Deadline set by law. If it is missed: %(missed)s", missed=missed) if missed else ""
    return "\n".join(part for part in (help, by_law) if part)


def _event(visit: Visit, line: Line, due: date, base_url: str, at: datetime) -> Event:
    case, step = visit.case, line.planned.step
    title = step.title.in_(reader_language())
    event = Event()
    event.add("uid", f"{case.number}/{line.planned.key}@onboarding")
    event.add("dtstamp", at)
    event.add("summary", f"{title} ({line.who})" if line.who else title)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("url", f"{base_url}/cases/{case.id}/steps/{line.planned.key}")
    event.add("transp", "TRANSPARENT")
    if description := _description(visit, line):
        event.add("description", description)
    if step.where:
        event.add("location", said(visit.progress, visit.part, line.planned, step.where))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(days=-3))
    event.add_component(alarm)
    return event
