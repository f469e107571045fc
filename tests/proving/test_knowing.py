"""E108: what a condition, a date or a paper reads is known by then, whatever anybody answers."""

import pytest

from tests.proving.building import seeded

LETTER = {"letter": "uses: [person.pay]"}
FAULTS = {
    "an answer that may be left empty": (
        "condition_not_known",
        """
- {id: a, kind: form, role: guest, asks: [person.paid (optional)]}
- {id: b, kind: task, role: office, needs: [a], when: ‸person.paid}
""",
    ),
    "a step beside it asks": (
        "condition_not_known",
        """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: task, role: office, when: ‸person.paid}
""",
    ),
    "the step that asks does not always apply": (
        "condition_not_known",
        """
- {id: a, kind: form, role: guest, when: stay.days > 90, asks: [person.paid]}
- {id: b, kind: task, role: office, needs: [a], when: ‸person.paid}
""",
    ),
    "asked with another outcome": (
        "condition_not_known",
        """
- {id: a, kind: decision, role: office, outcomes: {fine: {asks: [person.paid]}, bad: {}}}
- {id: b, kind: task, role: office, needs: [a], when: ‸person.paid}
""",
    ),
    "a fact that is perhaps known when a case is opened": (
        "condition_not_known",
        """
- {id: a, kind: form, role: guest, asks: [person.pay]}
- {id: b, kind: task, role: office, needs: [a], when: ‸person.country == "JPN"}
""",
    ),
    "a field asked only with another answer": (
        "condition_not_known",
        """
- {id: a, kind: form, role: guest, asks: [person.car, person.plate]}
- {id: b, kind: task, role: office, needs: [a], when: '‸person.plate == "X"'}
""",
    ),
    "the due date of a fact asked in another branch": (
        "due_not_known",
        """
- {id: a, kind: form, role: guest, when: stay.days > 90, asks: [person.born_on]}
- {id: b, kind: task, role: office, needs: [a], due: ‸3 days after person.born_on}
""",
    ),
    "the due date of a step that may be left out": (
        "due_not_known",
        """
- {id: a, kind: task, role: guest, when: stay.days > 90}
- {id: b, kind: task, role: office, needs: [a], due: ‸3 days after a}
""".replace("after a}", "after w.a}"),
    ),
    "the day a step opens on": (
        "opening_not_known",
        """
- {id: a, kind: form, role: guest, asks: [person.born_on (optional)]}
- {id: b, kind: task, role: office, needs: [a], opens: ‸on person.born_on}
""",
    ),
    "a paper made from an answer that may be left empty": (
        "paper_not_known",
        """
- {id: a, kind: form, role: guest, asks: [person.pay (optional)]}
- {id: b, kind: document, document: ‸letter, role: office, needs: [a]}
""",
    ),
    "of members, what only those who come are asked": (
        "condition_not_known",
        """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: form, role: guest, each: family.members, when: member.comes, needs: [a],
   asks: [member.passport]}
- {id: c, kind: task, role: office, each: family.members, needs: [b],
   when: '‸member.passport == "X"'}
""",
    ),
    "a list counted before it is asked": (
        "condition_not_known",
        """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: task, role: office, when: "‸count(family.members, member.comes) > 0"}
""",
    ),
    "a room that was perhaps not given": (
        "condition_not_known",
        """
- {id: a, kind: allocation, allocates: room, role: office}
- {id: b, kind: task, role: office, needs: [a], when: '‸room.name == "101"'}
""",
    ),
    "at the end of a case called off": (
        "condition_not_known",
        """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: task, role: office, needs: [a], when: ‸case.stopped and person.paid}
""",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fact_not_certainly_known_is_found(name: str) -> None:
    reason, text = FAULTS[name]
    found = seeded(text, documents=LETTER)

    assert [(fault.place, fault.reason) for fault in found.only("E108")] == [
        (place, reason) for place in found.marks
    ]
    assert found.marks


FINE = {
    "asked by a step before": """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: task, role: office, needs: [a], when: person.paid}
""",
    "asked by a step before the step before": """
- {id: a, kind: form, role: guest, asks: [person.paid]}
- {id: b, kind: task, role: guest, needs: [a], when: stay.days > 90}
- {id: c, kind: task, role: office, needs: [b], when: person.paid}
""",
    "read only where it was asked": """
- {id: a, kind: form, role: guest, when: stay.days > 90, asks: [person.paid]}
- {id: b, kind: task, role: office, needs: [a], when: stay.days > 100 and person.paid}
""",
    "asked in either of two branches": """
- {id: a, kind: form, role: guest, when: stay.days > 90, asks: [person.paid]}
- {id: b, kind: form, role: host, when: stay.days <= 90, asks: [person.paid]}
- {id: c, kind: task, role: office, needs: [a, b], when: person.paid}
""",
    "asked with every outcome that goes on": """
- {id: a, kind: decision, role: office,
   outcomes: {fine: {asks: [person.paid]}, bad: {then: stop}, again: {then: back to z}}}
- {id: z, kind: task, role: guest}
- {id: b, kind: task, role: office, needs: [a], when: person.paid}
""",
    "known from the opening": """
- {id: b, kind: task, role: office, when: stay.days > 90, due: 3 days before stay.starts_on}
""",
    "known, or else another answer": """
- {id: a, kind: form, role: guest, asks: [person.paid (optional)]}
- {id: b, kind: task, role: office, needs: [a], when: known(person.paid) and person.paid}
""",
    "a field asked because of the other answer": """
- {id: a, kind: form, role: guest, asks: [person.car, person.plate]}
- {id: b, kind: task, role: office, needs: [a], when: 'person.car and person.plate == "X"'}
""",
    "waited for on purpose": """
- {id: a, kind: form, role: guest, asks: [person.paid, person.born_on]}
- {id: b, kind: task, role: office, opens: once person.paid or not person.paid}
- {id: c, kind: task, role: office, opens: after person.born_on, due: 3 days after person.born_on}
""",
    "a room that was given": """
- {id: a, kind: allocation, allocates: room, role: office}
- {id: b, kind: task, role: office, needs: [a], when: 'room.given and room.name == "101"'}
""",
    "a list counted after it is asked": """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: task, role: office, needs: [a], when: "count(family.members, member.comes) > 0"}
""",
    "how a step left out ended": """
- {id: a, kind: decision, role: office, when: stay.days > 90, outcomes: {fine: {}, bad: {}}}
- {id: b, kind: task, role: office, needs: [a], when: w.a == "bad"}
""",
    "the day of a step that was surely done": """
- {id: a, kind: decision, role: office, when: stay.days > 90, outcomes: {fine: {}, bad: {}}}
- {id: b, kind: task, role: office, needs: [a], when: w.a == "bad", due: 3 days after w.a}
""",
    "the months between two dates": """
- {id: a, kind: form, role: guest, when: stay.starts_on + months(2) <= stay.ends_on,
   asks: [person.paid]}
- {id: b, kind: task, role: office, needs: [a],
   when: stay.starts_on + months(3) <= stay.ends_on and person.paid}
""",
    "the age of who was asked": """
- {id: a, kind: form, role: guest, asks: [person.born_on]}
- {id: b, kind: form, role: guest, needs: [a], when: person.age >= 20, asks: [person.paid]}
- {id: c, kind: task, role: office, needs: [b], when: person.age >= 21 and person.paid}
""",
}


@pytest.mark.parametrize("name", FINE)
def test_fact_known_in_every_case_passes(name: str) -> None:
    assert seeded(FINE[name], documents=LETTER).found == []


def test_example_shows_answers_with_which_a_fact_is_not_known() -> None:
    found = seeded(FAULTS["the step that asks does not always apply"][1])

    (fault,) = found.only("E108")
    ((key, days),) = fault.answers or ()

    assert (key, fault.about) == ("stay.days", ("person.paid", "w.b"))
    assert 0 < days <= 90
