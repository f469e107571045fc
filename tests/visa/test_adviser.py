"""The adviser: a decision table, row by row, and the traps."""

from datetime import date

import pytest

from onboarding.config import assets
from onboarding.visa.adviser.advising import advise, days_of, within_three_months
from onboarding.visa.adviser.rules import read_rules_of, status_rules

RULES = status_rules(assets() / "workflows")[-1]
STAY = {
    "days": 365,
    "within_three_months": False,
    "pay": "paid",
    "payer": "host",
    "place": "university",
    "role": "research",
    "points": 0,
    "special": False,
    "wants_hsp": False,
    "holds_status": False,
    "holds_hsp": False,
    "family": 0,
}
# What differs from a year's paid research at a university → the candidates in order.
TABLE = [
    ({}, ["professor"]),
    ({"payer": "japan"}, ["professor"]),
    ({"payer": "abroad"}, ["professor"]),
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


def situation(**other):
    return {**STAY, **other}


@pytest.mark.parametrize(("other", "expected"), TABLE)
def test_row_of_the_decision_table(other, expected):
    found = advise(RULES, situation(**other))

    assert [candidate.status.id for candidate in found.candidates] == expected


def test_every_rule_decides_some_row():
    used = {c.rule for other, _ in TABLE for c in advise(RULES, situation(**other)).candidates}

    assert used == set(RULES.rules)


@pytest.mark.parametrize(
    ("other", "traps"),
    [
        ({}, []),
        ({"days": 92, "within_three_months": True}, ["three_months"]),
        ({"days": 92, "within_three_months": False}, []),
        ({"days": 60, "within_three_months": True}, ["paid_short"]),
        ({"pay": "none", "family": 2}, ["cultural_family", "unpaid_long"]),
        ({"pay": "none"}, ["unpaid_long"]),
        ({"holds_hsp": True}, ["hsp_changes_employer"]),
    ],
)
def test_known_traps_are_named(other, traps):
    assert [trap.id for trap in advise(RULES, situation(**other)).traps] == traps


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days", "short"),
    [
        (date(2027, 4, 1), date(2027, 6, 29), 90, True),
        (date(2027, 4, 1), date(2027, 7, 1), 92, True),
        (date(2027, 4, 1), date(2027, 7, 2), 93, False),
        (date(2027, 11, 30), date(2028, 2, 29), 92, True),
        (date(2026, 11, 30), date(2027, 2, 28), 91, True),
        (date(2026, 11, 30), date(2027, 3, 1), 92, False),
    ],
)
def test_length_is_counted_in_days_and_in_calendar_months(starts_on, ends_on, days, short):
    assert days_of(starts_on, ends_on) == days
    assert within_three_months(starts_on, ends_on) is short


def test_what_would_change_the_answer_is_said():
    found = advise(RULES, situation())

    assert {(one.word.id, one.value): one.status and one.status.id for one in found.otherwise} == {
        ("pay", "expenses"): "cultural_activities",
        ("pay", "none"): "cultural_activities",
        ("place", "institute"): "researcher",
        ("place", "designated"): "designated_research",
        ("place", "company"): "engineer_humanities_international",
        ("role", "technical"): "engineer_humanities_international",
        ("role", "study"): "student",
        ("role", "meeting"): None,
        ("holds_status", True): "none_needed",
    }


def test_unanswered_words_are_named_and_decide_nothing():
    found = advise(RULES, {"days": 365, "pay": "paid"})

    assert found.candidates == ()
    assert [word.id for word in found.unknown] == [
        word for word in RULES.words if word not in ("days", "pay")
    ]


def test_faulty_rule_is_named_with_its_place(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    text = (assets() / "workflows/rules/residence_statuses_2026-11.yaml").read_text("utf-8")
    wrong = text.replace("then: student", "then: studnt").replace(
        "days > 90 and w", 'days > "x" and w'
    )
    (rules / "residence_statuses_2026-11.yaml").write_text(wrong, "utf-8")

    _, faults = read_rules_of(tmp_path)

    assert [(fault.code, fault.reason) for fault in faults] == [
        ("E101", "not_one_of"),
        ("E111", "different_types"),
    ]
    assert all(fault.place.line > 100 for fault in faults)
