"""What calls for a new look at a verdict: days that come, facts that change, what people tell."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from onboarding.cases import service as cases
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.config import assets
from onboarding.database import db
from onboarding.notices.models import Notice
from onboarding.security import jobs, rules, watching
from onboarding.security.models import ExportWatch, LookAgain, ToldChange
from onboarding.security.rules import rule_faults
from onboarding.visa.clocks.changes import Change, facts_of
from tests.cases.playing import shipped
from tests.conftest import NOON, TODAY
from tests.security.conftest import SECOND

VERDICT, DECLARATION = "acceptance.export_verdict", "acceptance.declaration"
LATER = "acceptance.approval"
YEAR = date(2027, 11, 23)


def rows(model):
    db.session.rollback()
    return list(db.session.scalars(select(model).order_by(model.id)))


def noted():
    return [(one.cause, one.detail, one.settled) for one in rows(LookAgain)]


def on(day):
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def mails(name):
    return [one for one in rows(Notice) if one.name == name]


def is_done(progress, key):
    return bool(progress.done >> progress.plan.number[key] & 1)


def test_person_who_becomes_resident_is_looked_at_once_and_the_office_has_a_mail(case_until):
    case = case_until(LATER)
    day = date(2027, 10, 1)

    early = watching.wake(on(day - timedelta(days=1)))
    before = noted()
    watching.wake(on(day))
    watching.wake(on(day + timedelta(days=1)))

    assert (early, before) == (0, [])
    assert noted() == [("resident", "2027-10-01", "")]
    (mail,) = mails("export_again")
    assert mail.case_id == case.id
    assert json.loads(mail.facts)["cause"] == {
        "en": "Resident from now on",
        "ja": "居住者への切替わり",
    }


def test_person_who_leaves_before_six_months_is_not_looked_at(case_until):
    case_until(LATER, stay__ends_on=date(2027, 9, 30))

    watching.wake(on(date(2027, 10, 1)))

    assert noted() == []


def test_declaration_is_asked_again_after_a_year_and_the_verdict_stands(case_until, state):
    case = case_until(LATER)

    watching.wake(on(YEAR))
    watching.wake(on(YEAR))
    asked = state(case)
    part = part_in(case, case.researcher, YEAR)
    cases.finish_step(case.id, DECLARATION, by=By(case.researcher, on(YEAR), part), facts={})

    assert (is_done(asked, DECLARATION), is_done(asked, VERDICT)) == (False, True)
    assert noted() == [("resident", "2027-10-01", ""), ("yearly", "2027-11-23", "redone")]
    assert len(mails("step_returned")) == 1
    assert is_done(state(case), VERDICT)
    (watched,) = db.session.scalars(select(ExportWatch)).all()
    assert (watched.case_id, watched.next_on) == (case.id, date.max)


def test_changed_answer_of_the_yearly_declaration_takes_the_verdict_back(case_until, state):
    case = case_until(LATER)
    watching.wake(on(YEAR))
    part = part_in(case, case.researcher, YEAR)
    facts = {"declaration.type3": True, "declaration.details": "Asked to report"}

    cases.finish_step(case.id, DECLARATION, by=By(case.researcher, on(YEAR), part), facts=facts)

    assert not is_done(state(case), VERDICT)
    assert ("facts", "declaration.type3", "") in noted()


def test_new_rules_bring_every_verdict_given_before_to_be_looked_at(case_until, app, tmp_path):
    case_until(LATER)
    folder = tmp_path / "workflows"
    shutil.copytree(assets() / "workflows", folder)
    old = folder / "rules" / "export_control_2022-05-01.yaml"
    text = old.read_text("utf-8").replace("valid_from: 2022-05-01", "valid_from: 2027-01-15")
    (folder / "rules" / "export_control_2027-01-15.yaml").write_text(text, "utf-8")
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, workflows=folder)
    try:
        db.session.execute(ExportWatch.__table__.update().values(next_on=TODAY))
        db.session.commit()
        watching.wake(NOON)
        watching.wake(on(date(2027, 1, 15)))
    finally:
        app.extensions["settings"] = settings

    assert noted() == [("rules", "2027-01-15", "")]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"stay.ends_on": date(2028, 6, 30)}, ("stay", "2028-03-31 → 2028-06-30", "")),
        ({"stay.facilities": "A new accelerator"}, ("device", "stay.facilities", "")),
        ({"host.name": "Rin Kubo"}, ("host", "host.name", "")),
        ({"residence.leaves_on": date(2028, 3, 30)}, ("leaving", "residence.leaves_on", "")),
    ],
)
def test_fact_that_changes_after_the_verdict_is_looked_at(case_until, facts, expected):
    case = case_until(LATER)

    cases.record_facts(case.id, facts, by=By(None, NOON))

    assert noted() == [expected]
    assert len(mails("export_again")) == 1


def test_shorter_stay_and_facts_before_the_verdict_are_not_looked_at(case_until):
    early = case_until(VERDICT)
    cases.record_facts(early.id, {"stay.facilities": "Another laboratory"}, by=By(None, NOON))
    case = case_until(LATER, researcher__family_name="OKAFOR")

    cases.record_facts(case.id, {"stay.ends_on": date(2028, 1, 31)}, by=By(None, NOON))

    assert noted() == []


@pytest.mark.parametrize(
    ("kind", "cause"),
    [("away", "trip"), ("new_contract", "affiliation"), ("contract_ended", "leaving")],
)
def test_what_is_told_of_the_stay_is_looked_at(case_until, state, kind, cause):
    case = case_until(LATER)
    facts = facts_of(state(case), Change(kind, TODAY, case.name))

    cases.record_facts(case.id, facts, by=By(None, NOON))

    assert noted() == [(cause, kind, "")]


def test_move_to_another_address_is_no_business_of_export_control(case_until, state):
    case = case_until(LATER)

    facts = facts_of(state(case), Change("moved", TODAY, case.name))
    cases.record_facts(case.id, facts, by=By(None, NOON))

    assert noted() == []


def test_host_tells_of_a_device_once_and_only_export_control_reads_it(
    case_until, client, browser, sign_in, export
):
    case = case_until(LATER)
    path, said = f"/cases/{case.id}/export-control/changes", "A cryostat from May on"
    sign_in(client, case.host)
    data = {"what": "device", "said": said}

    answers = [client.post(path, data=data).status_code for _twice in range(2)]
    own = client.get(path).get_data(as_text=True)
    other, office = browser(), browser()
    sign_in(other, case.researcher)
    sign_in(office, export)

    assert answers == [303, 303]
    (told,) = rows(ToldChange)
    assert said not in told.said
    assert noted() == [("device", "", "")]
    assert said in own
    assert said not in other.get(path).get_data(as_text=True)
    assert said in office.get("/export-control/look-again").get_data(as_text=True)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"said": "A trip with data"}, "Choose one."),
        ({"what": "trip", "said": " "}, "Write a sentence."),
        ({"what": "partner", "said": "A trip with data"}, "Choose one."),
        ({"what": "trip", "said": "long " * 200}, "At most 600 characters."),
    ],
)
def test_change_that_is_told_badly_is_refused_and_keeps_what_was_typed(
    case_until, client, sign_in, data, wrong
):
    case = case_until(LATER)
    sign_in(client, case.researcher)

    answer = client.post(f"/cases/{case.id}/export-control/changes", data=data)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert wrong in page
    assert data["said"].strip() in page
    assert rows(ToldChange) == []


def test_export_control_writes_down_a_change_for_itself(case_until, client, sign_in, export):
    case = case_until(LATER)
    path, said = f"/cases/{case.id}/export-control/changes", "A new rule on cryostats abroad"
    sign_in(client, export)

    answer = client.post(path, data={"what": "partner", "said": said}, follow_redirects=True)

    page = answer.get_data(as_text=True)
    assert "It is on the list of what to look at again." in page
    assert "Write it down" in page
    assert "Tell the export-control office" not in page
    assert said in page
    assert noted() == [("partner", "", "")]


def test_nobody_else_tells_export_control(case_until, client, sign_in, make_person):
    case = case_until(LATER)

    for person in (make_person("o@example.org", ("office",)), make_person("x@example.org")):
        sign_in(client, person)
        path = f"/cases/{case.id}/export-control/changes"
        assert client.get(path).status_code in (403, 404)


def test_office_judges_again_and_nothing_promises_until_the_new_verdict(
    case_until, client, sign_in, export, state
):
    case = case_until(LATER)
    longer = case.ends_on + timedelta(days=90)
    cases.record_facts(case.id, {"stay.ends_on": longer}, by=By(None, NOON))
    (row,) = rows(LookAgain)
    sign_in(client, export)
    path = f"/cases/{case.id}/export-control/again/{row.id}"

    answers = [client.post(path, data={"decision": "again"}).status_code for _twice in range(2)]

    assert answers == [303, 303]
    assert not is_done(state(case), VERDICT)
    assert not state(case).open >> state(case).plan.number["acceptance.approval"] & 1


def test_one_mail_tells_that_all_open_cases_are_screened(case_until, add_list, export):
    case_until("acceptance.application_check")
    case_until("acceptance.application_check", researcher__family_name="OKAFOR")
    list_id = add_list(SECOND)

    jobs.go_on(list_id)
    jobs.go_on(list_id)

    (mail,) = mails("export_screened")
    assert (mail.person_id, mail.case_id) == (export.id, None)
    assert (json.loads(mail.facts)["count"], json.loads(mail.facts)["found"]) == (2, 2)
    assert mails("export_again") == []


def test_rules_that_name_what_is_not_there_are_found(tmp_path):
    folder = tmp_path / "workflows"
    (folder / "rules").mkdir(parents=True)
    name = "rules/export_control_2022-05-01.yaml"
    text = (assets() / "workflows" / name).read_text("utf-8")
    text = text.replace("[stay.facilities]", "[stay.facility]").replace("[new_contract]", "[hired]")
    (folder / name).write_text(text.replace("told_by: [host]", "told_by: [boss]"), "utf-8")

    faults = list(rule_faults(folder, shipped().catalogue))

    assert [(one.code, one.reason, one.about[0]) for one in faults] == [
        ("E103", "unknown_role", "boss"),
        ("E103", "unknown_field", "stay.facility"),
        ("E103", "unknown_option", "hired"),
    ]


def test_every_trigger_names_its_source_and_whether_it_is_verified(app):
    found = {id: one.source.verified for id, one in rules.rules_on(TODAY).again.items()}

    assert [id for id, verified in found.items() if verified] == ["rules"]
    assert len(found) == 11
