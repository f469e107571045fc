"""What can be done with classes and their seats. Each public function is one transaction.

Whoever gives a seat locks the case first, then the course. A free seat goes to whoever has
waited longest in the same commit; where somebody is just working on that person's case, it is
not waited for, lest the two wait for each other: a sweep gives the seat a moment later.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from onboarding.cases import service as cases
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.policies import Part
from onboarding.cases.queries import find_case, lock_case, progress_of
from onboarding.cases.recording import By
from onboarding.classes import FACTS
from onboarding.classes.models import Course, Enrolment, Seat
from onboarding.classes.queries import (
    enrolments_of_case,
    free_seat,
    line_of,
    lock_course,
    seat_of,
    waiting_for,
)
from onboarding.classes.seats import fill_seats, leave, named, sit, told
from onboarding.database import db, transaction
from onboarding.engine.actions import find
from onboarding.engine.errors import StepNotOpen
from onboarding.engine.progress import Progress

RESOURCE = "class_seat"


class CourseFull(Exception):
    """There is no free seat: `course` names the class."""

    def __init__(self, course: Course) -> None:
        self.course = course
        super().__init__(course.code)


class UnknownCourse(Exception):
    """There is no such class, or nobody of the case is in it."""


class SeatsTaken(Exception):
    """A class cannot have fewer seats than are taken: `taken` says how many."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        super().__init__(taken)


class ClassMoved(Exception):
    """Somebody got a seat at the same moment as the class was changed."""


def add_course(values: Mapping[str, Any]) -> Course:
    """Add a course with its seats; `values` maps columns to values."""
    with transaction():
        course = Course(**values)
        db.session.add(course)
        db.session.flush()
        _add_seats(course, course.seats, after=0)
    return course


def _add_seats(course: Course, count: int, *, after: int) -> None:
    numbers = range(after + 1, after + count + 1)
    db.session.add_all(Seat(course_id=course.id, number=number) for number in numbers)
    db.session.flush()


def change_course(course_id: int, values: Mapping[str, Any], *, by: By) -> Course:
    """Describe a course anew. Papers of who sits in it are made anew; added seats are given.

    Raises:
        UnknownCourse: there is none.
        SeatsTaken: more seats are taken than shall be left.
        ClassMoved: somebody got a seat at the same moment; try again.
    """
    with transaction():
        sitting = _sitting(course_id)
        for case_id in sorted(sitting):
            lock_case(case_id)
        course = _locked(course_id)
        if _sitting(course_id) != sitting:
            raise ClassMoved(course.code)
        if int(values["seats"]) < len(sitting):
            raise SeatsTaken(len(sitting))
        for column, value in values.items():
            setattr(course, column, value)
        _fit_seats(course)
        _say_again(course, sitting, by)
        fill_seats(course, at=by.at)
    return course


def _sitting(course_id: int) -> set[int]:
    """Return the cases with a seat in a course."""
    found = select(Enrolment.case_id).join(Seat, Seat.enrolment_id == Enrolment.id)
    return set(db.session.scalars(found.where(Enrolment.course_id == course_id)))


def _locked(course_id: int) -> Course:
    course = lock_course(course_id)
    if course is None:
        raise UnknownCourse(course_id)
    return course


def _fit_seats(course: Course) -> None:
    """Add seats, or take free ones away, until there are as many as the course says."""
    numbers = db.session.scalars(
        select(Seat.number)
        .where(Seat.course_id == course.id)
        .order_by(Seat.enrolment_id.is_(None), Seat.number)
    ).all()
    kept, surplus = numbers[: course.seats], numbers[course.seats :]
    gone = delete(Seat).where(Seat.course_id == course.id, Seat.number.in_(surplus))
    db.session.execute(gone)
    _add_seats(course, course.seats - len(kept), after=max(kept, default=0))


def _say_again(course: Course, sitting: set[int], by: By) -> None:
    """Tell the running cases what is new about their class."""
    for case_id in sorted(sitting):
        case = find_case(case_id)
        if case is not None and case.status == "open":
            cases.record_facts(case_id, told(course), by=by)


def give_seat(case_id: int, key: str, course_id: int, *, by: By, note: str = "") -> Enrolment:
    """Give a free seat and finish the step that asked for one; a second click changes nothing.

    Raises:
        CourseFull: all seats are taken, or somebody waits for the next.
        UnknownCourse: there is no such class.
        engine.errors.Refusal: the step cannot be finished now, or by them.
    """
    with transaction():
        case = lock_case(case_id)
        course = _locked(course_id)
        enrolment = _enrol(case, key, course, at=by.at)
        if seat_of(enrolment) is not None:
            return enrolment
        reached = fill_seats(course, at=by.at, besides=case_id)
        seat = free_seat(course_id)
        if seat is None or not reached:
            raise CourseFull(course)
        sit(enrolment, seat)
        cases.finish_step(case_id, key, by=by, facts=told(course), note=note)
        return enrolment


def _enrol(case: Case, key: str, course: Course, *, at: datetime) -> Enrolment:
    """Return the case's enrolment in a course, a fresh one at the end of the line if need be.

    For one step one class: whoever waited for another leaves that line.
    """
    for other in enrolments_of_case(case.id):
        if other.step_key == key and other.course_id != course.id and seat_of(other) is None:
            other.left_at = at
    found = db.session.scalar(
        select(Enrolment).where(Enrolment.course_id == course.id, Enrolment.case_id == case.id)
    )
    if found is None:
        found = Enrolment(course_id=course.id, case_id=case.id, step_key=key, asked_at=at)
        db.session.add(found)
    elif found.left_at is not None:
        found.step_key, found.asked_at, found.left_at = key, at, None
    db.session.flush()
    return found


def wait_for_seat(case_id: int, key: str, course_id: int, *, by: By) -> bool:
    """Put a case into the line for a class; where a seat is free after all, give it.

    Returns whether there was one. A second click changes nothing.

    Raises:
        UnknownCourse, engine.errors.Refusal: as `give_seat`.
    """
    with transaction():
        case = lock_case(case_id)
        course = _locked(course_id)
        _refuse_closed(progress_of(case, local_day(by.at)), key)
        waits_already = _place(course_id, case_id) > 0
        try:
            give_seat(case_id, key, course_id, by=by)
        except CourseFull:
            if not waits_already:
                data = {**named(course), "place": _place(course_id, case_id)}
                cases.add_note(case_id, "class_waits", data, by=by)
            return False
        return True


def _place(course_id: int, case_id: int) -> int:
    """Return a case's place in the line for a course; 0 where it has none."""
    standings = (s for s in line_of(course_id) if s.enrolment.case_id == case_id)
    return next((standing.place for standing in standings), 0)


def sign_up(case_id: int, key: str, course_id: int, *, by: By) -> bool:
    """Let a researcher choose a class themselves; return whether a seat was free.

    Raises:
        UnknownCourse: there is none of their level, or its coordinator gives the seats.
        engine.errors.Refusal: the step cannot be finished now.
    """
    with transaction():
        case = lock_case(case_id)
        course = _locked(course_id)
        progress = progress_of(case, local_day(by.at))
        theirs = course.level == progress.facts.get("japanese.placed_level")
        if not course.self_sign_up or not theirs or by.person is not case.researcher:
            raise UnknownCourse(course_id)
        role = find(progress, key).step.role
        themselves = By(case.researcher, by.at, Part(case.researcher_id, {role: None}))
        return wait_for_seat(case_id, key, course_id, by=themselves)


def _refuse_closed(progress: Progress, key: str) -> None:
    if not progress.open >> find(progress, key).number & 1:
        raise StepNotOpen(key)


def leave_class(enrolment_id: int, *, by: By, reason: str) -> None:
    """Take somebody out of a class or its line; while the case runs, the step is open again.

    Raises:
        UnknownCourse: they are in it no more.
    """
    with transaction():
        case, enrolment = _of_case(enrolment_id)
        if case.status == "open" and seat_of(enrolment) is not None:
            cases.reopen_step(case.id, enrolment.step_key, reason=reason, by=by)
            return
        course = _locked(enrolment.course_id)
        leave(enrolment, at=by.at)
        cases.add_note(case.id, "class_left", {**named(course), "reason": reason}, by=by)
        fill_seats(course, at=by.at)


def give_up_classes(enrolment_id: int, *, by: By, reason: str) -> None:
    """Record that somebody wants no class any more; their seat or place is free again.

    Raises:
        UnknownCourse: they are in it no more.
        engine.errors.CaseIsOver: the case is closed; `leave_class` does.
    """
    with transaction():
        case, _enrolment = _of_case(enrolment_id)
        cases.record_facts(case.id, {"japanese.wants_class": False}, by=by, note=reason)


def _of_case(enrolment_id: int) -> tuple[Case, Enrolment]:
    """Return an enrolment and its case, locked."""
    found = db.session.get(Enrolment, enrolment_id)
    if found is None:
        raise UnknownCourse(enrolment_id)
    case = lock_case(found.case_id)
    db.session.refresh(found)
    if found.left_at is not None:
        raise UnknownCourse(enrolment_id)
    return case, found


def forget_class(case: Case, *, at: datetime) -> None:
    """Take the facts about a lost seat back."""
    known = progress_of(case, local_day(at)).facts
    none = {fact: None for fact in FACTS if fact in known}
    cases.record_facts(case.id, none, by=By(None, at))


def give_waiting_seats(course_id: int, *, at: datetime) -> None:
    """Give the free seats of a course to who waits for them."""
    with transaction():
        waiting = waiting_for(course_id)
        if waiting:
            lock_case(waiting[0].case_id)
            fill_seats(_locked(course_id), at=at)
