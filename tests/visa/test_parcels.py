"""Many applications at once: chosen, looked over, made into one file, and only by who may."""

import csv
import zipfile
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from sqlalchemy import select

from onboarding.cases import service as cases
from onboarding.cases.models import CaseMember, SensitiveReading, StepRow
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.visa.filing.models import BULK, WORKBOOK
from onboarding.visa.filing.service import keep_official
from onboarding.visa.parcels import files, jobs, queries, service
from onboarding.visa.parcels.models import Parcel, ParcelItem
from tests.conftest import NOON
from tests.visa.test_bulk import own_file  # noqa: F401 - a fixture
from tests.visa.test_filing import ANSWERS
from tests.visa.test_workbook import cells, own_workbook

MEMBER = {
    "family.members": ("m1",),
    "member.comes_along@m1": True,
    "member.nationality@m1": "ESP",
    "member.family_name@m1": "GARCIA",
    "member.given_name@m1": "PABLO",
    "member.relation@m1": "spouse",
    "member.birth_date@m1": date(1991, 2, 3),
}


@pytest.fixture
def office(make_person, make_department):
    return make_person("office@example.org", ("office",), name="Mei Aoyama")


@pytest.fixture
def agency_files(office, own_file):  # noqa: F811 - the fixture
    keep_official(WORKBOOK, "coe.xlsx", own_workbook(), by=office, at=NOON)
    keep_official(BULK, "bulk.csv", own_file, by=office, at=NOON)


@pytest.fixture
def ready(make_case):
    """Return a function that opens a case whose application has nothing against it."""

    def make(given="MARIA", *, department="eng", programme="employed", **facts):
        case = make_case(programme, department=department, researcher__given_name=given)
        cases.record_facts(case.id, {**ANSWERS, **facts}, by=By(None, NOON))
        near = db.session.scalars(
            select(StepRow).where(StepRow.case_id == case.id, StepRow.step == "coe_filed")
        ).one()
        near.state = "open"
        db.session.commit()
        return case

    return make


@pytest.fixture
def desk(client, sign_in, office, time_machine_at, agency_files):
    time_machine_at(NOON)
    sign_in(client, office)
    return client


def looked(desk, *chosen):
    query = "&".join(f"case={case.id}" for case in chosen)
    return desk.get(f"/filing/look-over?{query}").text


def make(desk, kind, listed, chosen, **more):
    data = {"case": [c.id for c in listed], "one": [f"{c.id}:" for c in chosen], "kind": kind}
    return desk.post("/filing/parcels", data={**data, **more})


def parcel():
    return db.session.scalars(select(Parcel).order_by(Parcel.id.desc())).first()


def test_cases_to_file_are_listed_by_department_month_and_programme(desk, ready, make_department):
    here, there = ready("MARIA"), ready("ANNA", department="sci", programme="aspire")
    place = make_department("sci")

    page = desk.get("/filing").text
    one = desk.get(f"/filing?department={place.id}").text

    assert (here.number in page, there.number in page) == (True, True)
    assert (here.number in one, there.number in one) == (False, True)
    assert here.number in desk.get("/filing?month=2027-04").text
    assert here.number not in desk.get("/filing?month=2027-05").text
    assert there.number not in desk.get("/filing?programme=employed").text
    assert desk.get("/filing?month=x&department=y&programme=%27").status_code == 200


def test_one_page_names_person_item_rule_and_where_to_mend_it(desk, ready):
    fine, wrong = ready("MARIA"), ready("ANNA")
    cases.record_facts(wrong.id, {"coe.home_town": None}, by=By(None, NOON))

    page = looked(desk, fine, wrong)

    assert page.index("GARCIA ANNA") < page.index("GARCIA MARIA")
    assert "8. Home town / city – An answer is missing." in page
    assert f"/cases/{wrong.id}/facts/coe/correct#f-coe-home_town" in page
    assert [one.what for one in db.session.query(SensitiveReading)] == ["application"] * 2


def test_without_a_tick_all_that_is_listed_is_looked_over(desk, ready):
    first, second = ready("MARIA"), ready("ANNA")

    page = desk.get("/filing/look-over").text

    assert (first.number in page, second.number in page) == (True, True)


def test_bulk_file_holds_everybody_chosen_dependants_too(desk, ready):
    alone, parent = ready("MARIA"), ready("ANNA", **MEMBER, **whole_member())

    all_three = [f"{alone.id}:", f"{parent.id}:", f"{parent.id}:m1"]
    made = make(desk, BULK, [alone, parent], [], one=all_three)
    answer = desk.post(f"{made.headers['Location']}/file")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))

    assert [row[2] for row in rows[2:]] == ["GARCIA MARIA", "GARCIA ANNA", "GARCIA PABLO"]
    taken = [one.case_id for one in db.session.query(SensitiveReading) if "parcel" in one.what]
    assert taken == [alone.id, parent.id]


def whole_member():
    given = {name.replace("coe.", "member."): value for name, value in ANSWERS.items()}
    asked = ("past_entries", "past_applications", "criminal", "deportation", "birth_place")
    own = {f"member.{name}@m1": given[f"member.{name}"] for name in (*asked, "home_town")}
    return {
        **own,
        "member.sex@m1": "male",
        "member.married@m1": True,
        "member.occupation@m1": "Baker",
        "member.passport_number@m1": "AAB123457",
        "member.name_confirmed@m1": True,
        "member.passport_expires_on@m1": date(2031, 1, 1),
        "member.registered_in@m1": ("abroad",),
        "member.relatives@m1": (),
        "member.registered_at@m1": "Madrid",
        "member.registered_on@m1": date(2015, 1, 1),
    }


def test_what_is_not_ready_is_left_out_only_when_somebody_says_so(desk, ready):
    fine, wrong = ready("MARIA"), ready("ANNA")
    cases.record_facts(wrong.id, {"coe.home_town": None}, by=By(None, NOON))

    refused = make(desk, BULK, [fine, wrong], [fine])
    also = make(desk, BULK, [fine, wrong], [fine, wrong], leave_out="1")
    taken = make(desk, BULK, [fine, wrong], [fine], leave_out="1")

    assert (refused.status_code, also.status_code, taken.status_code) == (409, 409, 303)
    assert "one application is not ready" in refused.text
    assert "something has changed since" in also.text
    assert [(one.case_id, one.state) for one in parcel().items] == [(fine.id, "done")]


def test_workbooks_are_made_by_a_worker_and_sent_as_one(desk, ready, monkeypatch):
    several = [ready(name) for name in ("ANNA", "BERTA", "CLARA", "DORA", "EVA", "FLORA")]
    monkeypatch.setattr("onboarding.jobs.enqueue", lambda *_: True)

    made = make(desk, WORKBOOK, several, several)
    waiting = desk.get(made.headers["Location"]).text
    jobs.go_on(parcel().id)
    shown = desk.get(made.headers["Location"]).text
    answer = desk.post(f"{made.headers['Location']}/file")

    assert 'max="6"' in waiting
    assert "http-equiv" in waiting
    assert "6 applications are in it" in shown
    with zipfile.ZipFile(BytesIO(answer.data)) as found:
        names = found.namelist()
        assert found.testzip() is None
        assert cells(found.read(names[2]))["G20"] == "GARCIA CLARA"
    assert names[0] == f"{several[0].number}-GARCIA-ANNA.xlsx"


def test_killed_worker_is_followed_by_another_and_nothing_is_made_twice(desk, ready, monkeypatch):
    several = [ready(name) for name in ("ANNA", "BERTA")]
    monkeypatch.setattr("onboarding.visa.parcels.views._AT_ONCE", 0)
    monkeypatch.setattr("onboarding.jobs.enqueue", lambda *_: True)
    make(desk, WORKBOOK, several, several)
    one = parcel()
    assert service.claim(one.id, at=NOON)
    service.fill_one(queries.next_item(one.id), at=NOON)

    jobs.go_on(one.id)
    taken_by_the_dead = [item.state for item in one.items]
    db.session.refresh(one)
    one.claimed_until = NOON - timedelta(seconds=1)
    db.session.commit()
    swept = queries.to_sweep(NOON + timedelta(seconds=11))
    jobs.go_on(one.id)
    service.fill_one(one.items[0].id, at=NOON)
    db.session.expire_all()

    assert taken_by_the_dead == ["done", "waiting"]
    assert swept == [one.id]
    assert (one.state, one.done, [item.state for item in one.items]) == (
        "made",
        2,
        ["done", "done"],
    )


def test_application_that_changed_meanwhile_is_left_with_the_reason(desk, ready, monkeypatch):
    fine, wrong = ready("ANNA"), ready("BERTA")
    monkeypatch.setattr("onboarding.visa.parcels.views._AT_ONCE", 0)
    made = make(desk, WORKBOOK, [fine, wrong], [fine, wrong])
    cases.record_facts(wrong.id, {"coe.home_town": None}, by=By(None, NOON))

    jobs.go_on(parcel().id)
    page = desk.get(made.headers["Location"]).text

    assert [item.reason for item in parcel().items] == ["", "not_ready"]
    assert "Something changed after it was looked over" in page


def test_second_click_finds_the_first_parcel(desk, ready):
    case = ready()

    first = make(desk, WORKBOOK, [case], [case])
    second = make(desk, WORKBOOK, [case], [case])

    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.query(Parcel).count() == 1


def test_file_says_whose_facts_have_changed_since_it_was_made(desk, ready):
    same, changed = ready("EVA"), ready("MARIA")
    answer = make(desk, BULK, [same, changed], [same, changed])
    before = desk.get(answer.location).text

    cases.record_facts(changed.id, {"passport.number": "XX999999"}, by=By(None, NOON))
    after = desk.get(answer.location).text
    application = desk.get(f"/cases/{changed.id}/application").text

    said = "Facts of one case have changed since it was filled in."
    assert (said in before, said in after) == (False, True)
    assert f"/cases/{changed.id}/papers/outdated" in after
    assert f"/cases/{same.id}/papers/outdated" not in after
    assert "COE application: file for bulk filing" in application
    assert "out of date" in application
    assert "out of date" not in desk.get(f"/cases/{same.id}/application").text


def test_files_lie_sealed_and_are_removed_after_a_week(desk, ready):
    case = ready()
    made = make(desk, BULK, [case], [case])
    one = parcel()
    lying = (files.folder_of(one.id) / files.WHOLE).read_bytes()

    early = service.remove_old(NOON + timedelta(days=7))
    late = service.remove_old(NOON + timedelta(days=7, seconds=1))

    assert b"GARCIA" not in lying
    assert (early, late, files.folder_of(one.id).exists()) == (0, 1, False)
    assert "has been removed" in desk.get(made.headers["Location"]).text
    assert desk.post(f"{made.headers['Location']}/file").status_code == 404


@pytest.mark.parametrize("role", ["department", "hr", "head", "admin"])
def test_other_roles_have_no_such_pages(client, sign_in, make_person, role):
    sign_in(client, make_person(f"{role}@example.org", (role,)))

    pages = [client.get(path) for path in ("/filing", "/filing/look-over")]

    assert [one.status_code for one in (*pages, client.post("/filing/parcels"))] == [403] * 3


def test_office_of_one_department_reaches_its_own_cases_alone(
    browser, sign_in, make_person, make_department, ready, desk
):
    mine, other = ready("MARIA"), ready("ANNA", department="sci")
    made = make(desk, BULK, [mine], [mine])
    narrow = browser()
    sign_in(narrow, make_person("sci@example.org", ("office",), make_department("sci")))

    page = narrow.get(f"/filing/look-over?case={mine.id}&case={other.id}").text
    taken = make(narrow, BULK, [mine, other], [mine])

    assert (mine.number in page, other.number in page) == (False, True)
    assert taken.status_code == 409
    assert narrow.get(made.headers["Location"]).status_code == 403
    assert narrow.post(f"{made.headers['Location']}/file").status_code == 403


def test_conflict_of_interest_closes_a_case_here_too(desk, ready, office):
    case = ready()
    db.session.add(CaseMember(case_id=case.id, person_id=office.id, role="shut_out"))
    db.session.commit()

    assert case.number not in desk.get("/filing").text
    assert case.number not in looked(desk, case)


def test_nobody_takes_away_cases_they_manage_no_more(desk, ready, office):
    case = ready()
    made = make(desk, BULK, [case], [case])
    db.session.add(CaseMember(case_id=case.id, person_id=office.id, role="shut_out"))
    db.session.commit()

    assert desk.post(f"{made.headers['Location']}/file").status_code == 403


def test_worker_asks_again_who_may(desk, ready, office, monkeypatch):
    case = ready()
    monkeypatch.setattr("onboarding.visa.parcels.views._AT_ONCE", 0)
    make(desk, WORKBOOK, [case], [case])
    db.session.add(CaseMember(case_id=case.id, person_id=office.id, role="shut_out"))
    db.session.commit()

    jobs.go_on(parcel().id)

    assert db.session.scalars(select(ParcelItem.reason)).all() == ["not_yours"]


def test_senseless_choices_are_refused(desk, ready):
    case = ready()

    nothing = make(desk, BULK, [case], [])
    strange = make(desk, BULK, [case], [], one=["x", "²:", "1:m1", f"{case.id}"])
    unknown = make(desk, "other", [case], [case])

    assert (nothing.status_code, strange.status_code, unknown.status_code) == (409, 409, 404)
    assert "tick at least one" in nothing.text
