"""Back-planning: by when each step has to be finished, and which start can be met."""

from datetime import date, timedelta

import pytest

from onboarding.engine.backplan import Outlook, Timing, outlook, safe_until
from onboarding.engine.progress import Progress, wake
from onboarding.engine.tempo import Tempo
from tests.engine.building import DAY, Story, blueprint
from tests.engine.timing import tempo

START = date(2027, 4, 1)
CHAIN = "[{id: pay}, {id: sign, needs: [pay]}, {id: go, needs: [sign]}, {id: rest, needs: [go]}]"


def opened(steps: str, start: date | None = START, **facts: object) -> Progress:
    """Return a case just opened on 6 January 2027."""
    return Story(blueprint(steps)).open(stay__starts_on=start, **facts).progress


def days(progress: Progress, found: Outlook | None) -> dict[str, tuple[date, date | None]]:
    """Return step → when it is expected to be finished, and by when it has to."""
    assert found is not None
    steps = progress.plan.steps
    return {steps[n].step.id: (t.finish, t.finish_by) for n, t in found.timings.items()}


def path(progress: Progress, found: Outlook | None) -> list[str]:
    assert found is not None
    return [progress.plan.steps[number].step.id for number in found.path]


def reckon(progress: Progress, times: str, more: str = "ready: [w.go]") -> tuple[Tempo, Outlook]:
    chosen = tempo(progress.plan.blueprint, times, more)
    found = outlook(progress, chosen)
    assert found is not None
    return chosen, found


def test_a_chain_is_reckoned_forwards_and_backwards():
    progress = opened(CHAIN)
    chosen, found = reckon(progress, "{pay: 10, sign: 20, go: 7, rest: 3}")

    assert found == Outlook(
        wanted=START,
        expected=date(2027, 2, 12),
        earliest=START,
        timings={
            0: Timing(DAY, date(2027, 1, 16), date(2027, 2, 23), date(2027, 3, 5), 0),
            1: Timing(date(2027, 1, 16), date(2027, 2, 5), date(2027, 3, 5), date(2027, 3, 25), 1),
            2: Timing(date(2027, 2, 5), date(2027, 2, 12), date(2027, 3, 25), START, 2),
            3: Timing(date(2027, 2, 12), date(2027, 2, 15), None, None, 4),
        },
        path=(0, 1, 2),
        assumed=0,
    )
    assert (found.met, found.spare, found.timings[3].slack) == (True, 48, None)
    assert safe_until(progress, chosen) == date(2027, 3, 5)


@pytest.mark.parametrize(
    ("start", "time", "opens_by"),
    [
        # Months of 31, 30, 28 and 29 days.
        (date(2027, 2, 28), "{days: 28}", date(2027, 1, 31)),
        (date(2028, 3, 1), "{days: 1}", date(2028, 2, 29)),
        (date(2027, 3, 1), "{days: 1}", date(2027, 2, 28)),
        (date(2027, 5, 1), "{days: 31}", date(2027, 3, 31)),
        (date(2028, 1, 1), "{days: 365}", date(2027, 1, 1)),
        # 29 February 2028 is a working day.
        (date(2028, 3, 1), "{working_days: 2}", date(2028, 2, 28)),
        # Golden Week 2027: no office works from 1 to 5 May, nor on 29 April.
        (date(2027, 5, 6), "{working_days: 1}", date(2027, 5, 5)),
        (date(2027, 5, 5), "{working_days: 1}", date(2027, 4, 29)),
        (date(2027, 5, 5), "{working_days: 2}", date(2027, 4, 27)),
        (date(2027, 5, 7), "{working_days: 5}", date(2027, 4, 26)),
        # The start falls on a Sunday: offices end on the Friday before.
        (date(2027, 4, 4), "{working_days: 1}", date(2027, 4, 1)),
        # 21 March 2027 is a holiday on a Sunday, kept on Monday the 22nd.
        (date(2027, 3, 23), "{working_days: 2}", date(2027, 3, 18)),
    ],
)
def test_latest_days_are_exact(start, time, opens_by):
    progress = opened("[{id: go}]", start)
    _chosen, found = reckon(progress, f"{{go: {time}}}")

    assert found.timings[0].open_by == opens_by


def test_a_start_that_cannot_be_met_names_the_earliest_that_can():
    progress = opened(CHAIN, date(2027, 2, 1))
    chosen, found = reckon(progress, "{pay: 10, sign: 20, go: 7}")

    assert (found.met, found.expected, found.earliest) == (False, *2 * [date(2027, 2, 12)])
    assert found.spare == -11
    assert safe_until(progress, chosen) == DAY - timedelta(days=1)


def test_a_step_that_opens_before_the_start_moves_with_it():
    steps = "[{id: pay}, {id: go, needs: [pay], opens: 7 days before stay.starts_on}]"
    progress = opened(steps, date(2027, 1, 20))
    _chosen, found = reckon(progress, "{pay: 10, go: 7}")

    assert days(progress, found)["go"] == (date(2027, 1, 23), date(2027, 1, 20))
    # 23 January is a Saturday, so seven days before it counts as Friday the 15th.
    assert found.earliest == date(2027, 1, 23)


def test_settings_under_which_no_start_can_be_met_are_told():
    progress = opened("[{id: go, opens: 7 days before stay.starts_on}]")
    _chosen, found = reckon(progress, "{go: 15}")

    assert (found.met, found.earliest) == (False, None)


def test_a_step_may_open_after_another_is_finished():
    steps = "[{id: pay}, {id: go, opens: 10 days after w.pay}]"
    progress = opened(steps)
    _chosen, found = reckon(progress, "{pay: 3, go: 1}")

    assert days(progress, found)["go"][0] == date(2027, 1, 20)


def test_an_open_step_runs_from_its_opening_and_never_ends_in_the_past():
    story = Story(blueprint(CHAIN)).open(stay__starts_on=START)
    soon, late = (wake(story.progress, DAY + timedelta(days=days)) for days in (4, 15))
    times = "{pay: 10, sign: 20, go: 7}"

    assert days(soon, reckon(soon, times)[1])["pay"][0] == date(2027, 1, 16)
    assert days(late, reckon(late, times)[1])["pay"][0] == date(2027, 1, 21)
    assert days(late, reckon(late, times)[1])["sign"][0] == date(2027, 2, 10)


def test_finished_steps_take_no_more_time():
    story = Story(blueprint(CHAIN)).open(stay__starts_on=START).finish("pay")
    _chosen, found = reckon(story.progress, "{pay: 10, sign: 20, go: 7}")

    assert days(story.progress, found) == {
        "sign": (date(2027, 1, 26), date(2027, 3, 25)),
        "go": (date(2027, 2, 2), START),
        "rest": (date(2027, 2, 2), None),
    }
    assert path(story.progress, found) == ["sign", "go"]


MAYBE = """
- {id: ask, asks: [person.paid]}
- {id: pay}
- {id: sign, needs: [ask, pay], when: person.paid}
- {id: go, needs: [sign]}
"""


def test_a_step_that_does_not_apply_takes_no_time_but_lets_wait():
    progress = opened(MAYBE, person__paid=False)
    _chosen, found = reckon(progress, "{pay: 5, sign: 20, go: 1}")

    assert days(progress, found) == {
        "ask": (DAY, date(2027, 3, 31)),
        "pay": (date(2027, 1, 11), date(2027, 3, 31)),
        "go": (date(2027, 1, 12), START),
    }
    assert path(progress, found) == ["pay", "go"]


def test_a_step_nobody_knows_to_be_needed_counts_and_is_told():
    progress = opened(MAYBE)
    _chosen, found = reckon(progress, "{pay: 5, sign: 20, go: 1}")

    assert days(progress, found)["sign"] == (date(2027, 1, 31), date(2027, 3, 31))
    assert [p.step.id for p in progress.steps(found.assumed)] == ["sign"]


def test_a_step_that_is_not_expected_counts_only_once_it_is_needed():
    times = "{pay: 5, sign: {days: 20, expected: false}, go: 1}"
    unknown, needed = opened(MAYBE), opened(MAYBE, person__paid=True)

    assert days(unknown, reckon(unknown, times)[1])["go"][0] == date(2027, 1, 12)
    assert reckon(unknown, times)[1].assumed == 0
    assert days(needed, reckon(needed, times)[1])["go"][0] == date(2027, 2, 1)


def test_a_step_waits_for_the_answer_that_decides_about_it():
    steps = """
- {id: ask, asks: [person.paid]}
- {id: judge, outcomes: {good: , bad: }}
- {id: pay, when: person.paid}
- {id: sign, when: 'w.judge == "good"'}
- {id: look, opens: once person.paid}
- {id: meet, needs: [greet], each: family.members}
- {id: greet, asks: [family.members]}
"""
    progress = opened(steps)
    more = "ready: [w.pay, w.sign, w.look]"
    _chosen, found = reckon(progress, "{ask: 9, judge: 20, pay: 1, sign: 1, look: 2}", more)

    assert {key: day for key, (day, _) in days(progress, found).items()} == {
        "ask": date(2027, 1, 15),
        "judge": date(2027, 1, 26),
        "pay": date(2027, 1, 16),
        "sign": date(2027, 1, 27),
        "look": date(2027, 1, 17),
        "greet": DAY,
    }


def test_a_step_waits_for_the_list_it_is_needed_for():
    steps = """
- {id: greet, asks: [family.members]}
- {id: meet, needs: [greet], each: family.members}
- {id: go, needs: [meet]}
"""
    unknown, known = opened(steps), opened(steps, family__members=("m1", "m2"))

    assert days(unknown, reckon(unknown, "{greet: 4, go: 1}")[1])["go"][0] == date(2027, 1, 11)
    found = reckon(known, "{greet: 4, meet: 10, go: 1}")[1]
    assert days(known, found)["go"][0] == date(2027, 1, 21)
    assert path(known, found) == ["greet", "meet", "go"]


def test_the_path_leads_to_the_end_with_least_room():
    steps = "[{id: pay}, {id: sign}, {id: land, needs: [pay]}, {id: move, needs: [sign, land]}]"
    progress = opened(steps)
    more = "ready: [w.land, w.move]"

    _chosen, found = reckon(progress, "{pay: 5, sign: 9, land: 1, move: 2}", more)
    assert path(progress, found) == ["sign", "move"]
    _chosen, found = reckon(progress, "{pay: 9, sign: 9, land: 1, move: 2}", more)
    assert path(progress, found) == ["pay", "land", "move"]


def test_a_goal_that_does_not_apply_stands_for_what_it_waits_for():
    steps = "[{id: pay}, {id: go, needs: [pay], when: person.paid}]"
    progress = opened(steps, person__paid=False)
    chosen, found = reckon(progress, "{pay: 5, go: 30}")

    assert days(progress, found) == {"pay": (date(2027, 1, 11), START)}
    assert (path(progress, found), safe_until(progress, chosen)) == (["pay"], START)


def test_without_named_goals_the_steps_due_before_the_stay_count():
    steps = """
- {id: pay, due: 30 days before stay.starts_on}
- {id: sign, due: on stay.starts_on}
- {id: go, due: 7 days after stay.starts_on}
"""
    progress = opened(steps)
    _chosen, found = reckon(progress, "{pay: 1, sign: 2, go: 3}", "ready: [other.step]")

    assert {key: last for key, (_, last) in days(progress, found).items()} == {
        "pay": START,
        "sign": START,
        "go": None,
    }


def test_a_programme_may_have_goals_of_its_own():
    progress = opened(CHAIN)
    _chosen, found = reckon(progress, "{go: 1}", "{ready: [w.rest], ready_in: {p: [w.sign]}}")

    assert days(progress, found)["go"] == (date(2027, 1, 7), None)
    assert days(progress, found)["sign"] == (DAY, START)


def test_a_gated_step_is_safe_until_its_last_day_to_open():
    steps = "[{id: pay}, {id: go, opens: 10 days before stay.starts_on}]"
    progress = opened(steps)
    chosen, _found = reckon(progress, "{pay: 1, go: 3}")

    assert safe_until(progress, chosen) == date(2027, 3, 29)


@pytest.mark.parametrize("start", [date(9999, 12, 31), date(1, 1, 1), date(2058, 1, 1)])
def test_a_start_that_is_a_slip_of_the_pen_is_not_reckoned_with(start):
    progress = opened("[{id: go, opens: on stay.starts_on}]", start)
    chosen = tempo(progress.plan.blueprint, "{go: 30}", "ready: [w.go]")

    assert (outlook(progress, chosen), safe_until(progress, chosen)) == (None, None)


def test_there_is_nothing_to_reckon_without_a_start_or_when_all_is_done_or_over():
    story = Story(blueprint(CHAIN)).open(stay__starts_on=START)
    chosen = tempo(story.blueprint, "{pay: 1}", "ready: [w.go]")
    done = Story(blueprint(CHAIN)).open(stay__starts_on=START).finish("pay", "sign", "go").progress
    stopped = Story(blueprint(CHAIN)).open(stay__starts_on=START).stop().progress
    closed = Story(blueprint(CHAIN)).open(stay__starts_on=START).tell("closed").progress
    unknown = Story(blueprint(CHAIN)).open().progress

    found = [outlook(one, chosen) for one in (done, stopped, closed, unknown)]
    assert found == [None] * 4
    assert [safe_until(one, chosen) for one in (done, stopped, unknown)] == [None] * 3


def test_cases_of_one_plan_share_its_course_and_old_ones_are_forgotten():
    found = blueprint("[{id: meet, each: family.members}, {id: go}]")
    chosen = tempo(found, "{meet: 1}")
    plans = [
        found.plan({"family.members": tuple(f"m{n}" for n in range(size))}) for size in range(3)
    ]
    courses = [chosen.course(plan) for plan in plans]

    assert [len(course.paces) for course in courses] == [1, 2, 3]
    assert [chosen.course(plan) for plan in plans] == courses
    for number in range(512):
        chosen.course(found.plan({"family.members": (f"n{number}",)}))
    assert chosen.course(plans[2]) is not courses[2]
