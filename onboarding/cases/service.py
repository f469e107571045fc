"""What can be done with a case. Each public function is one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import delete

from onboarding.cases import index, messages, papers
from onboarding.cases.history import local_day
from onboarding.cases.library import library
from onboarding.cases.models import Case, StepRow
from onboarding.cases.policies import Part, is_about, role_in
from onboarding.cases.queries import (
    blueprint_of,
    cases_to_wake,
    lock_case,
    part_in,
    progress_of,
    replayed,
)
from onboarding.cases.recording import By, handed_in_already, record, refuse_conflict
from onboarding.database import db, to_json, transaction
from onboarding.documents.service import next_numbers
from onboarding.engine import actions
from onboarding.engine.errors import NotYourStep, StepNotOpen
from onboarding.engine.events import OPENED, Change, Event
from onboarding.engine.progress import Progress, begin
from onboarding.people.models import Person


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is opened with. `facts`: fact key → value; `import_key` stops a second one."""

    programme: str
    department_id: int
    researcher_id: int
    host_id: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    import_key: str | None = None


def open_case(new: NewCase, *, by: By) -> Case:
    """Open a case with the newest versions of its programme's workflows."""
    return open_cases([new], by=by)[0]


def open_cases(news: Iterable[NewCase], *, by: By) -> list[Case]:
    """Open several cases at once: all of them or, where one cannot be, none."""
    with transaction():
        news = list(news)
        numbers = next_numbers("case", local_day(by.at), len(news))
        cases = [_new_case(new, number, by) for new, number in zip(news, numbers, strict=True)]
        db.session.add_all(cases)
        db.session.flush()
        blueprints = {case.programme: blueprint_of(case) for case in cases}
        start = {name: begin(one, local_day(by.at)) for name, one in blueprints.items()}
        for case, new in zip(cases, news, strict=True):
            before = start[case.programme]
            record(case, Change(OPENED, {"facts": dict(new.facts)}), before=before, by=by)
    return cases


def _new_case(new: NewCase, number: str, by: By) -> Case:
    return Case(
        number=number,
        programme=new.programme,
        versions=to_json(library().versions_for(new.programme)),
        department_id=new.department_id,
        researcher_id=new.researcher_id,
        host_id=new.host_id,
        data_key=current_app.extensions["sealer"].new_key(),
        opened_at=by.at,
        import_key=new.import_key,
    )


def finish_step(
    case_id: int,
    key: str,
    *,
    by: By,
    facts: Mapping[str, Any] | None = None,
    outcome: str | None = None,
    back_to: str | None = None,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Finish one step with its facts; `seen` is the history the person had before their eyes.

    `back_to`: the step chosen where the outcome may send back to several. The same person
    handing in the same facts a second time changes nothing.

    Raises:
        engine.errors.Refusal: it cannot be finished now, or by them.
        ChangedMeanwhile: somebody else saved one of these facts since `seen`.
    """
    facts = dict(facts or {})
    with transaction():
        case = lock_case(case_id)
        progress = progress_of(case, local_day(by.at))
        refuse_conflict(case, progress, facts, seen, by)
        if handed_in_already(case, key, facts, outcome, seen, by):
            return
        change = actions.finish(
            progress, key, by=by.actor(), facts=facts, outcome=outcome, back_to=back_to
        )
        if by.part and not _is_theirs(by.part, progress, key):
            raise NotYourStep(key)
        step = actions.find(progress, key).step
        role = role_in(by.part, step) if by.part else step.role
        deputy = {"deputy": role} if role != step.role else {}
        record(case, _with(change, note=note, **deputy), before=progress, by=by, role=role)


def _is_theirs(part: Part, progress: Progress, key: str) -> bool:
    return is_about(part, actions.find(progress, key).item)


def _with(change: Change, **more: str) -> Change:
    """Return a change that also tells what the engine does not know: a note, who stood in."""
    return Change(change.kind, {**change.data, **{k: v for k, v in more.items() if v}})


def record_facts(
    case_id: int,
    facts: Mapping[str, Any],
    *,
    by: By,
    seen: int | None = None,
    note: str = "",
) -> bool:
    """Record facts outside any step, such as a correction; return whether anything was new.

    Raises:
        engine.errors.CaseIsOver, ChangedMeanwhile: as `finish_step`.
    """
    with transaction():
        case = lock_case(case_id)
        progress = progress_of(case, local_day(by.at))
        refuse_conflict(case, progress, facts, seen, by)
        change = actions.answer(progress, facts)
        if change is None:
            return False
        record(case, _with(change, note=note), before=progress, by=by)
        return True


def reopen_step(case_id: int, key: str, *, reason: str, by: By) -> None:
    """Take a finished step back, with the reason everybody can read.

    Raises:
        engine.errors.Refusal: it is not finished, or the case is closed.
    """
    with transaction():
        case = lock_case(case_id)
        progress = progress_of(case, local_day(by.at))
        record(case, actions.reopen(progress, key, reason=reason), before=progress, by=by)


def stop_case(case_id: int, *, reason: str, by: By) -> None:
    """End a case early: withdrawn, refused, called off.

    Raises:
        engine.errors.CaseIsOver: it has ended already.
    """
    with transaction():
        case = lock_case(case_id)
        progress = progress_of(case, local_day(by.at))
        record(case, actions.stop(progress, reason=reason), before=progress, by=by)


def assign_step(case_id: int, key: str, assignee: Person | None, *, by: By) -> None:
    """Give an open step to one person of its role, or back to all of them.

    Raises:
        StepNotOpen: it is not open.
        NotYourStep: they do not hold the step's role here.
    """
    with transaction():
        case = lock_case(case_id)
        progress = progress_of(case, local_day(by.at))
        planned = actions.find(progress, key)
        if not progress.open >> planned.number & 1:
            raise StepNotOpen(key)
        if assignee and not role_in(part_in(case, assignee, local_day(by.at)), planned.step):
            raise NotYourStep(key)
        data = {"step": key, "assignee": assignee.id if assignee else None}
        record(case, Change("assigned", data), before=progress, by=by)


def add_note(case_id: int, kind: str, data: Mapping[str, Any], *, by: By, role: str = "") -> Event:
    """Add to the history something the engine does not know: a declaration, a reading, a note."""
    with transaction():
        case = lock_case(case_id)
        progress = progress_of(case, local_day(by.at))
        return record(case, Change(kind, data), before=progress, by=by, role=role)


def wake_cases(today: date, at: datetime, *, limit: int = 200) -> int:
    """Open the steps whose date has come; return how many cases were looked at."""
    ids = cases_to_wake(today, limit)
    for case_id in ids:
        with transaction():
            case = lock_case(case_id)
            before = progress_of(case, today)
            index.write(case, before)
            papers.ask_open(case, before, at)
            messages.queue_opened(case, before, at)
    return len(ids)


def ask_for_papers(case_id: int, at: datetime) -> None:
    """Ask for the papers of a case that can be made now, though nothing happened in it."""
    with transaction():
        case = lock_case(case_id)
        papers.ask_open(case, progress_of(case, local_day(at)), at)


def rebuild(case_id: int, today: date) -> bool:
    """Make a case's snapshot and step index anew from its history; whether they differed.

    They are made as of the day they stood at, so that a day gone by is no difference; `today`
    is for a case that has no snapshot.
    """
    with transaction():
        case = lock_case(case_id)
        old = index.as_text(case)
        progress, assigned = replayed(case, index.day_of(case) or today)
        db.session.execute(delete(StepRow).where(StepRow.case_id == case.id))
        index.write(case, progress, assigned=assigned)
        db.session.flush()
        return index.as_text(case) != old
