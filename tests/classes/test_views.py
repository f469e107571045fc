"""Pages of classes: who may open them, what they answer to bad input, what researchers can do."""

from datetime import date

import pytest
from sqlalchemy import event

from onboarding.classes import service
from onboarding.classes.models import Course, Enrolment
from onboarding.classes.queries import line_of
from onboarding.database import db
from tests.classes.conftest import STEP, by_coordinator


def page_of(case) -> str:
    return f"/cases/{case.id}/steps/{STEP}/seat"


def sitting(course) -> list[int]:
    return [one.enrolment.case_id for one in line_of(course.id) if one.seat]


@pytest.mark.parametrize(
    ("role", "status"), [("classes", 200), ("office", 200), ("hr", 403), ("housing", 403)]
)
def test_classes_are_for_the_coordinator_and_the_office(
    client, sign_in, staff, make_course, role, status
):
    course = make_course()
    sign_in(client, staff[role])

    assert client.get("/classes").status_code == status
    assert client.get(f"/classes/{course.id}").status_code == status


def test_only_the_coordinator_describes_classes(client, sign_in, staff, make_course):
    course = make_course()
    sign_in(client, staff["office"])

    assert client.get("/classes/new").status_code == 403
    assert client.post(f"/classes/{course.id}/edit", data={"code": "x"}).status_code == 403


def course_typed(**changes: str) -> dict[str, str]:
    plain = {"code": "B9", "level": "A2", "title_ja": "初級", "title_en": "Beginners"}
    plain |= {"term_ja": "前期", "term_en": "First term", "starts_on": "令和9年4月12日"}
    plain |= {"ends_on": "2027/7/26", "times_ja": "月", "times_en": "Mon", "room": "201"}
    return {**plain, "seats": "１０", **changes}


def test_a_class_is_added_as_people_type(client, sign_in, staff):
    sign_in(client, staff["classes"])

    answer = client.post("/classes/new", data=course_typed(self_sign_up="y"))

    course = db.session.query(Course).one()
    assert answer.status_code == 303
    assert (course.seats, course.starts_on, course.self_sign_up) == (10, date(2027, 4, 12), True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"seats": "0"}, "This number must be between 1 and 200."),
        ({"level": "Z9"}, "Not a valid choice"),
        ({"ends_on": "2027-04-11"}, "The last lesson lies before the first."),
        ({"starts_on": "spring"}, "Write a date that exists"),
        ({"title_en": ""}, "Please fill this in."),
        ({"times_en": "x" * 101}, "This has 101 characters; 100 fit."),
    ],
)
def test_a_wrong_class_is_answered_with_what_was_typed(client, sign_in, staff, wrong, sentence):
    sign_in(client, staff["classes"])

    answer = client.post("/classes/new", data=course_typed(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "First term" in answer.text
    assert db.session.query(Course).count() == 0


def test_two_classes_do_not_share_a_code(client, sign_in, staff, make_course):
    make_course("B9")
    sign_in(client, staff["classes"])

    answer = client.post("/classes/new", data=course_typed())

    assert answer.status_code == 422
    assert "Another class has this code." in answer.text


def test_fewer_seats_than_are_taken_are_answered_beside_the_input(
    client, sign_in, staff, make_course, make_placed, give
):
    course = make_course("B9", seats=3)
    for _ in range(2):
        give(make_placed(), course)
    sign_in(client, staff["classes"])

    answer = client.post(f"/classes/{course.id}/edit", data=course_typed(seats="1"))

    assert answer.status_code == 422
    assert "2 seats are taken already; there cannot be fewer." in answer.text
    assert db.session.get(Course, course.id).title_en == "Beginners B9"


def test_the_list_takes_as_many_queries_for_three_classes_as_for_one(
    client, sign_in, staff, make_course
):
    sign_in(client, staff["classes"])
    make_course("1")
    one = queries(client)
    for code in "23":
        make_course(code)

    assert queries(client) == one


def queries(client) -> int:
    count = []
    client.get("/classes")

    def note(*args: object) -> None:
        count.append(1)

    event.listen(db.engine, "before_cursor_execute", note)
    client.get("/classes")
    event.remove(db.engine, "before_cursor_execute", note)
    return len(count)


def test_a_class_shows_who_sits_and_who_waits(
    client, sign_in, staff, make_course, make_placed, give, wait
):
    course = make_course(seats=1)
    give(make_placed(researcher__family_name="SEATED"), course)
    wait(make_placed(researcher__family_name="PATIENT"), course)
    sign_in(client, staff["office"])

    page = client.get(f"/classes/{course.id}").text

    assert page.index("SEATED") < page.index("Waiting list") < page.index("PATIENT")
    assert "1 of 1" in page


def test_giving_a_seat_by_the_page(client, sign_in, staff, make_course, make_placed):
    case, course = make_placed(), make_course()
    sign_in(client, staff["classes"])

    answer = client.post(page_of(case), data={"course": str(course.id), "do": "give"})

    assert answer.status_code == 303
    assert sitting(course) == [case.id]


def test_a_seat_lost_meanwhile_answers_409_with_what_was_typed(
    client, sign_in, staff, make_course, make_placed, give
):
    case, course = make_placed(), make_course(seats=1)
    give(make_placed(), course)
    sign_in(client, staff["classes"])

    typed = {"course": str(course.id), "do": "give", "note": "Bring the textbook"}
    answer = client.post(page_of(case), data=typed)

    assert answer.status_code == 409
    assert "The last seat of this class went a moment ago." in answer.text
    assert "Bring the textbook" in answer.text


def test_waiting_by_the_page_says_the_place(client, sign_in, staff, make_course, make_placed, give):
    case, course = make_placed(), make_course(seats=1)
    give(make_placed(), course)
    sign_in(client, staff["classes"])

    client.post(page_of(case), data={"course": str(course.id), "do": "wait"})

    assert "Waiting for a seat in “Beginners B1”: place 1" in client.get(page_of(case)).text


@pytest.mark.parametrize("course", ["", "0x1", "1;drop table seats"])
def test_no_class_chosen_is_answered_beside_the_input(client, sign_in, staff, make_placed, course):
    sign_in(client, staff["classes"])

    answer = client.post(page_of(make_placed()), data={"course": course, "do": "give"})

    assert answer.status_code == 422
    assert "Choose one of the classes." in answer.text


def test_a_class_that_does_not_exist_is_refused(client, sign_in, staff, make_placed):
    sign_in(client, staff["classes"])

    answer = client.post(page_of(make_placed()), data={"course": "999", "do": "give"})

    assert answer.status_code == 409


@pytest.mark.parametrize("role", ["office", "housing"])
def test_only_the_coordinator_gives_seats_by_the_page(
    client, sign_in, staff, make_course, make_placed, role
):
    case, course = make_placed(), make_course()
    sign_in(client, staff[role])

    answer = client.post(page_of(case), data={"course": str(course.id), "do": "give"})

    assert answer.status_code == 403
    assert sitting(course) == []


def test_a_researcher_signs_up_and_leaves_by_the_page(client, sign_in, make_course, make_placed):
    case, course = make_placed(), make_course()
    sign_in(client, case.researcher)
    page = f"/cases/{case.id}/classes"

    offered = client.get(page).text
    client.post(page, data={"step": STEP, "course": str(course.id)})
    seated = client.get(page).text
    enrolment = db.session.query(Enrolment).one()
    client.post(f"{page}/{enrolment.id}/leave", data={"then": "another", "reason": "Clash"})

    assert "Sign up" in offered
    assert "Seat in “Beginners B1”" in seated
    assert sitting(course) == []
    assert "Sign up" in client.get(page).text


def test_a_researcher_joins_the_waiting_list_of_a_full_class(
    client, sign_in, make_course, make_placed, give
):
    case, course = make_placed(), make_course(seats=1)
    give(make_placed(), course)
    sign_in(client, case.researcher)
    page = f"/cases/{case.id}/classes"

    offered = client.get(page).text
    answer = client.post(page, data={"step": STEP, "course": str(course.id)}, follow_redirects=True)

    assert "Join the waiting list" in offered
    assert "You are on the waiting list." in answer.text
    assert "place 1" in answer.text


def test_a_researcher_is_offered_no_class_the_coordinator_keeps(
    client, sign_in, make_course, make_placed
):
    case, course = make_placed(), make_course(self_sign_up=False)
    sign_in(client, case.researcher)
    page = f"/cases/{case.id}/classes"

    assert "The coordinator of the classes chooses one for you." in client.get(page).text
    answer = client.post(page, data={"step": STEP, "course": str(course.id)})

    assert answer.status_code == 409
    assert sitting(course) == []


def test_a_researcher_does_not_reach_the_classes_of_another(
    client, sign_in, make_course, make_placed, give
):
    mine, other, course = make_placed(), make_placed(), make_course()
    enrolment = give(other, course)
    sign_in(client, mine.researcher)

    assert client.get(f"/cases/{other.id}/classes").status_code == 403
    assert client.post(f"/cases/{other.id}/classes", data={"step": STEP}).status_code == 403
    leave = f"/cases/{mine.id}/classes/{enrolment.id}/leave"
    assert client.post(leave, data={"reason": "x"}).status_code == 404
    assert sitting(course) == [other.id]


def test_another_step_is_no_class(client, sign_in, make_course, make_placed):
    case, course = make_placed(), make_course()
    sign_in(client, case.researcher)

    typed = {"step": "japanese_classes.placement", "course": str(course.id)}
    answer = client.post(f"/cases/{case.id}/classes", data=typed)

    assert answer.status_code == 404


def test_leaving_needs_a_reason(client, sign_in, staff, make_course, make_placed, give):
    case, course = make_placed(), make_course()
    enrolment = give(case, course)
    sign_in(client, staff["classes"])

    answer = client.post(f"/cases/{case.id}/classes/{enrolment.id}/leave", data={"reason": ""})

    assert answer.status_code == 422
    assert sitting(course) == [case.id]


def test_no_class_any_more_ends_the_question(
    client, sign_in, staff, make_course, make_placed, give, state
):
    case, course = make_placed(), make_course()
    enrolment = give(case, course)
    sign_in(client, staff["classes"])

    typed = {"then": "none", "reason": "No time"}
    client.post(f"/cases/{case.id}/classes/{enrolment.id}/leave", data=typed)

    assert sitting(course) == []
    assert state(case).facts["japanese.wants_class"] is False


def test_past_classes_are_on_their_own_page(client, sign_in, staff, make_course):
    make_course("OLD1", starts_on=date(2020, 4, 1), ends_on=date(2020, 7, 1))
    make_course("NEW1")
    sign_in(client, staff["classes"])

    now, past = client.get("/classes").text, client.get("/classes?past=1").text

    assert ("NEW1" in now, "OLD1" in now) == (True, False)
    assert ("NEW1" in past, "OLD1" in past) == (False, True)


def test_a_course_left_twice_is_refused(make_course, make_placed, give, staff):
    case, course = make_placed(), make_course()
    enrolment = give(case, course)
    service.leave_class(enrolment.id, by=by_coordinator(case, staff), reason="Clash")

    with pytest.raises(service.UnknownCourse):
        service.leave_class(enrolment.id, by=by_coordinator(case, staff), reason="Clash")
