"""Slipping: which days an event or a delay moves, by how much, and because of what."""

from datetime import date, timedelta

import pytest

from onboarding.engine.progress import Progress, wake
from onboarding.engine.slipping import Cause, Shift, What, Why, delays, retimed, shifts
from tests.engine.building import DAY, Story, blueprint
from tests.engine.timing import tempo

START = date(2027, 4, 1)
FORK = """
- {id: pay}
- {id: look}
- {id: sign, needs: [pay], due: 10 days after w.pay}
- {id: room, needs: [look], due: 5 days after opening}
- {id: go, needs: [sign, room], due: 7 days before stay.starts_on}
- {id: rest, needs: [go]}
"""
TIMES = "{pay: 10, look: 10, sign: 20, room: 15, go: 7, rest: 3}"


def story(steps: str = FORK) -> Story:
    return Story(blueprint(steps)).open(stay__starts_on=START)


def told(before: Progress, after: Progress, times: str = TIMES) -> dict[str, tuple[int, Cause]]:
    """Return step → by how many days its expected end moved, and why."""
    found = shifts(before, after, tempo(before.plan.blueprint, times, "ready: [w.go]"))
    return {s.step.removeprefix("w."): (s.days, s.cause) for s in found if s.what is What.EXPECTED}


def moved(found: tuple[Shift, ...], what: What) -> dict[str, tuple[int, Cause]]:
    return {s.step.removeprefix("w."): (s.days, s.cause) for s in found if s.what is what}


def test_a_step_finished_late_moves_what_waits_for_it_and_nothing_else():
    case = story()
    before = wake(case.progress, DAY + timedelta(days=16))
    case.finish("pay", on=before.today)

    late = Cause(Why.FINISHED, "w.pay")
    assert told(before, case.progress) == {"sign": (6, late), "go": (6, late), "rest": (6, late)}


def test_room_to_spare_absorbs_a_delay():
    case = story()
    before = wake(case.progress, DAY + timedelta(days=13))
    case.finish("look", on=before.today)

    # It had 5 days to spare before what waits for both; the room ends 3 days later.
    assert told(before, case.progress) == {"room": (3, Cause(Why.FINISHED, "w.look"))}


def test_a_step_finished_early_moves_what_waits_for_it_ahead():
    case = story()
    before = case.progress
    case.finish("pay", on=DAY + timedelta(days=2))

    early = Cause(Why.FINISHED, "w.pay")
    # The other branch holds the last two back: it ends on the 31st, five days before the first.
    assert told(before, case.progress) == {
        "sign": (-8, early),
        "go": (-5, early),
        "rest": (-5, early),
    }


def test_a_step_finished_as_reckoned_moves_nothing():
    case = story()
    before = wake(case.progress, DAY + timedelta(days=10))
    case.finish("pay", on=before.today)

    assert told(before, case.progress) == {}


def test_of_two_late_steps_the_one_that_ends_last_is_named():
    case = story()
    before = wake(case.progress, DAY + timedelta(days=20))
    case.finish("pay", "look", on=before.today)

    pay, look = Cause(Why.FINISHED, "w.pay"), Cause(Why.FINISHED, "w.look")
    assert told(before, case.progress) == {
        "sign": (10, pay),
        "room": (10, look),
        "go": (10, pay),
        "rest": (10, pay),
    }


def test_another_start_moves_due_dates_and_latest_days():
    case = story()
    before = case.progress
    case.answer(stay__starts_on=START + timedelta(days=14))
    found = shifts(before, case.progress, tempo(case.blueprint, TIMES, "ready: [w.go]"))

    start = Cause(Why.FACT, "stay.starts_on")
    assert found[-1] == Shift("w.go", What.DUE, date(2027, 3, 25), date(2027, 4, 8), start)
    assert moved(found, What.DUE) == {"go": (14, start)}
    assert moved(found, What.EXPECTED) == {}
    assert moved(found, What.LATEST) == dict.fromkeys(
        ("pay", "look", "sign", "room", "go"), (14, start)
    )


def test_another_start_moves_what_opens_before_it():
    steps = "[{id: go, opens: 7 days before stay.starts_on}, {id: rest, needs: [go]}]"
    case = story(steps)
    before = case.progress
    case.answer(stay__starts_on=START + timedelta(days=14))

    start = Cause(Why.FACT, "stay.starts_on")
    assert told(before, case.progress, "{go: 7}") == {"go": (14, start), "rest": (14, start)}


def test_a_step_that_opens_on_another_day_says_so():
    steps = "[{id: go, opens: 7 days before stay.ends_on}, {id: rest, needs: [go]}]"
    case = story(steps).answer(stay__ends_on=date(2027, 6, 30))
    before = case.progress
    case.answer(stay__ends_on=date(2027, 7, 2))

    assert told(before, case.progress, "{go: 7}") == {
        "go": (2, Cause(Why.OPENS, "w.go")),
        "rest": (2, Cause(Why.OPENS, "w.go")),
    }


def test_a_due_date_after_a_step_moves_with_the_day_it_was_finished():
    case = story().finish("pay")
    before = case.progress
    case.reopen("pay").finish("pay", on=DAY + timedelta(days=3))
    found = shifts(before, case.progress, tempo(case.blueprint, TIMES, "ready: [w.go]"))

    assert moved(found, What.DUE) == {"sign": (3, Cause(Why.FINISHED, "w.pay"))}


def test_a_due_date_after_opening_moves_with_it():
    case = story().finish("look")
    before = case.progress
    case.reopen("look").finish("look", on=DAY + timedelta(days=4))
    found = shifts(before, case.progress, tempo(case.blueprint, TIMES, "ready: [w.go]"))

    opens = Cause(Why.OPENS, "w.room")
    assert moved(found, What.DUE) == {"room": (4, opens)}
    assert moved(found, What.EXPECTED) == {"room": (4, opens)}


def test_a_step_taken_back_moves_what_waits_for_it():
    case = story().finish("pay", "look", "sign")
    before = case.progress
    case.reopen("pay").reopen("sign")

    again = Cause(Why.AGAIN, "w.pay")
    assert told(before, case.progress) == {"go": (15, again), "rest": (15, again)}


MAYBE = """
- {id: ask, asks: [person.paid]}
- {id: sign, needs: [ask], when: person.paid}
- {id: seal, needs: [sign], when: person.paid}
- {id: go, needs: [seal]}
"""
LONG = "{ask: 1, sign: 20, seal: 5, go: 7}"
NOT_EXPECTED = "{ask: 1, sign: {days: 20, expected: false}, seal: 5, go: 7}"


def test_a_step_that_turns_out_not_to_be_needed_gives_its_time_back():
    case = story(MAYBE)
    before = case.progress
    case.finish("ask", on=DAY + timedelta(days=1), person__paid=False)
    found = shifts(before, case.progress, tempo(case.blueprint, LONG, "ready: [w.go]"))

    assert moved(found, What.EXPECTED) == {"go": (-25, Cause(Why.DROPPED, "w.seal"))}


def test_a_step_that_turns_out_to_be_needed_takes_its_time():
    case = story(MAYBE)
    before = case.progress
    case.finish("ask", on=DAY + timedelta(days=1), person__paid=True)
    found = shifts(before, case.progress, tempo(case.blueprint, NOT_EXPECTED, "ready: [w.go]"))

    needed = Cause(Why.NEEDED, "w.sign")
    assert moved(found, What.EXPECTED) == {"seal": (20, needed), "go": (20, needed)}


@pytest.mark.parametrize(
    ("times", "was", "now", "days", "why"),
    [(NOT_EXPECTED, None, True, -20, Why.NEEDED), (LONG, True, False, 20, Why.DROPPED)],
)
def test_what_comes_between_moves_the_latest_days_before_it(times, was, now, days, why):
    steps = "[{id: pay}, {id: sign, needs: [pay], when: person.paid}, {id: go, needs: [sign]}]"
    case = story(steps)
    if was is not None:
        case.answer(person__paid=was)
    before = case.progress
    case.answer(person__paid=now)
    chosen = tempo(
        case.blueprint, times.replace("seal: 5, ", "").replace("ask", "pay"), "ready: [w.go]"
    )

    found = shifts(before, case.progress, chosen)
    assert moved(found, What.LATEST) == {"pay": (days, Cause(why, "w.sign"))}


def test_open_steps_that_are_late_move_what_waits_for_them():
    case = story()
    chosen = tempo(case.blueprint, TIMES, "ready: [w.go]")
    in_time, late = (wake(case.progress, DAY + timedelta(days=days)) for days in (10, 14))

    waiting = {key: Cause(Why.WAITING, f"w.{key}") for key in ("pay", "look")}
    assert delays(in_time, chosen) == ()
    assert moved(delays(late, chosen), What.EXPECTED) == {
        "pay": (4, waiting["pay"]),
        "look": (4, waiting["look"]),
        "sign": (4, waiting["pay"]),
        "room": (4, waiting["look"]),
        "go": (4, waiting["pay"]),
        "rest": (4, waiting["pay"]),
    }


def test_another_time_moves_what_waits_and_the_latest_days_before():
    case = story()
    before, after = (
        tempo(case.blueprint, TIMES.replace("sign: 20", f"sign: {days}"), "ready: [w.go]")
        for days in (20, 22)
    )
    found = retimed(case.progress, before, after)

    time = Cause(Why.TIME, "w.sign")
    assert moved(found, What.EXPECTED) == {"sign": (2, time), "go": (2, time), "rest": (2, time)}
    assert moved(found, What.LATEST) == {"pay": (-2, Cause(Why.TIME, "w.pay"))}


def test_nothing_moves_in_a_case_that_is_over():
    case = story()
    before = case.progress
    case.stop()
    chosen = tempo(case.blueprint, TIMES, "ready: [w.go]")
    closed = story().tell("closed").progress

    assert shifts(before, case.progress, chosen) == ()
    assert shifts(case.progress, before, chosen) == ()
    assert shifts(before, closed, chosen) == ()


def test_steps_of_other_items_are_told_apart():
    steps = """
- {id: meet, each: family.members}
- {id: go, needs: [meet]}
"""
    case = story(steps).answer(family__members=("m1",))
    before = case.progress
    case.answer(family__members=("m1", "m2"))
    after = wake(case.progress, DAY + timedelta(days=3))

    assert told(before, case.progress, "{meet: 5, go: 1}") == {}
    case.finish("meet@m2", on=after.today)
    assert told(after, case.progress, "{meet: 1, go: 1}") == {
        "go": (2, Cause(Why.FINISHED, "w.meet@m2"))
    }


def test_days_move_in_a_case_whose_start_nobody_knows():
    case = Story(blueprint(FORK)).open()
    before = wake(case.progress, DAY + timedelta(days=16))
    case.finish("pay", on=before.today)

    late = Cause(Why.FINISHED, "w.pay")
    assert told(before, case.progress) == {"sign": (6, late), "go": (6, late), "rest": (6, late)}
