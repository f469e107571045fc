"""E109: nobody is asked for the same fact in two steps of a case."""

import pytest

from tests.proving.building import seeded

FAULTS = {
    "two forms of one role": """
- {id: a, kind: form, role: guest, asks: [stay.theme]}
- {id: b, kind: form, role: guest, needs: [a], asks: [person.note, ‸stay.theme]}
""",
    "two forms beside each other": """
- {id: a, kind: form, role: guest, asks: [stay.theme]}
- {id: b, kind: form, role: guest, asks: [‸stay.theme]}
""",
    "two forms whose conditions overlap": """
- {id: a, kind: form, role: guest, when: stay.days > 30, asks: [stay.theme]}
- {id: b, kind: form, role: guest, when: stay.days < 90, asks: [‸stay.theme]}
""",
    "a form, and an outcome afterwards": """
- {id: a, kind: form, role: office, asks: [stay.theme]}
- {id: b, kind: decision, role: office, needs: [a], outcomes: {yes: {asks: [‸stay.theme]}, no: {}}}
""".replace("yes:", "'yes':").replace("no:", "'no':"),
    "an optional question first": """
- {id: a, kind: form, role: guest, asks: [stay.theme (optional)]}
- {id: b, kind: form, role: guest, needs: [a], asks: [‸stay.theme]}
""",
    "the same list": """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: form, role: guest, needs: [a], asks: [‸family.members]}
""",
    "one answer asked for each member": """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: form, role: host, each: family.members, needs: [a], asks: [‸stay.theme]}
""",
    "two steps of one member": """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: form, role: guest, each: family.members, needs: [a], asks: [member.passport]}
- {id: c, kind: form, role: guest, each: family.members, needs: [b], asks: [‸member.passport]}
""",
}


@pytest.mark.parametrize("name", FAULTS)
def test_question_asked_again_is_found(name: str) -> None:
    found = seeded(FAULTS[name])

    assert [fault.place for fault in found.only("E109")] == found.marks
    assert found.marks


FINE = {
    "two roles": """
- {id: a, kind: form, role: guest, asks: [stay.theme]}
- {id: b, kind: form, role: host, needs: [a], asks: [stay.theme]}
""",
    "two conditions that exclude each other": """
- {id: a, kind: form, role: guest, when: stay.days > 90, asks: [stay.theme]}
- {id: b, kind: form, role: guest, when: stay.days <= 90, asks: [stay.theme]}
""",
    "two outcomes": """
- {id: a, kind: decision, role: office,
   outcomes: {fine: {asks: [stay.theme]}, bad: {asks: [stay.theme]}}}
""",
    "only where the other step was left out": """
- {id: a, kind: form, role: guest, when: stay.days > 90, asks: [stay.theme]}
- {id: b, kind: form, role: guest, needs: [a], when: not done(w.a), asks: [stay.theme]}
""",
    "a step done again after it was sent back": """
- {id: a, kind: form, role: guest, asks: [stay.theme]}
- {id: b, kind: decision, role: office, needs: [a], outcomes: {fine: {}, bad: {then: back to a}}}
""",
    "a fact of the opening": """
- {id: a, kind: form, role: guest, asks: [person.country]}
""",
    "different members": """
- {id: a, kind: form, role: guest, asks: [family.members]}
- {id: b, kind: form, role: guest, each: family.members, needs: [a], asks: [member.passport]}
""",
    "different people on one panel": """
- {id: a, kind: approval, route: [{of: office, seats: 3, need: 2}],
   outcomes: {fine: {asks: [stay.theme]}, bad: {}}}
""",
}


@pytest.mark.parametrize("name", FINE)
def test_question_asked_once_passes(name: str) -> None:
    assert seeded(FINE[name]).only("E109") == []


def test_example_shows_answers_with_which_both_are_asked() -> None:
    (fault,) = seeded(FAULTS["two forms whose conditions overlap"]).only("E109")
    ((key, days),) = fault.answers or ()

    assert (key, 30 < days < 90) == ("stay.days", True)
    assert fault.about == ("stay.theme", "w.b", "w.a")
