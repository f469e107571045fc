"""E106: every step comes up in some case of some programme."""

import pytest

from tests.proving.building import seeded

FAULTS = {
    "two conditions that exclude each other": """
- {id: a, kind: task, role: office, when: ‸stay.days > 90 and stay.days <= 30}
""",
    "the workflow's condition and the step's own": """
applies: stay.days > 90
steps:
- {id: a, kind: task, role: office}
- {id: b, kind: task, role: office, when: ‸stay.days < 60}
""",
    "a number beyond its limits": """
- {id: a, kind: form, role: guest, asks: [person.pay]}
- {id: b, kind: task, role: office, needs: [a], when: ‸person.pay > 2000}
""",
    "an outcome that ends the case": """
- {id: a, kind: decision, role: office, outcomes: {fine: {}, bad: {then: stop}}}
- {id: b, kind: task, role: office, needs: [a], when: ‸w.a == "bad"}
""",
    "an outcome that sends back": """
- {id: z, kind: task, role: guest}
- {id: a, kind: decision, role: office, needs: [z], outcomes: {fine: {}, bad: {then: back to z}}}
- {id: b, kind: task, role: office, needs: [a], when: ‸w.a == "bad"}
""",
    "a programme nobody calls so": """
- {id: a, kind: task, role: office, when: ‸programme.id == "q"}
""",
    "somebody who is older than they are": """
- {id: a, kind: form, role: guest, asks: [person.born_on]}
- {id: b, kind: task, role: office, needs: [a],
   when: ‸person.age >= 18 and person.born_on > stay.starts_on}
""",
    "the items of a list nobody asks for": """
- {id: ‸a, kind: task, role: office, each: family.members}
""",
    "more members who come than there are": """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: task, role: office, needs: [a],
   when: "‸count(family.members, member.comes) > 1 and count(family.members) < 2"}
""",
    "after a step that is never finished": """
- {id: z, kind: task, role: guest}
- {id: a, kind: decision, role: office, needs: [z],
   outcomes: {bad: {then: back to z}, worse: {then: back to z}}}
- {id: ‸b, kind: task, role: office, needs: [a]}
""",
}
ELSEWHERE = "id: p\nworkflows: [w]\n---\nid: q\numbrella: true\n"


@pytest.mark.parametrize("name", FAULTS)
def test_step_out_of_reach_is_found(name: str) -> None:
    found = seeded(FAULTS[name], programme=ELSEWHERE)

    assert [fault.place for fault in found.only("E106")] == found.marks
    assert found.marks


FINE = {
    "two conditions that just meet": """
- {id: a, kind: task, role: office, when: stay.days > 90 and stay.days < 92}
""",
    "a number at its limit": """
- {id: a, kind: form, role: guest, asks: [person.pay]}
- {id: b, kind: task, role: office, needs: [a], when: person.pay >= 1000}
""",
    "once the case is called off": """
- {id: a, kind: task, role: office, when: case.stopped}
""",
    "after an outcome, and one that sends back": """
- {id: a, kind: decision, role: office, outcomes: {fine: {}, bad: {}, again: {then: back to z}}}
- {id: z, kind: task, role: guest}
- {id: b, kind: task, role: office, needs: [a], when: w.a == "bad"}
""",
    "as many members who come as there are": """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: task, role: office, needs: [a],
   when: "count(family.members, member.comes) > 1 and count(family.members) < 3"}
""",
    "a birthday on the day": """
- {id: a, kind: form, role: guest, asks: [person.born_on]}
- {id: b, kind: task, role: office, needs: [a],
   when: person.age >= 18 and person.born_on + months(216) >= stay.starts_on}
""",
    "some of the guests of a visit": """
- {id: a, kind: form, role: guest, asks: [stay.visits]}
- {id: b, kind: task, role: office, needs: [a], each: stay.visits, when: visit.days > 30}
""",
    "at least two of three": """
- {id: a, kind: form, role: guest, asks: [person.paid, person.car]}
- {id: b, kind: task, role: office, needs: [a],
   when: "at_least(2, person.paid, person.car, stay.days > 90) and not person.car"}
""",
}


@pytest.mark.parametrize("name", FINE)
def test_step_within_reach_passes(name: str) -> None:
    assert seeded(FINE[name]).found == []


def test_fault_names_what_clashes_and_the_nearest_answers() -> None:
    found = seeded("- {id: a, kind: task, role: office, when: stay.days > 90 and stay.days < 60}")

    (fault,) = found.only("E106")
    ((key, days),) = fault.answers or ()

    assert (fault.reason, fault.about) == (
        "no_case_reaches",
        ("w.a", "stay.days > 90", "stay.days < 60"),
    )
    assert (key, days > 90) == ("stay.days", True)


def test_step_of_one_programme_alone_is_no_fault_of_the_other() -> None:
    steps = '- {id: a, kind: task, role: office, when: programme.id == "q"}'

    assert (
        seeded(steps, programme="id: p\nworkflows: [w]\n---\nid: q\nworkflows: [w]\n").found == []
    )
