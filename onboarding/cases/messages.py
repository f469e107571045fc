"""Messages about a case: to whom, about what; written in the same commit as the fact."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onboarding.cases.again import behind
from onboarding.cases.by_law import missed
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.recipients import actors, decides
from onboarding.cases.registry import Happened
from onboarding.engine.events import CLOSED, MOVE_UNDONE, OPENED, STOPPED
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.notices.service import Message
from onboarding.notices.service import queue as queue_message
from onboarding.people.models import Person


def queue(happened: Happened, *, actor: Person | None) -> None:
    """Queue what an event gives reason to say; whoever acted knows already."""
    if happened.event.kind in (CLOSED, STOPPED):
        _queue_end(happened, actor)
        return
    if happened.event.kind == MOVE_UNDONE:
        return  # what is open again now was told when it opened first
    known = {planned.key for planned in happened.before.open_steps()}
    known |= _queue_returned(happened, actor)
    steps = [planned for planned in happened.after.open_steps() if planned.key not in known]
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
            "steps": _each_once(self.line(one) for one in steps),
        }
        if decides(planned.step):
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
        """Return a step as a message names it: its title in both languages, its due date, and
        what follows if a deadline of law is missed."""
        due, title = self.progress.dues.get(planned.number), planned.step.title
        plain = {"en": title.en, "ja": title.ja, "due": due.isoformat() if due else ""}
        return {**plain, **missed(planned.step)}

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


def _queue_end(happened: Happened, actor: Person | None) -> None:
    case, reason = happened.case, happened.event.data.get("reason", "")
    about = About(case, happened.after, happened.at)
    for person in (case.researcher, case.host):
        if person is not None and (actor is None or person.id != actor.id):
            facts = {**about.summary(), "reason": reason}
            name = f"case_{happened.event.kind}"
            link = f"/cases/{case.id}"
            queue_message(Message(name, person, case.id, facts, link), at=happened.at)


def _queue_returned(happened: Happened, actor: Person | None) -> set[str]:
    """Tell whoever has to do a step again, with the reason; return the keys of these steps."""
    before, after = happened.before, happened.after
    if before.plan is not after.plan:
        return set()
    about = About(happened.case, after, happened.at)
    papers = sum(1 << planned.number for planned in after.plan.steps if planned.document)
    returned = list(after.steps(before.done & ~after.done & after.open & ~papers))
    for planned in returned:
        for person in actors(happened.case, planned, after.today):
            if actor is None or person.id != actor.id:
                message = about.tell_step(
                    "step_returned", planned, person, **_why(happened, planned)
                )
                queue_message(message, at=happened.at)
    return {planned.key for planned in returned}


def _why(happened: Happened, planned: PlannedStep) -> dict[str, Any]:
    """Return the reason somebody gave, or the facts whose change opened the step again."""
    data, after = happened.event.data, happened.after
    if not after.stale >> planned.number & 1:
        return {"reason": data.get("note") or data.get("reason") or ""}
    changed = behind(after, planned, data.get("facts") or {})
    return {"reason": "", "changed": [{"en": one.en, "ja": one.ja} for one in changed]}


def _each_once(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return lines of steps, those that read the same once: seats beside each other do."""
    found: list[dict[str, Any]] = []
    for line in lines:
        if line not in found:
            found.append(line)
    return found
