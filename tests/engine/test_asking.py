"""What a step asks: every fact once, only where it applies, and the rules answers must meet."""

from datetime import date

import pytest

from onboarding.engine.asking import (
    Broken,
    Question,
    applies,
    broken_programme_rules,
    broken_rules,
    inner_fields,
    missing,
    questions,
    value_of,
)
from onboarding.engine.definition import Text
from onboarding.engine.plan import PlannedStep
from tests.engine.building import BOTH, DAY, Story, blueprint

FIELDS = """
stay:
  starts_on: {type: date}
  ends_on: {type: date, rules: [{that: stay.ends_on >= stay.starts_on, say: {en: Before, ja: 前}}]}
  days: {type: integer, formula: stay.ends_on - stay.starts_on + 1}
  visits: {type: list, item: visit}
person:
  name: {type: name}
  paid: {type: yes_no}
  pay: {type: money, when: person.paid}
  nick: {type: name, optional: true}
visit:
  starts_on: {type: date}
  ends_on:
    type: date
    rules: [{that: visit.ends_on >= visit.starts_on, say: {en: Before, ja: 前}}]
  days: {type: integer, formula: visit.ends_on - visit.starts_on + 1}
  why: {type: text, when: visit.days > 9 and count(stay.visits) > 1}
"""
FLOW = """
- {id: form, kind: form, asks: [person.name, person.paid, person.pay, person.nick, stay.visits]}
- {id: visit, kind: form, each: stay.visits, asks: [visit.why, person.name]}
- {id: decision, outcomes: {fine: {asks: [stay.ends_on]}, bad: }}
"""
RULES = f"{{rules: [{{that: 'total(stay.visits, visit.days) <= 5', say: {BOTH}}}]}}"
BEFORE = Text("Before", "前")


@pytest.fixture
def case() -> Story:
    return Story(blueprint(FLOW, fields=FIELDS, programme=RULES)).open()


def step(case: Story, key: str) -> PlannedStep:
    found = case.progress.plan.find(f"w.{key}")
    assert found is not None
    return found


def keys(found: list[Question]) -> list[tuple[str, bool]]:
    return [(question.key, question.optional) for question in found]


def test_a_step_asks_in_file_order(case: Story) -> None:
    assert keys(questions(case.progress, step(case, "form"))) == [
        ("person.name", False),
        ("person.paid", False),
        ("person.pay", False),
        ("person.nick", True),
        ("stay.visits", False),
    ]


def test_an_outcome_asks_more(case: Story) -> None:
    planned = step(case, "decision")

    assert keys(questions(case.progress, planned)) == []
    assert keys(questions(case.progress, planned, outcome="bad")) == []
    assert keys(questions(case.progress, planned, outcome="fine")) == [("stay.ends_on", False)]


def test_an_item_is_asked_for_its_own_facts(case: Story) -> None:
    case.answer(stay__visits=("v1",))

    assert keys(questions(case.progress, step(case, "visit@v1"))) == [
        ("visit.why@v1", False),
        ("person.name", False),
    ]


def test_a_list_asks_the_fields_of_its_items_without_computed_ones(case: Story) -> None:
    fields = case.progress.plan.blueprint.fields

    inner = inner_fields(case.progress.plan.blueprint, fields["stay.visits"])

    assert [field.id for field in inner] == ["visit.starts_on", "visit.ends_on", "visit.why"]


@pytest.mark.parametrize(("paid", "asked"), [(None, True), (True, True), (False, False)])
def test_a_question_is_asked_unless_its_condition_says_no(
    case: Story, paid: bool | None, asked: bool
) -> None:
    pay = questions(case.progress, step(case, "form"))[2]
    facts = {} if paid is None else {"person.paid": paid}

    assert applies(case.progress, pay, facts) is asked


def test_the_condition_of_an_items_fact_is_about_that_item(case: Story) -> None:
    why = case.progress.plan.blueprint.fields["visit.why"]
    facts = {
        "stay.visits": ("v1", "v2"),
        "visit.starts_on@v2": DAY,
        "visit.ends_on@v2": DAY,
    }

    assert applies(case.progress, Question("visit.why@v1", why, False), facts) is True
    assert applies(case.progress, Question("visit.why@v2", why, False), facts) is False


def test_missing_are_required_questions_that_apply_and_have_no_answer(case: Story) -> None:
    asked = questions(case.answer(person__name="Mei").progress, step(case, "form"))

    assert missing(case.progress, asked, {}) == ["person.paid", "person.pay", "stay.visits"]
    given = {"person.paid": False, "person.name": None, "stay.visits": ()}
    assert missing(case.progress, asked, given) == ["person.name"]


def test_a_broken_rule_says_which_fact_and_why(case: Story) -> None:
    case.answer(stay__starts_on=date(2027, 4, 2))

    assert broken_rules(case.progress, {"stay.ends_on": date(2027, 4, 1)}) == [
        Broken("stay.ends_on", BEFORE)
    ]
    assert broken_rules(case.progress, {"stay.ends_on": date(2027, 4, 2), "person.pay": 3}) == []


def test_the_rules_of_new_items_hold_before_the_case_has_them(case: Story) -> None:
    facts = {
        "stay.visits": ("v1", "v2"),
        "visit.starts_on@v1": DAY,
        "visit.ends_on@v1": DAY,
        "visit.starts_on@v2": DAY,
        "visit.ends_on@v2": date(2027, 1, 1),
    }

    assert broken_rules(case.progress, facts) == [Broken("visit.ends_on@v2", BEFORE)]


def test_facts_the_dictionary_does_not_know_break_no_rule(case: Story) -> None:
    assert broken_rules(case.progress, {"w.decision": "bad"}) == []


def test_the_rules_of_a_programme_are_about_the_whole_case(case: Story) -> None:
    assert list(broken_programme_rules(case.progress)) == []

    case.answer(stay__visits=("v1",), visit__starts_on_at_v1=DAY, visit__ends_on_at_v1=DAY)
    assert list(broken_programme_rules(case.progress)) == []

    case.answer(visit__ends_on_at_v1=date(2027, 2, 1))
    assert [rule.that.text for rule in broken_programme_rules(case.progress)] == [
        "total(stay.visits, visit.days) <= 5"
    ]


def test_the_value_of_a_field_may_be_computed(case: Story) -> None:
    case.answer(
        stay__starts_on=DAY, stay__ends_on=DAY, stay__visits=("v1",), visit__starts_on_at_v1=DAY
    )

    assert value_of(case.progress, "stay.days") == 1
    assert value_of(case.progress, "visit.starts_on", "v1") == DAY
    assert value_of(case.progress, "visit.days", "v1") is None
