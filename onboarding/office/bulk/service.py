"""Acts on many steps at once: asked for on the desk, done by a worker, one commit each."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select, tuple_, update

from onboarding import jobs
from onboarding.cases import service
from onboarding.cases.history import local_day
from onboarding.cases.messages import About
from onboarding.cases.models import Case, StepRow
from onboarding.cases.papers import asked_for
from onboarding.cases.policies import STAFF, is_staff, may_manage, may_work
from onboarding.cases.queries import lock_case, part_in, progress_of
from onboarding.cases.recipients import reminded
from onboarding.cases.recording import By
from onboarding.database import after_commit, db, to_json, transaction
from onboarding.documents import service as documents
from onboarding.engine.actions import find
from onboarding.engine.definition import Text
from onboarding.engine.errors import NotYourStep, StepNotOpen
from onboarding.notices.service import queue as queue_message
from onboarding.office.bulk.models import Batch, BatchItem
from onboarding.office.papertrail import service as papertrail
from onboarding.people.models import Person
from onboarding.people.queries import Held, holders
from onboarding.web.numbers import row_numbered

ACTS = ("remind", "papers", "assign", "anew")
JOB = "onboarding.office.bulk.jobs.run"
_CLAIM = timedelta(seconds=60)


class NobodyToRemind(Exception):
    """Nobody with an address holds the step."""


class NoPaper(Exception):
    """The step makes no paper, or its paper is made already."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An act on steps; `assignee` only for `assign`. `steps`: (case id, step key)."""

    act: str
    steps: tuple[tuple[int, str], ...]
    assignee: int | None = None


def within_reach(
    steps: Iterable[tuple[int, str]], held: Iterable[Held]
) -> tuple[tuple[int, str], ...]:
    """Return the steps of cases whose departments somebody's roles reach."""
    steps = tuple(steps)
    places = {one.department_id for one in held if one.role in STAFF}
    found = select(Case.id).where(Case.id.in_({case_id for case_id, _key in steps}))
    if None not in places:
        found = found.where(Case.department_id.in_(places))
    reached = set(db.session.scalars(found))
    return tuple(step for step in steps if step[0] in reached)


def could_take(steps: Iterable[tuple[int, str]]) -> list[Person]:
    """Return who holds the role of at least one of some steps, by name."""
    chosen = tuple_(StepRow.case_id, StepRow.key).in_(list(steps))
    places = select(StepRow.role, StepRow.department_id).where(chosen).distinct()
    found = {
        person.id: person
        for role, department in db.session.execute(places)
        for person in holders(role, department)
    }
    return sorted(found.values(), key=lambda person: person.name)


def start(asked: Asked, *, by: Person, at: datetime) -> Batch:
    """Write an act down and let a worker do it."""
    with transaction():
        batch = Batch(
            person_id=by.id,
            act=asked.act,
            data=to_json({"assignee": asked.assignee}),
            state="running",
            total=len(asked.steps),
            done=0,
            asked_at=at,
        )
        batch.items = [BatchItem(case_id=case, step_key=key) for case, key in asked.steps]
        db.session.add(batch)
        db.session.flush()
        id = batch.id
        after_commit(lambda: jobs.enqueue(JOB, id))
    return batch


def claim(batch_id: int, *, at: datetime) -> bool:
    """Take an act to go on with it; False where it is done or somebody else is at it."""
    free = Batch.claimed_until.is_(None) | (Batch.claimed_until < at)
    with transaction():
        taken = db.session.execute(
            update(Batch)
            .where(Batch.id == batch_id, Batch.state == "running", free)
            .values(claimed_until=at + _CLAIM)
        )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def next_item(batch_id: int) -> int | None:
    """Return the next step nobody has done yet."""
    waiting = select(BatchItem.id).where(
        BatchItem.batch_id == batch_id, BatchItem.state == "waiting"
    )
    return db.session.scalars(waiting.order_by(BatchItem.id).limit(1)).first()


def do_item(item_id: int, *, at: datetime) -> None:
    """Do one step of an act and say so, in one commit.

    Raises:
        engine.errors.Refusal, NobodyToRemind, NoPaper, NothingToMake: it cannot be done.
    """
    with transaction():
        item = _locked(item_id)
        if item.state == "waiting":
            _DO[item.batch.act](item, at)
            _finish_item(item, "done", at)


def note_failure(item_id: int, problem: Text, *, at: datetime) -> None:
    """Say why one step of an act could not be done."""
    with transaction():
        item = _locked(item_id)
        if item.state == "waiting":
            item.problem = to_json({"en": problem.en, "ja": problem.ja})
            _finish_item(item, "failed", at)


def _locked(item_id: int) -> BatchItem:
    """Return a step of an act; of two workers only one finds it waiting."""
    return db.session.get_one(BatchItem, item_id, with_for_update=True, populate_existing=True)


def _finish_item(item: BatchItem, state: str, at: datetime) -> None:
    item.state = state
    item.batch.done += 1
    item.batch.claimed_until = at + _CLAIM


def finish(batch_id: int) -> None:
    """Close an act once no step is waiting."""
    with transaction():
        batch = db.session.get_one(Batch, batch_id)
        batch.state, batch.claimed_until = "done", None


def _by(item: BatchItem, at: datetime) -> By:
    """Return who acts; they must still be staff of the case."""
    person = db.session.get_one(Person, item.batch.person_id)
    part = part_in(lock_case(item.case_id), person, local_day(at))
    if not is_staff(part):
        raise NotYourStep(item.step_key)
    return By(person, at, part)


def _remind(item: BatchItem, at: datetime) -> None:
    case, _by_whom = lock_case(item.case_id), _by(item, at)
    progress = progress_of(case, local_day(at))
    planned = find(progress, item.step_key)
    if not progress.open >> planned.number & 1:
        raise StepNotOpen(item.step_key)
    about, due = About(case, progress, at), progress.dues.get(planned.number)
    people = reminded(case, planned, None, local_day(at))
    if not people:
        raise NobodyToRemind(item.step_key)
    days = (due - local_day(at)).days if due else 0
    for person in people:
        queue_message(about.tell_step("reminder", planned, person, days=days), at=at)


def _make_paper(item: BatchItem, at: datetime) -> None:
    case, _by_whom = lock_case(item.case_id), _by(item, at)
    progress = progress_of(case, local_day(at))
    planned = find(progress, item.step_key)
    document = documents.newest_for(case.id, planned.key)
    is_open = progress.open >> planned.number & 1
    if planned.document is None or not is_open or (document and document.state == "made"):
        raise NoPaper(item.step_key)
    asked = asked_for(case, progress, planned)
    if asked.lacks:
        raise documents.FactsLacking(asked.lacks)
    if document is not None:
        documents.ask_again(document, asked, at=at)
    else:
        documents.ask(asked, at=at)


def _assign(item: BatchItem, at: datetime) -> None:
    case, by = lock_case(item.case_id), _by(item, at)
    planned = find(progress_of(case, local_day(at)), item.step_key)
    if by.part is None or not (may_manage(by.part) or may_work(by.part, planned)):
        raise NotYourStep(item.step_key)
    chosen = json.loads(item.batch.data)["assignee"]
    person = db.session.get(Person, chosen) if chosen else None
    service.assign_step(item.case_id, item.step_key, person, by=by)


def _make_anew(item: BatchItem, at: datetime) -> None:
    by = _by(item, at)
    with force_locale(item.batch.person.language):
        reason = _("Made anew, as facts have changed.")
    papertrail.make_one_anew(item.case_id, item.step_key, reason=reason, by=by)


_DO = {"remind": _remind, "papers": _make_paper, "assign": _assign, "anew": _make_anew}


def to_sweep(at: datetime) -> list[int]:
    """Return acts nobody is at: a worker or the queue died."""
    free = Batch.claimed_until.is_(None) | (Batch.claimed_until < at)
    asked = Batch.asked_at < at - timedelta(seconds=10)
    return list(db.session.scalars(select(Batch.id).where(Batch.state == "running", free, asked)))


def failures(batch: Batch) -> list[BatchItem]:
    """Return the steps an act could not be done for."""
    return [item for item in batch.items if item.state == "failed"]


def parsed(chosen: Iterable[str]) -> tuple[tuple[int, str], ...]:
    """Read the steps ticked on a list, `<case>:<key>`; what is none is left out."""
    found: dict[tuple[int, str], None] = {}
    for text in chosen:
        case, _, key = text.partition(":")
        case_id = row_numbered(case)
        if case_id is not None and key:
            found[case_id, key[:120]] = None
    return tuple(found)
