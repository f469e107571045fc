"""What a programme does otherwise in single steps."""

from datetime import date

import pytest

from onboarding.engine.definition import Step, Text
from onboarding.engine.due import Escalation, Reminder
from onboarding.engine.errors import Fault, Place
from tests.engine.building import Files, Story, blueprint, read
from tests.engine.seeding import PROGRAMME, WORKFLOW, B, place_of, summary

FLOW = """
- {id: a, kind: form, asks: [person.name, person.pay], due: on stay.starts_on}
- {id: b, needs: [a], opens: on stay.starts_on, remind: 1 day before}
- {id: c, needs: [b]}
"""


def steps_under(overrides: str, flow: str = FLOW) -> dict[str, Step]:
    return dict(blueprint(flow, programme=f"{{overrides: {overrides}}}").by_key)


def test_what_is_given_stands_in_place_of_what_the_step_says() -> None:
    steps = steps_under(
        "{w.a: {role: host, due: 3 days after opening, help: {en: A, ja: あ},"
        " asks: {add: [person.level, person.paid (optional)], drop: [person.pay]}},"
        " w.b: {remind: [2 days before], escalate: 1 day after -> guest}}"
    )
    a, b = steps["w.a"], steps["w.b"]

    assert (a.role, a.due.text, a.help) == ("host", "3 days after opening", Text("A", "あ"))
    assert [(ask.field, ask.optional) for ask in a.asks] == [
        ("person.name", False),
        ("person.level", False),
        ("person.paid", True),
    ]
    assert b.remind == (Reminder(-2, None, b.remind[0].at),)
    assert b.escalate == (Escalation(1, "guest", b.escalate[0].at),)
    assert (b.role, b.opens[0].rule.text) == ("office", "on stay.starts_on")


def test_an_empty_list_takes_away_what_the_step_says() -> None:
    shared = blueprint(FLOW, programme="{overrides: {w.b: {opens: [], remind: []}}}")

    assert shared.by_key["w.b"].remind == ()
    assert Story(shared).open().finish("a").opened() == ["b"]


def test_a_step_may_open_otherwise() -> None:
    shared = blueprint(FLOW, programme="{overrides: {w.b: {opens: on 2027-02-01}}}")
    case = Story(shared).open().finish("a")

    assert case.opened() == []
    assert case.tell("noted", on=date(2027, 2, 1)).opened() == ["b"]


def test_what_a_step_left_out_needed_still_comes_first() -> None:
    more = "- {id: d, needs: [c]}"
    programme = "{overrides: {w.b: {leave_out: true}, w.c: {leave_out: true}}}"
    case = Story(blueprint(FLOW + more, programme=programme)).open()

    assert case.states() == {"a": "open", "d": "waiting"}
    assert case.finish("a").opened() == ["d"]


def test_an_outcome_that_is_left_out_is_none() -> None:
    flow = """
- {id: a, outcomes: {fine: , bad: }}
- {id: b, when: w.a == "bad"}
- {id: c, when: w.a != "bad"}
"""
    shared = blueprint(flow, programme="{overrides: {w.a: {leave_out: true}}}")

    assert Story(shared).open().states() == {"b": "skipped", "c": "open"}


def test_an_approval_left_out_takes_its_seats_along() -> None:
    flow = """
- {id: a, kind: approval, route: [host, office], outcomes: {fine: , bad: }}
- {id: b, needs: [a]}
"""
    shared = blueprint(flow, programme="{overrides: {w.a: {leave_out: true}}}")

    assert list(shared.by_key) == ["w.b"]
    assert Story(shared).open().opened() == ["b"]


def faults_under(overrides: str) -> tuple[list[Place], list[Fault]]:
    step = f"  - {{id: c, kind: form, role: office, title: {B}, asks: [person.name]}}\n"
    seats = f"  - {{id: ok, kind: approval, title: {B}, route: [host], outcomes: {{x: {B}}}}}\n"
    text, marked = place_of(f"{PROGRAMME}overrides: {overrides}\n", "programme.yaml")
    return marked, read(Files([WORKFLOW + step + seats], [text]))[1]


@pytest.mark.parametrize(
    ("overrides", "code", "reason"),
    [
        ("{w.c: {when: ‸person.paid}}", "E101", "unknown_key"),
        ("{w.c: {due: ‸soon}}", "E101", "not_a_due_date"),
        ("{w.c: {asks: {less: ‸[person.name]}}}", "E101", "unknown_key"),
        ("{w.c: {help: ‸{en: A}}}", "E102", "language_missing"),
        ("{w.ok_1_host: {leave_out: ‸true}}", "E101", "seat_left_out"),
        ("{w.d: ‸{role: host}}", "E103", "unknown_step"),
        ("{c: ‸{role: host}}", "E103", "unknown_step"),
        ("{w.c: {role: ‸clerk}}", "E103", "unknown_role"),
        ("{w.c: {remind: [‸1 day before -> clerk]}}", "E103", "unknown_role"),
        ("{w.c: {escalate: ‸1 day after -> clerk}}", "E103", "unknown_role"),
        ("{w.c: {due: ‸on stay.sunset_on}}", "E103", "unknown_name"),
        ("{w.c: {due: ‸parameter.x days before stay.starts_on}}", "E103", "unknown_name"),
        ("{w.c: {opens: [once ‸person.shoe == 1]}}", "E103", "unknown_name"),
        ("{w.c: {help: {en: 'on {‸stay.sunset_on}', ja: あ}}}", "E103", "unknown_name"),
        ("{w.c: {asks: {drop: [‸person.pay]}}}", "E103", "not_asked"),
        ("{w.c: {asks: {add: [‸person.shoe]}}}", "E103", "unknown_field"),
        ("{w.c: {asks: {add: [‸person.name]}}}", "E104", "asked_already"),
        ("{w.c: {role: host}, ‸w.c: {role: host}}", "E104", "key_twice"),
        ("{w.c: {opens: ‸after c}}", "E105", "steps_wait_for_each_other"),
    ],
)
def test_a_fault_in_an_override_is_found_at_its_place(
    overrides: str, code: str, reason: str
) -> None:
    marked, faults = faults_under(overrides)

    assert summary(faults) == [(marked[0], code, reason)]


@pytest.mark.parametrize(
    "overrides",
    [
        "{w.c: {role: host, due: parameter.lead days before stay.starts_on}}",
        "{w.c: {opens: [after a, once person.paid], asks: {add: person.pay, drop: person.name}}}",
        "{w.ok: {leave_out: true}, w.a: {leave_out: no}}",
        "{w.c: {help: {en: 'on {stay.starts_on}', ja: あ}}}",
    ],
)
def test_what_is_nearly_a_fault_of_an_override_passes(overrides: str) -> None:
    assert faults_under(overrides)[1] == []
