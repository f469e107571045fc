"""When a step opens: at a date, after a fact or a step, once a condition holds, or all of them."""

from datetime import date

import pytest

from tests.engine.building import DAY, Story, blueprint

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)


def of(opens: str) -> Story:
    steps = f"[{{id: a, outcomes: {{fine: , bad: }}}}, {{id: b, opens: {opens}}}]"
    return Story(blueprint(steps)).open()


def test_a_step_opens_after_a_fact_is_known() -> None:
    case = of("after person.name")

    assert case.opened() == ["a"]
    assert case.answer(person__name="Mei").opened() == ["a", "b"]


def test_a_step_opens_after_a_computed_fact_is_known() -> None:
    case = of("after stay.days").answer(stay__starts_on=MARCH)

    assert case.opened() == ["a"]
    assert case.answer(stay__ends_on=APRIL).opened() == ["a", "b"]


@pytest.mark.parametrize("step", ["a", "w.a"])
def test_a_step_opens_after_a_step_is_finished(step: str) -> None:
    case = of(f"after {step}")

    assert case.opened() == ["a"]
    assert case.finish("a=bad").opened() == ["b"]


def test_a_step_that_does_not_apply_is_not_waited_for() -> None:
    steps = "[{id: a, when: person.paid}, {id: b, opens: after a}]"
    case = Story(blueprint(steps)).open(person__paid=False)

    assert case.opened() == ["b"]


def test_a_step_opens_once_its_condition_holds() -> None:
    case = of('once person.pay > 3 and w.a == "fine"')

    assert case.answer(person__pay=4).opened() == ["a"]
    assert case.finish("a=bad").opened() == []
    assert case.reopen("a").finish("a=fine").opened() == ["b"]


def test_a_step_closes_again_when_its_condition_does_not_hold_any_more() -> None:
    case = of("once person.paid").answer(person__paid=True)

    assert case.opened() == ["a", "b"]
    assert case.answer(person__paid=False).opened() == ["a"]


def test_a_condition_may_ask_for_the_outcome_of_a_step_that_does_not_apply() -> None:
    steps = """
- {id: a, when: person.paid, outcomes: {fine: , bad: }}
- {id: b, opens: once w.a != "bad"}
"""
    case = Story(blueprint(steps)).open()

    assert case.opened() == []
    assert case.answer(person__paid=False).opened() == ["b"]


def test_all_that_a_step_opens_on_must_hold() -> None:
    case = of("[on stay.starts_on, on 2027-03-01, after person.name, once person.paid]")

    case.answer(person__name="Mei", person__paid=True)
    assert case.opened() == ["a"]
    case.answer(stay__starts_on=date(2027, 2, 1))
    assert case.tell("noted", on=date(2027, 2, 28)).opened() == ["a"]
    assert case.progress.next_wake() == MARCH
    assert case.tell("noted", on=MARCH).opened() == ["a", "b"]
    assert case.progress.opened == {0: DAY, 1: MARCH}


def test_a_day_written_out_is_a_due_date_too() -> None:
    case = Story(blueprint("[{id: a, due: 1 week before 2027-04-01}]")).open()

    assert case.dues() == {"a": date(2027, 3, 25)}


def test_what_a_step_opens_on_is_waited_for() -> None:
    steps = """
- {id: a, asks: [person.paid]}
- {id: b, opens: [once person.paid, on 2027-01-01]}
"""
    case = Story(blueprint(steps)).open()
    planned = case.progress.plan.steps

    assert case.progress.blockers(planned[1]) == [planned[0]]


def test_steps_of_items_open_on_their_own_item() -> None:
    steps = "[{id: a, each: family.members, opens: [once member.comes, after member.name]}]"
    case = Story(blueprint(steps)).open(family__members=("m1", "m2"))

    case.answer(member__comes_at_m1=True, member__comes_at_m2=True, member__name_at_m2="Li")

    assert case.opened() == ["a@m2"]
