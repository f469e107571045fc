"""What somebody may do to a case now, and what they are refused."""

from datetime import date
from typing import Any

import pytest

from onboarding.engine import actions
from onboarding.engine.actions import Actor
from onboarding.engine.errors import (
    CaseIsOver,
    FactsMissing,
    NotYourStep,
    Refusal,
    StepNotOpen,
    UnknownOutcome,
    UnknownStep,
    UnknownTarget,
    WrongFacts,
)
from onboarding.engine.events import CLOSED, Change
from tests.engine.building import Story, blueprint

OFFICE = Actor("mei", frozenset({"office"}))
FLOW = """
- {id: form, kind: form, asks: [person.name, person.pay (optional)]}
- {id: decision, needs: [form], outcomes: {fine: {asks: [person.level]}, bad: {then: stop}}}
- {id: guest, role: guest}
"""


@pytest.fixture
def case() -> Story:
    return Story(blueprint(FLOW)).open()


def test_a_step_is_finished_with_its_facts(case: Story) -> None:
    facts = {"person.name": "Mei", "person.pay": None}

    change = actions.finish(case.progress, "w.form", by=OFFICE, facts=facts)

    assert change == Change("finished", {"step": "w.form", "facts": facts})


def test_a_known_fact_need_not_be_given_again(case: Story) -> None:
    case.answer(person__name="Mei")

    change = actions.finish(case.progress, "w.form", by=OFFICE)

    assert change == Change("finished", {"step": "w.form"})


def test_a_decision_is_finished_with_its_outcome(case: Story) -> None:
    case.answer(person__name="Mei").finish("form")
    facts = {"person.level": "low"}

    change = actions.finish(case.progress, "w.decision", by=OFFICE, facts=facts, outcome="fine")

    assert change == Change("finished", {"step": "w.decision", "facts": facts, "outcome": "fine"})


@pytest.mark.parametrize(
    ("step", "rest", "refusal"),
    [
        ("w.nothing", {}, UnknownStep("w.nothing")),
        ("w.decision", {"outcome": "bad"}, StepNotOpen("w.decision")),
        ("w.guest", {}, NotYourStep("w.guest")),
        ("w.form", {}, FactsMissing(["person.name"])),
        ("w.form", {"facts": {"person.name": None}}, FactsMissing(["person.name"])),
        ("w.form", {"outcome": "bad"}, UnknownOutcome("bad")),
    ],
)
def test_a_step_that_cannot_be_finished_is_refused(
    case: Story, step: str, rest: dict[str, Any], refusal: Refusal
) -> None:
    with pytest.raises(type(refusal)) as caught:
        actions.finish(case.progress, step, by=OFFICE, **rest)

    assert caught.value.args == refusal.args


@pytest.mark.parametrize("outcome", [None, "again"])
def test_a_decision_needs_one_of_its_outcomes(case: Story, outcome: str | None) -> None:
    case.answer(person__name="Mei").finish("form")

    with pytest.raises(UnknownOutcome) as caught:
        actions.finish(case.progress, "w.decision", by=OFFICE, outcome=outcome)

    assert caught.value.args == (outcome or "",)


def test_only_the_questions_of_the_outcome_chosen_are_asked(case: Story) -> None:
    case.answer(person__name="Mei").finish("form")

    with pytest.raises(FactsMissing) as caught:
        actions.finish(case.progress, "w.decision", by=OFFICE, outcome="fine")
    assert caught.value.fields == ("person.level",)
    change = actions.finish(case.progress, "w.decision", by=OFFICE, outcome="bad")
    assert change == Change("finished", {"step": "w.decision", "outcome": "bad"})


@pytest.mark.parametrize(
    "facts",
    [
        {"stay.starts_on": "2027-04-01"},
        {"person.pay": "3"},
        {"person.pay": True},
        {"person.paid": 1},
        {"person.paid": "yes"},
        {"person.level": "middle"},
        {"person.wishes": ["desk"]},
        {"person.wishes": ("garden",)},
        {"person.name": 3},
        {"family.members": ["m1"]},
        {"family.members": ("m1", "m1")},
        {"family.members": ("m@1",)},
        {"family.members": tuple(f"m{n}" for n in range(100))},
        {"stay.days": 3},
        {"person.shoe": "left"},
        {"w.decision": "fine"},
    ],
)
def test_facts_of_another_shape_than_their_field_get_nowhere(
    case: Story, facts: dict[str, Any]
) -> None:
    with pytest.raises(WrongFacts):
        actions.open_case(case.progress, facts)
    with pytest.raises(WrongFacts):
        actions.answer(case.progress, facts)
    with pytest.raises(WrongFacts) as caught:
        actions.finish(case.progress, "w.form", by=OFFICE, facts={"person.name": "Mei", **facts})

    assert caught.value.keys == tuple(facts)


def test_facts_of_every_shape_open_a_case(case: Story) -> None:
    facts = {
        "stay.starts_on": date(2027, 4, 1),
        "person.pay": 3,
        "person.paid": True,
        "person.level": "low",
        "person.wishes": ("desk",),
        "person.country": "DEU",
        "family.members": ("m1",),
        "member.comes@m1": True,
        "person.name": None,
    }

    assert actions.open_case(case.progress, facts) == Change("opened", {"facts": facts})


def test_only_new_facts_are_recorded(case: Story) -> None:
    case.answer(person__name="Mei", person__pay=3)

    change = actions.answer(
        case.progress, {"person.name": "Mei", "person.pay": None, "person.level": None}
    )

    assert change == Change("answered", {"facts": {"person.pay": None}})
    assert actions.answer(case.progress, {"person.name": "Mei"}) is None


def test_a_finished_step_is_reopened_with_a_reason(case: Story) -> None:
    case.answer(person__name="Mei").finish("form")

    change = actions.reopen(case.progress, "w.form", reason="a slip")

    assert change == Change("reopened", {"step": "w.form", "reason": "a slip"})


def test_only_a_finished_step_is_reopened(case: Story) -> None:
    with pytest.raises(StepNotOpen):
        actions.reopen(case.progress, "w.form", reason="")
    with pytest.raises(UnknownStep):
        actions.reopen(case.progress, "w.nothing", reason="")


def test_a_case_is_stopped_once(case: Story) -> None:
    assert actions.stop(case.progress, reason="ill") == Change("stopped", {"reason": "ill"})

    with pytest.raises(CaseIsOver):
        actions.stop(case.stop().progress, reason="ill")


def test_nothing_more_is_done_to_a_closed_case(case: Story) -> None:
    progress = case.finish("guest").tell(CLOSED).progress

    with pytest.raises(CaseIsOver):
        actions.finish(progress, "w.form", by=OFFICE)
    with pytest.raises(CaseIsOver):
        actions.answer(progress, {"person.name": "Mei"})
    with pytest.raises(CaseIsOver):
        actions.reopen(progress, "w.guest", reason="")
    with pytest.raises(CaseIsOver):
        actions.stop(progress, reason="")


def sent_back(then: str) -> Story:
    last = f"{{id: d, needs: [a, b], outcomes: {{fine: , again: {{then: {then}}}}}}}"
    return Story(blueprint(f"[{{id: a}}, {{id: b}}, {last}]")).open().finish("a", "b")


def test_the_step_to_go_back_to_is_chosen_among_those_there_are() -> None:
    case = sent_back("back to a or b").progress

    change = actions.finish(case, "w.d", by=OFFICE, outcome="again", back_to="w.a")

    assert change == Change("finished", {"step": "w.d", "outcome": "again", "back_to": "w.a"})
    for wrong in (None, "w.d"):
        with pytest.raises(UnknownTarget):
            actions.finish(case, "w.d", by=OFFICE, outcome="again", back_to=wrong)
    with pytest.raises(UnknownTarget):
        actions.finish(case, "w.d", by=OFFICE, outcome="fine", back_to="w.a")
    with pytest.raises(UnknownOutcome):
        actions.finish(case, "w.d", by=OFFICE, outcome="perhaps")


def test_one_step_to_go_back_to_need_not_be_chosen() -> None:
    case = sent_back("back to a").progress

    change = actions.finish(case, "w.d", by=OFFICE, outcome="again", back_to="w.a")

    assert change == Change("finished", {"step": "w.d", "outcome": "again"})


def test_a_deputy_role_may_act_in_a_step() -> None:
    case = Story(blueprint("[{id: a, deputy: host}]")).open().progress

    for role in ("office", "host"):
        actions.finish(case, "w.a", by=Actor("mei", frozenset({role})))
    with pytest.raises(NotYourStep):
        actions.finish(case, "w.a", by=Actor("mei", frozenset({"guest"})))


def test_whoever_plays_a_barred_role_may_not_act_whatever_else_they_are() -> None:
    case = Story(blueprint("[{id: a, role: office, not_by: [host, guest]}]")).open()

    with pytest.raises(NotYourStep):
        actions.finish(case.progress, "w.a", by=Actor("mei", frozenset({"office", "host"})))
    assert actions.finish(case.progress, "w.a", by=OFFICE) == Change("finished", {"step": "w.a"})
