"""Reminders and escalations: on which day whom, each sent once for a due date and a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from onboarding.cases.history import local_day
from onboarding.cases.library import library
from onboarding.cases.messages import About
from onboarding.cases.models import Case
from onboarding.cases.recipients import people_of, reminded, sat_beside
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.notices.service import Message, queue
from onboarding.people.models import Person

# A mail whose worker slept is sent late, but not for ever.
FURTHEST = 40


@dataclass(frozen=True, slots=True)
class Escalated:
    """A role that is told of a late step, and on which day."""

    role: str
    day: date


def queue_reminders(case: Case, progress: Progress, at: datetime) -> int:
    """Queue the reminders and escalations whose day has come; return how many are new."""
    about, today = About(case, progress, at), local_day(at)
    due = (*_reminders(about, today), *_escalations(about, today))
    return sum(queue(message, at=at) is not None for message in due)


def _reminders(about: About, today: date) -> Iterator[Message]:
    for planned in about.progress.open_steps():
        due = about.progress.dues.get(planned.number)
        opened = about.progress.opened.get(planned.number, today)
        days = planned.told_on(due) if due else []
        for reminder, day in zip(planned.step.remind, days, strict=False):
            if due and opened <= day <= today:
                once = f"{about.case.id}/{planned.key}/{reminder.days}/{due}"
                for person in reminded(about.case, planned, reminder.role, today):
                    if str(person.id) not in sat_beside(about.progress, planned):
                        yield _reminder(about, planned, person, once, (due - today).days)


def _reminder(about: About, planned: PlannedStep, person: Person, once: str, days: int) -> Message:
    plain = about.tell_step("reminder", planned, person, days=days)
    key = f"{once}/{person.id}"
    return Message(plain.name, person, plain.case_id, plain.facts, plain.leads_to, key)


def escalations(progress: Progress, planned: PlannedStep) -> list[Escalated]:
    """Return who is told when nothing happens in a step, the earliest first.

    Nothing is escalated before the step is open: nobody could have done it.
    """
    due = progress.dues.get(planned.number)
    opened = progress.opened.get(planned.number, date.min)
    days = planned.told_on(due)[len(planned.step.remind) :] if due else []
    lines = zip(planned.step.escalate, days, strict=False)
    told = [Escalated(one.role, day) for one, day in lines if opened <= day]
    return sorted(told, key=lambda one: one.day)


def _escalations(about: About, today: date) -> Iterator[Message]:
    for planned in about.progress.open_steps():
        due = about.progress.dues.get(planned.number)
        for one in escalations(about.progress, planned):
            if due and one.day <= today:
                for person in people_of(about.case, one.role, today):
                    yield _escalation(about, planned, person, one, (today - due).days)


def _escalation(
    about: About, planned: PlannedStep, person: Person, one: Escalated, days: int
) -> Message:
    role = library().roles[planned.step.role].label
    plain = about.tell_step(
        "escalation", planned, person, days=days, waits_for={"en": role.en, "ja": role.ja}
    )
    due = about.progress.dues[planned.number]
    key = f"{about.case.id}/{planned.key}/escalate/{one.role}/{due}/{person.id}"
    return Message(plain.name, person, plain.case_id, plain.facts, plain.leads_to, key)


def furthest_escalation() -> int:
    """Return after how many days at most somebody has to be told of a late step."""
    steps = (step for workflow in library().current() for step in workflow.steps)
    days = (one.days for step in steps for one in step.escalate)
    return FURTHEST + max(days, default=0)
