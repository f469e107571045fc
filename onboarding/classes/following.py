"""How seats follow their cases: given back when not wanted, and offered when one may choose."""

from typing import Any

from flask_babel import gettext as _

from onboarding.cases.narrating import Teller, words_for
from onboarding.cases.recording import By
from onboarding.cases.registry import Happened, follow
from onboarding.cases.service import add_note
from onboarding.classes import service
from onboarding.classes.models import Enrolment
from onboarding.classes.queries import courses_from, enrolments_of_case, lock_course, seat_of
from onboarding.classes.seats import fill_seats, leave, named
from onboarding.engine.events import CLOSED, OPENED
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.notices.service import Message, queue
from onboarding.web.filters import text


@follow
def follow_case(happened: Happened) -> None:
    """Do what an event means for the classes the case sits in or waits for."""
    if happened.event.kind in (OPENED, CLOSED):
        return
    for enrolment in enrolments_of_case(happened.case.id):
        if not _keeps(happened.after, enrolment):
            _lose(happened, enrolment)
    if any(_opens(happened, planned) for planned in happened.after.open_steps()):
        _invite(happened)


def _keeps(progress: Progress, enrolment: Enrolment) -> bool:
    """Whether the case goes on and its step still holds a seat, or still waits for one."""
    planned = progress.plan.find(enrolment.step_key)
    if planned is None or progress.stopped or progress.skipped >> planned.number & 1:
        return False
    done = bool(progress.done >> planned.number & 1)
    return done == (seat_of(enrolment) is not None)


def _lose(happened: Happened, enrolment: Enrolment) -> None:
    """Free a seat or a place, and give the seat to who waited longest."""
    case, after, at = happened.case, happened.after, happened.at
    course = lock_course(enrolment.course_id)
    sat = seat_of(enrolment) is not None
    leave(enrolment, at=at)
    if after.stopped or not after.all_done():  # nothing may be added to a case that is closing
        add_note(case.id, "class_left", named(enrolment.course), by=By(None, at))
        if sat and not after.stopped:
            service.forget_class(case, at=at)
    if course is not None:
        fill_seats(course, at=at)


def _opens(happened: Happened, planned: PlannedStep) -> bool:
    """Whether an event opened a step that gives a seat."""
    if planned.step.options.get("allocates") != service.RESOURCE:
        return False
    was = happened.before.plan.find(planned.key)
    return was is None or not happened.before.open >> was.number & 1


def _invite(happened: Happened) -> None:
    """Tell a researcher that they may choose a class, where there are some to choose from."""
    case, today = happened.case, happened.after.today
    level = happened.after.facts.get("japanese.placed_level")
    courses = [filled.course for filled in courses_from(today)]
    if any(course.self_sign_up and course.level == level for course in courses):
        facts, link = {"number": case.number}, f"/cases/{case.id}/classes"
        message = Message("class_choice", case.researcher, case.id, facts, link)
        queue(message, at=happened.at)


def _waits(data: dict[str, Any], teller: Teller) -> str:
    return _(
        "%(who)s asked for a seat in “%(course)s”: place %(place)s on the waiting list.",
        who=teller.who,
        course=text(data["course"]),
        place=data["place"],
    )


def _left(data: dict[str, Any], teller: Teller) -> str:
    return _("The place in “%(course)s” is free again.", course=text(data["course"]))


words_for("class_waits", _waits)
words_for("class_left", _left)
