"""What an event does to a case: opening, finishing, sending back, stopping, closing."""

from datetime import date

from onboarding.engine.events import CLOSED, FINISHED, OPENED, Event
from onboarding.engine.progress import Mark, begin, replay, wake
from tests.engine.building import DAY, Story, blueprint, state_of

LINE = """
- id: a
- {id: b, needs: [a]}
- {id: c, needs: [b]}
"""


def test_nothing_is_open_before_the_case_is() -> None:
    case = Story(blueprint(LINE))

    assert case.states() == {"a": "waiting", "b": "waiting", "c": "waiting"}
    assert case.open().states() == {"a": "open", "b": "waiting", "c": "waiting"}


def test_a_case_opens_with_any_first_event() -> None:
    case = Story(blueprint(LINE))

    assert case.tell("noted").opened() == ["a"]


def test_a_step_opens_once_all_it_needs_is_done() -> None:
    case = Story(blueprint("[{id: a}, {id: b}, {id: c, needs: [a, b]}]")).open()

    assert case.opened() == ["a", "b"]
    assert case.finish("b").opened() == ["a"]
    assert case.finish("a").opened() == ["c"]


def test_finishing_leaves_a_mark_and_two_facts() -> None:
    steps = "[{id: a, outcomes: {fine: , bad: }}]"

    case = Story(blueprint(steps)).open().finish("a=bad", on=date(2027, 1, 8), person__pay=3)

    assert case.progress.marks == {"w.a": Mark(2, date(2027, 1, 8), "bad")}
    assert case.progress.facts == {
        "case.stopped": False,
        "programme.id": "p",
        "programme.tags": (),
        "person.pay": 3,
        "w.a": "bad",
        "w.a.done_on": date(2027, 1, 8),
    }
    assert case.progress.opened == {0: DAY}
    assert case.progress.all_done() is True


def test_advancing_leaves_the_progress_before_as_it_was() -> None:
    case = Story(blueprint(LINE)).open()
    before, kept = case.progress, state_of(case.progress)

    case.finish("a", person__pay=3).reopen("a").stop()

    assert state_of(before) == kept


def test_a_condition_decides_whether_a_step_applies() -> None:
    case = Story(blueprint("[{id: a, when: person.pay > 9}, {id: b, needs: [a]}]")).open()

    assert case.states() == {"a": "waiting", "b": "waiting"}
    assert case.answer(person__pay=10).states() == {"a": "open", "b": "waiting"}
    assert case.answer(person__pay=3).states() == {"a": "skipped", "b": "open"}
    assert case.answer(person__pay=None).states() == {"a": "waiting", "b": "waiting"}


def test_a_workflow_applies_to_all_its_steps_or_none() -> None:
    flow = "{applies: stay.days > 90, steps: [{id: a}, {id: b, when: person.paid}]}"
    case = Story(blueprint(flow)).open(stay__starts_on=DAY)

    assert case.states() == {"a": "waiting", "b": "waiting"}
    assert case.answer(stay__ends_on=date(2027, 2, 1)).states() == {"a": "skipped", "b": "skipped"}
    assert case.answer(stay__ends_on=date(2028, 2, 1)).states() == {"a": "open", "b": "waiting"}


def test_what_a_skipped_step_needs_still_comes_first() -> None:
    steps = "[{id: a}, {id: b, needs: [a], when: person.paid}, {id: c, needs: [b]}]"
    case = Story(blueprint(steps)).open(person__paid=False)

    assert case.states() == {"a": "open", "b": "skipped", "c": "waiting"}
    assert case.finish("a").states() == {"a": "done", "b": "skipped", "c": "open"}


def test_a_done_step_stays_done_when_it_no_longer_applies() -> None:
    case = Story(blueprint("[{id: a, when: person.paid}]")).open(person__paid=True).finish("a")

    assert case.answer(person__paid=False).states() == {"a": "done"}
    assert case.progress.all_done() is True


def test_a_condition_may_ask_for_the_outcome_of_a_step_that_is_skipped() -> None:
    steps = """
- {id: result, when: person.paid, outcomes: {fine: , bad: }}
- {id: after_bad, needs: [result], when: w.result == "bad", outcomes: {again: , end: }}
- {id: end, needs: [after_bad], when: w.after_bad == "end"}
- {id: go, needs: [after_bad], when: w.after_bad != "end"}
"""
    case = Story(blueprint(steps)).open()

    assert set(case.states().values()) == {"waiting"}
    case.answer(person__paid=False)
    assert case.states() == {
        "result": "skipped",
        "after_bad": "skipped",
        "end": "skipped",
        "go": "open",
    }
    case.answer(person__paid=True)
    assert set(case.states().values()) == {"open", "waiting"}
    assert case.opened() == ["result"]
    assert case.finish("result=bad", "after_bad=end").opened() == ["end"]


def test_steps_are_ordered_by_what_their_conditions_read() -> None:
    steps = """
- {id: a, when: w.b == "x"}
- {id: b, when: w.c != "y", outcomes: {x: }}
- {id: c, outcomes: {y: }}
"""

    assert [step.id for step in blueprint(steps).steps] == ["c", "b", "a"]


def test_needs_of_a_workflow_the_programme_has_not_are_none() -> None:
    main = "[{id: a, needs: [w2.x]}, {id: b, when: w2.y == 'fine'}, {id: c, when: not done(w2.y)}]"
    other = "[{id: x, each: family.members}, {id: y, outcomes: {fine: }}]"
    case = Story(blueprint(main, other, programme="{workflows: [w]}")).open()

    assert case.states() == {"a": "open", "b": "skipped", "c": "open"}


def test_needs_reach_into_other_workflows() -> None:
    case = Story(blueprint("[{id: a, needs: [w2.x]}]", "[{id: x}]")).open()

    assert case.opened() == ["w2.x"]
    assert case.finish("w2.x").opened() == ["a"]


def test_parameters_are_those_of_the_programme() -> None:
    flow = "{parameters: {least: 5}, steps: [{id: a, when: person.pay >= parameter.least}]}"
    own = Story(blueprint(flow)).open(person__pay=4)
    tuned = Story(blueprint(flow, programme="{workflows: [{w: {least: 3}}]}")).open(person__pay=4)

    assert (own.opened(), tuned.opened()) == ([], ["a"])


def test_parameters_may_stand_anywhere_in_a_condition() -> None:
    flow = """
parameters: {least: 5, strict: true, home: JPN}
steps:
  - {id: a, when: 'not (person.pay < parameter.least or person.country in ("DEU", "FRA"))'}
  - {id: b, when: parameter.strict and person.country == parameter.home}
"""
    case = Story(blueprint(flow)).open(person__pay=5, person__country="JPN")

    assert case.opened() == ["a", "b"]


def test_a_closed_case_has_nothing_open() -> None:
    case = Story(blueprint("[{id: a}, {id: b}]")).open().finish("a").tell(CLOSED)

    assert case.states() == {"a": "done", "b": "stopped"}
    assert case.answer(person__pay=3).opened() == []
    assert (case.progress.over, case.progress.opened) == (True, {0: DAY})


def test_reopening_takes_back_one_step_only() -> None:
    case = Story(blueprint(LINE)).open().finish("a", "b").reopen("a")

    assert case.states() == {"a": "open", "b": "done", "c": "open"}
    assert case.finish("a").states() == {"a": "done", "b": "done", "c": "open"}


def test_reopening_a_step_that_is_open_changes_nothing() -> None:
    case = Story(blueprint(LINE)).open()
    before = state_of(case.progress)

    assert state_of(case.reopen("a").progress) == before | {"sequence": 2}


def test_kinds_the_engine_does_not_know_only_move_the_sequence_on() -> None:
    case = Story(blueprint(LINE)).open()
    before = state_of(case.progress)

    case.tell("noted", facts={"person.pay": 3}, text="Called her")

    assert state_of(case.progress) == before | {"sequence": 2}


def test_replaying_no_events_is_beginning() -> None:
    shared = blueprint(LINE)

    assert state_of(replay(shared, [], DAY)) == state_of(begin(shared, DAY))


def test_replaying_leads_where_advancing_led_and_on_to_the_day() -> None:
    shared = blueprint(LINE)
    case = Story(shared).open().finish("a", on=date(2027, 1, 8))

    again = replay(shared, case.events, date(2027, 2, 1))

    assert state_of(again) == state_of(wake(case.progress, date(2027, 2, 1)))


def test_an_outcome_the_file_has_no_more_ends_a_step_all_the_same() -> None:
    shared = blueprint("[{id: a, outcomes: {fine: }}, {id: b, needs: [a]}]")
    event = Event(2, FINISHED, DAY, {"step": "w.a", "outcome": "gone"})

    progress = replay(shared, [Event(1, OPENED, DAY), event], DAY)

    assert [p.key for p in progress.open_steps()] == ["w.b"]
