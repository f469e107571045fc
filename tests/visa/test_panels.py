"""Panels among the questions: the advice on the status, and a passport's lines."""

import re
from datetime import date

import pytest

from onboarding.cases import service
from onboarding.cases.jobs import make_document
from onboarding.cases.papers import written
from onboarding.cases.policies import Part
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.documents import service as papers
from onboarding.engine.asking import missing, questions
from onboarding.visa.filing.applications import look_over
from tests.cases.playing import Play, Shape
from tests.conftest import NOON, TODAY
from tests.visa.test_mrz import SPECIMEN

BEFORE = ("interview_evaluation", "acceptance", "visa")


def lead_to(case, key):
    """Finish what comes before a step, as a played case would, and return the case."""
    play = Play(Shape(case.programme, 365))
    while True:
        progress = progress_of(case, TODAY)
        wanted = progress.plan.find(key)
        if progress.open >> wanted.number & 1:
            return case
        step = next(p for p in progress.open_steps() if p.step.workflow in BEFORE)
        outcome = step.step.outcomes[0].id if step.step.outcomes else None
        asked = questions(progress, step, outcome=outcome)
        lacking = set(missing(progress, asked, {}))
        facts = {q.key: play._answer(q) for q in asked if q.key in lacking}
        asked_for = [paper.id for paper in papers.of_case(case.id) if paper.state == "asked"]
        for id in asked_for:
            db.session.rollback()  # a worker has a connection of its own
            make_document(id)
        db.session.rollback()
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
    assert "Rule: “Pay for the activity” is “Paid, above actual expenses (by anyone)” and" in page
    assert "Papers of every application" in page
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


CONFIRMED = {
    "passport__number": "L898902C3",
    "passport__expires_on": "2031-04-15",
    "passport__country": "ESP",
}


def confirm(client, case, answer, **typed):
    """Hand in the step of the passport, with files that are there already."""
    facts = {"passport.scan": "1", "passport.photo": "2"}
    service.record_facts(case.id, facts, by=By(None, NOON))
    files = {"passport__scan": "1", "passport__photo": "2"}
    given = {**CONFIRMED, **files, "passport__name_confirmed": answer, **typed}
    return post(client, case, "visa.passport", "finish", **given)


def test_name_is_confirmed_against_the_page_by_the_person_alone(case, enter):
    lead_to(case, "visa.passport")
    client = enter(case.researcher)

    page = client.get(f"/cases/{case.id}/steps/visa.passport").text
    without = post(client, case, "visa.passport", "finish", passport__lines=SPECIMEN, **CONFIRMED)

    assert page.index("As we have it") < page.index("exactly as above?")
    assert without.status_code == 422
    assert "exactly as above? – Choose an answer." in without.text.replace(": ", " – ")
    assert confirm(client, case, "yes").status_code == 303
    assert progress_of(case, TODAY).facts["passport.name_confirmed"] is True


def test_changed_name_has_to_be_confirmed_again(case, enter):
    lead_to(case, "visa.passport")
    confirm(enter(case.researcher), case, "yes")
    step = progress_of(case, TODAY).plan.find("visa.passport")
    assert progress_of(case, TODAY).done >> step.number & 1

    service.record_facts(case.id, {"researcher.given_name": "MARIAN"}, by=By(None, NOON))

    assert progress_of(case, TODAY).open >> step.number & 1


def test_other_name_on_the_page_stops_the_application(case, enter):
    lead_to(case, "visa.passport")
    confirm(enter(case.researcher), case, "no", passport__name_printed="GARCIA LOPEZ / MARIA")
    service.record_facts(case.id, {"visa.residence_status": "professor"}, by=By(None, NOON))

    found = look_over(case, progress_of(case, TODAY))[0].findings

    wrong = next(one for one in found if one.reason == "name_otherwise")
    assert wrong.about == ("GARCIA LOPEZ / MARIA",)
    assert wrong.key == "researcher.family_name"


def test_nobody_looked_at_the_page_stops_the_application(case):
    service.record_facts(case.id, {"visa.residence_status": "professor"}, by=By(None, NOON))

    found = look_over(case, progress_of(case, TODAY))[0].findings

    assert "passport.name_confirmed" in {
        one.key for one in found if one.reason == "name_not_confirmed"
    }


def test_letters_forms_cannot_take_lead_to_where_one_agrees(make_case, enter):
    case = make_case("jsps_fellow", researcher__family_name="GARCÍA")
    lead_to(case, "visa.passport")

    page = enter(case.researcher).get(f"/cases/{case.id}/steps/visa.passport").text

    assert f'href="/cases/{case.id}/letters"' in page


def test_passport_of_a_family_member_has_the_same_help(case, enter):
    lead_to(case, "visa.passport")
    facts = {
        "family.members": ("m1",),
        "member.family_name@m1": "ERIKSSON",
        "member.given_name@m1": "ANNA",
        "member.relation@m1": "spouse",
        "member.birth_date@m1": date(1974, 8, 12),
        "member.nationality@m1": "SWE",
        "member.comes_along@m1": True,
    }
    service.record_facts(case.id, facts, by=By(None, NOON))
    lead_to(case, "visa.dependant_papers@m1")
    client = enter(case.researcher)
    typed = {"member.passport_lines@m1": SPECIMEN, "save": "look"}

    page = client.post(f"/cases/{case.id}/steps/visa.dependant_papers@m1", data=typed).text

    assert "Every check digit fits." in page
    assert 'name="member.passport_number@m1" value="L898902C3"' in page
    assert "Given names: ANNA – passport: ANNA MARIA" in page
    assert "This passport expires before the stay ends." in page


UNKNOWN_DAY = """P<UTOMUELLER<WEISS<<JOSE<MARIA<<<<<<<<<<<<<<
A0000001Z8UTO85<<<<1<2912316<<<<<<<<<<<<<<<6"""


def test_unknown_day_of_birth_is_taken_from_the_lines_and_nobody_else_is_asked(case, enter):
    lead_to(case, "visa.passport")
    client, url = enter(case.researcher), f"/cases/{case.id}/steps/visa.passport"

    common = client.get(url).text
    page = post(client, case, "visa.passport", "look", passport__lines=UNKNOWN_DAY).text

    assert "researcher.birth_unknown" not in common
    assert re.search(r'value="month"[^>]* checked', page)
    assert "will say: 1985 (month and day unknown)" in page
    confirm(client, case, "yes", passport__lines=UNKNOWN_DAY)
    facts = progress_of(case, TODAY).facts
    assert facts["researcher.birth_unknown"] == "month"
    progress = progress_of(case, TODAY)
    paper = written(case, progress, progress.plan.find("visa.application_print"))
    assert paper["researcher"]["birth_date"]["unknown"] == "month"

    service.reopen_step(case.id, "visa.passport", reason="wrong lines", by=By(None, NOON))
    confirm(client, case, "yes", passport__lines=SPECIMEN)
    assert progress_of(case, TODAY).facts.get("researcher.birth_unknown") is None


def test_birth_other_than_in_the_passport_stops_the_application(case, enter):
    lead_to(case, "visa.passport")
    confirm(enter(case.researcher), case, "yes", passport__lines=SPECIMEN)
    service.record_facts(case.id, {"visa.residence_status": "professor"}, by=By(None, NOON))

    found = look_over(case, progress_of(case, TODAY))[0].findings
    born = progress_of(case, TODAY).facts["researcher.birth_date"]

    wrong = next(one for one in found if one.reason == "birth_otherwise")
    assert wrong.about == ("19740812", f"{born:%Y%m%d}")
    assert wrong.key == "researcher.birth_date"
