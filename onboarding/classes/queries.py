"""Reading classes: seats taken and left, who sits where, who waits in which place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.classes.fitting import Filled
from onboarding.classes.models import Course, Enrolment, Seat
from onboarding.database import db
from onboarding.engine.definition import Option


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: their seat's number, or their place in the line; 0 for neither."""

    enrolment: Enrolment
    seat: int
    place: int


def levels() -> tuple[Option, ...]:
    """Return the levels people are placed in, as the dictionary orders them."""
    return library().fields["japanese.placed_level"].options


def find_course(course_id: int) -> Course | None:
    """Return a course by its id."""
    return db.session.get(Course, course_id)


def course_by_code(code: str) -> Course | None:
    """Return a course by its code."""
    return db.session.scalar(select(Course).where(Course.code == code))


def lock_course(course_id: int) -> Course | None:
    """Return a course whose seats nobody else can give until this transaction ends."""
    found = select(Course).where(Course.id == course_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def courses_from(day: date) -> list[Filled]:
    """Return the courses that run on a day or later, by term, level and code."""
    found = _filled().where(Course.ends_on >= day)
    return _as_filled(found.order_by(Course.starts_on, Course.level, Course.code))


def courses_before(day: date) -> list[Filled]:
    """Return the courses that ended before a day, the latest first."""
    found = _filled().where(Course.ends_on < day)
    return _as_filled(found.order_by(Course.starts_on.desc(), Course.level, Course.code).limit(100))


def filled_course(course: Course) -> Filled:
    """Return how full a course is."""
    return _as_filled(_filled().where(Course.id == course.id))[0]


def _filled() -> Select[Course, int, int]:
    taken = select(func.count()).where(Seat.course_id == Course.id, Seat.enrolment_id.isnot(None))
    waiting = select(func.count()).where(
        Enrolment.course_id == Course.id,
        Enrolment.left_at.is_(None),
        ~select(Seat.number).where(Seat.enrolment_id == Enrolment.id).exists(),
    )
    return select(Course, taken.scalar_subquery(), waiting.scalar_subquery())


def _as_filled(found: Select[Course, int, int]) -> list[Filled]:
    return [Filled(course, taken, waiting) for course, taken, waiting in db.session.execute(found)]


def enrolments_of_case(case_id: int) -> list[Enrolment]:
    """Return the classes a case sits in or waits for, in the order asked."""
    found = select(Enrolment).where(Enrolment.case_id == case_id, Enrolment.left_at.is_(None))
    found = found.order_by(Enrolment.asked_at, Enrolment.id).options(joinedload(Enrolment.course))
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def seat_of(enrolment: Enrolment) -> Seat | None:
    """Return the seat somebody has; None while they wait."""
    return db.session.scalar(select(Seat).where(Seat.enrolment_id == enrolment.id))


def standing_of(case_id: int, step_key: str) -> Standing | None:
    """Return where a step of a case stands: in a class, in the line for one, or nowhere."""
    for enrolment in enrolments_of_case(case_id):
        if enrolment.step_key == step_key:
            return next(s for s in line_of(enrolment.course_id) if s.enrolment.id == enrolment.id)
    return None


def line_of(course_id: int) -> list[Standing]:
    """Return everybody in a class by seat, then everybody who waits for it in order."""
    found = (
        select(Enrolment, Seat.number)
        .join(Enrolment.case)
        .outerjoin(Seat, Seat.enrolment_id == Enrolment.id)
        .options(contains_eager(Enrolment.case))
        .where(Enrolment.course_id == course_id, Enrolment.left_at.is_(None))
        .order_by(Enrolment.asked_at, Enrolment.id)
    )
    rows = db.session.execute(found).all()
    seated = sorted((number, enrolment.id, enrolment) for enrolment, number in rows if number)
    waiting = [enrolment for enrolment, number in rows if not number]
    return [
        *(Standing(enrolment, number, 0) for number, _id, enrolment in seated),
        *(Standing(enrolment, 0, place) for place, enrolment in enumerate(waiting, start=1)),
    ]


def free_seat(course_id: int) -> Seat | None:
    """Return the first free seat of a course."""
    found = select(Seat).where(Seat.course_id == course_id, Seat.enrolment_id.is_(None))
    return db.session.scalars(found.order_by(Seat.number).limit(1)).first()


def waiting_for(course_id: int) -> list[Enrolment]:
    """Return who waits for a seat, the first to get one on top."""
    return [standing.enrolment for standing in line_of(course_id) if standing.place]


def courses_with_both() -> Sequence[int]:
    """Return courses that have a free seat and somebody waiting for one."""
    free = select(Seat.course_id).where(Seat.enrolment_id.is_(None))
    waits = select(Enrolment.course_id).where(
        Enrolment.left_at.is_(None),
        ~select(Seat.number).where(Seat.enrolment_id == Enrolment.id).exists(),
    )
    found = select(Course.id).where(Course.id.in_(free), Course.id.in_(waits))
    return db.session.scalars(found.order_by(Course.id)).all()


def enrolment_of(case: Case, enrolment_id: int) -> Enrolment | None:
    """Return an enrolment of a case that has not ended."""
    found = db.session.get(Enrolment, enrolment_id)
    fits = found is not None and found.case_id == case.id and found.left_at is None
    return found if fits else None
