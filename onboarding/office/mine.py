"""What somebody finds under their own name: their cases, their decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, tuple_
from sqlalchemy.orm import joinedload

from onboarding.cases.library import library
from onboarding.cases.models import NO_DUE, Case, CaseMember, StepRow
from onboarding.cases.registry import part_done
from onboarding.database import db, read
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Step
from onboarding.people.models import Person
from onboarding.people.queries import Held

_SHUT = select(CaseMember.case_id).where(
    CaseMember.person_id == bindparam("person"), CaseMember.role == "shut_out"
)
_BY_CASE = ("researcher", "family", "host", "panel", "chair")


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case somebody has a part in, with their open steps, the most urgent first."""

    case: Case
    steps: list[StepRow]
    roles: frozenset[str]


def parts_of(person: Person) -> list[OwnCase]:
    """Return the cases a person is researcher, family, host or panel member of."""
    members = db.session.execute(
        select(CaseMember.case_id, CaseMember.role).where(CaseMember.person_id == person.id)
    ).all()
    shut_out = {case_id for case_id, role in members if role == "shut_out"}
    wanted = select(Case).where(
        or_(
            Case.researcher_id == person.id,
            Case.host_id == person.id,
            Case.id.in_({case_id for case_id, _ in members} - shut_out),
        )
    )
    cases = list(db.session.scalars(wanted.order_by(Case.starts_on, Case.id).limit(200)))
    open_steps = _open_steps([case.id for case in cases])
    found = []
    for case in cases:
        roles = _roles(case, person, members)
        own = (row for row in open_steps.get(case.id, []) if row.role in roles)
        steps = [r for r in own if person.id not in part_done(r.kind, case.id, r.key)]
        found.append(OwnCase(case, steps, roles))
    return sorted(found, key=lambda own: own.steps[0].due if own.steps else NO_DUE)


def _roles(case: Case, person: Person, members: Iterable[tuple[int, str]]) -> frozenset[str]:
    roles = {role for case_id, role in members if case_id == case.id}
    if case.researcher_id == person.id:
        roles |= {"researcher", "family"}
    if case.host_id == person.id:
        roles.add("host")
    return frozenset(roles)


def _open_steps(case_ids: list[int]) -> dict[int, list[StepRow]]:
    rows = db.session.scalars(
        select(StepRow)
        .where(StepRow.case_id.in_(case_ids), StepRow.state == "open", StepRow.role.in_(_BY_CASE))
        .order_by(StepRow.due, StepRow.position)
    )
    found: dict[int, list[StepRow]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def shut_cases(person_id: int) -> frozenset[int]:
    """Return the cases a conflict of interest closes for a person, whatever roles they hold."""
    return frozenset(case_id for (case_id,) in read(_SHUT, {"person": person_id}))


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that waits for a head, or was made."""

    row: StepRow
    case: Case


def deciding_roles(roles: Iterable[str]) -> frozenset[str]:
    """Return those of some roles that decide something, in their own place or another's."""
    return frozenset(roles) & (_deciding(library()) | {"head"})


@cache
def _deciding(catalogue: Catalogue) -> frozenset[str]:
    steps = (step for workflow in catalogue.current() for step in workflow.steps)
    deciders = (step for step in steps if step.kind == "decision")
    return frozenset(role for step in deciders for role in step.roles) - set(_BY_CASE)


def decisions_for(held: Iterable[Held], person_id: int) -> tuple[list[Decision], list[Decision]]:
    """Return the decisions that wait for somebody, and the last twenty made in their departments.

    Of the seats one role has beside each other, one stands for all.
    """
    here = [_decides(one) for one in held if deciding_roles({one.role})]
    if not here:
        return [], []
    found = select(StepRow, Case).join(Case).options(joinedload(Case.department)).where(or_(*here))
    found = found.where(Case.id.not_in(shut_cases(person_id)))
    waiting = found.where(StepRow.state == "open").order_by(StepRow.due, StepRow.id).limit(200)
    decided = found.where(StepRow.state == "done").order_by(StepRow.done_on.desc()).limit(20)
    return _each_stage_once(_read(waiting)), _read(decided)


def _read(statement: Select[StepRow, Case]) -> list[Decision]:
    return [Decision(*row) for row in db.session.execute(statement)]


def _decides(one: Held) -> ColumnElement[bool]:
    """Return which rows somebody decides in a role: its own, and those it is deputy in."""
    own = StepRow.role == one.role
    if one.role != "head":
        own = and_(own, StepRow.kind == "decision")
    deputised = tuple_(StepRow.workflow, StepRow.step).in_(_deputised(library(), one.role))
    mine = or_(own, deputised)
    if one.department_id is None:
        return mine
    return and_(mine, StepRow.department_id == one.department_id)


@cache
def _deputised(catalogue: Catalogue, role: str) -> list[tuple[str, str]]:
    """Return (workflow, step) of the decisions a role may take in another's place."""
    steps = (step for workflow in catalogue.current() for step in workflow.steps)
    return [(s.workflow, s.id) for s in steps if s.deputy == role and s.kind == "decision"]


def _each_stage_once(rows: Iterable[Decision]) -> list[Decision]:
    found: dict[tuple[Any, ...], Decision] = {}
    for one in rows:
        step = _steps(library()).get(f"{one.row.workflow}.{one.row.step}")
        seat = step.route if step else None
        several = seat is not None and seat.of > 1
        stage = (seat.approval, seat.stage, one.row.role) if several and seat else one.row.key
        found.setdefault((one.case.id, one.row.item, stage), one)
    return list(found.values())


@cache
def _steps(catalogue: Catalogue) -> dict[str, Step]:
    return {step.key: step for workflow in catalogue.current() for step in workflow.steps}
