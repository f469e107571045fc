"""E110: no due date lies before the due date of something its step needs."""

from datetime import date

import pytest

from tests.proving.building import seeded

PARAMETERS = "parameters: {lead: 30}\n"
FAULTS = {
    "fewer days for what comes first": """
- {id: a, kind: task, role: office, due: 10 days before stay.starts_on}
- {id: b, kind: task, role: office, needs: [a], due: ‸11 days before stay.starts_on}
""",
    "one working day against one day": """
- {id: a, kind: task, role: office, due: 1 day before stay.starts_on, legal: true}
- {id: b, kind: task, role: office, needs: [a], due: ‸1 working day before stay.starts_on}
""",
    "a month against thirty days": """
- {id: a, kind: task, role: office, due: 30 days before stay.starts_on}
- {id: b, kind: task, role: office, needs: [a], due: ‸1 month before stay.starts_on}
""",
    "by way of a step without a date": """
- {id: a, kind: task, role: office, due: 5 days after stay.starts_on}
- {id: b, kind: task, role: office, needs: [a]}
- {id: c, kind: task, role: office, needs: [b], due: ‸on stay.starts_on}
""",
    "before the step it counts from": """
- {id: a, kind: task, role: office}
- {id: b, kind: task, role: office, needs: [a], due: ‸3 days before w.a}
""",
    "before it opens": """
- {id: a, kind: task, role: office, due: ‸3 days before opening}
""",
    "the first day against the last": """
- {id: a, kind: task, role: office, due: 3 days after stay.ends_on}
- {id: b, kind: task, role: office, needs: [a], due: ‸on stay.starts_on}
""",
    "two days written out": """
- {id: a, kind: task, role: office, due: on 2027-04-02}
- {id: b, kind: task, role: office, needs: [a], due: ‸on 2027-04-01}
""",
    "of one visit": """
- {id: z, kind: form, role: guest, asks: [stay.visits]}
- {id: a, kind: task, role: office, each: stay.visits, needs: [z], due: on visit.starts_on}
- {id: b, kind: task, role: office, each: stay.visits, needs: [a],
   due: ‸2 days before visit.starts_on}
""",
}


@pytest.mark.parametrize("name", FAULTS)
def test_date_before_the_one_it_needs_is_found(name: str) -> None:
    found = seeded(FAULTS[name])

    assert [fault.place for fault in found.only("E110")] == found.marks
    assert found.marks


FINE = {
    "the same day": """
- {id: a, kind: task, role: office, due: 10 days before stay.starts_on}
- {id: b, kind: task, role: office, needs: [a], due: 10 days before stay.starts_on}
""",
    "never in one case": """
- {id: a, kind: task, role: office, when: stay.days > 90, due: 10 days before stay.starts_on}
- {id: b, kind: task, role: office, when: stay.days <= 90, needs: [a],
   due: 20 days before stay.starts_on}
""",
    "twenty-eight days against a month": """
- {id: a, kind: task, role: office, due: 1 month before stay.starts_on}
- {id: b, kind: task, role: office, needs: [a], due: 28 days before stay.starts_on}
""",
    "different days that may lie any way round": """
- {id: z, kind: form, role: guest, asks: [person.born_on]}
- {id: a, kind: task, role: office, needs: [z], due: on person.born_on}
- {id: b, kind: task, role: office, needs: [a], due: on stay.starts_on}
""",
    "the last day after the first": """
- {id: a, kind: task, role: office, due: on stay.starts_on}
- {id: b, kind: task, role: office, needs: [a], due: on stay.ends_on}
""",
    "steps that do not need each other": """
- {id: a, kind: task, role: office, due: 10 days before stay.starts_on}
- {id: b, kind: task, role: office, due: 11 days before stay.starts_on}
""",
    "after it opens": """
- {id: a, kind: task, role: office, due: 3 days before stay.starts_on}
- {id: b, kind: task, role: office, needs: [a], due: 5 working days after opening}
""",
}


@pytest.mark.parametrize("name", FINE)
def test_dates_in_order_pass(name: str) -> None:
    assert seeded(FINE[name]).found == []


def test_example_shows_a_day_and_the_two_dates() -> None:
    (fault,) = seeded(FAULTS["a month against thirty days"]).only("E110")
    (key, day), (first, needed), (second, due) = fault.answers or ()

    assert (key, first, second) == ("stay.starts_on", "w.a", "w.b")
    assert due < needed < day
    assert isinstance(day, date)


def test_programme_that_tunes_the_date_is_where_it_is_mended() -> None:
    steps = """
parameters: {lead: 30}
steps:
- {id: a, kind: task, role: office, due: 20 days before stay.starts_on}
- {id: b, kind: task, role: office, needs: [a], due: parameter.lead days before stay.starts_on}
""".replace("{lead: 30}", "{lead: 10}")
    programme = "id: p\nworkflows: [w]\n---\nid: q\nworkflows: [{w: {lead: ‸25}}]\n"

    found = seeded(steps, programme=programme)

    assert [fault.place for fault in found.only("E110")] == found.marks


def test_chain_of_dates_is_said_once_where_it_turns_round() -> None:
    found = seeded("""
- {id: a, kind: task, role: office, due: 5 days before stay.starts_on}
- {id: b, kind: task, role: office, needs: [a], due: ‸10 days before stay.starts_on}
- {id: c, kind: task, role: office, needs: [b], due: 9 days before stay.starts_on}
- {id: d, kind: task, role: office, needs: [c], due: 8 days before stay.starts_on}
""")

    assert [fault.about for fault in found.only("E110")] == [("w.b", "w.a")]
