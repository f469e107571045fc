"""Reading cases: their state, the part a person has in them, their history."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from onboarding.cases.facts import from_plain
from onboarding.cases.history import read_events, sealer_of
from onboarding.cases.library import pinned
from onboarding.cases.models import Case, CaseEvent, CaseMember, StepRow
from onboarding.cases.policies import Part, part_of
from onboarding.database import db
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.events import MOVE_UNDONE, MOVED, Event
from onboarding.engine.moving import opened_with
from onboarding.engine.progress import Progress, advance, begin, wake
from onboarding.engine.snapshot import restore
from onboarding.people.models import Person
from onboarding.people.queries import Held, held_roles

Assigned = dict[str, int | None]


def find_case(case_id: int) -> Case | None:
    """Return a case by its id."""
    return db.session.get(Case, case_id)


def lock_case(case_id: int) -> Case:
    """Return a case nobody else can write to until this transaction ends."""
    found = select(Case).where(Case.id == case_id).options(undefer(Case.snapshot))
    fresh = found.with_for_update(of=Case).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one()


def blueprint_of(case: Case) -> Blueprint:
    """Return the compiled programme in the versions the case pinned."""
    return pinned(case.programme, json.loads(case.versions))


def progress_of(case: Case, today: date) -> Progress:
    """Return where a case stands today, from its snapshot."""
    return progress_under(blueprint_of(case), case, today)


def progress_under(blueprint: Blueprint, case: Case, today: date) -> Progress:
    """Return where a case stands today under the blueprint of its versions."""
    if not case.snapshot:
        return begin(blueprint, today)
    kept = json.loads(case.snapshot)
    facts = from_plain(kept.pop("facts"), blueprint.fields, sealer_of(case))
    return wake(restore(blueprint, kept, facts), today)


def replayed(case: Case, today: date) -> tuple[Progress, Assigned]:
    """Return where a case stands today, from its history alone.

    With it comes step key → person of the steps given to somebody and still open.
    """
    events = list(read_events(case))
    blueprint = opening_blueprint(case, events)
    progress, assigned = told(begin(blueprint, events[0].on if events else today), events)
    return wake(progress, today), assigned


def opening_blueprint(case: Case, events: Sequence[Event]) -> Blueprint:
    """Return the compiled programme in the versions a case began with."""
    return pinned(case.programme, opened_with(events, json.loads(case.versions)))


def told(progress: Progress, events: Iterable[Event]) -> tuple[Progress, Assigned]:
    """Return where events lead, and step key → person of the steps given to somebody then."""
    assigned: Assigned = {}
    for event in events:
        before, progress = progress, advance(progress, event)
        if event.kind == "assigned":
            assigned[event.data["step"]] = event.data["assignee"]
        elif event.kind == MOVE_UNDONE:
            assigned = dict(event.data["assigned"])
            continue
        assigned = {key: who for key, who in assigned.items() if _is_theirs(key, before, progress)}
    return progress, assigned


def _is_theirs(key: str, before: Progress, after: Progress) -> bool:
    """Whether a step somebody was given is open still, and of the same role."""
    old, planned = before.plan.find(key), after.plan.find(key)
    is_open = planned and after.open >> planned.number & 1
    return bool(old and planned and is_open and old.step.role == planned.step.role)


def part_in(case: Case, person: Person, today: date) -> Part:
    """Return the part a person has in a case today."""
    return part_with(case, person, held_roles(person, today))


def part_with(case: Case, person: Person, held: Iterable[Held]) -> Part:
    """Return the part in a case of a person whose roles are known already."""
    own = {}
    if case.researcher_id == person.id:
        own["researcher"] = ""
    if case.host_id == person.id:
        own["host"] = ""
    members = db.session.scalars(
        select(CaseMember).where(CaseMember.case_id == case.id, CaseMember.person_id == person.id)
    ).all()
    own |= {member.role: member.item for member in members if member.role != "shut_out"}
    shut_out = any(member.role == "shut_out" for member in members)
    return part_of(person.id, held, department_id=case.department_id, own=own, shut_out=shut_out)


def history(case: Case) -> list[CaseEvent]:
    """Return a case's events, oldest first, with who acted."""
    found = (
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id)
        .options(joinedload(CaseEvent.by), joinedload(CaseEvent.on_behalf_of))
    )
    return list(db.session.scalars(found.order_by(CaseEvent.sequence)))


def moved_last_at(case: Case) -> datetime:
    """Return when a case was moved to other versions last."""
    found = select(CaseEvent.at).where(CaseEvent.case_id == case.id, CaseEvent.kind == MOVED)
    return db.session.scalars(found.order_by(CaseEvent.sequence.desc()).limit(1)).one()


def events_since(case: Case, sequence: int) -> list[CaseEvent]:
    """Return what happened to a case after an event."""
    return [event for event in history(case) if event.sequence > sequence]


def step_rows(case: Case) -> list[StepRow]:
    """Return the rows lists read for one case, in the order of the files."""
    found = select(StepRow).where(StepRow.case_id == case.id)
    return list(db.session.scalars(found.order_by(StepRow.position)))


def members_of(case: Case, role: str, *, item: str = "") -> list[Person]:
    """Return the people a case gives a role to, or one family member's account, oldest first."""
    found = (
        select(Person)
        .join(CaseMember, CaseMember.person_id == Person.id)
        .where(CaseMember.case_id == case.id, CaseMember.role == role)
    )
    if item:
        found = found.where(CaseMember.item == item)
    return list(db.session.scalars(found.order_by(CaseMember.id)))


def cases_to_wake(today: date, limit: int) -> list[int]:
    """Return open cases in which a step opens by its date, the longest due first."""
    found = select(Case.id).where(Case.status == "open", Case.wakes_on <= today)
    return list(db.session.scalars(found.order_by(Case.wakes_on, Case.id).limit(limit)))


def cases_with_dues_near(today: date, *, ahead: int, late: int) -> list[int]:
    """Return the cases with an open step due near enough for a reminder.

    `ahead`, `late`: for how many days before its due date, and after it, somebody may have to be
    told.
    """
    near = StepRow.due.between(today - timedelta(days=late), today + timedelta(days=ahead))
    found = select(StepRow.case_id).where(StepRow.state == "open", near).distinct()
    return list(db.session.scalars(found.order_by(StepRow.case_id)))
