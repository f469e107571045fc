"""Values in texts: where they stand, what they are, what is wrong with them."""

from datetime import date
from typing import Any

import pytest

from onboarding.engine.conditions import ConditionFault
from onboarding.engine.texts import Slot, pieces
from onboarding.engine.tree import Count, Literal, Name
from onboarding.engine.writing import Value, written
from tests.engine.building import Story, blueprint
from tests.engine.test_nesting import NESTED

APRIL = date(2027, 4, 1)


def said(help: str, steps: str = "", item: str = "", **facts: Any) -> tuple[Any, ...]:
    """Return what the help of a step says, values in place of what they are the value of."""
    text = f'{{en: "{help}", ja: "日本語"}}'
    flow = f"{{parameters: {{size: 3}}, steps: [{{id: a, help: {text}{steps}}}]}}"
    told = Story(blueprint(flow, fields=NESTED)).open(**facts)
    planned = told.progress.plan.find(f"w.a{item}")
    assert planned is not None
    assert planned.step.help is not None
    assert written(told.progress, planned, planned.step.help, "ja") == ("日本語",)
    found = written(told.progress, planned, planned.step.help, "en")
    return tuple(part.value if isinstance(part, Value) else part for part in found)


def test_a_text_without_values_is_itself() -> None:
    assert said("Come soon.") == ("Come soon.",)


def test_values_stand_where_the_text_names_them() -> None:
    told = said("From { stay.starts_on } on, {stay.days} days.", stay__starts_on=APRIL)

    assert told == ("From ", APRIL, " on, ", None, " days.")


def test_a_brace_written_twice_is_one() -> None:
    assert said("{{so}} {parameter.size}") == ("{so} ", 3)
    assert pieces("{a}{{") == [Slot("a", 1), "{"]
    assert pieces("") == [""]


@pytest.mark.parametrize(
    ("help", "value"),
    [
        ("{member.name}", "Li"),
        ("{count(family.members)}", 2),
        ("{member.comes}", True),
        ("{parameter.size + 1}", 4),
        ("{stay.starts_on + months(1)}", date(2027, 5, 1)),
    ],
)
def test_any_expression_may_be_written(help: str, value: Any) -> None:
    facts = {
        "family__members": ("m1", "m2"),
        "member__name_at_m2": "Li",
        "member__comes_at_m2": True,
        "stay__starts_on": APRIL,
    }

    assert said(help, ", each: family.members", "@m2", **facts) == (value,)


def test_a_guest_of_a_visit_may_be_named() -> None:
    facts = {"stay__visits": ("v1",), "visit__guests_at_v1": ("g1",), "visit__days_at_v1": 3}

    assert said("{visit.days} {guest.name}", ", each: visit.guests", "@v1.g1", **facts) == (
        3,
        " ",
        None,
    )


def test_a_value_says_of_which_facts_it_is() -> None:
    help = '{en: "{stay.days} {count(family.members, member.comes)} {parameter.size}", ja: A}'
    flow = f"{{parameters: {{size: 3}}, steps: [{{id: a, help: {help}}}]}}"
    told = Story(blueprint(flow)).open()
    planned = told.progress.plan.steps[0]
    assert planned.step.help is not None

    found = [p for p in written(told.progress, planned, planned.step.help, "en") if p != " "]

    values = [one for one in found if isinstance(one, Value)]
    assert [(type(one.node), one.names) for one in values] == [
        (Name, {"stay.days"}),
        (Count, {"family.members", "member.comes"}),
        (Literal, frozenset()),
    ]


def test_titles_hold_parameters_and_programmes_set_them() -> None:
    title = '{en: "Panel of {parameter.size}", ja: "委員{parameter.size}名"}'
    flow = f"{{parameters: {{size: 3}}, steps: [{{id: a, title: {title}}}]}}"
    programme = "{workflows: [{w: {size: 5}}]}"

    titles = [blueprint(flow, programme=p).by_key["w.a"].title for p in ("", programme)]

    assert [(title.en, title.ja) for title in titles] == [
        ("Panel of 3", "委員3名"),
        ("Panel of 5", "委員5名"),
    ]


@pytest.mark.parametrize("text", ["a { b", "a } b", "{a{b}}", "}"])
def test_a_brace_alone_is_a_fault(text: str) -> None:
    with pytest.raises(ConditionFault) as fault:
        pieces(text)

    assert (fault.value.code, fault.value.reason) == ("E101", "brace_alone")
