"""Papers made from facts of before: what a change lists, what becomes of each, what had left."""

import re
from datetime import date
from typing import Any

import pytest

from onboarding.cases import service
from onboarding.cases.jobs import make_document
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.cases.values import written
from onboarding.database import db, write_from_the_start
from onboarding.documents.models import Document
from onboarding.documents.service import newest_for
from onboarding.office.papertrail.models import Outdating
from onboarding.office.papertrail.service import sweep
from onboarding.visa.exported.models import Exported
from tests.cases.playing import Shape
from tests.conftest import NOON, TODAY
from tests.office.test_batches import run
from tests.visa.test_bulk import own_file  # noqa: F401 - a fixture
from tests.visa.test_filing import ANSWERS, upload
from tests.visa.test_workbook import own_workbook
from tests.whole_cases import WholeCase, moment

PHONES = ("arrival.lodging_phone", "emergency.phone", "researcher.phone")
SHORT = Shape("own_funds", days=60, answers=dict.fromkeys(PHONES, "+81 3 0000 0000"))


@pytest.fixture
def office(make_person):
    return make_person("office@example.org", ("office",), name="Mei Aoyama")


@pytest.fixture
def whole(make_department, make_person):
    researcher, host = make_person("r@example.org"), make_person("h@example.org")
    found = WholeCase(SHORT, make_department().id, researcher, host)
    found.make_papers()
    return found


@pytest.fixture
def desk(client, sign_in, office, whole, time_machine_at):
    time_machine_at(moment(whole.day))
    sign_in(client, office)
    return client


def correct(client, case, group: str, **changed: Any):
    """Correct facts on the page, the others left as they stand there."""
    form = client.get(f"/cases/{case.id}/facts/{group}/correct")
    assert form.status_code == 200
    data = written_facts(case, group) | {
        key.replace("__", "."): value for key, value in changed.items()
    }
    return client.post(f"/cases/{case.id}/facts/{group}/correct", data=data)


def written_facts(case, group: str) -> dict[str, str]:
    facts = progress_of(case, TODAY).facts
    asked = {key: value for key, value in facts.items() if key.startswith(f"{group}.")}
    return {key: written(value) for key, value in asked.items() if not isinstance(value, tuple)}


def number_of(case, step: str) -> str:
    return newest_for(case.id, step).number


def test_correction_leads_to_the_papers_made_from_it(desk, whole):
    old = number_of(whole.case, "visa.schedule")

    answer = correct(desk, whole.case, "arrival", arrival__flight="JL 045")
    page = desk.get(answer.location).text

    assert answer.status_code == 303
    assert "/papers/outdated?since=" in answer.location
    assert "made from what has just changed." in page
    assert old in page
    assert "Flight" in page
    assert "being made anew" in page


def test_papers_made_anew_name_the_ones_they_replace(desk, whole):
    old = number_of(whole.case, "visa.schedule")
    answer = correct(desk, whole.case, "arrival", arrival__flight="JL 045")

    id = newest_for(whole.case.id, "visa.schedule").id
    write_from_the_start(False)
    db.session.rollback()
    make_document(id)
    page = desk.get(answer.location).text

    assert number_of(whole.case, "visa.schedule") != old
    assert f"replaces {old}" in page
    assert re.search(r"1 of \d+ made anew", page)


def test_correction_that_no_paper_tells_leads_back_to_the_case(desk, whole):
    answer = correct(desk, whole.case, "emergency", emergency__name="Somebody Else")

    assert answer.location == f"/cases/{whole.case.id}/overview"


def test_paper_nobody_needs_any_more_is_taken_off_the_list(desk, whole):
    whole.know({"visa.needed": False, "arrival.flight": "JL 045"})
    page = desk.get(f"/cases/{whole.case.id}/papers/outdated").text
    rows = [row.id for row in db.session.query(Outdating).filter_by(settled=False)]

    desk.post(f"/cases/{whole.case.id}/papers/settled", data={"outdating": rows})

    assert "not needed any more" in page
    after = desk.get(f"/cases/{whole.case.id}/papers/outdated").text
    assert "Every paper of this case is made from the facts as they are now." in after


def test_failed_papers_are_made_anew_as_a_set(desk, whole):
    whole.know({"researcher.given_name": "ANA"})
    asked = db.session.query(Document).filter_by(state="asked").all()
    for document in asked:
        document.state = "failed"
    db.session.commit()

    page = desk.get(f"/cases/{whole.case.id}/papers/outdated").text
    steps = [document.step_key for document in asked]
    answer = desk.post(f"/cases/{whole.case.id}/papers/outdated", data={"step": steps})

    assert len(asked) > 3
    assert set(steps) <= set(re.findall(r'name="step" value="([^"]+)" checked', page))
    assert answer.status_code == 303
    assert {newest_for(whole.case.id, step).state for step in steps} == {"asked"}


def test_desk_and_list_name_the_case_until_all_is_replaced(desk, whole):
    whole.know({"arrival.flight": "JL 045"})

    before, listed = desk.get("/desk").text, desk.get("/papers/outdated").text
    whole.make_papers()
    sweep(NOON)
    after = desk.get("/desk").text

    assert "One case has papers made from facts that have changed since" in before
    assert whole.case.number in listed
    assert "papers made from facts that have changed since" not in after
    assert {row.settled for row in db.session.query(Outdating)} == {True}


def test_many_cases_are_made_anew_in_the_background(desk, whole):
    whole.know({"arrival.flight": "JL 045"})
    document = newest_for(whole.case.id, "visa.schedule")
    document.state = "failed"
    db.session.commit()

    answer = desk.post("/papers/outdated", data={"step": f"{whole.case.id}:visa.schedule"})
    number = int(answer.location.rpartition("/")[2])
    run(number)

    assert newest_for(whole.case.id, "visa.schedule").state == "asked"
    assert "Everything worked." in desk.get(answer.location).text


@pytest.fixture
def front(client, sign_in, office, time_machine_at):
    """The office, on the day the application is ready."""
    time_machine_at(NOON)
    sign_in(client, office)
    return client


@pytest.fixture
def applying(make_case, front, own_file):  # noqa: F811 - the fixture
    found = make_case("employed")
    service.record_facts(found.id, ANSWERS, by=By(None, NOON))
    upload(front, "workbook", "coe.xlsx", own_workbook())
    upload(front, "bulk", "bulk.csv", own_file)
    assert front.post(f"/cases/{found.id}/application/0/workbook").status_code == 200
    assert front.post(f"/cases/{found.id}/application/bulk").status_code == 200
    return found


def stale(case) -> dict[str, bool]:
    return {one.kind: one.stale for one in db.session.query(Exported).filter_by(case_id=case.id)}


def know(case, facts) -> None:
    service.record_facts(case.id, facts, by=By(None, NOON))


@pytest.mark.parametrize(
    ("facts", "outdated"),
    [
        ({"passport.number": "XX999999"}, {"workbook": True, "bulk": True}),
        ({"researcher.given_name": "ANA"}, {"workbook": True, "bulk": True}),
        ({"coe.activity_detail": "別の研究"}, {"workbook": False, "bulk": False}),
        ({"visa.residence_status": "researcher"}, {"workbook": True, "bulk": True}),
        ({"emergency.name": "Somebody"}, {"workbook": False, "bulk": False}),
        ({"stay.ends_on": date(2028, 5, 31)}, {"workbook": True, "bulk": True}),
    ],
)
def test_what_left_is_outdated_by_what_it_says_and_nothing_else(applying, facts, outdated):
    know(applying, facts)

    assert stale(applying) == outdated


def test_filed_application_made_from_other_facts_is_named_with_its_day(front, applying):
    know(applying, {"visa.coe_filed_on": date(2026, 11, 20)})
    know(applying, {"passport.number": "XX999999"})

    page = front.get(f"/cases/{applying.id}/papers/outdated").text

    assert page.count("The application filed on Fri 20 Nov 2026 was made from other facts.") == 2
    assert "Passport number" in page
    assert "Downloaded by Mei Aoyama" in page


def test_application_downloaded_anew_names_the_one_it_replaces(front, applying):
    know(applying, {"passport.number": "XX999999"})
    old = db.session.query(Exported).filter_by(kind="workbook").one()

    front.post(f"/cases/{applying.id}/application/0/workbook")

    new = db.session.query(Exported).filter_by(kind="workbook", replaces_id=old.id).one()
    assert (old.stale, new.stale, new.printed) == (True, False, old.printed)


def test_what_left_says_nothing_in_plain_text(applying):
    assert not [one for one in db.session.query(Exported) if "AAB123456" in one.said]


def test_matrix_is_narrowed_by_fact_and_paper(front):
    page = front.get("/papers/facts?fact=arrival.flight").text

    assert "Schedule of Stay" in page
    assert "Letter of Guarantee</dd>" not in page
    assert "Flight" in front.get("/papers/facts?paper=schedule_of_stay").text


def test_facts_of_a_case_are_shown_with_their_papers(desk, whole):
    page = desk.get(f"/cases/{whole.case.id}/papers/facts").text

    assert "Facts and papers of this case" in page
    assert "Schedule of Stay" in page


@pytest.mark.parametrize("path", ["papers/outdated", "papers/facts"])
def test_researchers_do_not_see_the_trail(client, sign_in, whole, path):
    sign_in(client, whole.case.researcher)

    assert client.get(f"/cases/{whole.case.id}/{path}").status_code == 403
