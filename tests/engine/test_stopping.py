"""Cases that end early, and what is still to do then."""

from datetime import date

from tests.engine.building import DAY, Story, blueprint

FLOW = """
- {id: a, outcomes: {fine: , bad: {then: stop}}}
- {id: b, needs: [a]}
- {id: tell, when: case.stopped}
- {id: keys, needs: [b, tell], when: case.stopped and person.paid}
"""


def test_an_outcome_ends_the_case_and_opens_what_winds_it_up() -> None:
    case = Story(blueprint(FLOW)).open()
    assert case.states() == {"a": "open", "b": "waiting", "tell": "skipped", "keys": "skipped"}

    case.finish("a=bad")

    assert case.states() == {"a": "done", "b": "stopped", "tell": "open", "keys": "waiting"}
    assert (case.progress.stopped, case.progress.over) == (True, False)


def test_steps_that_wind_up_wait_for_each_other_but_not_for_the_rest() -> None:
    case = Story(blueprint(FLOW)).open(person__paid=True).stop()

    assert case.states() == {"a": "stopped", "b": "stopped", "tell": "open", "keys": "waiting"}
    assert case.finish("tell").opened() == ["keys"]
    assert case.finish("keys").progress.over is True
    assert case.progress.all_done() is False


def test_what_nobody_will_answer_keeps_no_case_from_being_over() -> None:
    case = Story(blueprint(FLOW)).open().stop()

    assert case.finish("tell").progress.over is True


def test_a_wound_up_case_waits_for_no_list() -> None:
    steps = "[{id: a, each: family.members}, {id: tell, needs: [a], when: case.stopped}]"

    assert Story(blueprint(steps)).open().stop().opened() == ["tell"]


def test_a_dated_step_may_wind_up_later() -> None:
    steps = "[{id: a}, {id: later, opens: 10 days after stay.starts_on, when: case.stopped}]"
    case = Story(blueprint(steps)).open(stay__starts_on=DAY).stop()

    assert (case.opened(), case.progress.over) == ([], False)
    assert case.progress.next_wake() == date(2027, 1, 16)


def test_taking_back_the_outcome_lets_the_case_go_on() -> None:
    case = Story(blueprint(FLOW)).open().finish("a=bad")

    assert case.reopen("a").states() == {
        "a": "open",
        "b": "waiting",
        "tell": "skipped",
        "keys": "skipped",
    }
    assert case.finish("a=fine").opened() == ["b"]


def test_the_office_may_end_a_case_whatever_its_outcomes_say() -> None:
    case = Story(blueprint(FLOW)).open().finish("a=fine").stop()

    assert case.reopen("a").progress.stopped_by == ""


def test_a_second_end_changes_nothing() -> None:
    steps = """
- {id: a, outcomes: {bad: {then: stop}}}
- {id: t, when: case.stopped, outcomes: {bad: {then: stop}}}
"""
    case = Story(blueprint(steps)).open().finish("a=bad", "t=bad")

    assert case.progress.stopped_by == "w.a"
