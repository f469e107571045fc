"""The adviser: a decision table, row by row, and the traps."""

from datetime import date, timedelta

import pytest

from onboarding.cases.library import library
from onboarding.config import assets
from onboarding.engine.asking import holds
from onboarding.engine.lawdays import Span, last_day
from onboarding.engine.progress import begin
from onboarding.visa.adviser.advising import advise, proposed, questions
from onboarding.visa.adviser.rules import read_status_rules, status_rules

FOLDER = assets() / "workflows"
RULES = status_rules(FOLDER, date(2026, 11, 24))
START = date(2027, 4, 1)
STAY = {
    "pay": "paid",
    "place": "university",
    "role": "research",
    "wants_hsp": False,
    "holds_status": False,
    "holds_hsp": False,
}
# What differs from a year's paid research at a university → the candidates in order.
TABLE = [
    ({}, ["professor"]),
    ({"points": 70}, ["professor"]),
    ({"points": 70, "wants_hsp": True}, ["hsp_1_a", "professor"]),
    ({"points": 69, "wants_hsp": True}, ["professor"]),
    ({"special": True, "wants_hsp": True}, ["hsp_1_a", "professor"]),
    ({"place": "institute"}, ["researcher"]),
    ({"place": "institute", "points": 80, "wants_hsp": True}, ["hsp_1_a", "researcher"]),
    ({"place": "designated"}, ["designated_research", "researcher"]),
    ({"place": "company"}, ["engineer_humanities_international"]),
    ({"role": "technical"}, ["engineer_humanities_international"]),
    ({"place": "institute", "role": "technical"}, ["engineer_humanities_international"]),
    ({"pay": "none"}, ["cultural_activities"]),
    ({"pay": "expenses"}, ["cultural_activities"]),
    ({"pay": "none", "place": "institute"}, ["cultural_activities"]),
    ({"pay": "none", "days": 91}, ["cultural_activities"]),
    ({"pay": "none", "days": 90}, ["temporary_visitor"]),
    ({"pay": "expenses", "days": 14, "role": "meeting"}, ["temporary_visitor"]),
    ({"pay": "paid", "days": 14}, ["professor"]),
    ({"role": "study", "pay": "none"}, ["student"]),
    ({"holds_status": True}, ["none_needed", "professor"]),
]


@pytest.fixture
def case(app):
    catalogue = library()
    return begin(catalogue.blueprint("employed", catalogue.versions_for("employed")), START)


def facts(days=365, points=0, special=False, family=0, **answers):
    members = tuple(f"m{n}" for n in range(family))
    return {
        **{f"advice.{name}": value for name, value in {**STAY, **answers}.items()},
        **{f"member.comes_along@{item}": True for item in members},
        "stay.starts_on": START,
        "stay.ends_on": START + timedelta(days=days - 1),
        "points.total": points,
        "points.special": special,
        "family.members": members,
    }


@pytest.fixture
def advice(case):
    """Return a function that advises on a stay that differs from the usual one."""

    def advise_on(**other):
        given = facts(**other)
        moved = case.copy()
        moved.facts.update(given)
        moved.plan = moved.plan.blueprint.plan(moved.facts)
        return advise(RULES, moved, {})

    return advise_on


@pytest.mark.parametrize(("other", "expected"), TABLE)
def test_row_of_the_decision_table(advice, other, expected):
    assert [candidate.status.id for candidate in advice(**other).candidates] == expected


def test_every_rule_decides_some_row(advice):
    used = {c.rule.when for other, _ in TABLE for c in advice(**other).candidates}

    assert used == {rule.when for rule in RULES.rules}


@pytest.mark.parametrize(
    ("other", "traps"),
    [
        ({}, []),
        ({"days": 92}, ["three_months"]),
        ({"days": 93}, []),
        ({"days": 60}, ["paid_short"]),
        ({"pay": "none", "family": 2}, ["cultural_family", "unpaid_long"]),
        ({"pay": "none"}, ["unpaid_long"]),
        ({"holds_hsp": True}, ["hsp_changes_employer"]),
    ],
)
def test_known_traps_are_named(advice, other, traps):
    assert [trap.id for trap in advice(**other).traps] == traps


def test_what_would_change_the_answer_is_said(advice):
    changes = {
        (one.field.id.removeprefix("advice."), one.value): one.status and one.status.id
        for one in advice().otherwise
    }
    shorter = {
        one.value: one.status.id
        for one in advice(pay="none").otherwise
        if one.field.id == "stay.days"
    }

    assert changes == {
        ("pay", "expenses"): "cultural_activities",
        ("pay", "none"): "cultural_activities",
        ("place", "institute"): "researcher",
        ("place", "designated"): "designated_research",
        ("place", "company"): "engineer_humanities_international",
        ("role", "technical"): "engineer_humanities_international",
        ("role", "study"): "student",
        ("role", "meeting"): None,
        ("holds_status", True): "none_needed",
        ("points.total", 70): "hsp_1_a",
    }
    assert shorter == {90: "temporary_visitor"}


def test_three_months_end_where_the_law_says(case):
    """The formula of the dictionary counts as periods of law do: the first day not counted."""
    for number in range(2 * 366):
        first = date(2027, 1, 1) + timedelta(days=number)
        last = last_day(first, Span(months=3))
        within = [
            holds(
                case,
                "advice.within_three_months",
                {"stay.starts_on": first, "stay.ends_on": last + timedelta(days=more)},
            )
            for more in (0, 1)
        ]
        assert within == [True, False], first


def test_rules_of_a_later_day_do_not_count_before_it(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    text = (FOLDER / "rules/residence_statuses_2026-11.yaml").read_text("utf-8")
    (rules / "residence_statuses_2026-11.yaml").write_text(text, "utf-8")
    later = text.replace("valid_from: 2026-11-01", "valid_from: 2027-04-01")
    (rules / "residence_statuses_2027-04.yaml").write_text(later, "utf-8")

    days = (date(2026, 1, 1), date(2027, 3, 31), date(2027, 4, 1))

    assert [status_rules(tmp_path, day).valid_from for day in days] == [
        "2026-11-01",
        "2026-11-01",
        "2027-04-01",
    ]


def test_open_questions_are_named_and_decide_nothing(case):
    found = advise(RULES, case, {"stay.starts_on": START, "stay.ends_on": START})

    assert found.candidates == ()
    assert found.open == questions(case)


def test_case_suggests_the_first_answers(case):
    assert proposed(case)["advice.pay"] == "paid"
    assert proposed(case).keys() == {field.id for field in questions(case)}


def test_faulty_rule_is_named_with_its_place(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    text = (FOLDER / "rules/residence_statuses_2026-11.yaml").read_text("utf-8")
    wrong = text.replace("then: student", "then: studnt")
    (rules / "residence_statuses_2026-11.yaml").write_text(wrong, "utf-8")

    _, faults = read_status_rules(tmp_path)

    assert [(fault.code, fault.reason, fault.about[0]) for fault in faults] == [
        ("E101", "not_one_of", "studnt"),
    ]
