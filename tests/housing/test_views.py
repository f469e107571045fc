"""Pages of housing: who may open them, what they answer to bad input, what stays typed."""

from datetime import date

import pytest
from sqlalchemy import event

from onboarding.cases import service as cases
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.housing import service
from onboarding.housing.models import Room, RoomNight, RoomStay
from onboarding.housing.nights import Period
from tests.conftest import NOON
from tests.housing.conftest import STEP

YEAR = Period(date(2027, 4, 1), date(2028, 3, 31))
TYPED = {"first": "2027-04-01", "leaving": "2028-03-31", "persons": "1"}


def page_of(case) -> str:
    return f"/cases/{case.id}/steps/{STEP}/room"


@pytest.mark.parametrize(
    ("role", "status"),
    [("housing", 200), ("office", 200), ("hr", 403), ("head", 403), ("classes", 403)],
)
def test_rooms_are_for_housing_and_the_office(client, sign_in, staff, make_room, role, status):
    room = make_room()
    sign_in(client, staff[role])

    assert client.get("/housing").status_code == status
    assert client.get(f"/housing/rooms/{room.id}").status_code == status


@pytest.mark.parametrize("role", ["office", "hr"])
def test_only_housing_describes_rooms(client, sign_in, staff, make_room, role):
    room = make_room()
    sign_in(client, staff[role])

    assert client.get("/housing/rooms/new").status_code == 403
    assert client.post(f"/housing/rooms/{room.id}/edit", data={"code": "x"}).status_code == 403


def test_nobody_sees_rooms_without_signing_in(client):
    assert client.get("/housing").status_code == 303


def room_typed(**changes: str) -> dict[str, str]:
    plain = {"building_ja": "A棟", "building_en": "House A", "code": "305"}
    plain |= {"address_ja": "本町", "address_en": "Honmachi", "capacity": "２", "rent": "42,500"}
    return {**plain, "available_from": "令和9年4月1日", **changes}


def test_a_room_is_added_as_people_type(client, sign_in, staff):
    sign_in(client, staff["housing"])

    answer = client.post("/housing/rooms/new", data=room_typed())

    room = db.session.query(Room).one()
    assert answer.status_code == 303
    assert (room.capacity, room.rent, room.available_from) == (2, 42500, date(2027, 4, 1))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"capacity": "0"}, "This number must be between 1 and 20."),
        ({"capacity": "two"}, "Write a whole number"),
        ({"rent": ""}, "Please fill this in."),
        ({"rent": "   "}, "Please fill this in."),
        ({"code": "3" * 41}, "This has 41 characters; 40 fit."),
        ({"code": "3\x00"}, "There is a character here that cannot be printed."),
        ({"available_from": "31 February"}, "Write a date that exists"),
        ({"available_until": "2027-03-01"}, "This must lie after the day"),
    ],
)
def test_a_wrong_room_is_answered_with_what_was_typed(client, sign_in, staff, wrong, sentence):
    sign_in(client, staff["housing"])

    answer = client.post("/housing/rooms/new", data=room_typed(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Honmachi" in answer.text
    assert db.session.query(Room).count() == 0


def test_two_rooms_of_a_building_do_not_share_a_number(client, sign_in, staff, make_room):
    make_room("305")
    other = make_room("306")
    sign_in(client, staff["housing"])

    again = client.post("/housing/rooms/new", data=room_typed())
    renamed = client.post(f"/housing/rooms/{other.id}/edit", data=room_typed())
    elsewhere = client.post("/housing/rooms/new", data=room_typed(building_en="House B"))

    assert [again.status_code, renamed.status_code, elsewhere.status_code] == [422, 422, 303]
    assert "Another room of this building has this number." in again.text


def test_text_in_a_room_is_never_markup(client, sign_in, staff):
    sign_in(client, staff["housing"])
    client.post("/housing/rooms/new", data=room_typed(building_en="<script>alert(1)</script>"))

    assert "<script>alert" not in client.get("/housing").text


def test_the_list_takes_as_many_queries_for_three_rooms_as_for_one(
    client, sign_in, staff, make_room, make_ready, give
):
    sign_in(client, staff["housing"])
    give(make_ready(), make_room("1"), YEAR)
    one = queries(client)
    for number in "23":
        give(make_ready(), make_room(number), YEAR)

    assert queries(client) == one


def queries(client) -> int:
    count = []
    client.get("/housing")

    def note(*args: object) -> None:
        count.append(1)

    event.listen(db.engine, "before_cursor_execute", note)
    client.get("/housing")
    event.remove(db.engine, "before_cursor_execute", note)
    return len(count)


def test_a_reader_sees_names_of_their_own_departments_only(
    client, sign_in, make_person, make_department, make_room, make_ready, give
):
    case = make_ready(researcher__family_name="SECRETNAME")
    give(case, make_room(), YEAR)
    ours = make_person("a@example.org", ("housing",), make_department("eng"))
    others = make_person("b@example.org", ("housing",), make_department("sci"))

    sign_in(client, ours)
    assert "SECRETNAME" in client.get("/housing").text
    sign_in(client, others)
    assert "SECRETNAME" not in client.get("/housing").text


def test_the_page_of_a_case_suggests_the_best_room_first(
    client, sign_in, staff, make_room, make_ready
):
    make_room("family", capacity=4)
    make_room("single", capacity=1)
    case = make_ready(housing__budget=40000, housing__needs="A quiet room")
    sign_in(client, staff["housing"])

    page = client.get(page_of(case)).text

    assert page.index("House A single") < page.index("House A family")
    assert "A quiet room" in page
    assert 'value="2027-04-01"' in page


def test_a_wish_without_steps_asks_for_rooms_without_steps(client, sign_in, staff, make_ready):
    case = make_ready(housing__needs="車椅子を使います")
    sign_in(client, staff["housing"])

    assert 'checked class="choice__box" id="step_free"' in client.get(page_of(case)).text


def test_the_steps_own_page_leads_to_the_rooms(client, sign_in, staff, make_ready):
    case = make_ready()
    sign_in(client, staff["housing"])

    answer = client.get(f"/cases/{case.id}/steps/{STEP}")

    assert answer.location == page_of(case)


def test_giving_a_room_by_the_page(client, sign_in, staff, make_room, make_ready):
    case, room = make_ready(), make_room()
    sign_in(client, staff["housing"])

    answer = client.post(page_of(case), data={**TYPED, "room": str(room.id), "do": "give"})

    assert answer.status_code == 303
    assert db.session.query(RoomNight).count() == 365
    assert "House A 101" in client.get(page_of(case)).text


def test_a_room_taken_meanwhile_answers_409_with_what_was_typed(
    client, sign_in, staff, make_room, make_ready, give
):
    case, room = make_ready(), make_room()
    give(make_ready(researcher__family_name="QUICKER"), room, YEAR)
    sign_in(client, staff["housing"])

    typed = {**TYPED, "first": "2027-05-03", "room": str(room.id), "do": "give"}
    answer = client.post(page_of(case), data={**typed, "note": "with balcony"})

    assert answer.status_code == 409
    assert "is taken from Mon 3 May 2027 on: QUICKER MARIA" in answer.text
    assert 'value="2027-05-03"' in answer.text
    assert "with balcony" in answer.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"leaving": "2027-04-01"}, "The day of leaving must lie after the first night."),
        ({"leaving": "2190-12-31"}, "That is longer than ten years."),
        ({"first": "soon"}, "Write a date that exists"),
        ({"persons": ""}, "Please fill this in."),
        ({"room": "", "do": "give"}, "Choose one of the rooms."),
        ({"room": "x' or 1=1", "do": "give"}, "Choose one of the rooms."),
    ],
)
def test_wrong_days_are_answered_beside_the_input(
    client, sign_in, staff, make_room, make_ready, wrong, sentence
):
    case = make_ready()
    make_room()
    sign_in(client, staff["housing"])

    answer = client.post(page_of(case), data={**TYPED, **wrong})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.query(RoomStay).count() == 0


def test_a_room_that_does_not_exist_is_refused(client, sign_in, staff, make_ready):
    sign_in(client, staff["housing"])

    answer = client.post(page_of(make_ready()), data={**TYPED, "room": "999", "do": "give"})

    assert answer.status_code == 409


@pytest.mark.parametrize("role", ["office", "head", "classes"])
def test_only_housing_gives_a_room(client, sign_in, staff, make_room, make_ready, role):
    case, room = make_ready(), make_room()
    sign_in(client, staff[role])

    answer = client.post(page_of(case), data={**TYPED, "room": str(room.id), "do": "give"})

    assert answer.status_code == 403
    assert db.session.query(RoomNight).count() == 0


def test_no_room_by_the_page(client, sign_in, staff, make_ready, state):
    case = make_ready()
    sign_in(client, staff["housing"])

    answer = client.post(page_of(case), data={"do": "none", "note": "All full in April"})

    assert answer.status_code == 303
    assert state(case).facts["housing.allocated"] is False


def test_looking_again_writes_nothing(client, sign_in, staff, make_room, make_ready):
    case = make_ready()
    make_room()
    before = case.sequence
    sign_in(client, staff["housing"])

    answer = client.post(page_of(case), data={**TYPED, "persons": "2", "do": "look"})

    assert answer.status_code == 200
    assert (case.sequence, db.session.query(RoomStay).count()) == (before, 0)


def test_a_step_finished_in_another_tab_says_so(
    client, sign_in, staff, make_room, make_ready, give
):
    case, room, other = make_ready(), make_room("1"), make_room("2")
    give(case, room, YEAR)
    sign_in(client, staff["housing"])

    answer = client.post(page_of(case), data={**TYPED, "room": str(other.id), "do": "give"})

    assert answer.status_code == 409
    assert "This step was finished or closed meanwhile." in answer.text


def test_housing_takes_a_room_back_with_a_reason(
    client, sign_in, staff, make_room, make_ready, give
):
    case, room = make_ready(), make_room()
    give(case, room, YEAR)
    sign_in(client, staff["housing"])

    without = client.post(f"{page_of(case)}/take-back", data={})
    answer = client.post(f"{page_of(case)}/take-back", data={"reason": "Water damage"})

    assert (without.status_code, answer.status_code) == (422, 303)
    assert db.session.query(RoomNight).count() == 0


def test_nights_change_by_the_page_also_after_the_case_is_closed(
    client, sign_in, staff, make_room, make_ready, give
):
    case, room = make_ready(), make_room()
    stay = give(case, room, YEAR)
    case.status = "closed"
    db.session.commit()
    sign_in(client, staff["housing"])

    typed = {"first": "2027-04-01", "leaving": "2028-04-10", "reason": "One week longer"}
    answer = client.post(f"/cases/{case.id}/room-stays/{stay.id}", data=typed)

    assert answer.status_code == 303
    assert db.session.query(RoomNight).count() == 375


def test_nights_of_another_case_are_not_found(client, sign_in, staff, make_room, make_ready, give):
    stay, other = give(make_ready(), make_room(), YEAR), make_ready()
    sign_in(client, staff["housing"])

    assert client.get(f"/cases/{other.id}/room-stays/{stay.id}").status_code == 404


def test_a_room_in_question_is_shown_to_housing(
    client, sign_in, staff, make_room, make_ready, give
):
    case, room = make_ready(), make_room()
    give(case, room, YEAR)
    give(make_ready(), room, Period(date(2028, 4, 5), date(2028, 9, 1)))
    cases.record_facts(case.id, {"stay.ends_on": date(2028, 4, 30)}, by=By(None, NOON))
    sign_in(client, staff["housing"])

    assert "Dates of these stays moved" in client.get("/housing").text
    assert "The dates of this stay moved" in client.get(page_of(case)).text
    assert service.held_stay(case.id, STEP).in_question
