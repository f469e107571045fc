"""Lists inside the items of lists: a guest of a visit."""

from datetime import date

import pytest

from onboarding.engine.actions import Actor, finish, open_case
from onboarding.engine.asking import fact_key, inner_fields, questions, value_of
from onboarding.engine.errors import WrongFacts
from onboarding.engine.nesting import chain, item_key, shared
from tests.engine.building import FIELDS, Story, blueprint, state_of
from tests.engine.test_snapshot import again

NESTED = (
    FIELDS
    + """  guests: {type: list, item: guest}
  size: {type: integer, formula: count(visit.guests) + 1}
guest:
  name: {type: name}
  born_on: {type: date}
  age: {type: integer, formula: "age(guest.born_on, visit.starts_on)"}
  comes: {type: yes_no}
"""
)
VISITS = {"stay__visits": ("v1", "v2"), "visit__guests_at_v1": ("g1", "g2")}


def case(steps: str, documents: dict[str, str] | None = None, **facts: object) -> Story:
    told = Story(blueprint(steps, fields=NESTED, documents=documents)).open()
    return told.answer(**facts) if facts else told


def test_one_step_for_each_guest_of_each_visit() -> None:
    told = case("[{id: a, each: visit.guests}]", **VISITS, visit__guests_at_v2=("g1",))

    assert [(p.key, p.item) for p in told.progress.plan.steps] == [
        ("w.a@v1.g1", "v1.g1"),
        ("w.a@v1.g2", "v1.g2"),
        ("w.a@v2.g1", "v2.g1"),
    ]
    assert [p.position for p in told.progress.plan.steps] == [0, 1, 2]


def test_guests_come_and_go_with_their_visit() -> None:
    told = case("[{id: a, each: visit.guests}]", **VISITS).finish("a@v1.g1")

    told.tell("answered", facts={"visit.guests@v1": ("g2",), "visit.guests@v2": ("g3",)})
    assert told.states() == {"a@v1.g2": "open", "a@v2.g3": "open"}
    told.tell("answered", facts={"stay.visits": ("v2",)})
    assert told.states() == {"a@v2.g3": "open"}
    assert state_of(again(told.progress)) == state_of(told.progress)


def test_a_guest_waits_for_its_own_visit_and_a_visit_for_its_own_guests() -> None:
    steps = """
- {id: plan, each: stay.visits}
- {id: guest, each: visit.guests, needs: [plan]}
- {id: close, each: stay.visits, needs: [guest]}
- {id: report, needs: [close, guest]}
"""
    told = case(steps, **VISITS)
    assert told.opened() == ["plan@v1", "plan@v2"]

    told.finish("plan@v1")
    assert told.opened() == ["plan@v2", "guest@v1.g1", "guest@v1.g2"]
    told.finish("guest@v1.g1", "guest@v1.g2", "plan@v2")
    assert told.opened() == ["close@v1"]
    told.tell("answered", facts={"visit.guests@v2": ()})
    assert told.opened() == ["close@v1", "close@v2"]
    assert told.finish("close@v1", "close@v2").opened() == ["report"]


def test_a_step_waits_for_lists_that_are_not_known_yet() -> None:
    steps = """
- {id: who, kind: form, each: stay.visits, asks: [visit.guests]}
- {id: guest, each: visit.guests, needs: [who]}
- {id: report, needs: [guest]}
"""
    told = case(steps)
    report = told.progress.plan.find("w.report")
    assert report is not None
    assert report.awaits == ("stay.visits",)

    told.tell("answered", facts={"stay.visits": ("v1",)})
    report = told.progress.plan.find("w.report")
    assert report is not None
    assert report.awaits == ("visit.guests@v1",)
    assert [p.key for p in told.progress.blockers(report)] == ["w.who@v1"]


def test_a_step_of_a_visit_asks_for_its_guests() -> None:
    steps = "[{id: who, kind: form, each: stay.visits, asks: [visit.guests]}]"
    told = case(steps, stay__visits=("v1",))
    planned = told.progress.plan.steps[0]
    office = Actor("mei", frozenset({"office"}))

    assert [q.key for q in questions(told.progress, planned)] == ["visit.guests@v1"]
    change = finish(told.progress, planned.key, by=office, facts={"visit.guests@v1": ("g1",)})
    assert change.data["facts"] == {"visit.guests@v1": ("g1",)}


def test_a_step_of_a_guest_asks_of_guest_visit_and_case() -> None:
    steps = "[{id: a, kind: form, each: visit.guests, asks: [guest.name, visit.days, person.pay]}]"
    told = case(steps, **VISITS)

    assert [q.key for q in questions(told.progress, told.progress.plan.steps[1])] == [
        "guest.name@v1.g2",
        "visit.days@v1",
        "person.pay",
    ]


def test_an_inner_list_is_not_asked_in_the_form_of_the_outer() -> None:
    shared_blueprint = blueprint("[{id: a}]", fields=NESTED)

    visits = shared_blueprint.fields["stay.visits"]

    assert [f.id for f in inner_fields(shared_blueprint, visits)] == [
        "visit.starts_on",
        "visit.days",
    ]
    assert fact_key(shared_blueprint, "visit.days", "v1.g1") == "visit.days@v1"
    assert fact_key(shared_blueprint, "person.pay", "v1.g1") == "person.pay"


@pytest.mark.parametrize(
    ("when", "opened"),
    [
        ("guest.comes", ["a@v1.g2"]),
        ("visit.days > 3", ["a@v1.g1", "a@v1.g2"]),
        ("count(visit.guests, guest.comes) == 1", ["a@v1.g1", "a@v1.g2"]),
        ("guest.age < 20 and person.paid", ["a@v1.g1"]),
        ("total(stay.visits, count(visit.guests, guest.comes)) == 1", ["a@v1.g1", "a@v1.g2"]),
        ("visit.size == 3", ["a@v1.g1", "a@v1.g2"]),
    ],
)
def test_conditions_of_a_guest_read_guest_visit_and_case(when: str, opened: list[str]) -> None:
    facts = {
        "stay.visits": ("v1",),
        "visit.guests@v1": ("g1", "g2"),
        "visit.days@v1": 4,
        "visit.starts_on@v1": date(2027, 4, 1),
        "guest.comes@v1.g1": False,
        "guest.comes@v1.g2": True,
        "guest.born_on@v1.g1": date(2010, 1, 1),
        "guest.born_on@v1.g2": date(1990, 1, 1),
        "person.paid": True,
    }
    told = case(f'[{{id: a, each: visit.guests, when: "{when}"}}]')

    assert told.tell("answered", facts=facts).opened() == opened


def test_sums_over_all_visits_know_the_guests_of_each() -> None:
    steps = '[{id: a, when: "total(stay.visits, count(visit.guests)) == 3"}]'
    told = case(steps, **VISITS)
    assert told.opened() == []

    assert told.tell("answered", facts={"visit.guests@v2": ("g1",)}).opened() == ["a"]


def test_dates_and_outcomes_of_a_guest_are_its_own() -> None:
    steps = """
- {id: a, each: visit.guests, due: 1 day after visit.starts_on, outcomes: {fine: , bad: }}
- {id: b, each: visit.guests, when: w.a == "bad"}
"""
    told = case(steps, **VISITS)
    told.tell("answered", facts={"visit.starts_on@v1": date(2027, 4, 1)})

    told.finish("a@v1.g1=bad", "a@v1.g2=fine")

    assert told.opened() == ["b@v1.g1"]
    assert told.dues() == {"a@v1.g1": date(2027, 4, 2), "a@v1.g2": date(2027, 4, 2)}


def test_a_guest_sends_back_its_own_visit() -> None:
    steps = """
- {id: plan, each: stay.visits}
- {id: guest, each: visit.guests, needs: [plan], outcomes: {fine: , again: {then: back to plan}}}
"""
    told = case(steps, **VISITS).finish("plan@v1", "plan@v2")

    assert told.finish("guest@v1.g1=again").opened() == ["plan@v1"]


def test_papers_read_every_guest_or_those_of_their_visit() -> None:
    steps = "[{id: all, document: letter}, {id: own, document: letter, each: stay.visits}]"
    told = case(steps, {"letter": "{uses: [guest.name]}"}, **VISITS)
    told.tell("answered", facts={"visit.guests@v2": ("g1",), "guest.name@v2.g1": "Li"})
    whole, first, second = told.progress.plan.steps

    assert {key for key, _ in whole.uses} == {
        *("stay.visits", "visit.guests@v1", "visit.guests@v2"),
        *("guest.name@v1.g1", "guest.name@v1.g2", "guest.name@v2.g1"),
    }
    assert {key for key, _ in first.uses} == {
        *("visit.guests@v1", "guest.name@v1.g1", "guest.name@v1.g2")
    }
    assert second.used(told.progress.facts) == {
        "visit.guests@v2": ("g1",),
        "guest.name@v2.g1": "Li",
    }


def test_values_of_a_guest_are_found_by_its_item() -> None:
    told = case("[{id: a}]", **VISITS)
    told.tell("answered", facts={"guest.name@v1.g1": "Li", "visit.days@v1": 3})

    assert value_of(told.progress, "guest.name", "v1.g1") == "Li"
    assert value_of(told.progress, "visit.size", "v1") == 3


def test_where_the_fields_of_an_item_are_kept() -> None:
    assert item_key("member.name", "family.members", "m1") == "member.name@m1"
    assert item_key("guest.name", "visit.guests@v1", "g1") == "guest.name@v1.g1"


def test_what_lists_have_in_common() -> None:
    names = blueprint("[{id: a}]", fields=NESTED).names

    assert chain("visit.guests", names) == ("stay.visits", "visit.guests")
    assert chain("", names) == ()
    assert chain("gone", names) == ("gone",)
    assert [
        shared(one, other, names)
        for one, other in (
            ("visit.guests", "visit.guests"),
            ("visit.guests", "stay.visits"),
            ("visit.guests", "family.members"),
            ("visit.guests", ""),
        )
    ] == [2, 1, 0, 0]


def test_items_within_items_have_short_names() -> None:
    told = case("[{id: a}]")
    good = {"visit.guests@v12345678901": ("g123456",), "visit.guests@v1": None}

    open_case(told.progress, good)
    with pytest.raises(WrongFacts) as refused:
        open_case(told.progress, {"visit.guests@v12345678901": ("g12345678",)})

    assert refused.value.keys == ("visit.guests@v12345678901",)
