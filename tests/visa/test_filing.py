"""Filing: the agency's files taken in, applications looked over, and what is sent."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest

from onboarding.cases import service
from onboarding.cases.history import sealer_of
from onboarding.cases.models import SensitiveReading
from onboarding.cases.papers import asked_for
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.documents import files
from onboarding.documents import service as documents
from onboarding.documents.attachments.judging import Fault
from onboarding.documents.models import StoredFile
from onboarding.visa.agents import service as agents
from onboarding.visa.agents.models import Agent, ChosenAgent
from onboarding.visa.filing.applications import look_over
from onboarding.visa.filing.models import OfficialFile
from tests.conftest import NOON, TODAY
from tests.documents.seeds import locked, pdf
from tests.visa.test_bulk import own_file  # noqa: F401 - a fixture
from tests.visa.test_workbook import cells, own_workbook

ANSWERS = {
    "researcher.sex": "female",
    "researcher.home_position": "Lecturer",
    "researcher.degree": "doctor",
    "visa.residence_status": "professor",
    "advice.place": "university",
    "passport.number": "AAB123456",
    "passport.name_confirmed": True,
    "passport.expires_on": date(2031, 1, 1),
    "arrival.airport": "NRT",
    "visa.embassy": "Madrid",
    "coe.birth_place": "スペイン　マドリード",
    "coe.home_town": "スペイン　マドリード",
    "coe.married": False,
    "coe.past_entries": False,
    "coe.past_applications": False,
    "coe.criminal": False,
    "coe.deportation": False,
    "coe.relatives": (),
    "coe.contract_type": "employment",
    "coe.work_form": "full_time_employment",
    "coe.occupation": "42",
    "coe.activity_detail": "光学の研究",
    "education.place": "abroad",
    "education.school": "Universidad",
    "education.graduated_on": date(2018, 6, 1),
    "education.major": "science",
    "education.posts": (),
    "position.title": "project_researcher",
    "position.monthly_pay": 400_000,
    "family.members": (),
}


@pytest.fixture
def office(make_person, make_department):
    return make_person("office@example.org", ("office",), name="Mei Aoyama")


@pytest.fixture
def case(make_case):
    found = make_case("employed")
    service.record_facts(found.id, ANSWERS, by=By(None, NOON))
    return found


@pytest.fixture
def make_agent(office):
    def make(name, **values):
        return agents.keep_agent(Agent(), {"name": name, **values}, by=office, at=NOON)

    return make


@pytest.fixture
def desk(client, sign_in, office, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, office)
    return client


def upload(client, kind, name, content):
    data = {"kind": kind, "file": (BytesIO(content), name)}
    return client.post("/filing/forms", data=data, content_type="multipart/form-data")


def findings(case):
    found = look_over(case, progress_of(case, TODAY))
    return [[(one.reason, one.answer.name) for one in looked.findings] for looked in found]


def test_official_forms_are_marked_in_the_navigation_not_their_neighbour(
    client, sign_in, make_person
):
    sign_in(client, make_person("a@example.org", ("office", "admin")))

    page = client.get("/filing/forms").text

    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/filing/forms"]


def test_agency_files_are_taken_in_and_shown(desk, own_file):  # noqa: F811 - the fixture
    assert upload(desk, "workbook", "coe.xlsx", own_workbook()).status_code == 303
    assert upload(desk, "bulk", "bulk.csv", own_file).status_code == 303

    page = desk.get("/filing/forms").text

    assert "coe.xlsx (form of 2026-05)" in page
    assert "bulk.csv (form of 2026-05)" in page
    assert [one.kind for one in db.session.query(OfficialFile)] == ["workbook", "bulk"]


@pytest.mark.parametrize(
    ("kind", "content", "say"),
    [
        ("workbook", b"nothing", "This is no Excel workbook"),
        ("workbook", own_workbook(A20="4 name"), "A20: “氏名” is expected, “4 name” stands there"),
        ("bulk", b"a,b\n1,2\n", "Missing columns"),
        ("bulk", b"", "Missing columns"),
    ],
)
def test_file_that_does_not_fit_is_refused_with_the_reason(desk, kind, content, say):
    answer = upload(desk, kind, "file", content)

    assert answer.status_code == 422
    assert say in answer.text
    assert db.session.query(OfficialFile).count() == 0


def test_whole_application_has_nothing_against_it(case):
    assert findings(case) == [[]]


def test_page_names_what_is_to_be_mended_with_a_link(desk, case):
    service.record_facts(case.id, {"coe.birth_place": None}, by=By(None, NOON))

    page = desk.get(f"/cases/{case.id}/application").text

    assert "Place of birth – An answer is missing." in page
    assert f'href="/cases/{case.id}/facts/coe/correct#f-coe-birth_place"' in page
    assert db.session.query(SensitiveReading).count() == 1


def test_workbook_is_filled_and_the_reading_noted(desk, case):
    upload(desk, "workbook", "coe.xlsx", own_workbook())

    answer = desk.post(f"/cases/{case.id}/application/0/workbook")
    found = cells(answer.data)

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f"coe-{case.number}.xlsx")
    assert (found["G20"], found["G17"], found["I35"], found["B39"]) == (
        "GARCIA MARIA",
        "スペイン",
        "AAB123456",
        "■",
    )
    assert [one.what for one in db.session.query(SensitiveReading)] == ["application 0"]


def test_bulk_file_has_a_row_for_each_person(desk, case, own_file):  # noqa: F811
    upload(desk, "bulk", "bulk.csv", own_file)

    answer = desk.post(f"/cases/{case.id}/application/bulk")

    assert answer.status_code == 200
    assert answer.data.startswith(own_file.split("見本".encode())[0])
    assert "GARCIA MARIA" in answer.data.decode("utf-8-sig")


@pytest.mark.parametrize("what", ["0/workbook", "bulk"])
def test_nothing_is_exported_over_an_error(desk, case, own_file, what):  # noqa: F811
    upload(desk, "workbook", "coe.xlsx", own_workbook())
    upload(desk, "bulk", "bulk.csv", own_file)
    service.record_facts(case.id, {"coe.home_town": None}, by=By(None, NOON))

    answer = desk.post(f"/cases/{case.id}/application/{what}")

    assert answer.status_code == 409
    assert "Nothing was exported" in answer.text


def test_family_is_looked_over_with_the_researcher(case):
    facts = {
        "family.members": ("m1", "m2"),
        "member.comes_along@m1": True,
        "member.nationality@m1": "ESP",
        "member.family_name@m1": "GARCIA",
        "member.comes_along@m2": False,
    }
    service.record_facts(case.id, facts, by=By(None, NOON))

    found = look_over(case, progress_of(case, TODAY))

    assert [(one.flight.who.item, one.ready) for one in found] == [("", True), ("m1", False)]


@pytest.mark.parametrize("role", ["department", "hr", "head"])
def test_other_roles_do_not_see_applications(client, sign_in, make_person, case, role):
    sign_in(client, make_person(f"{role}@example.org", (role,)))

    assert client.get(f"/cases/{case.id}/application").status_code == 403
    assert client.get("/filing/forms").status_code == 403


def test_files_are_judged_again_before_filing(desk, case):
    incoming = files.Incoming("passport.pdf", "application/pdf", locked(pdf(), user="secret"))
    file = files.store(case.id, incoming, sealer=sealer_of(case), by=None, at=NOON)
    db.session.commit()
    service.record_facts(case.id, {"passport.scan": str(file.id)}, by=By(None, NOON))

    page = desk.get(f"/cases/{case.id}/application").text

    label = "Scan of the passport page with your photo (passport.pdf)"
    assert f"{label} – This PDF is protected by a password" in page


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("coe.birth_place", "/cases/{id}/facts/coe/correct#f-coe-birth_place"),
        ("position.monthly_pay", "/cases/{id}/facts/position/correct#f-position-monthly_pay"),
        ("visa.residence_status", "/cases/{id}/facts/visa/correct#f-visa-residence_status"),
        ("passport.number", "/cases/{id}/overview"),
    ],
)
def test_finding_leads_to_the_question_that_mends_it(app, case, office, key, place):
    from onboarding.cases.gate import Visit
    from onboarding.cases.queries import part_in
    from onboarding.visa.filing.mending import url_of

    visit = Visit(case, part_in(case, office, TODAY))
    with app.test_request_context():
        assert url_of(visit, key) == place.format(id=case.id)


def test_every_answer_leads_somewhere_to_mend_it(app, case, office):
    from onboarding.cases.gate import Visit
    from onboarding.cases.queries import part_in
    from onboarding.visa.filing.mending import mending_url
    from onboarding.visa.forms.preflight import ERROR, Finding

    visit = Visit(case, part_in(case, office, TODAY))
    (one,) = look_over(case, progress_of(case, TODAY))
    with app.test_request_context():
        answers = one.flight.answers
        places = {a.name: mending_url(visit, Finding(ERROR, "missing", a)) for a in answers}

    assert places["name"].endswith("/facts/researcher/correct#f-researcher-family_name")
    assert places["organisation.name"] == "/filing/forms#own"
    assert places["stay.years"].endswith("/facts/stay/correct#f-stay-ends_on")
    assert [name for name, place in places.items() if not place] == []


def test_whole_application_is_printed_by_the_worker(app, case):
    from onboarding.cases.jobs import make_document
    from onboarding.documents.models import Document
    from tests.documents.reading import printed

    progress = progress_of(case, TODAY)
    asked = asked_for(case, progress, progress.plan.find("visa.application_print"))
    id = documents.ask(asked, at=NOON).id
    db.session.commit()

    make_document(id)
    db.session.rollback()
    made = db.session.get_one(Document, id)
    text = printed(files.read(made.file, sealer_of(case)))

    assert (made.state, asked.lacks) == ("made", ())
    assert made.number.startswith("COE-")
    assert "GARCIA MARIA" in text
    assert "申請人（代理人）の署名" in text


def keep_scan(case, name, content):
    incoming = files.Incoming(f"{name}.pdf", "application/pdf", content)
    file = files.store(case.id, incoming, sealer=sealer_of(case), by=None, at=NOON)
    db.session.commit()
    return str(file.id)


def test_every_file_that_goes_along_is_judged_again_and_only_those(case):
    bad = keep_scan(case, "locked", locked(pdf(), user="secret"))
    names = ("researcher.cv", "researcher.degree_certificate", "proof.p1", "proof.p15", "proof.p21")
    facts = {**dict.fromkeys(names, bad), "points.proofs": ("p15", "p21")}
    service.record_facts(case.id, facts, by=By(None, NOON))

    (one,) = look_over(case, progress_of(case, TODAY))

    assert [(file.key, file.faults[0].reason) for file in one.files] == [
        ("researcher.cv", "encrypted"),
        ("researcher.degree_certificate", "encrypted"),
        ("proof.p15", "encrypted"),
        ("proof.p21", "encrypted"),
    ]
    assert not one.ready


def test_files_too_large_together_lead_to_the_largest(case):
    sizes = {"researcher.cv": 8, "passport.scan": 9, "proof.p1": 9}
    facts = {name: keep_scan(case, name, pdf() + b" " * size) for name, size in sizes.items()}
    for name, size in sizes.items():
        db.session.get_one(StoredFile, int(facts[name])).size = 1024 * 1024 * size
    db.session.commit()
    service.record_facts(case.id, {**facts, "points.proofs": ("p1",)}, by=By(None, NOON))

    whole = look_over(case, progress_of(case, TODAY))[0].files[-1]

    assert (whole.field, whole.key) == (None, "passport.scan")
    assert whole.faults == (Fault("too_large_together", ("26.0", "25")),)


def ask_for_print(case):
    progress = progress_of(case, TODAY)
    asked = asked_for(case, progress, progress.plan.find("visa.application_print"))
    document = documents.ask(asked, at=NOON)
    db.session.commit()
    return asked, document


def test_print_waits_while_something_stands_against_filing(desk, case):
    past = {"passport.expires_on": date(2027, 1, 1)}
    service.record_facts(case.id, past, by=By(None, NOON))

    asked, document = ask_for_print(case)
    page = desk.get(f"/cases/{case.id}/steps/visa.application_print").text

    assert asked.lacks == ("held:preflight",)
    assert document.state == "lacking"
    assert documents.cases_with_held() == [case.id]
    assert "an application nothing stands against" in page
    assert f'href="/cases/{case.id}/application"' in page

    service.record_facts(case.id, {"passport.expires_on": date(2031, 1, 1)}, by=By(None, NOON))
    asked, document = ask_for_print(case)

    assert (asked.lacks, document.state) == ((), "asked")


def test_print_is_held_until_somebody_may_file_and_then_asked_for(case, office, make_agent):
    agent = make_agent("石井 蓮", left_on=TODAY - timedelta(days=1))
    with transaction():
        db.session.add(
            ChosenAgent(
                case_id=case.id,
                what="coe",
                agent_id=agent.id,
                chosen_at=NOON,
                chosen_by_id=office.id,
            )
        )
    held = ask_for_print(case)[0].lacks
    agents.keep_agent(agent, {"left_on": None}, by=office, at=NOON)

    assert held == ("held:preflight",)
    assert ask_for_print(case)[0].lacks == ()


def test_print_of_what_was_filed_is_made_anew_though_the_entry_is_past(app, case, monkeypatch):
    landed = {"stay.starts_on": TODAY, "arrival.planned_on": TODAY}
    service.record_facts(case.id, landed, by=By(None, NOON))

    before = ask_for_print(case)[0].lacks
    monkeypatch.setattr("onboarding.visa.filing.holding._is_filed", lambda progress: True)

    assert before == ("held:preflight",)
    assert ask_for_print(case)[0].lacks == ()
