"""Panels among the questions: the advice on the status, and a passport's lines."""

import pytest

from onboarding.cases import service
from onboarding.cases.policies import Part
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.engine.asking import missing, questions
from tests.cases.playing import Play, Shape
from tests.conftest import NOON, TODAY
from tests.visa.test_mrz import SPECIMEN


def lead_to(case, key):
    """Finish what comes before a step, as a played case would, and return the case."""
    play = Play(Shape("jsps_fellow", 365))
    while True:
        progress = progress_of(case, TODAY)
        wanted = progress.plan.find(key)
        if progress.open >> wanted.number & 1:
            return case
        step = next(p for p in progress.open_steps() if p.step.workflow in ("acceptance", "visa"))
        outcome = step.step.outcomes[0].id if step.step.outcomes else None
        asked = questions(progress, step, outcome=outcome)
        lacking = set(missing(progress, asked, {}))
        facts = {q.key: play._answer(q) for q in asked if q.key in lacking}
        by = By(None, NOON, Part(0, {step.step.role: None}))
        service.finish_step(case.id, step.key, by=by, facts=facts, outcome=outcome)


@pytest.fixture
def case(make_case):
    return make_case("jsps_fellow")


@pytest.fixture
def enter(client, sign_in, make_person, time_machine_at):
    """Return a function that signs somebody in by their address or with roles."""

    def as_(person=None):
        time_machine_at(NOON)
        sign_in(client, person or make_person("office@example.org", ("office",)))
        return client

    return as_


def post(client, case, key, save, **typed):
    data = {name.replace("__", "."): value for name, value in typed.items()}
    return client.post(f"/cases/{case.id}/steps/{key}", data={"save": save, **data})


def test_look_proposes_answers_and_shows_the_advice(case, enter):
    client = enter()
    lead_to(case, "visa.status")

    page = post(client, case, "visa.status", "look").text

    assert "Paid research or teaching at a university" in page
    assert 'value="paid" id="f-advice-pay" checked' in page
    assert "points.annual_pay" not in page
    assert progress_of(case, TODAY).facts.get("advice.pay") is None


def test_points_are_counted_line_by_line_for_who_wants_them(case, enter):
    client = enter()
    lead_to(case, "visa.status")

    page = post(
        client,
        case,
        "visa.status",
        "look",
        advice__wants_hsp="yes",
        points__type="a",
        points__annual_pay="5200000",
        points__experience_years="4",
        points__claims=["doctor", "papers", "japanese_n2"],
    ).text

    assert "Points: 70" in page
    assert "List of papers with proof from an academic database" in page
    assert "Highly Skilled Professional (i)(a)" in page


def test_points_are_kept_with_the_day_of_their_table(case, enter):
    client = enter()
    lead_to(case, "visa.status")
    answers = {
        "advice__pay": "paid",
        "advice__place": "university",
        "advice__role": "research",
        "advice__wants_hsp": "yes",
        "advice__holds_status": "no",
        "advice__holds_hsp": "no",
        "points__type": "a",
        "points__annual_pay": "5200000",
        "points__experience_years": "4",
        "points__claims": ["doctor", "papers", "japanese_n2"],
        "visa__residence_status": "hsp_1_a",
        "visa__status_reason": "70 points",
        "coe__contract_type": "employment",
        "coe__work_form": "full_time_employment",
        "coe__occupation": "42",
    }

    answer = post(client, case, "visa.status", "finish", **answers)
    facts = progress_of(case, TODAY).facts

    assert answer.status_code == 303
    assert facts["points.total"] == 70
    assert str(facts["points.table"]) == "2023-04-01"


def test_lines_of_the_passport_fill_in_what_they_say(case, enter):
    lead_to(case, "visa.passport")
    client = enter(case.researcher)

    page = post(client, case, "visa.passport", "look", passport__lines=SPECIMEN).text

    assert "Every check digit fits." in page
    assert 'value="L898902C3"' in page
    assert "Family name: GARCIA – passport: ERIKSSON" in page


def test_wrong_digit_is_named_and_its_field_left_alone(case, enter):
    lead_to(case, "visa.passport")
    client = enter(case.researcher)
    wrong = SPECIMEN.replace("L898902C3", "L8989O2C3")

    page = post(client, case, "visa.passport", "look", passport__lines=wrong).text

    assert "does not fit the passport number" in page
    assert "Perhaps it should be L898902C3." in page
    assert 'name="passport.number" value=""' in page
