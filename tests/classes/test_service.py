"""Giving seats, waiting for them, leaving; who is next gets the seat at once."""

from datetime import date

import pytest

from onboarding.cases import service as cases
from onboarding.cases.models import CaseEvent
from onboarding.cases.policies import Part
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.classes import service
from onboarding.classes.models import Enrolment, Seat
from onboarding.classes.queries import line_of, standing_of
from onboarding.database import db
from onboarding.engine.errors import NotYourStep, StepNotOpen
from onboarding.engine.progress import State
from onboarding.notices.models import Notice
from tests.classes.conftest import STEP, by_coordinator, course_columns
from tests.conftest import NOON, TODAY

SYSTEM = By(None, NOON)


def line(course) -> tuple[list[int], list[int]]:
    """Return the cases in a class, and those waiting in order."""
    found = line_of(course.id)
    sitting = [one.enrolment.case_id for one in found if one.seat]
    return sorted(sitting), [one.enrolment.case_id for one in found if one.place]


def is_open(case, state) -> bool:
    return state(case).state(state(case).plan.find(STEP)) is State.OPEN


def told(name: str) -> list[int]:
    rows = db.session.query(Notice).filter_by(name=name).order_by(Notice.id)
    return [row.case_id for row in rows]


def test_a_seat_given_is_recorded_with_all_its_facts(make_placed, make_course, give, state):
    case, course = make_placed(), make_course()

    give(case, course)

    facts = {k: v for k, v in state(case).facts.items() if k in service.FACTS}
    assert facts == {
        "japanese.course": "Beginners B1",
        "japanese.course_ja": "初級 B1",
        "japanese.term": "2027年度前期 / First term of 2027",
        "japanese.starts_on": date(2027, 4, 12),
        "japanese.times": "月 10:30 / Mon 10:30",
        "japanese.room": "201",
    }
    assert line(course) == ([case.id], [])
    assert not is_open(case, state)


def test_a_full_class_is_refused_and_nothing_is_half_written(make_placed, make_course, give, state):
    course, first, second = make_course(seats=1), make_placed(), make_placed()
    give(first, course)

    with pytest.raises(service.CourseFull):
        give(second, course)

    assert line(course) == ([first.id], [])
    assert is_open(second, state)


def test_a_second_click_changes_nothing(make_placed, make_course, give):
    case, course = make_placed(), make_course()
    first = give(case, course)

    assert give(case, course).id == first.id
    assert line(course) == ([case.id], [])


def test_a_second_class_for_a_finished_step_is_refused(make_placed, make_course, give):
    case, course, other = make_placed(), make_course("1"), make_course("2")
    give(case, course)

    with pytest.raises(StepNotOpen):
        give(case, other)

    assert (line(course), line(other)) == (([case.id], []), ([], []))


def test_who_asks_when_it_is_full_waits_in_order(make_placed, make_course, give, wait, state):
    course, people = make_course(seats=1), [make_placed() for _ in range(3)]
    give(people[0], course)

    seated = [wait(person, course) for person in people[1:]]
    again = wait(people[1], course)

    assert (seated, again) == ([False, False], False)
    assert line(course) == ([people[0].id], [people[1].id, people[2].id])
    assert standing_of(people[2].id, STEP).place == 2
    assert is_open(people[1], state)


def test_waiting_is_told_once_in_the_history(make_placed, make_course, give, wait):
    course, first, second = make_course(seats=1), make_placed(), make_placed()
    give(first, course)
    wait(second, course)
    wait(second, course)

    events = db.session.query(CaseEvent).filter_by(case_id=second.id, kind="class_waits")
    assert [event.data for event in events] == [
        '{"course":{"en":"Beginners B1","ja":"初級 B1"},"place":1}'
    ]


def test_asking_to_wait_where_a_seat_is_free_gives_it(make_placed, make_course, wait, state):
    case, course = make_placed(), make_course()

    assert wait(case, course) is True
    assert line(course) == ([case.id], [])
    assert not is_open(case, state)


def test_nobody_overtakes_who_waits(make_placed, make_course, give, wait):
    course, people = make_course(seats=1), [make_placed() for _ in range(3)]
    give(people[0], course)
    wait(people[1], course)
    db.session.add(Seat(course_id=course.id, number=9))
    db.session.commit()

    with pytest.raises(service.CourseFull):
        give(people[2], course)


def test_a_stopped_case_gives_its_seat_to_the_next(make_placed, make_course, give, wait, state):
    course, people = make_course(seats=1), [make_placed() for _ in range(3)]
    give(people[0], course)
    wait(people[1], course)
    wait(people[2], course)

    cases.stop_case(people[0].id, reason="withdrawn", by=SYSTEM)

    assert line(course) == ([people[1].id], [people[2].id])
    assert not is_open(people[1], state)
    assert state(people[1]).facts["japanese.course"] == "Beginners B1"
    assert told("seat_given") == [people[1].id]


def test_a_stopped_case_leaves_the_waiting_list(make_placed, make_course, give, wait):
    course, first, second = make_course(seats=1), make_placed(), make_placed()
    give(first, course)
    wait(second, course)

    cases.stop_case(second.id, reason="withdrawn", by=SYSTEM)

    assert line(course) == ([first.id], [])


def test_who_leaves_a_class_may_choose_another(make_placed, make_course, give, wait, staff, state):
    course, other = make_course("1", seats=1), make_course("2")
    first, second = make_placed(), make_placed()
    enrolment = give(first, course)
    wait(second, course)

    service.leave_class(enrolment.id, by=by_coordinator(first, staff), reason="Clash")
    give(first, other)

    assert line(course) == ([second.id], [])
    assert line(other) == ([first.id], [])
    assert state(first).facts["japanese.course"] == "Beginners 2"


def test_who_comes_back_stands_at_the_end_of_the_line(make_placed, make_course, give, wait, staff):
    course, people = make_course(seats=1), [make_placed() for _ in range(3)]
    give(people[0], course)
    for person in people[1:]:
        wait(person, course)
    waiting = db.session.query(Enrolment).filter_by(case_id=people[1].id).one()

    service.leave_class(waiting.id, by=by_coordinator(people[1], staff), reason="Changed mind")
    waiting.asked_at = NOON
    service.wait_for_seat(
        people[1].id, STEP, course.id, by=By(staff["classes"], NOON.replace(hour=9), _part(staff))
    )

    assert line(course) == ([people[0].id], [people[2].id, people[1].id])


def _part(staff):
    return Part(staff["classes"].id, {"classes": None})


def test_who_wants_no_class_any_more_is_asked_nothing_more(
    make_placed, make_course, give, staff, state
):
    case, course = make_placed(), make_course()
    enrolment = give(case, course)

    service.give_up_classes(enrolment.id, by=by_coordinator(case, staff), reason="No time")

    assert line(course) == ([], [])
    assert [p.key for p in state(case).open_steps() if "japanese" in p.key] == []
    assert "japanese.course" not in state(case).facts


def test_a_seat_of_a_closed_case_can_be_freed(make_placed, make_course, give, wait, staff):
    course, first, second = make_course(seats=1), make_placed(), make_placed()
    enrolment = give(first, course)
    wait(second, course)
    first.status = "closed"
    db.session.commit()

    service.leave_class(enrolment.id, by=by_coordinator(first, staff), reason="Went home")

    assert line(course) == ([second.id], [])


def test_waiting_for_another_class_ends_with_a_seat(make_placed, make_course, give, wait):
    full, free = make_course("1", seats=1), make_course("2")
    first, second = make_placed(), make_placed()
    give(first, full)
    wait(second, full)

    give(second, free)

    assert (line(full), line(free)) == (([first.id], []), ([second.id], []))


def test_added_seats_go_to_who_waits(make_placed, make_course, give, wait, staff):
    course, people = make_course(seats=1), [make_placed() for _ in range(4)]
    give(people[0], course)
    for person in people[1:]:
        wait(person, course)

    values = {**course_columns(), "seats": 3}
    service.change_course(course.id, values, by=By(staff["classes"], NOON))

    assert line(course) == ([people[0].id, people[1].id, people[2].id], [people[3].id])
    assert told("seat_given") == [people[1].id, people[2].id]


def test_seats_do_not_fall_below_those_taken(make_placed, make_course, give, staff):
    course = make_course(seats=4)
    for _ in range(2):
        give(make_placed(), course)

    with pytest.raises(service.SeatsTaken) as refusal:
        service.change_course(course.id, {**course_columns(), "seats": 1}, by=SYSTEM)
    service.change_course(course.id, {**course_columns(), "seats": 2}, by=SYSTEM)

    assert refusal.value.taken == 2
    assert db.session.query(Seat).filter_by(course_id=course.id).count() == 2


def test_a_new_classroom_reaches_the_papers_of_who_sits_there(
    make_placed, make_course, give, staff, state
):
    case, course = make_placed(), make_course()
    give(case, course)

    service.change_course(course.id, {**course_columns(), "room": "305"}, by=SYSTEM)

    assert state(case).facts["japanese.room"] == "305"


def test_who_is_placed_anew_keeps_the_place_but_is_passed_over_meanwhile(
    make_placed, make_course, give, wait, staff, state
):
    course, people = make_course(seats=1), [make_placed() for _ in range(3)]
    give(people[0], course)
    wait(people[1], course)
    wait(people[2], course)
    cases.reopen_step(people[1].id, "japanese_classes.placement", reason="again", by=SYSTEM)

    cases.stop_case(people[0].id, reason="withdrawn", by=SYSTEM)

    assert line(course) == ([people[2].id], [people[1].id])


def test_a_researcher_signs_up_themselves(make_placed, make_course, state):
    case, course = make_placed(), make_course()
    themselves = By(case.researcher, NOON)

    assert service.sign_up(case.id, STEP, course.id, by=themselves) is True
    assert line(course) == ([case.id], [])
    assert not is_open(case, state)


def test_a_researcher_does_not_sign_up_where_the_coordinator_gives_the_seats(
    make_placed, make_course
):
    case, course = make_placed(), make_course(self_sign_up=False)

    with pytest.raises(service.UnknownCourse):
        service.sign_up(case.id, STEP, course.id, by=By(case.researcher, NOON))

    assert line(course) == ([], [])


def test_a_researcher_does_not_sign_up_for_another_level(make_placed, make_course):
    case, course = make_placed(), make_course(level="B1")

    with pytest.raises(service.UnknownCourse):
        service.sign_up(case.id, STEP, course.id, by=By(case.researcher, NOON))

    assert line(course) == ([], [])


def test_only_the_coordinator_gives_seats(make_placed, make_course, staff):
    case, course = make_placed(), make_course()
    office = By(staff["office"], NOON, part_in(case, staff["office"], TODAY))

    with pytest.raises(NotYourStep):
        service.give_seat(case.id, STEP, course.id, by=office)

    assert line(course) == ([], [])


def test_researchers_are_told_when_they_can_choose(make_course, make_placed):
    make_course()

    case = make_placed()

    assert told("class_choice") == [case.id]


def test_nobody_is_told_to_choose_where_there_is_no_choice(make_course, make_placed):
    make_course(self_sign_up=False)

    make_placed()

    assert told("class_choice") == []


def test_the_state_of_a_case_is_the_same_rebuilt_from_its_history(
    make_placed, make_course, give, wait, staff
):
    course, first, second = make_course(seats=1), make_placed(), make_placed()
    enrolment = give(first, course)
    wait(second, course)
    service.leave_class(enrolment.id, by=by_coordinator(first, staff), reason="Clash")

    assert cases.rebuild(first.id, TODAY) is False
    assert cases.rebuild(second.id, TODAY) is False
