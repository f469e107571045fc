"""Reading rooms: which are free, who lives where and when, who leaves next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.housing.models import Room, RoomNight, RoomStay
from onboarding.housing.nights import Period
from onboarding.housing.suggesting import Look
from onboarding.people.queries import Held

_SOON = 8


@dataclass(frozen=True, slots=True)
class Box:
    """One stretch of a room's year: `free`, `part`, `taken` or `shut`, and the stays in it."""

    period: Period
    state: str
    stays: tuple[RoomStay, ...]


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room in the list: its boxes, who lives there today, who comes next."""

    room: Room
    boxes: tuple[Box, ...]
    now: RoomStay | None
    next: RoomStay | None


def find_room(room_id: int) -> Room | None:
    """Return a room by its id."""
    return db.session.get(Room, room_id)


def lock_room(room_id: int) -> Room | None:
    """Return a room nobody else can give away until this transaction ends."""
    found = select(Room).where(Room.id == room_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def room_called(building_en: str, code: str) -> Room | None:
    """Return a room by its building and number."""
    found = select(Room).where(Room.building_en == building_en, Room.code == code)
    return db.session.scalar(found)


def held_stay(case_id: int, step_key: str) -> RoomStay | None:
    """Return the room a step of a case holds."""
    return next((stay for stay in stays_of_case(case_id) if stay.step_key == step_key), None)


def stays_of_case(case_id: int) -> list[RoomStay]:
    """Return the rooms a case holds, in the order given."""
    found = select(RoomStay).where(RoomStay.case_id == case_id, RoomStay.given_back_at.is_(None))
    fresh = found.order_by(RoomStay.id).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh))


def look_at_rooms(
    period: Period, *, room_id: int | None = None, besides: RoomStay | None = None
) -> list[Look]:
    """Return how every room (or one) stands for a period, one stay's own nights not counted."""
    taken = select(func.min(RoomNight.night)).where(
        RoomNight.room_id == Room.id,
        RoomNight.night >= period.first,
        RoomNight.night < period.leaving,
        RoomNight.stay_id != (besides.id if besides else 0),
    )
    first = taken.correlate(Room).scalar_subquery()
    found = (
        select(Room, RoomNight.night, RoomStay)
        .outerjoin(RoomNight, and_(RoomNight.room_id == Room.id, RoomNight.night == first))
        .outerjoin(RoomStay, RoomStay.id == RoomNight.stay_id)
        .options(joinedload(RoomStay.case))
        .order_by(Room.building_en, Room.code)
    )
    if room_id is not None:
        found = found.where(Room.id == room_id)
    return [Look(room, night, stay) for room, night, stay in db.session.execute(found)]


def room_lines(boxes: Sequence[Period], today: date, *, persons: int = 0) -> list[RoomLine]:
    """Return the rooms for so many persons with their boxes, by building and number."""
    rooms = db.session.scalars(
        select(Room).where(Room.capacity >= persons).order_by(Room.building_en, Room.code)
    ).all()
    stays = _stays_between(min(boxes[0].first, today), boxes[-1].leaving)
    by_room: dict[int, list[RoomStay]] = {}
    for stay in stays:
        by_room.setdefault(stay.room_id, []).append(stay)
    return [_line(room, by_room.get(room.id, []), boxes, today) for room in rooms]


def _stays_between(first: date, leaving: date) -> Sequence[RoomStay]:
    found = _slept().where(RoomStay.from_night < leaving, RoomStay.until_night > first)
    return db.session.scalars(found.order_by(RoomStay.from_night, RoomStay.id)).all()


def _slept() -> Select[RoomStay]:
    """Return the stays that have nights: one given back in time has none."""
    found = select(RoomStay).join(RoomStay.case).options(contains_eager(RoomStay.case))
    return found.where(RoomStay.from_night < RoomStay.until_night)


def _line(room: Room, stays: list[RoomStay], boxes: Sequence[Period], today: date) -> RoomLine:
    return RoomLine(
        room=room,
        boxes=tuple(_box(room, period, stays) for period in boxes),
        now=next((s for s in stays if s.from_night <= today < s.until_night), None),
        next=next((s for s in stays if s.from_night > today), None),
    )


def _box(room: Room, period: Period, stays: Iterable[RoomStay]) -> Box:
    inside = [stay for stay in stays if nights_of(stay).shared(period)]
    taken = sum(nights_of(stay).shared(period) for stay in inside)
    return Box(
        period, _state(taken, had=_can_be_had(room, period), of=period.nights), tuple(inside)
    )


def _can_be_had(room: Room, period: Period) -> int:
    """Return on how many nights of a period a room can be had at all."""
    opened, shut = room.available_from or date.min, room.available_until or date.max
    return period.shared(Period(opened, shut))


def _state(taken: int, *, had: int, of: int) -> str:
    if taken:
        return "taken" if taken >= had else "part"
    if not had:
        return "shut"
    return "free" if had == of else "part"


def nights_of(stay: RoomStay) -> Period:
    """Return the nights of a stay."""
    return Period(stay.from_night, stay.until_night)


def leaving_next(today: date) -> list[RoomStay]:
    """Return who leaves next, the first to leave on top."""
    found = _slept().options(joinedload(RoomStay.room)).where(RoomStay.until_night >= today)
    found = found.where(RoomStay.from_night <= today)
    return list(db.session.scalars(found.order_by(RoomStay.until_night, RoomStay.id).limit(_SOON)))


def coming_next(today: date) -> list[RoomStay]:
    """Return who moves in next, the first to come on top."""
    found = _slept().options(joinedload(RoomStay.room)).where(RoomStay.from_night > today)
    return list(db.session.scalars(found.order_by(RoomStay.from_night, RoomStay.id).limit(_SOON)))


def in_question() -> list[RoomStay]:
    """Return the stays whose dates no longer fit, the first to begin on top."""
    found = _slept().options(joinedload(RoomStay.room)).where(RoomStay.in_question)
    return list(db.session.scalars(found.order_by(RoomStay.from_night, RoomStay.id)))


def stays_in(room: Room) -> list[RoomStay]:
    """Return everybody who lived, lives or will live in a room, the latest first."""
    found = _slept().where(RoomStay.room_id == room.id)
    return list(db.session.scalars(found.order_by(RoomStay.from_night.desc(), RoomStay.id)))


def visible_departments(held: Iterable[Held]) -> set[int] | None:
    """Return the departments whose researchers a reader may see by name; None for all."""
    found = [one.department_id for one in held if one.role in ("housing", "office")]
    return None if None in found else {id for id in found if id is not None}


def case_of_stay(case: Case, stay_id: int) -> RoomStay | None:
    """Return a stay of a case by its id."""
    stay = db.session.get(RoomStay, stay_id)
    return stay if stay is not None and stay.case_id == case.id else None
