"""Which rooms are suggested, in which order, and what is said about each."""

from datetime import date

from onboarding.housing.models import Room, RoomStay
from onboarding.housing.nights import Period
from onboarding.housing.suggesting import Look, Need, Remark, closed_on, suggest

YEAR = Period(date(2027, 4, 1), date(2028, 3, 31))


def room(code: str, capacity: int = 1, rent: int = 30000, **columns: object) -> Room:
    return Room(code=code, capacity=capacity, rent=rent, step_free=False, **columns)


def codes(rooms: list[Room], need: Need) -> list[str]:
    return [one.room.code for one in suggest([Look(r) for r in rooms], need)]


def test_a_single_gets_a_small_room_before_a_family_room():
    rooms = [room("family", 4, 20000), room("pair", 2, 25000), room("single", 1, 40000)]

    assert codes(rooms, Need(YEAR, persons=1)) == ["single", "pair", "family"]


def test_rooms_within_the_rent_wished_for_come_first():
    rooms = [room("dear", 1, 50000), room("cheap", 2, 30000)]

    assert codes(rooms, Need(YEAR, persons=1, budget=35000)) == ["cheap", "dear"]


def test_a_room_without_steps_is_kept_for_who_needs_it():
    rooms = [room("plain", 1, 31000), Room(code="flat", capacity=1, rent=30000, step_free=True)]

    assert codes(rooms, Need(YEAR)) == ["plain", "flat"]
    assert codes(rooms, Need(YEAR, step_free=True)) == ["flat", "plain"]


def test_what_speaks_for_a_room_and_against_it_is_said():
    small = room("small", 1, 45000)

    one = suggest([Look(small)], Need(YEAR, persons=3, budget=40000, step_free=True))[0]

    assert (one.free, one.fits) == (True, False)
    assert one.good == (Remark("free", 365),)
    assert one.bad == (Remark("small", 1), Remark("steps"), Remark("over", 5000))


def test_a_taken_room_is_not_free_and_says_who_has_it():
    look = Look(room("taken", 2), date(2027, 5, 1), RoomStay(case_id=1))

    one = suggest([look], Need(YEAR))[0]

    assert (one.free, one.fits) == (False, False)
    assert one.bad == (Remark("taken", look),)


def test_a_room_is_closed_from_the_first_night_it_cannot_be_had():
    early = room("early", available_from=date(2027, 5, 1))
    late = room("late", available_until=date(2027, 9, 1))
    always = room("always", available_until=date(2028, 3, 31))

    assert closed_on(early, YEAR) == date(2027, 4, 1)
    assert closed_on(late, YEAR) == date(2027, 9, 1)
    assert closed_on(always, YEAR) is None
