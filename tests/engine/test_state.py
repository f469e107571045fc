"""Looking at a progress: why a step is closed, what is due, what comes next."""

from tests.engine.building import Story, blueprint


def blockers(case: Story, step: str) -> list[str]:
    planned = case.progress.plan.find(f"w.{step}")
    assert planned is not None
    return [one.key.removeprefix("w.") for one in case.progress.blockers(planned)]


def test_a_step_waits_for_the_nearest_unfinished_steps() -> None:
    case = Story(
        blueprint("[{id: a}, {id: b}, {id: c, needs: [a]}, {id: d, needs: [b, c]}]")
    ).open()

    assert blockers(case, "d") == ["b", "c"]
    assert blockers(case.finish("b"), "d") == ["c"]
    assert blockers(case, "a") == []


def test_behind_a_skipped_step_stands_what_it_waits_for() -> None:
    steps = """
- id: a
- {id: b, needs: [a], when: person.paid}
- {id: c, needs: [b], when: person.paid}
- {id: d, needs: [c, b]}
"""
    case = Story(blueprint(steps)).open(person__paid=False)

    assert blockers(case, "d") == ["a"]


def test_a_step_that_hangs_on_an_answer_waits_for_whoever_asks_for_it() -> None:
    steps = """
- {id: a, kind: form, asks: [person.name]}
- {id: b, kind: form, asks: [person.paid (optional), person.pay]}
- {id: c, when: person.paid and person.pay > 3}
"""
    case = Story(blueprint(steps)).open()

    assert blockers(case, "c") == ["b"]
    assert blockers(case.finish("b", person__pay=9), "c") == []


def test_a_step_that_hangs_on_an_outcome_waits_for_that_step() -> None:
    steps = """
- {id: a, outcomes: {fine: , bad: }}
- id: b
- {id: c, when: w.a == "bad" and w.b.done_on > stay.starts_on}
"""

    assert blockers(Story(blueprint(steps)).open(), "c") == ["a", "b"]


def test_a_step_that_waits_for_a_list_waits_for_whoever_asks_for_it() -> None:
    steps = """
- {id: ask, kind: form, asks: [family.members]}
- {id: skipped, kind: form, when: person.paid, asks: [family.members]}
- {id: each, each: family.members}
- {id: end, needs: [each]}
"""
    case = Story(blueprint(steps)).open(person__paid=False)

    assert blockers(case, "end") == ["ask"]
    assert blockers(case.finish("ask", family__members=("m1",)), "end") == ["each@m1"]


def test_a_case_is_over_once_closed() -> None:
    case = Story(blueprint("[{id: a}]")).open()
    assert case.progress.over is False

    assert case.finish("a").progress.over is False
    assert case.tell("closed").progress.over is True


def test_the_day_a_step_opens_on_is_known_with_its_date() -> None:
    steps = "[{id: a, opens: on stay.starts_on}, {id: b}]"
    case = Story(blueprint(steps)).open()
    a, b = case.progress.plan.steps

    assert (case.progress.opens_on(a), case.progress.opens_on(b)) == (None, None)
    day = case.progress.today
    assert case.answer(stay__starts_on=day).progress.opens_on(a) == day


def test_due_dates_are_found_once() -> None:
    case = Story(blueprint("[{id: a, due: 1 day after opening}]")).open()

    assert case.progress.dues is case.progress.dues
