"""W2xx: what is written and never comes to anything; and what could not be proven."""

import sys

import pytest

from onboarding.proving import prove
from tests.proving.building import FIELDS, ROLES, seeded

USED = "- {id: a, kind: task, role: office}"


def test_workflow_no_programme_uses() -> None:
    found = seeded(USED, USED.replace("a,", "b,"), programme="id: p\nworkflows: [w]\n")

    assert [(f.place.file, f.about) for f in found.only("W202")] == [("w2.yaml", ("w2",))]


def test_field_nobody_uses_and_fields_in_use() -> None:
    fields = """
stay:
  starts_on: {type: date, at_opening: required}
  ends_on: {type: date}
  days: {type: integer, formula: stay.ends_on - stay.starts_on}
  theme: {type: text}
  visits: {type: list, item: visit}
visit:
  days: {type: integer}
  place: {type: text}
lost:
  thing: {type: text}
  sum: {type: integer, formula: count(stay.visits)}
"""
    steps = """
- {id: a, kind: form, role: office, asks: [stay.visits, stay.ends_on]}
- {id: b, kind: task, role: office, needs: [a], when: stay.days > 3, shows: [stay.theme]}
"""
    found = seeded(steps, fields=fields)

    assert [f.about for f in found.only("W203")] == [("lost.thing",), ("lost.sum",)]


def test_what_a_programme_asks_besides_is_used_and_proven() -> None:
    steps = """
- {id: a, kind: form, role: office, asks: [person.paid]}
- {id: b, kind: task, role: office, needs: [a], when: person.paid}
"""
    programme = """
id: p
workflows: [w]
overrides:
  w.a: {asks: {add: [stay.theme], drop: [person.paid]}, remind: [2 days after -> robot],
        due: on stay.starts_on}
"""
    found = seeded(steps, programme=programme)

    assert ("stay.theme",) not in [f.about for f in found.only("W203")]
    assert {f.code for f in found.faults if not f.is_warning} == {"E106", "E107", "E108", "E112"}


def test_parameter_nothing_uses() -> None:
    steps = """
parameters: {lead: 3, days: 90, spare: 1}
steps:
- {id: a, kind: task, role: office, when: stay.days > parameter.days,
   due: parameter.lead days before stay.starts_on}
"""
    assert [f.about for f in seeded(steps).only("W204")] == [("spare",)]


def test_paper_nobody_reads() -> None:
    steps = "- {id: a, kind: document, document: letter, role: office}"
    found = seeded(steps, papers="[]", documents={"letter": "uses: [person.name]"})

    assert [f.about for f in found.only("W205")] == [("letter", "w.a")]


def test_role_nobody_plays() -> None:
    found = seeded(USED, roles=ROLES)

    assert [f.about[0] for f in found.only("W206")] == ["guest", "host", "hr", "robot", "helper"]


def test_reminder_without_a_due_date() -> None:
    found = seeded("- {id: a, kind: task, role: office, remind: [‸3 days before]}")

    assert [(f.place, f.about) for f in found.only("W207")] == [(found.marks[0], ("w.a",))]


def test_rule_nobody_can_break() -> None:
    fields = """
stay:
  starts_on: {type: date, at_opening: required}
  ends_on: {type: date, at_opening: required, rules: [{that: stay.ends_on >= stay.starts_on}]}
pay:
  sum: {type: money, at_opening: possible, limits: {min: 0}, rules: [{that: pay.sum >= 0}]}
"""
    found = seeded(USED, fields=fields)

    assert [f.about for f in found.only("W208")] == [("pay.sum", "pay.sum >= 0")]


@pytest.mark.parametrize(
    "condition",
    [
        "count(family.members) > count(stay.visits)",
        "count(family.members, member.comes) > 9",
        "count(family.members) - count(stay.visits) > 0",
    ],
)
def test_condition_too_hard_is_named(condition: str) -> None:
    found = seeded(f"""
- {{id: a, kind: form, role: guest, asks: [family.members, stay.visits]}}
- {{id: b, kind: task, role: office, needs: [a], when: "‸{condition}"}}
""")

    assert [(f.place, f.about) for f in found.only("W201")] == [
        (found.marks[0], ("w.b", condition))
    ]


def test_condition_on_few_items_is_decided() -> None:
    found = seeded("""
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: task, role: office, needs: [a], when: "count(family.members, member.comes) > 2"}
""")

    assert found.only("W201") == []


@pytest.fixture
def no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in sys.modules if one.startswith("onboarding.proving.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)


@pytest.mark.usefixtures("no_solver")
def test_without_the_solver_one_warning_says_so() -> None:
    steps = "- {id: a, kind: task, role: ‸robot, when: stay.days > 90 and stay.days < 30}"

    found = seeded(steps, fields=FIELDS)

    assert [f.code for f in found.faults if f.code in ("W200", "E106", "E112")] == ["W200", "E112"]


def test_faults_come_in_the_order_of_the_files() -> None:
    catalogue = seeded(USED).catalogue

    places = [fault.place for fault in prove(catalogue)]

    assert places == sorted(places)
