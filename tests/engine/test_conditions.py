"""The condition language: what it can say, and what is wrong with what it cannot."""

from datetime import date

import pytest

from onboarding.engine.conditions import ConditionFault, parse, parse_condition
from onboarding.engine.tree import (
    BOOLEAN,
    NUMBER,
    Age,
    Arithmetic,
    Compare,
    Count,
    Done,
    Junction,
    Literal,
    Name,
    Node,
    Not,
    Period,
    Total,
    Type,
    Typed,
    Within,
)

TEXT, DATE = Typed(Type.TEXT), Typed(Type.DATE)
LEVEL = Typed(Type.TEXT, ("low", "high"))
TAGS = Typed(Type.CHOICES, ("j_rise",))
NAMES = {
    "stay.days": NUMBER,
    "stay.starts_on": DATE,
    "stay.ends_on": DATE,
    "person.country": TEXT,
    "person.paid": BOOLEAN,
    "person.level": LEVEL,
    "programme.tags": TAGS,
    "family.members": Typed(Type.LIST),
    "member.age": Typed(Type.NUMBER, of="family.members"),
    "member.comes": Typed(Type.BOOLEAN, of="family.members"),
    "visa.result": Typed(Type.TEXT, ("issued", "refused")),
    "visa.result.done_on": DATE,
    "visa.card.done_on": Typed(Type.DATE, of="family.members"),
}
DAYS, STARTS, ENDS = (Name(n, NAMES[n]) for n in ("stay.days", "stay.starts_on", "stay.ends_on"))
COUNTRY, PAID = Name("person.country", TEXT), Name("person.paid", BOOLEAN)
MEMBER_AGE = Name("member.age", NAMES["member.age"])


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("person.paid", PAID),
        ("true", Literal(True, BOOLEAN)),
        ("stay.days > 90", Compare(">", DAYS, Literal(90, NUMBER))),
        ("stay.days >= -1", Compare(">=", DAYS, Literal(-1, NUMBER))),
        ('person.country != "JPN"', Compare("!=", COUNTRY, Literal("JPN", TEXT))),
        (
            'stay.starts_on < "2027-04-01"',
            Compare("<", STARTS, Literal(date(2027, 4, 1), DATE)),
        ),
        (
            '"2027-04-01" <= stay.starts_on',
            Compare("<=", Literal(date(2027, 4, 1), DATE), STARTS),
        ),
        ("not person.paid", Not(PAID)),
        (
            "person.paid and stay.days == 1 or false",
            Junction(
                "or",
                (
                    Junction("and", (PAID, Compare("==", DAYS, Literal(1, NUMBER)))),
                    Literal(False, BOOLEAN),
                ),
            ),
        ),
        (
            "1 < stay.days < 90",
            Junction(
                "and",
                (
                    Compare("<", Literal(1, NUMBER), DAYS),
                    Compare("<", DAYS, Literal(90, NUMBER)),
                ),
            ),
        ),
        (
            'person.country in ("JPN", "DEU")',
            Within(COUNTRY, (Literal("JPN", TEXT), Literal("DEU", TEXT)), False),
        ),
        (
            'person.country not in ["JPN"]',
            Within(COUNTRY, (Literal("JPN", TEXT),), True),
        ),
        (
            'stay.starts_on in ("2027-04-01",)',
            Within(STARTS, (Literal(date(2027, 4, 1), DATE),), False),
        ),
        (
            '"j_rise" in programme.tags',
            Within(Literal("j_rise", TEXT), Name("programme.tags", TAGS), False),
        ),
        (
            'visa.result == "refused"',
            Compare("==", Name("visa.result", NAMES["visa.result"]), Literal("refused", TEXT)),
        ),
        ("done(visa.result)", Done("visa.result")),
        (
            "count(family.members) > 0",
            Compare(">", Count("family.members", None), Literal(0, NUMBER)),
        ),
        (
            "count(family.members, member.age < 6) == 2",
            Compare(
                "==",
                Count("family.members", Compare("<", MEMBER_AGE, Literal(6, NUMBER))),
                Literal(2, NUMBER),
            ),
        ),
        (
            "count(family.members, done(visa.card)) == 0",
            Compare(
                "==",
                Count("family.members", Done("visa.card", "family.members")),
                Literal(0, NUMBER),
            ),
        ),
    ],
)
def test_a_condition_is_read_into_a_tree(text: str, tree: Node) -> None:
    assert parse_condition(text, NAMES.get) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "stay.ends_on - stay.starts_on + 1",
            Arithmetic("+", Arithmetic("-", ENDS, STARTS, NUMBER), Literal(1, NUMBER), NUMBER),
        ),
        (
            "stay.starts_on + months(2)",
            Arithmetic("+", STARTS, Literal(Period(2, 0), Typed(Type.PERIOD)), DATE),
        ),
        (
            "stay.starts_on - weeks(1)",
            Arithmetic("-", STARTS, Literal(Period(0, 7), Typed(Type.PERIOD)), DATE),
        ),
        (
            "stay.starts_on + days(3)",
            Arithmetic("+", STARTS, Literal(Period(0, 3), Typed(Type.PERIOD)), DATE),
        ),
        ("stay.days - 1", Arithmetic("-", DAYS, Literal(1, NUMBER), NUMBER)),
        ("age(stay.starts_on, stay.ends_on)", Age(STARTS, ENDS)),
        ("total(family.members, member.age)", Total("family.members", MEMBER_AGE)),
    ],
)
def test_a_formula_is_read_into_a_tree(text: str, tree: Node) -> None:
    assert parse(text, NAMES.get) == tree


def test_a_condition_may_run_over_lines() -> None:
    assert parse_condition(" person.paid\nand person.paid\n", NAMES.get) == Junction(
        "and", (PAID, PAID)
    )


def test_facts_of_items_may_be_used_inside_their_list() -> None:
    inside = frozenset({"family.members"})

    assert parse("member.age", NAMES.get, inside) == MEMBER_AGE


@pytest.mark.parametrize(
    ("text", "code", "reason", "about", "col"),
    [
        # What does not parse.
        ("", "E111", "not_a_condition", ("",), 0),
        ("stay.days >", "E111", "not_a_condition", ("stay.days >",), 0),
        ("stay.days = 90", "E111", "not_a_condition", ("stay.days = 90",), 10),
        ("stay.days > (90", "E111", "not_a_condition", ("stay.days > (90",), 12),
        # What the language does not have.
        ("stay.days if true else 1", "E111", "not_in_language", ("stay.days if true else 1",), 0),
        ("stay.days > 90j", "E111", "not_in_language", ("90j",), 12),
        ("stay.days > None", "E111", "not_in_language", ("None",), 12),
        ("stay.days is 90", "E111", "not_in_language", ("stay.days",), 0),
        (
            "person.paid and len(person.country) > 1",
            "E111",
            "not_in_language",
            ("len(person.country)",),
            16,
        ),
        ("person.paid.real()", "E111", "not_in_language", ("person.paid.real()",), 0),
        ('"a".upper == "A"', "E111", "not_in_language", ("'a'",), 0),
        ("[1] == stay.days", "E111", "not_in_language", ("[1]",), 0),
        ("{1} == stay.days", "E111", "not_in_language", ("{1}",), 0),
        ("stay.days == -person.paid", "E111", "not_in_language", ("-person.paid",), 13),
        ("stay.days == +1", "E111", "not_in_language", ("+1",), 13),
        ("stay.days == -true", "E111", "not_in_language", ("-true",), 13),
        ("stay.starts_on + -days(3)", "E111", "not_in_language", ("-days(3)",), 17),
        ("stay.starts_on + days(-3)", "E111", "not_in_language", ("days(-3)",), 17),
        ("stay.starts_on + days(1.5)", "E111", "not_in_language", ("days(1.5)",), 17),
        ("stay.starts_on + days(true)", "E111", "not_in_language", ("days(true)",), 17),
        ("stay.starts_on + days(stay.days)", "E111", "not_in_language", ("days(stay.days)",), 17),
        ("count() == 1", "E111", "not_in_language", ("count()",), 0),
        (
            "count(family.members, where=person.paid) == 1",
            "E111",
            "not_in_language",
            ("count(family.members, where=person.paid)",),
            0,
        ),
        ("done(1)", "E111", "not_in_language", ("1",), 5),
        # What is compared, joined or calculated with another type.
        ("stay.days", "E111", "not_yes_or_no", ("stay.days",), 0),
        ("stay.days and person.paid", "E111", "not_yes_or_no", ("stay.days",), 0),
        ("not person.country", "E111", "not_yes_or_no", ("person.country",), 4),
        ("count(family.members, member.age) > 1", "E111", "not_yes_or_no", ("member.age",), 22),
        ('stay.days > "90"', "E111", "different_types", ("stay.days", "'90'"), 0),
        ('person.country > "JPN"', "E111", "different_types", ("person.country", "'JPN'"), 0),
        ("person.paid == 1", "E111", "different_types", ("person.paid", "1"), 0),
        (
            'stay.starts_on > "1 April"',
            "E111",
            "different_types",
            ("stay.starts_on", "'1 April'"),
            0,
        ),
        ("stay.starts_on > 2027", "E111", "different_types", ("stay.starts_on", "2027"), 0),
        (
            "programme.tags == programme.tags",
            "E111",
            "different_types",
            ("programme.tags", "programme.tags"),
            0,
        ),
        ("person.country in (1,)", "E111", "different_types", ("1",), 19),
        ("person.country in (person.country,)", "E111", "different_types", ("person.country",), 19),
        ("person.country in person.country", "E111", "not_a_list", ("person.country",), 18),
        ("1 in programme.tags", "E111", "not_a_list", ("programme.tags",), 5),
        ("count(stay.days) > 1", "E111", "not_a_list", ("stay.days",), 6),
        ("count(1) > 1", "E111", "not_a_list", ("1",), 6),
        (
            "stay.starts_on + 1 > stay.ends_on",
            "E111",
            "cannot_calculate",
            ("stay.starts_on + 1",),
            0,
        ),
        ("stay.days * 2 > 1", "E111", "cannot_calculate", ("stay.days * 2",), 0),
        (
            "age(stay.days, stay.starts_on) > 1",
            "E111",
            "cannot_calculate",
            ("age(stay.days, stay.starts_on)",),
            0,
        ),
        (
            "age(stay.starts_on, stay.days) > 1",
            "E111",
            "cannot_calculate",
            ("age(stay.starts_on, stay.days)",),
            0,
        ),
        (
            "total(family.members, member.comes) > 1",
            "E111",
            "cannot_calculate",
            ("total(family.members, member.comes)",),
            0,
        ),
        # What nobody knows.
        ("stay.dayz > 90", "E103", "unknown_name", ("stay.dayz",), 0),
        ("person.paid and stayed", "E103", "unknown_name", ("stayed",), 16),
        ("stay.days > 1 and 年 > 1", "E103", "unknown_name", ("年",), 18),
        ('person.country == "日本" and stay.dayz > 1', "E103", "unknown_name", ("stay.dayz",), 27),
        ("done(visa.reslt)", "E103", "unknown_step", ("visa.reslt",), 5),
        ('person.level == "medium"', "E103", "unknown_option", ("medium", "low", "high"), 16),
        ('"medium" == person.level', "E103", "unknown_option", ("medium", "low", "high"), 0),
        (
            'person.level in ("low", "medium")',
            "E103",
            "unknown_option",
            ("medium", "low", "high"),
            24,
        ),
        ('"expert" in programme.tags', "E103", "unknown_option", ("expert", "j_rise"), 0),
        # What only the items of a list carry.
        ("member.age > 6", "E103", "only_of_items", ("member.age", "family.members"), 0),
        (
            "person.paid and done(visa.card)",
            "E103",
            "only_of_items",
            ("visa.card.done_on", "family.members"),
            21,
        ),
    ],
)
def test_a_fault_says_what_and_where(
    text: str, code: str, reason: str, about: tuple[str, ...], col: int
) -> None:
    with pytest.raises(ConditionFault) as caught:
        parse_condition(text, NAMES.get)

    fault = caught.value
    assert (fault.code, fault.reason, fault.about, fault.col) == (code, reason, about, col)


@pytest.mark.parametrize("text", ["not " * 5000 + "person.paid", "-" * 5000 + "1 == stay.days"])
def test_a_condition_nested_too_deeply_is_a_fault(text: str) -> None:
    with pytest.raises(ConditionFault, match="E111 not_a_condition"):
        parse_condition(text, NAMES.get)
