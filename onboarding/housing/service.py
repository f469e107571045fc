"""What can be done with rooms. Each public function is one transaction.

Whoever gives nights away locks the case first, then the room, so two of them never wait for
each other; and a night is a row with the room and the day as its key, so the database itself
refuses the second one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert

from onboarding.cases import service as cases
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import lock_case, progress_of
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.engine.progress import Progress
from onboarding.housing import ALLOCATED, FACTS
from onboarding.housing.models import Room, RoomNight, RoomStay
from onboarding.housing.nights import Period
from onboarding.housing.queries import held_stay, lock_room, look_at_rooms, nights_of
from onboarding.housing.suggesting import Look, closed_on
from onboarding.notices.service import Message, queue
from onboarding.people.queries import holders

RESOURCE = "room"


class RoomTaken(Exception):
    """A room cannot be had for these nights: `look` says from when, and whose they are."""

    def __init__(self, look: Look) -> None:
        self.look = look
        super().__init__(look.room.code, look.taken_on)


class UnknownRoom(Exception):
    """There is no such room, or nobody holds it any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A room for some nights."""

    room_id: int
    period: Period


def add_room(values: Mapping[str, Any]) -> Room:
    """Add a room; `values` maps columns to values."""
    with transaction():
        room = Room(**values)
        db.session.add(room)
    return room


def change_room(room_id: int, values: Mapping[str, Any]) -> Room:
    """Describe a room anew; what was promised for it already stays as it was said.

    Raises:
        UnknownRoom: there is none.
    """
    with transaction():
        room = _locked(room_id)
        for column, value in values.items():
            setattr(room, column, value)
    return room


def assign_room(case_id: int, key: str, wanted: Wanted, *, by: By, note: str = "") -> RoomStay:
    """Give a room to a case and finish the step that asked for one.

    A second click changes nothing.

    Raises:
        RoomTaken: somebody has one of these nights, or the room cannot be had then.
        UnknownRoom: there is no such room.
        engine.errors.Refusal: the step cannot be finished now, or by them.
    """
    with transaction():
        case = lock_case(case_id)
        held = held_stay(case_id, key)
        if held is not None and _is_promised(held, wanted):
            return held
        room = _locked(wanted.room_id)
        _refuse_taken(room, wanted.period, held)
        if held is not None and held.room_id != room.id:
            forget_answers(case, key, at=by.at)
            _free_nights(held, local_day(by.at), at=by.at)
            held = None
        stay = held or _new_stay(case, key, room, by)
        _take_nights(stay, wanted.period)
        facts = {ALLOCATED: True, **_promise(room, wanted.period)}
        cases.finish_step(case_id, key, by=by, facts=facts, note=note)
        return stay


def _is_promised(held: RoomStay, wanted: Wanted) -> bool:
    same = held.room_id == wanted.room_id and nights_of(held) == wanted.period
    return same and not held.in_question


def _locked(room_id: int) -> Room:
    room = lock_room(room_id)
    if room is None:
        raise UnknownRoom(room_id)
    return room


def _refuse_taken(room: Room, period: Period, besides: RoomStay | None) -> None:
    shut = closed_on(room, period)
    if shut is not None:
        raise RoomTaken(Look(room, shut))
    look = look_at_rooms(period, room_id=room.id, besides=besides)[0]
    if look.taken_on is not None:
        raise RoomTaken(look)


def _new_stay(case: Case, key: str, room: Room, by: By) -> RoomStay:
    day = local_day(by.at)
    stay = RoomStay(
        room_id=room.id,
        case_id=case.id,
        step_key=key,
        from_night=day,
        until_night=day,
        assigned_at=by.at,
        assigned_by_id=by.person.id if by.person else None,
    )
    db.session.add(stay)
    db.session.flush()
    return stay


def _take_nights(stay: RoomStay, period: Period) -> None:
    """Let a stay have exactly these nights; the days are ordered, as every writer's are."""
    had = nights_of(stay)
    gone = (RoomNight.night < period.first) | (RoomNight.night >= period.leaving)
    db.session.execute(delete(RoomNight).where(RoomNight.stay_id == stay.id, gone))
    new = [night for night in period if not had.first <= night < had.leaving]
    rows = [{"room_id": stay.room_id, "night": night, "stay_id": stay.id} for night in new]
    if rows:
        db.session.execute(insert(RoomNight), rows)
    stay.from_night, stay.until_night = period.first, period.leaving
    stay.in_question = False


def _promise(room: Room, period: Period) -> dict[str, Any]:
    """Return the facts papers write of a room and its nights."""
    return {
        "housing.room": room.code,
        "housing.building": room.building_en,
        "housing.building_ja": room.building_ja,
        "housing.address": room.address_en,
        "housing.address_ja": room.address_ja,
        "housing.rent": room.rent,
        **_days(period),
    }


def _days(period: Period) -> dict[str, Any]:
    return {"housing.from_night": period.first, "housing.until_night": period.leaving}


def refuse_room(case_id: int, key: str, *, by: By, note: str = "") -> None:
    """Finish the step without a room, so that the researcher looks for a place of their own.

    A second click changes nothing.

    Raises:
        engine.errors.Refusal: the step cannot be finished now, or by them.
    """
    with transaction():
        case = lock_case(case_id)
        progress = progress_of(case, local_day(by.at))
        held = held_stay(case_id, key)
        if held is None and key in progress.marks:
            return
        if held is not None:
            forget_answers(case, key, at=by.at)
            _free_nights(held, local_day(by.at), at=by.at)
        none = {fact: None for fact in FACTS if fact in progress.facts}
        cases.finish_step(case_id, key, by=by, facts={ALLOCATED: False, **none}, note=note)


def change_nights(stay_id: int, period: Period, *, by: By, reason: str) -> None:
    """Lengthen, shorten or move a stay in its room, while the case runs and after it is closed.

    Raises:
        RoomTaken: somebody has one of these nights, or the room cannot be had then.
        UnknownRoom: the room was given back, or its step is open again.
    """
    with transaction():
        stay = db.session.get(RoomStay, stay_id)
        case = lock_case(stay.case_id) if stay else None
        if stay is None or case is None:
            raise UnknownRoom(stay_id)
        room = _locked(stay.room_id)
        db.session.refresh(stay)
        if stay.given_back_at is not None or stay.in_question:
            raise UnknownRoom(stay_id)
        _refuse_taken(room, period, stay)
        _take_nights(stay, period)
        if case.status == "open":
            cases.record_facts(case.id, _days(period), by=by, note=reason)
        else:
            cases.add_note(case.id, "room_nights", {**told(stay), "reason": reason}, by=by)


def follow_stay(stay: RoomStay, period: Period, *, at: datetime) -> None:
    """Let a room follow the dates of its case; papers about it are made anew.

    Raises:
        RoomTaken: somebody has one of these nights, or the room cannot be had then.
    """
    with transaction():
        _refuse_taken(_locked(stay.room_id), period, stay)
        _take_nights(stay, period)
        system = By(None, at)
        cases.add_note(stay.case_id, "room_moved", told(stay), by=system)
        cases.record_facts(stay.case_id, _days(period), by=system)
        tell_housing("room_moved", stay, at=at)


def put_in_question(stay: RoomStay, period: Period, *, at: datetime) -> None:
    """Keep the nights a stay has, though its dates moved, and open the step for housing."""
    with transaction():
        stay.in_question = True
        wished = {"wished_from": str(period.first), "wished_until": str(period.leaving)}
        system = By(None, at)
        cases.add_note(stay.case_id, "room_in_question", {**told(stay), **wished}, by=system)
        cases.reopen_step(stay.case_id, stay.step_key, reason="", by=system)
        tell_housing("room_in_question", stay, at=at, **wished)


def give_back(stay: RoomStay, *, at: datetime) -> None:
    """Free the nights of a stay that are still to come and tell housing."""
    with transaction():
        facts = told(stay)
        _free_nights(stay, local_day(at), at=at)
        tell_housing("room_given_back", stay, at=at, **facts)


def _free_nights(stay: RoomStay, today: date, *, at: datetime) -> None:
    """Free the nights still to come; those slept stay on record."""
    until = max(stay.from_night, min(stay.until_night, today))
    left = RoomNight.night >= until
    db.session.execute(delete(RoomNight).where(RoomNight.stay_id == stay.id, left))
    stay.until_night, stay.given_back_at, stay.in_question = until, at, False


def forget_room(case: Case, key: str, *, at: datetime) -> None:
    """Take the facts about a lost room back, and what was answered about it."""
    with transaction():
        known = progress_of(case, local_day(at)).facts
        none = {fact: None for fact in (ALLOCATED, *FACTS) if fact in known}
        cases.record_facts(case.id, none, by=By(None, at))
        forget_answers(case, key, at=at)


def forget_answers(case: Case, key: str, *, at: datetime) -> None:
    """Ask anew what was answered about the room given until now."""
    with transaction():
        for answered in _answers_about(progress_of(case, local_day(at)), key):
            cases.reopen_step(case.id, answered, reason="", by=By(None, at))


def _answers_about(progress: Progress, key: str) -> list[str]:
    """Return the finished steps that showed the room a step gave."""
    given = progress.plan.find(key)
    after = [p for p in progress.steps(progress.done) if given and p.needs >> given.number & 1]
    return [p.key for p in after if any(ask.field in FACTS for ask in p.step.shows)]


def told(stay: RoomStay) -> dict[str, Any]:
    """Return what the history and messages tell of a stay."""
    return {
        "room": stay.room.code,
        "building": {"en": stay.room.building_en, "ja": stay.room.building_ja},
        "first": stay.from_night.isoformat(),
        "until": stay.until_night.isoformat(),
    }


def tell_housing(name: str, stay: RoomStay, *, at: datetime, **facts: Any) -> None:
    """Queue a message to the housing office of the case's department."""
    case = stay.case
    about = {"number": case.number, "researcher": case.name, **told(stay), **facts}
    link = f"/cases/{case.id}/steps/{stay.step_key}"
    for person in holders("housing", case.department_id):
        queue(Message(name, person, case.id, about, link), at=at)
