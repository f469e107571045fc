"""Giving rooms, taking them back, and following the dates of a case."""

import json
from datetime import date, timedelta

import pytest

from onboarding.cases import service as cases
from onboarding.cases.models import CaseEvent
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.engine.errors import StepNotOpen
from onboarding.engine.progress import State
from onboarding.housing import service
from onboarding.housing.models import RoomNight, RoomStay
from onboarding.housing.nights import Period
from onboarding.housing.queries import held_stay, nights_of
from onboarding.notices.models import Notice
from tests.conftest import NOON
from tests.housing.conftest import STEP, by_housing

YEAR = Period(date(2027, 4, 1), date(2028, 3, 31))
SYSTEM = By(None, NOON)


def nights(room) -> int:
    return db.session.query(RoomNight).filter_by(room_id=room.id).count()


def told_housing() -> list[str]:
    return [n.name for n in db.session.query(Notice).order_by(Notice.id) if "room_" in n.name]


def kinds(case) -> list[str]:
    rows = db.session.query(CaseEvent).filter_by(case_id=case.id).order_by(CaseEvent.sequence)
    return [row.kind for row in rows]


def test_a_room_given_is_recorded_with_all_its_facts(make_ready, make_room, give, state):
    case, room = make_ready(), make_room("305", rent=42500)

    give(case, room, YEAR)

    facts = {k: v for k, v in state(case).facts.items() if k in (service.ALLOCATED, *service.FACTS)}
    assert facts == {
        "housing.allocated": True,
        "housing.room": "305",
        "housing.building": "House A",
        "housing.building_ja": "A棟",
        "housing.address": "1 Honmachi",
        "housing.address_ja": "本町1丁目",
        "housing.rent": 42500,
        "housing.from_night": date(2027, 4, 1),
        "housing.until_night": date(2028, 3, 31),
    }
    assert nights(room) == 365
    assert state(case).plan.find("housing.answer") in list(state(case).open_steps())


def test_a_room_is_given_again_from_the_day_the_last_one_leaves(make_ready, make_room, give):
    room = make_room()
    give(make_ready(), room, YEAR)

    give(make_ready(), room, Period(YEAR.leaving, date(2028, 9, 30)))

    assert nights(room) == 365 + 183


def test_a_taken_night_is_refused_and_nothing_is_half_written(make_ready, make_room, give, state):
    room, first, second = make_room(), make_ready(), make_ready()
    give(first, room, YEAR)

    with pytest.raises(service.RoomTaken) as refusal:
        give(second, room, Period(date(2028, 3, 30), date(2028, 5, 1)))

    look = refusal.value.look
    assert (look.taken_on, look.taken_by.case_id) == (date(2028, 3, 30), first.id)
    assert nights(room) == 365
    assert state(second).state(state(second).plan.find(STEP)) is State.OPEN
    assert "housing.room" not in state(second).facts


def test_a_room_is_refused_when_it_cannot_be_had(make_ready, make_room, give):
    room = make_room(available_until=date(2027, 8, 1))

    with pytest.raises(service.RoomTaken) as refusal:
        give(make_ready(), room, YEAR)

    assert refusal.value.look.taken_on == date(2027, 8, 1)
    assert nights(room) == 0


def test_a_second_click_changes_nothing(make_ready, make_room, give):
    case, room = make_ready(), make_room()
    stay = give(case, room, YEAR)

    again = give(case, room, YEAR)

    assert again.id == stay.id
    assert kinds(case).count("finished") == len(set(kinds_of_finished(case)))


def kinds_of_finished(case) -> list[str]:
    rows = db.session.query(CaseEvent).filter_by(case_id=case.id, kind="finished")
    return [json.loads(row.data)["step"] for row in rows]


def test_another_room_for_a_finished_step_is_refused(make_ready, make_room, give):
    case, room, other = make_ready(), make_room("1"), make_room("2")
    give(case, room, YEAR)

    with pytest.raises(StepNotOpen):
        give(case, other, YEAR)

    assert (nights(room), nights(other)) == (365, 0)


def test_no_room_opens_the_search_for_a_place_of_ones_own(make_ready, staff, state):
    case = make_ready()

    service.refuse_room(case.id, STEP, by=by_housing(case, staff))
    service.refuse_room(case.id, STEP, by=by_housing(case, staff))

    assert state(case).facts["housing.allocated"] is False
    assert [p.key for p in state(case).open_steps() if p.step.workflow == "housing"] == [
        "housing.own_place"
    ]
    assert kinds_of_finished(case).count(STEP) == 1


def test_no_room_may_be_said_again_after_looking_once_more(make_ready, staff, state):
    case = make_ready()
    service.refuse_room(case.id, STEP, by=by_housing(case, staff))
    cases.reopen_step(case.id, STEP, reason="a room may become free", by=SYSTEM)

    service.refuse_room(case.id, STEP, by=by_housing(case, staff))

    assert STEP in state(case).marks
    assert state(case).facts["housing.allocated"] is False


def test_no_room_after_one_was_given_is_refused(make_ready, make_room, give, staff):
    case, room = make_ready(), make_room()
    give(case, room, YEAR)

    with pytest.raises(StepNotOpen):
        service.refuse_room(case.id, STEP, by=by_housing(case, staff))

    assert nights(room) == 365


def test_the_answer_no_gives_the_nights_back(make_ready, make_room, give, act, state):
    case, room = make_ready(), make_room()
    give(case, room, YEAR)

    act(case, case.researcher, "housing.answer", outcome="other")

    assert nights(room) == 0
    assert state(case).state(state(case).plan.find(STEP)) is State.OPEN
    assert "housing.room" not in state(case).facts
    assert kinds(case)[-3:] == ["finished", "room_given_back", "answered"]
    assert told_housing() == ["room_given_back"]


def test_a_stopped_case_gives_the_nights_back(make_ready, make_room, give):
    case, room = make_ready(), make_room()
    give(case, room, YEAR)

    cases.stop_case(case.id, reason="withdrawn", by=SYSTEM)

    assert nights(room) == 0
    assert kinds(case)[-2:] == ["stopped", "room_given_back"]


def test_who_stops_while_living_there_keeps_the_nights_slept(make_ready, make_room, give):
    case, room = make_ready(stay__starts_on=date(2026, 11, 20)), make_room()
    stay = give(case, room, Period(date(2026, 11, 20), date(2027, 3, 31)))

    cases.stop_case(case.id, reason="left early", by=SYSTEM)

    assert nights_of(stay) == Period(date(2026, 11, 20), date(2026, 11, 23))
    assert nights(room) == 3


def test_a_room_not_wanted_any_more_is_given_back(make_ready, make_room, give, state):
    case, room = make_ready(), make_room()
    give(case, room, YEAR)

    cases.record_facts(case.id, {"housing.wanted": False}, by=SYSTEM)

    assert nights(room) == 0
    assert "housing.own_place" in [p.key for p in state(case).open_steps()]


def test_a_step_taken_back_frees_the_room_and_asks_the_answer_anew(
    make_ready, make_room, give, act, state
):
    case, room = make_ready(), make_room()
    give(case, room, YEAR)
    act(case, case.researcher, "housing.answer", outcome="taken")

    cases.reopen_step(case.id, STEP, reason="water damage", by=SYSTEM)

    assert nights(room) == 0
    assert not {STEP, "housing.answer"} & state(case).marks.keys()


def test_nights_follow_the_dates_of_the_stay(make_ready, make_room, give, act, state):
    case, room = make_ready(), make_room()
    stay = give(case, room, YEAR)
    act(case, case.researcher, "housing.answer", outcome="taken")

    moved = {"stay.starts_on": date(2027, 5, 1), "stay.ends_on": date(2028, 4, 30)}
    cases.record_facts(case.id, moved, by=SYSTEM)

    assert nights_of(stay) == Period(date(2027, 5, 1), date(2028, 4, 30))
    assert nights(room) == 365
    assert state(case).facts["housing.from_night"] == date(2027, 5, 1)
    assert "housing.answer" in state(case).marks
    assert told_housing() == ["room_moved"]


def test_nights_begin_with_an_earlier_arrival(make_ready, make_room, give):
    case, room = make_ready(), make_room()
    stay = give(case, room, YEAR)

    cases.record_facts(case.id, {"arrival.planned_on": date(2027, 3, 29)}, by=SYSTEM)

    assert nights_of(stay) == Period(date(2027, 3, 29), date(2028, 3, 31))
    assert nights(room) == 368


def test_nights_that_cannot_follow_stay_and_housing_decides(make_ready, make_room, give, state):
    room, case, next_one = make_room(), make_ready(), make_ready()
    stay = give(case, room, YEAR)
    give(next_one, room, Period(date(2028, 4, 5), date(2028, 9, 1)))

    moved = {"stay.starts_on": date(2027, 5, 1), "stay.ends_on": date(2028, 4, 30)}
    cases.record_facts(case.id, moved, by=SYSTEM)

    assert (nights_of(stay), stay.in_question) == (YEAR, True)
    assert state(case).state(state(case).plan.find(STEP)) is State.OPEN
    assert told_housing() == ["room_in_question"]
    assert kinds(case)[-3:] == ["answered", "room_in_question", "reopened"]


def test_a_room_in_question_is_settled_in_the_same_room_without_asking_again(
    make_ready, make_room, give, act, state
):
    room, case, next_one = make_room(), make_ready(), make_ready()
    stay = give(case, room, YEAR)
    act(case, case.researcher, "housing.answer", outcome="taken")
    give(next_one, room, Period(date(2028, 4, 5), date(2028, 9, 1)))
    cases.record_facts(case.id, {"stay.ends_on": date(2028, 4, 30)}, by=SYSTEM)

    give(case, room, Period(date(2027, 4, 1), date(2028, 4, 5)))

    assert (nights_of(stay).leaving, stay.in_question) == (date(2028, 4, 5), False)
    assert "housing.answer" in state(case).marks


def test_a_room_in_question_changed_for_another_is_free_and_asked_about_again(
    make_ready, make_room, give, act, state
):
    room, other, case, next_one = make_room("1"), make_room("2"), make_ready(), make_ready()
    give(case, room, YEAR)
    act(case, case.researcher, "housing.answer", outcome="taken")
    give(next_one, room, Period(date(2028, 4, 5), date(2028, 9, 1)))
    cases.record_facts(case.id, {"stay.ends_on": date(2028, 4, 30)}, by=SYSTEM)

    give(case, other, Period(date(2027, 4, 1), date(2028, 4, 30)))

    assert held_stay(case.id, STEP).room_id == other.id
    assert nights(room) == 149
    assert "housing.answer" in [p.key for p in state(case).open_steps()]


def test_a_room_in_question_may_end_without_a_room(make_ready, make_room, give, staff, state):
    room, case, next_one = make_room(), make_ready(), make_ready()
    give(case, room, YEAR)
    give(next_one, room, Period(date(2028, 4, 5), date(2028, 9, 1)))
    cases.record_facts(case.id, {"stay.ends_on": date(2028, 4, 30)}, by=SYSTEM)

    service.refuse_room(case.id, STEP, by=by_housing(case, staff))

    assert nights(room) == 149
    assert "housing.room" not in state(case).facts


def test_a_stopped_case_gives_back_a_room_in_question(make_ready, make_room, give):
    room, case, next_one = make_room(), make_ready(), make_ready()
    give(case, room, YEAR)
    give(next_one, room, Period(date(2028, 4, 5), date(2028, 9, 1)))
    cases.record_facts(case.id, {"stay.ends_on": date(2028, 4, 30)}, by=SYSTEM)

    cases.stop_case(case.id, reason="visa refused", by=SYSTEM)

    assert nights(room) == 149


def test_a_stay_that_would_end_before_it_begins_is_put_in_question(make_ready, make_room, give):
    case, room = make_ready(), make_room()
    stay = give(case, room, YEAR)

    cases.record_facts(case.id, {"stay.ends_on": date(2027, 1, 1)}, by=SYSTEM)

    assert (nights_of(stay), stay.in_question) == (YEAR, True)


def test_housing_lengthens_a_stay(make_ready, make_room, give, staff, state):
    case, room = make_ready(), make_room()
    stay = give(case, room, YEAR)
    longer = Period(YEAR.first, date(2028, 6, 30))

    service.change_nights(stay.id, longer, by=by_housing(case, staff), reason="extended")

    assert nights(room) == longer.nights
    assert state(case).facts["housing.until_night"] == date(2028, 6, 30)


def test_housing_does_not_lengthen_a_stay_into_another(make_ready, make_room, give, staff):
    room, case, next_one = make_room(), make_ready(), make_ready()
    stay = give(case, room, YEAR)
    give(next_one, room, Period(YEAR.leaving, date(2028, 9, 1)))

    with pytest.raises(service.RoomTaken):
        service.change_nights(
            stay.id, Period(YEAR.first, date(2028, 6, 30)), by=by_housing(case, staff), reason="x"
        )

    assert nights_of(stay) == YEAR


def test_a_room_given_back_has_no_nights_to_change(make_ready, make_room, give, staff):
    case, room = make_ready(), make_room()
    stay = give(case, room, YEAR)
    cases.stop_case(case.id, reason="withdrawn", by=SYSTEM)

    with pytest.raises(service.UnknownRoom):
        service.change_nights(stay.id, YEAR, by=by_housing(case, staff), reason="x")


def test_the_state_of_a_case_is_the_same_rebuilt_from_its_history(make_ready, make_room, give, act):
    room, case, next_one = make_room(), make_ready(), make_ready()
    give(case, room, YEAR)
    act(case, case.researcher, "housing.answer", outcome="taken")
    give(next_one, room, Period(date(2028, 4, 5), date(2028, 9, 1)))
    cases.record_facts(case.id, {"stay.starts_on": date(2027, 4, 2)}, by=SYSTEM)
    cases.record_facts(case.id, {"stay.ends_on": date(2028, 4, 30)}, by=SYSTEM)
    cases.record_facts(case.id, {"housing.wanted": False}, by=SYSTEM)

    assert cases.rebuild(case.id, date(2026, 11, 23)) is False


def test_three_years_are_as_many_nights(make_ready, make_room, give):
    room = make_room()
    stay = give(make_ready(), room, Period(YEAR.first, YEAR.first + timedelta(days=1095)))

    assert nights(room) == 1095
    assert db.session.query(RoomStay).filter_by(id=stay.id).one().until_night == date(2030, 3, 31)
