"""Workflows that sleep until a fact is known: they are no part of the plan before."""

import pytest

from onboarding.engine.folding import open_steps
from onboarding.engine.progress import replay
from onboarding.engine.snapshot import asked_facts, plain, restore
from tests.engine.building import Story, blueprint, state_of

FLOW = "[{id: form}, {id: pay, needs: [form]}]"
SLEEPS = """
applies: known(person.pay) and person.name != "Nobody"
steps: [{id: slip, needs: [w.form]}, {id: sent, needs: [slip]}]
"""


@pytest.fixture
def case() -> Story:
    return Story(blueprint(FLOW, SLEEPS)).open(person__name="Mei")


def test_before_the_fact_is_known_its_steps_are_not_there(case: Story) -> None:
    assert case.states() == {"form": "open", "pay": "waiting"}
    assert case.finish("form", "pay").progress.all_done()


def test_once_the_fact_is_known_they_are(case: Story) -> None:
    case.finish("form").answer(person__pay=3)

    assert case.states() == {"form": "done", "pay": "open", "w2.slip": "open", "w2.sent": "waiting"}


def test_a_fact_taken_back_lets_it_sleep_again(case: Story) -> None:
    case.finish("form").answer(person__pay=3).finish("w2.slip").answer(person__pay=None)

    assert case.states() == {"form": "done", "pay": "open"}
    assert case.answer(person__pay=4).opened() == ["pay", "w2.slip"]


def test_other_conditions_do_not_wake_it(case: Story) -> None:
    case.finish("form").answer(person__pay=3, person__name="Nobody")

    assert case.states()["w2.slip"] == "skipped"


def test_its_history_told_again_and_kept_is_the_same(case: Story) -> None:
    case.finish("form").answer(person__pay=3).finish("w2.slip")

    told = replay(case.blueprint, case.events, case.progress.today)
    kept = restore(case.blueprint, plain(case.progress), asked_facts(case.progress))
    found = open_steps(case.blueprint, case.events, case.progress.today)

    assert state_of(told) == state_of(kept) == state_of(case.progress)
    assert [step.key for step in found] == ["w.pay", "w2.sent"]


@pytest.mark.parametrize(
    "applies",
    [
        "",
        "applies: person.paid",
        "applies: known(person.pay) or person.paid",
        "applies: known(stay.days)",
    ],
)
def test_without_such_a_fact_it_is_always_there(applies: str) -> None:
    found = blueprint(FLOW, f"{applies}\nsteps: [{{id: slip}}]")

    assert found.sleeping == {}
    assert Story(found).open().states()["w2.slip"] != ""


@pytest.mark.parametrize(
    ("reading", "state"), [("needs: [w2.slip]", "open"), ("when: done(w2.slip)", "skipped")]
)
def test_one_that_others_wait_for_is_always_there(reading: str, state: str) -> None:
    waited_for = "applies: known(person.pay)\nsteps: [{id: slip}]"
    found = blueprint(f"[{{id: form, {reading}}}]", waited_for)

    assert found.sleeping == {}
    assert Story(found).open().states() == {"w2.slip": "skipped", "form": state}


def test_the_whole_plan_has_what_sleeps_too(case: Story) -> None:
    whole = case.blueprint.plan(case.progress.facts, whole=True)

    assert set(whole.by_key) - set(case.progress.plan.by_key) == {"w2.slip", "w2.sent"}
