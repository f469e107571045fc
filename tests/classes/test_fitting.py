"""Which classes suit a learner, in which order, and what is said about each."""

from datetime import date

from onboarding.classes.fitting import Filled, Learner, choose
from onboarding.classes.models import Course

LEVELS = ("A1", "A2", "B1", "B2", "C1")
TODAY = date(2026, 11, 23)
SPRING = (date(2027, 4, 12), date(2027, 7, 26))
AUTUMN = (date(2026, 10, 12), date(2027, 1, 25))


def course(code: str, level: str, days: tuple[date, date] = SPRING, seats: int = 5) -> Course:
    return Course(code=code, level=level, starts_on=days[0], ends_on=days[1], seats=seats)


def chosen(courses: list[Course], learner: Learner) -> list[tuple[str, tuple[str, ...]]]:
    found = choose([Filled(c) for c in courses], learner, levels=LEVELS, today=TODAY)
    return [(one.course.code, one.remarks) for one in found]


def test_the_own_level_comes_first_and_far_levels_not_at_all():
    courses = [course("a1", "A1"), course("a2", "A2"), course("b1", "B1"), course("b2", "B2")]

    assert chosen(courses, Learner("A2")) == [
        ("a2", ()),
        ("a1", ("lower",)),
        ("b1", ("higher",)),
    ]


def test_every_level_is_shown_to_who_is_placed_in_none():
    courses = [course("a1", "A1"), course("c1", "C1")]

    assert chosen(courses, Learner("")) == [("a1", ()), ("c1", ())]


def test_a_class_that_begins_before_the_stay_or_ends_after_it_says_so():
    learner = Learner("A2", date(2027, 1, 8), date(2027, 6, 30))
    courses = [course("running", "A2", AUTUMN), course("coming", "A2")]

    assert chosen(courses, learner) == [("running", ("late",)), ("coming", ("early",))]


def test_a_class_outside_the_stay_is_left_out():
    learner = Learner("A2", date(2027, 8, 1), date(2027, 9, 30))

    assert chosen([course("running", "A2", AUTUMN), course("coming", "A2")], learner) == []


def test_no_seat_is_left_while_somebody_waits():
    assert Filled(course("x", "A2"), taken=4).left == 1
    assert Filled(course("x", "A2"), taken=4, waiting=1).left == 0


def test_a_full_class_is_still_offered_for_waiting():
    found = choose([Filled(course("x", "A2"), taken=5)], Learner("A2"), levels=LEVELS, today=TODAY)

    assert [(one.remarks, one.fits) for one in found] == [(("full",), True)]
