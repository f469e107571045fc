"""Papers: which facts they are made from, and when they are out of date."""

from datetime import date

import pytest

from onboarding.engine.papers import facts_missing, facts_used, fingerprint
from onboarding.engine.plan import PlannedStep
from tests.engine.building import DAY, Story, blueprint

FLOW = """
- {id: result, when: person.pay > 5, outcomes: {fine: , bad: }}
- {id: letter, document: letter}
- {id: after, needs: [letter]}
"""
LETTER = "{uses: [person.name, stay.days], optional: [person.country]}"


def case_with(letter: str, flow: str = FLOW) -> Story:
    return Story(blueprint(flow, documents={"letter": letter})).open()


def step(case: Story, key: str = "w.letter") -> PlannedStep:
    found = case.progress.plan.find(key)
    assert found is not None
    return found


def test_a_paper_knows_what_it_uses_and_what_it_lacks() -> None:
    case = case_with(LETTER).answer(stay__starts_on=DAY, stay__ends_on=DAY)

    assert facts_used(case.progress, step(case)) == {"stay.days": 1}
    assert facts_missing(case.progress, step(case)) == ["person.name"]
    assert facts_missing(case.progress, step(case, "w.after")) == []


def test_the_outcome_of_a_step_that_does_not_apply_is_missing() -> None:
    case = case_with("{uses: [w.result]}").answer(person__pay=3)

    assert facts_missing(case.progress, step(case)) == ["w.result"]
    case.answer(person__pay=6).finish("result=fine")
    assert facts_used(case.progress, step(case)) == {"w.result": "fine"}


@pytest.mark.parametrize(
    ("facts", "stale"),
    [
        ({"person__name": "B"}, True),
        ({"person__country": "DEU"}, True),
        ({"person__name": None}, True),
        ({"stay__ends_on": date(2027, 1, 9)}, True),
        ({"person__pay": 3}, False),
        # The stay moves and is as long as before.
        ({"stay__starts_on": date(2027, 1, 7), "stay__ends_on": date(2027, 1, 8)}, False),
    ],
)
def test_a_paper_is_stale_once_it_would_read_otherwise(
    facts: dict[str, object], stale: bool
) -> None:
    case = case_with(LETTER).answer(
        person__name="A", stay__starts_on=DAY, stay__ends_on=date(2027, 1, 7)
    )
    case.finish("letter")

    case.answer(**facts)

    assert case.states()["letter"] == ("open" if stale else "done")
    assert [p.key for p in case.progress.steps(case.progress.stale)] == ["w.letter"] * stale
    assert case.opened()[-1] == ("letter" if stale else "after")


def test_a_stale_paper_is_fresh_once_it_is_made_again() -> None:
    case = case_with(LETTER).answer(person__name="A").finish("letter").answer(person__name="B")
    assert case.progress.stale

    case.finish("letter", on=date(2027, 1, 9))

    assert (case.progress.stale, case.states()["after"]) == (0, "open")
    assert case.progress.opened == {1: DAY, 2: date(2027, 1, 9)}


def test_what_was_done_with_a_paper_stays_done() -> None:
    case = case_with(LETTER).answer(person__name="A").finish("letter", "after")

    assert case.answer(person__name="B").states() == {
        "result": "waiting",
        "letter": "open",
        "after": "done",
    }


def test_a_paper_made_from_an_outcome_is_stale_when_it_is_taken_back() -> None:
    case = case_with("{uses: [w.result]}").answer(person__pay=6).finish("result=fine", "letter")

    assert case.reopen("result").opened() == ["result", "letter"]
    assert case.progress.stale


def test_a_paper_that_names_another_paper_is_stale_with_it() -> None:
    flow = "[{id: first, document: letter}, {id: second, needs: [first], document: other}]"
    papers = {"letter": "{uses: [person.name]}", "other": "{uses: [w.first.done_on]}"}
    case = Story(blueprint(flow, documents=papers)).open(person__name="A").finish("first", "second")

    assert case.answer(person__name="B").states() == {"first": "open", "second": "waiting"}
    assert len(list(case.progress.steps(case.progress.stale))) == 2


OF_FAMILY = "[{id: letter, document: letter}, {id: own, each: family.members, document: letter}]"
FAMILY_LETTER = "{uses: [person.name, member.name]}"


def test_a_paper_of_the_case_names_all_and_one_of_an_item_its_own() -> None:
    case = case_with(FAMILY_LETTER, OF_FAMILY).answer(
        person__name="A", family__members=("m1", "m2"), member__name_at_m1="B"
    )

    assert facts_used(case.progress, step(case)) == {
        "family.members": ("m1", "m2"),
        "member.name@m1": "B",
        "person.name": "A",
    }
    assert facts_missing(case.progress, step(case)) == ["member.name@m2"]
    assert facts_used(case.progress, step(case, "w.own@m1")) == {
        "member.name@m1": "B",
        "person.name": "A",
    }


def test_a_paper_cannot_be_made_while_the_family_is_unknown() -> None:
    case = case_with(FAMILY_LETTER, OF_FAMILY)

    assert facts_missing(case.progress, step(case)) == ["family.members", "person.name"]


def test_a_new_member_makes_a_paper_of_all_stale_and_those_of_others_not() -> None:
    case = case_with(FAMILY_LETTER, OF_FAMILY).answer(
        person__name="A", family__members=("m1",), member__name_at_m1="B"
    )
    case.finish("letter", "own@m1")

    case.answer(family__members=("m1", "m2"), member__name_at_m2="C")

    assert case.states() == {"letter": "open", "own@m1": "done", "own@m2": "open"}
    assert [p.key for p in case.progress.steps(case.progress.stale)] == ["w.letter"]
    assert case.answer(family__members=("m2",)).states() == {"letter": "open", "own@m2": "open"}


def test_the_fingerprint_of_the_same_facts_is_the_same() -> None:
    one = {"a": date(2027, 4, 1), "b": ("x", 1)}

    assert fingerprint(one) == fingerprint(dict(reversed(one.items())))
    assert fingerprint(one) != fingerprint(one | {"a": date(2027, 4, 2)})
    assert len(fingerprint(one)) == 64


def test_a_fingerprint_is_of_plain_values() -> None:
    with pytest.raises(TypeError):
        fingerprint({"a": object()})
