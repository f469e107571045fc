"""Which cases are to be filed soon, and the parcels made of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, extract, or_, select, tuple_
from sqlalchemy.orm import joinedload, undefer

from onboarding.cases.library import library
from onboarding.cases.models import Case, CaseMember, StepRow
from onboarding.database import db, read
from onboarding.people.queries import Held
from onboarding.visa.filing.holding import PANEL
from onboarding.visa.parcels.models import MADE, MAKING, REMOVED, WAITING, Parcel, ParcelItem

MOST = 200
NEAR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are asked for; empty for all. `month`: of the arrival, as `2027-04`."""

    department: int | None = None
    programme: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose cases somebody may manage. `departments`: None for all."""

    person_id: int
    departments: frozenset[int] | None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a case must be to be within reach, a conflict of interest minded."""
        shut = (CaseMember.case_id == Case.id, CaseMember.person_id == self.person_id)
        found: list[ColumnElement[bool]] = [
            ~exists().where(*shut, CaseMember.role == "shut_out"),
        ]
        if self.departments is not None:
            found.append(Case.department_id.in_(self.departments))
        return found


def reach_of(person_id: int, held: Iterable[Held]) -> Reach:
    """Return what somebody's roles let them manage."""
    places = {one.department_id for one in held if one.role == "office"}
    own = None if None in places else frozenset(place for place in places if place is not None)
    return Reach(person_id, own)


def to_file(reach: Reach, wanted: Wanted, today: date) -> list[Any]:
    """Return the cases whose filing is open or near, the earliest due first; one more than MOST."""
    shown = (Case.id, Case.number, Case.name, Case.starts_on, Case.department_id, Case.programme)
    found = (
        select(*shown, StepRow.state, StepRow.due)
        .join(StepRow, StepRow.case_id == Case.id)
        .where(*_near(today), *reach.conditions(), *_asked(wanted))
    )
    return read(found.order_by(StepRow.due, Case.id).limit(MOST + 1))


def months(reach: Reach, today: date) -> list[str]:
    """Return the months in which people arrive whose filing is open or near."""
    days = select(Case.starts_on).join(StepRow, StepRow.case_id == Case.id)
    rows = read(days.where(*_near(today), *reach.conditions()).distinct())
    return sorted({f"{day:%Y-%m}" for (day,) in rows if day})


def _near(today: date) -> list[ColumnElement[bool]]:
    """Return what makes a case one to file now: its step of filing is open, or soon is due."""
    steps = [
        (workflow.id, step.id)
        for workflow in library().current()
        for step in workflow.steps
        if step.options.get("beside") == PANEL
    ]
    soon = and_(StepRow.state == "waiting", StepRow.due <= today + NEAR)
    mine = tuple_(StepRow.workflow, StepRow.step).in_(steps)
    return [Case.status == "open", mine, or_(StepRow.state == "open", soon)]


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.department:
        found.append(Case.department_id == wanted.department)
    if wanted.programme:
        found.append(Case.programme == wanted.programme)
    if wanted.month:
        year, _, month = wanted.month.partition("-")
        found.append(extract("year", Case.starts_on) == int(year))
        found.append(extract("month", Case.starts_on) == int(month))
    return found


def within(reach: Reach, ids: Collection[int]) -> list[Case]:
    """Return the cases of these that are within reach, whole, in order of arrival."""
    mine = select(Case).where(Case.id.in_(ids), Case.status == "open", *reach.conditions())
    whole = mine.options(undefer(Case.snapshot)).order_by(Case.starts_on, Case.id)
    return list(db.session.scalars(whole.limit(MOST)))


def is_beyond(reach: Reach, parcel_id: int) -> bool:
    """Return whether a parcel has a case somebody may not manage any more."""
    mine = select(Case.id).where(*reach.conditions())
    beyond = (ParcelItem.parcel_id == parcel_id, ParcelItem.case_id.not_in(mine))
    return bool(db.session.scalar(select(exists().where(*beyond))))


def recent(person_id: int) -> list[Parcel]:
    """Return somebody's parcels whose files are there still, the newest first."""
    mine = select(Parcel).where(Parcel.person_id == person_id, Parcel.state.in_((MAKING, MADE)))
    whole = mine.options(joinedload(Parcel.official))
    return list(db.session.scalars(whole.order_by(Parcel.id.desc()).limit(20)))


def same(person_id: int, mark: str, since: datetime) -> Parcel | None:
    """Return what somebody asked for just now already."""
    mine = (Parcel.person_id == person_id, Parcel.mark == mark, Parcel.asked_at >= since)
    return db.session.scalars(select(Parcel).where(*mine).order_by(Parcel.id.desc())).first()


def next_item(parcel_id: int) -> int | None:
    """Return the next application nobody has filled in yet."""
    waiting = (ParcelItem.parcel_id == parcel_id, ParcelItem.state == WAITING)
    found = select(ParcelItem.id).where(*waiting).order_by(ParcelItem.id).limit(1)
    return db.session.scalars(found).first()


def items_of(parcel_id: int, state: str) -> list[ParcelItem]:
    """Return the applications of a parcel in a state, with their cases."""
    mine = select(ParcelItem).where(ParcelItem.parcel_id == parcel_id, ParcelItem.state == state)
    whole = mine.options(joinedload(ParcelItem.case)).order_by(ParcelItem.id)
    return list(db.session.scalars(whole))


def to_sweep(at: datetime) -> list[int]:
    """Return parcels nobody is at: a worker or the queue died, or let go of a long one."""
    free = Parcel.claimed_until.is_(None) | (Parcel.claimed_until < at)
    asked = Parcel.asked_at < at - timedelta(seconds=10)
    return list(db.session.scalars(select(Parcel.id).where(Parcel.state == MAKING, free, asked)))


def to_remove(before: datetime) -> list[int]:
    """Return parcels asked for before a moment whose files are there still."""
    old = select(Parcel.id).where(Parcel.state != REMOVED, Parcel.asked_at < before)
    return list(db.session.scalars(old))
