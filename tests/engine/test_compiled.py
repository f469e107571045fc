"""Conditions over facts: yes, no, and not known yet."""

from datetime import date
from typing import Any

import pytest

from onboarding.engine.compiled import Binding, compile_node
from onboarding.engine.conditions import parse
from onboarding.engine.tree import BOOLEAN, NUMBER, Type, Typed

DATE = Typed(Type.DATE)
OF = "family.members"
NAMES = {
    "stay.days": NUMBER,
    "stay.nights": NUMBER,
    "stay.starts_on": DATE,
    "stay.ends_on": DATE,
    "person.country": Typed(Type.TEXT),
    "person.paid": BOOLEAN,
    "person.here": BOOLEAN,
    "person.tags": Typed(Type.CHOICES, ("a", "b")),
    OF: Typed(Type.LIST),
    "member.age": Typed(Type.NUMBER, of=OF),
    "member.born_on": Typed(Type.DATE, of=OF),
    "member.comes": Typed(Type.BOOLEAN, of=OF),
    "visa.result": Typed(Type.TEXT, ("issued", "refused")),
    "visa.result.done_on": DATE,
    "gone.result": Typed(Type.TEXT, ("issued", "refused")),
    "visa.card": Typed(Type.TEXT, ("issued", "refused"), OF),
    "visa.card.done_on": Typed(Type.DATE, of=OF),
}
FORMULAS = {
    "stay.days": parse("stay.ends_on - stay.starts_on + 1", NAMES.get),
    "member.age": parse("age(member.born_on, stay.starts_on)", NAMES.get, frozenset({OF})),
}
OUTCOMES = {"visa.result": True, "gone.result": False, "visa.card": True}
APRIL = date(2027, 4, 1)


def answer(text: str, facts: dict[str, Any], item: str = "") -> Any:
    items = {OF: tuple(f"@{one}" for one in facts.get(OF, ()))}
    binding = Binding(FORMULAS, items, OUTCOMES)
    binding = binding.for_item(OF, f"@{item}") if item else binding
    tree = parse(text, NAMES.get, frozenset({OF} if item else ()))
    return compile_node(tree, binding).call(facts)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("stay.nights == 3", True),
        ("stay.nights != 3", False),
        ("stay.nights < 4", True),
        ("stay.nights <= 2", False),
        ("stay.nights > 2", True),
        ("3 >= stay.nights", True),
        ("stay.nights + 1 == 4", True),
        ("stay.nights - 4 == -1", True),
        ('person.country in ("JPN", "DEU")', True),
        ('person.country not in ("JPN", "DEU")', False),
        ('"a" in person.tags', True),
        ('"b" in person.tags', False),
        ("not person.paid", False),
        ("person.paid == true", True),
        ('stay.starts_on >= "2027-04-01"', True),
        ("stay.ends_on - stay.starts_on == 4", True),
        ("stay.days == 5", True),
        ('stay.starts_on + months(1) == "2027-05-01"', True),
        ('stay.starts_on - weeks(2) == "2027-03-18"', True),
        ('stay.ends_on + days(1) == "2027-04-06"', True),
        ("age(stay.starts_on, stay.ends_on) == 0", True),
    ],
)
def test_a_condition_over_known_facts_is_yes_or_no(text: str, known: bool) -> None:
    facts = {
        "stay.nights": 3,
        "stay.starts_on": APRIL,
        "stay.ends_on": date(2027, 4, 5),
        "person.country": "DEU",
        "person.paid": True,
        "person.tags": ("a",),
    }

    assert answer(text, facts) is known
    assert answer(text, {}) is None


@pytest.mark.parametrize(
    ("paid", "here", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (False, False, False, False),
        (True, None, None, True),
        (False, None, False, None),
        (None, True, None, True),
        (None, False, False, None),
        (None, None, None, None),
    ],
)
def test_and_or_know_as_much_as_can_be_known(
    paid: bool | None, here: bool | None, both: bool | None, either: bool | None
) -> None:
    given = {"person.paid": paid, "person.here": here}
    facts = {key: value for key, value in given.items() if value is not None}

    assert answer("person.paid and person.here", facts) is both
    assert answer("person.paid or person.here", facts) is either


@pytest.mark.parametrize(
    ("facts", "how_many", "young", "coming"),
    [
        ({}, None, None, None),
        ({OF: ()}, 0, 0, 0),
        ({OF: ("m1",)}, 1, None, None),
        (
            {
                OF: ("m1", "m2"),
                "member.comes@m1": True,
                "member.comes@m2": False,
                "member.born_on@m1": date(2021, 4, 1),
                "member.born_on@m2": date(2021, 4, 2),
                "stay.starts_on": APRIL,
            },
            2,
            1,
            1,
        ),
    ],
)
def test_counting_a_list(
    facts: dict[str, Any], how_many: int | None, young: int | None, coming: int | None
) -> None:
    assert answer("count(family.members)", facts) == how_many
    assert answer("count(family.members, member.age < 6)", facts) == young
    assert answer("count(family.members, member.comes)", facts) == coming


def test_total_adds_a_number_of_every_item() -> None:
    facts = {OF: ("m1", "m2"), "member.born_on@m1": date(2020, 1, 1), "stay.starts_on": APRIL}

    assert answer("total(family.members, member.age)", facts) is None
    facts["member.born_on@m2"] = date(2017, 1, 1)
    assert answer("total(family.members, member.age)", facts) == 17


def test_inside_an_item_names_mean_that_item() -> None:
    facts = {
        OF: ("m1", "m2"),
        "member.comes@m2": True,
        "visa.card@m2": "issued",
        "visa.card@m2.done_on": APRIL,
    }

    assert answer("member.comes", facts, "m1") is None
    assert answer("member.comes", facts, "m2") is True
    assert answer('visa.card == "issued" and done(visa.card)', facts, "m2") is True
    assert answer("done(visa.card)", facts, "m1") is False
    assert answer("count(family.members, done(visa.card))", facts) == 1


def test_done_is_never_unknown() -> None:
    assert answer("done(visa.result)", {}) is False
    assert answer("done(visa.result)", {"visa.result.done_on": APRIL}) is True


def test_whether_a_fact_is_known_is_never_unknown() -> None:
    begun = {"stay.starts_on": APRIL}

    assert [answer("known(stay.starts_on)", facts) for facts in ({}, begun)] == [False, True]
    assert [answer("known(stay.days)", f) for f in (begun, {**begun, "stay.ends_on": APRIL})] == [
        False,
        True,
    ]
    assert answer("known(visa.result)", {"visa.result.skipped": True}) is True


@pytest.mark.parametrize(
    ("known", "enough"),
    [
        ({}, None),
        ({"person.paid": True}, None),
        ({"person.paid": True, "person.here": True}, True),
        ({"person.paid": False}, None),
        ({"person.paid": False, "person.here": False}, False),
        ({"person.paid": True, "person.here": False, "stay.nights": 3}, True),
        ({"person.paid": True, "person.here": False, "stay.nights": 2}, False),
    ],
)
def test_at_least_so_many_hold(known: dict[str, Any], enough: bool | None) -> None:
    assert answer("at_least(2, person.paid, person.here, stay.nights > 2)", known) is enough


@pytest.mark.parametrize(
    ("facts", "refused", "not_refused"),
    [
        ({}, None, None),
        ({"visa.result": "refused"}, True, False),
        ({"visa.result.skipped": True}, False, True),
        ({"visa.result": "refused", "visa.result.skipped": True}, True, False),
    ],
)
def test_a_step_that_does_not_apply_has_none_of_its_outcomes(
    facts: dict[str, Any], refused: bool | None, not_refused: bool | None
) -> None:
    assert answer('visa.result == "refused"', facts) is refused
    assert answer('visa.result != "refused"', facts) is not_refused


def test_a_step_the_programme_has_not_has_none_of_its_outcomes() -> None:
    assert answer('gone.result == "refused"', {}) is False
    assert answer('gone.result in ("refused", "issued")', {}) is False


def test_a_date_beyond_the_calendar_is_not_known() -> None:
    facts = {"stay.starts_on": date(9999, 12, 1)}

    assert answer('stay.starts_on + months(1) > "2027-04-01"', facts) is None
    assert answer('stay.starts_on + days(40) > "2027-04-01"', facts) is None


def test_a_closure_says_which_facts_it_reads() -> None:
    tree = parse("stay.days > 90 and count(family.members, member.comes) > 0", NAMES.get)

    compiled = compile_node(tree, Binding(FORMULAS, {OF: ("@m1",)}))

    assert compiled.reads == {"stay.starts_on", "stay.ends_on", OF, "member.comes@m1"}


def test_what_is_no_node_cannot_be_compiled() -> None:
    with pytest.raises(TypeError):
        compile_node("stay.days", Binding({}))  # type: ignore[arg-type]
