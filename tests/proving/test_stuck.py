"""E107: no answers bring a case to a point where nothing is open and it is not finished."""

import pytest

from tests.proving.building import seeded

LETTER = {"letter": "uses: [person.pay]"}
FAULTS = {
    "a condition on an answer left empty": (
        "stuck_undecided",
        """
- {id: a, kind: form, role: guest, asks: [person.paid (optional)]}
- {id: b, kind: task, role: office, needs: [a], when: ‸person.paid}
""",
    ),
    "a condition on what only one branch asks": (
        "stuck_undecided",
        """
- {id: a, kind: form, role: guest, when: stay.days > 90, asks: [person.paid]}
- {id: b, kind: task, role: office, when: ‸person.paid}
""",
    ),
    "a question that waits for its own answer": (
        "stuck_undecided",
        """
- {id: a, kind: form, role: guest, when: ‸person.paid, asks: [person.paid]}
""",
    ),
    "two questions that wait for each other's answers": (
        "stuck_undecided",
        """
- {id: a, kind: form, role: guest, when: ‸person.car, asks: [person.paid]}
- {id: b, kind: form, role: guest, when: ‸person.paid, asks: [person.car]}
""",
    ),
    "an opening that never comes": (
        "stuck_closed",
        """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: task, role: office, opens: ‸once person.paid}
""",
    ),
    "an opening after a fact nobody is asked for": (
        "stuck_closed",
        """
- {id: a, kind: task, role: guest}
- {id: b, kind: task, role: office, opens: ‸after person.born_on}
""",
    ),
    "a day nobody is asked for": (
        "stuck_closed",
        """
- {id: a, kind: form, role: guest, asks: [person.born_on (optional)]}
- {id: b, kind: task, role: office, needs: [a], opens: ‸3 days after person.born_on}
""",
    ),
    "a decision that always sends back": (
        "stuck_going_back",
        """
- {id: a, kind: task, role: guest}
- {id: b, kind: decision, role: office, needs: [a],
   outcomes: ‸{no: {then: back to a}, never: {then: back to a}}}
""",
    ),
    "a paper that lacks what it is made from": (
        "stuck_paper",
        """
- {id: a, kind: form, role: guest, asks: [person.pay (optional)]}
- {id: b, kind: document, document: ‸letter, role: office, needs: [a]}
""",
    ),
    "a step that waits for the steps of a list nobody asks for": (
        "stuck_list",
        """
- {id: a, kind: task, role: office, each: family.members}
- {id: b, kind: task, role: office, needs: ‸[a]}
""",
    ),
    "the day of a step another workflow leaves out": (
        "stuck_closed",
        """
- {id: a, kind: task, role: guest, when: stay.days > 90}
- {id: b, kind: task, role: office, needs: [a], opens: ‸3 days after w.a}
""",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_way_into_a_dead_end_is_found(name: str) -> None:
    reason, text = FAULTS[name]
    found = seeded(text, documents=LETTER)

    assert [(fault.place, fault.reason) for fault in found.only("E107")] == [
        (place, reason) for place in found.marks
    ]
    assert found.marks


FINE = {
    "a step beside asks, sooner or later": """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: task, role: office, opens: once known(person.paid)}
""",
    "an opening that comes in any case": """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: form, role: host, asks: [person.car]}
- {id: c, kind: task, role: office, opens: once person.paid or known(person.car)}
""",
    "an opening only where it comes": """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: task, role: office, needs: [a], when: person.paid, opens: once person.paid}
""",
    "a decision that may send back": """
- {id: a, kind: task, role: guest}
- {id: b, kind: decision, role: office, needs: [a], outcomes: {no: {then: back to a}, yes: {}}}
- {id: c, kind: task, role: office, needs: [b], when: w.b == "yes"}
""".replace("yes: {}", "'yes': {}").replace("no: {then", "'no': {then"),
    "an outcome that ends the case": """
- {id: a, kind: decision, role: office, outcomes: {fine: {asks: [person.paid]}, bad: {then: stop}}}
- {id: b, kind: task, role: office, needs: [a], when: person.paid}
""",
    "what is wound up at the end": """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: task, role: office, needs: [a], when: case.stopped}
""",
    "a list that stays empty": """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: task, role: office, each: family.members, when: member.comes}
- {id: c, kind: task, role: office, needs: [a, b]}
""",
    "a branch and its other side": """
- {id: a, kind: decision, role: office, outcomes: {left: {then: on to b}, right: {}}}
- {id: b, kind: form, role: guest, asks: [person.paid]}
- {id: c, kind: task, role: office, needs: [b], when: w.a == "left" and person.paid}
""",
    "an approval of several people": """
- {id: a, kind: approval, route: [host, {of: [office, hr], need: 1}],
   outcomes: {granted: {}, refused: {then: stop}}}
- {id: b, kind: task, role: office, needs: [a], when: w.a == "granted"}
""",
}


@pytest.mark.parametrize("name", FINE)
def test_case_that_goes_on_to_its_end_passes(name: str) -> None:
    found = seeded(FINE[name], documents=LETTER)

    assert [fault for fault in found.faults if fault.code == "E107"] == []


def test_example_shows_answers_with_which_a_case_is_stuck() -> None:
    found = seeded(FAULTS["an opening that never comes"][1])

    (fault,) = found.only("E107")

    assert (fault.about[0], fault.answers) == ("w.b", (("person.paid", False),))


def test_dead_end_across_workflows_is_found_in_the_file_that_waits() -> None:
    first = "- {id: a, kind: form, role: guest, when: stay.days > 90, asks: [person.paid]}"
    second = "- {id: b, kind: task, role: office, needs: [w.a], when: ‸person.paid}"

    found = seeded(first, second)

    assert [f.place for f in found.only("E107")] == [f.place for f in found.only("E108")]
    assert [f.place for f in found.only("E107")] == found.marks


def test_programme_that_leaves_the_question_out_is_named() -> None:
    first = "- {id: a, kind: form, role: guest, asks: [person.paid]}"
    second = "- {id: b, kind: task, role: office, needs: [w.a], when: ‸person.paid}"
    programme = "id: p\nworkflows: [w, w2]\n---\nid: q\nworkflows: [w2]\n"

    found = seeded(first, second, programme=programme)

    assert [(f.place, f.programmes) for f in found.only("E107")] == [(found.marks[0], ("q",))]
