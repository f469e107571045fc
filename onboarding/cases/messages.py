"""Messages about a case: to whom, about what; written in the same commit as the fact."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.policies import BY_CASE
from onboarding.cases.queries import members_of
from onboarding.cases.registry import Happened, part_done
from onboarding.engine.events import CLOSED, OPENED, STOPPED
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.notices.service import Message
from onboarding.notices.service import queue as queue_message
from onboarding.people.models import Person
from onboarding.people.queries import deputies_of, holders

DECIDING = ("head", "chair")


def queue(happened: Happened, *, actor: Person | None) -> None:
    """Queue what an event gives reason to say; whoever acted knows already."""
    if happened.event.kind in (CLOSED, STOPPED):
        _queue_end(happened, actor)
        return
    _queue_returned(happened, actor)
    before = {planned.key for planned in happened.before.open_steps()}
    steps = [planned for planned in happened.after.open_steps() if planned.key not in before]
    name = "welcome" if happened.event.kind == OPENED else "steps_open"
    about = About(happened.case, happened.after, happened.at)
    about.tell_steps(steps, name=name, actor=actor)


@dataclass(frozen=True, slots=True)
class About:
    """A case at a moment, for writing messages about it."""

    case: Case
    progress: Progress
    at: datetime

    def tell_steps(self, steps: Iterable[PlannedStep], *, name: str, actor: Person | None) -> None:
        """Tell everybody who has a new step; one message each, about all that is open for them."""
        told: dict[int, tuple[Person, PlannedStep]] = {}
        for planned in steps:
            for person in actors(self.case, planned, local_day(self.at)):
                if actor is None or person.id != actor.id:
                    told.setdefault(person.id, (person, planned))
        for person, planned in told.values():
            queue_message(self._steps_message(person, planned, name), at=self.at)

    def _steps_message(self, person: Person, planned: PlannedStep, name: str) -> Message:
        role = planned.step.role
        steps = [one for one in self.progress.open_steps() if one.step.role == role]
        facts = {
            **self.summary(),
            "role": role,
            "steps": [self.line(one) for one in steps],
        }
        if role in DECIDING:
            return Message("decision_waiting", person, self.case.id, facts, self.page(planned))
        first = name == "welcome"
        return Message(name, person, self.case.id, facts, f"/cases/{self.case.id}", first=first)

    def tell_family(self, person: Person) -> None:
        """Send a family member the link to their own steps."""
        message = Message(
            "family_welcome", person, self.case.id, self.summary(), f"/cases/{self.case.id}"
        )
        queue_message(message, at=self.at)

    def summary(self) -> dict[str, Any]:
        """Return what every message about a case says of it."""
        case = self.case
        return {
            "number": case.number,
            "researcher": case.name,
            "starts_on": case.starts_on.isoformat() if case.starts_on else "",
        }

    def line(self, planned: PlannedStep) -> dict[str, Any]:
        """Return a step as a message names it: its title in both languages, its due date."""
        due, title = self.progress.dues.get(planned.number), planned.step.title
        return {"en": title.en, "ja": title.ja, "due": due.isoformat() if due else ""}

    def page(self, planned: PlannedStep) -> str:
        """Return the address of a step's page."""
        return f"/cases/{self.case.id}/steps/{planned.key}"

    def tell_step(self, name: str, planned: PlannedStep, person: Person, **more: Any) -> Message:
        """Return a message about one step."""
        facts = {**self.summary(), "step": self.line(planned), **more}
        return Message(name, person, self.case.id, facts, self.page(planned))


def queue_opened(case: Case, progress: Progress, at: datetime) -> None:
    """Queue messages about steps that opened today by their date."""
    today = progress.today
    steps = [p for p in progress.open_steps() if p.opens and progress.opened[p.number] == today]
    About(case, progress, at).tell_steps(steps, name="steps_open", actor=None)


def queue_paper(happened: Happened, planned: PlannedStep, number: str) -> None:
    """Tell the researcher that a paper meant for them is there."""
    kind, case = planned.document, happened.case
    if kind is None or "researcher" not in kind.readers:
        return
    about = About(case, happened.after, happened.at)
    facts = {
        **about.summary(),
        "paper": {"en": kind.title.en, "ja": kind.title.ja},
        "paper_number": number,
    }
    message = Message("paper_ready", case.researcher, case.id, facts, f"/cases/{case.id}")
    queue_message(message, at=happened.at)


def actors(case: Case, planned: PlannedStep, today: date) -> list[Person]:
    """Return who is written to when a step opens: staff look at their desk instead."""
    role = planned.step.role
    if role == "host":
        return [case.host] if case.host else []
    if role in ("panel", "chair"):
        return members_of(case, role)
    if role == "head":
        heads = holders(role, case.department_id)
        return [*heads, *deputies_of(heads, today)]
    if role == "family":
        return _family(case, planned)
    return [case.researcher] if role == "researcher" else []


def _family(case: Case, planned: PlannedStep) -> list[Person]:
    """Return the family member with an account of their own, else the researcher."""
    own = members_of(case, "family", item=planned.item) if planned.item else []
    return own or [case.researcher]


def _queue_end(happened: Happened, actor: Person | None) -> None:
    case, reason = happened.case, happened.event.data.get("reason", "")
    about = About(case, happened.after, happened.at)
    for person in (case.researcher, case.host):
        if person is not None and (actor is None or person.id != actor.id):
            facts = {**about.summary(), "reason": reason}
            name = f"case_{happened.event.kind}"
            link = f"/cases/{case.id}"
            queue_message(Message(name, person, case.id, facts, link), at=happened.at)


def _queue_returned(happened: Happened, actor: Person | None) -> None:
    """Tell whoever has to do a step again, with the reason given."""
    before, after, data = happened.before, happened.after, happened.event.data
    if before.plan is not after.plan:
        return
    about = About(happened.case, after, happened.at)
    again = before.done & ~after.done & ~after.stale & after.open
    for planned in after.steps(again):
        for person in actors(happened.case, planned, after.today):
            if actor is None or person.id != actor.id:
                reason = data.get("note") or data.get("reason") or ""
                message = about.tell_step("step_returned", planned, person, reason=reason)
                queue_message(message, at=happened.at)


def queue_reminders(case: Case, progress: Progress, at: datetime) -> int:
    """Queue the reminders whose day has come, each once; return how many are new."""
    about = About(case, progress, at)
    queued = [queue_message(message, at=at) for message in _reminders(about, local_day(at))]
    return sum(notice is not None for notice in queued)


def _reminders(about: About, today: date) -> Iterator[Message]:
    for planned in about.progress.open_steps():
        due = about.progress.dues.get(planned.number)
        opened = about.progress.opened.get(planned.number, today)
        for reminder in planned.step.remind if due else ():
            day = due + timedelta(days=reminder.days) if due else today
            if due and opened <= day <= today:
                once = f"{about.case.id}/{planned.key}/{reminder.days}/{due}"
                for person in reminded(about.case, planned, reminder.role, today):
                    yield _reminder(about, planned, person, once, (due - today).days)


def _reminder(about: About, planned: PlannedStep, person: Person, once: str, days: int) -> Message:
    plain = about.tell_step("reminder", planned, person, days=days)
    key = f"{once}/{person.id}"
    return Message(plain.name, person, plain.case_id, plain.facts, plain.leads_to, key)


def reminded(case: Case, planned: PlannedStep, role: str | None, today: date) -> list[Person]:
    """Return whom a reminder goes to: the holders of the role it names, or whoever acts still."""
    if role == "host":
        return [case.host] if case.host else []
    if role is not None:
        return holders(role, case.department_id)
    people = actors(case, planned, today)
    if not people and planned.step.role not in BY_CASE:
        people = holders(planned.step.role, case.department_id)
    done = part_done(planned.step.kind, case.id, planned.key)
    return [person for person in people if person.id not in done]
