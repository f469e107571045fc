"""Reminders and escalations: on which day whom, each sent once for a due date and a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from onboarding.cases.history import local_day
from onboarding.cases.library import library
from onboarding.cases.messages import About
from onboarding.cases.models import Case
from onboarding.cases.recipients import people_of, reminded, sat_beside
from onboarding.engine.due import Escalation, Reminder
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.notices.service import Message, queue
from onboarding.people.models import Person

# A mail whose worker slept is sent late, but not for ever.
FURTHEST = 40
# A deadline of law on a closed day is warned of earlier, by these days at most.
LONGEST_CLOSED = 14


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
        days = planned.told_on(due, about.progress.plan.blueprint.workdays) if due else []
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
    days = planned.told_on(due, progress.plan.blueprint.workdays) if due else []
    lines = zip(planned.step.escalate, days[len(planned.step.remind) :], strict=False)
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


def furthest_told() -> tuple[int, int]:
    """Return for how many days at most somebody is told: before a due date, and after it."""
    days = [one.days for one in _ever_told()]
    return LONGEST_CLOSED - min(days, default=0), FURTHEST + max(days, default=0)


def _ever_told() -> Iterator[Reminder | Escalation]:
    """Return every reminder and escalation a case may have, as programmes tune them."""
    workflows = (w for versions in library().workflows.values() for w in versions.values())
    for step in (step for workflow in workflows for step in workflow.steps):
        yield from step.remind
        yield from step.escalate
    for override in (one for p in library().programmes.values() for one in p.overrides):
        yield from override.remind or ()
        yield from override.escalate or ()
