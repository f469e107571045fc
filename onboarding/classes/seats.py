"""Seats: who has one, who gets the next. Called inside a transaction, with the course locked."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from onboarding.cases import service as cases
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.policies import Part
from onboarding.cases.queries import lock_case, progress_of
from onboarding.cases.recording import By
from onboarding.classes.models import Course, Enrolment, Seat
from onboarding.classes.queries import free_seat, seat_of, waiting_for
from onboarding.database import db
from onboarding.notices.service import Message, queue


def told(course: Course) -> dict[str, Any]:
    """Return the facts papers write of a class."""
    return {
        "japanese.course": course.title_en,
        "japanese.course_ja": course.title_ja,
        "japanese.term": f"{course.term_ja} / {course.term_en}",
        "japanese.starts_on": course.starts_on,
        "japanese.times": f"{course.times_ja} / {course.times_en}",
        "japanese.room": course.room,
    }


def named(course: Course) -> dict[str, Any]:
    """Return how the history and messages name a class."""
    return {"course": {"en": course.title_en, "ja": course.title_ja}}


def sit(enrolment: Enrolment, seat: Seat) -> None:
    """Give a seat to somebody enrolled."""
    seat.enrolment_id = enrolment.id
    db.session.flush()


def leave(enrolment: Enrolment, *, at: datetime) -> None:
    """Free the seat or the place of an enrolment."""
    seat = seat_of(enrolment)
    if seat is not None:
        seat.enrolment_id = None
    enrolment.left_at = at
    db.session.flush()


def fill_seats(course: Course, *, at: datetime, besides: int = 0) -> bool:
    """Give the free seats of a course to who waits, in the order asked.

    Stops before the case `besides` and returns whether it was reached. A case somebody else
    works on right now is not waited for: the seat stays free for the sweep, and nobody is
    passed over.
    """
    for enrolment in waiting_for(course.id):
        seat = free_seat(course.id)
        if enrolment.case_id == besides:
            return True
        if seat is None or not _try_lock(enrolment.case_id):
            return False
        _promote(enrolment, seat, course, at)
    return False


def _try_lock(case_id: int) -> bool:
    found = select(Case.id).where(Case.id == case_id).with_for_update(skip_locked=True)
    return db.session.scalar(found) is not None


def _promote(enrolment: Enrolment, seat: Seat, course: Course, at: datetime) -> None:
    """Give a seat to somebody who waited, finish their step, and tell them.

    Where their step is closed for the moment they keep their place and the next one sits.
    """
    case = lock_case(enrolment.case_id)
    progress = progress_of(case, local_day(at))
    planned = progress.plan.find(enrolment.step_key)
    if planned is None or not progress.open >> planned.number & 1:
        return
    sit(enrolment, seat)
    system = By(None, at, Part(0, {planned.step.role: None}))
    cases.finish_step(case.id, planned.key, by=system, facts=told(course))
    facts = {
        **named(course),
        "number": case.number,
        "term": {"en": course.term_en, "ja": course.term_ja},
        "times": {"en": course.times_en, "ja": course.times_ja},
        "starts_on": course.starts_on.isoformat(),
        "room": course.room,
    }
    link = f"/cases/{case.id}/classes"
    queue(Message("seat_given", case.researcher, case.id, facts, link), at=at)
