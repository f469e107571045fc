"""From claims to proof to paper: what is asked for, the sheet, and tables that change."""

import shutil
from dataclasses import replace
from datetime import date

import pytest

from onboarding.cases import service
from onboarding.cases.history import sealer_of
from onboarding.cases.jobs import make_document
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.config import assets
from onboarding.database import db
from onboarding.documents import files
from onboarding.documents.models import StoredFile
from onboarding.documents.service import newest_for
from onboarding.engine.asking import applies, questions
from onboarding.visa.points.counting import Claims, score
from onboarding.visa.points.sheet import written
from onboarding.visa.points.table import tables
from tests.conftest import NOON, TODAY
from tests.documents.reading import text_of
from tests.visa.test_panels import enter, lead_to, post  # noqa: F401 - a fixture

FOLDER = assets() / "workflows"
TABLE = tables(FOLDER)[-1]
OLD = date(2023, 4, 1)
CHOSEN = {
    "advice__pay": "paid",
    "advice__place": "university",
    "advice__role": "research",
    "advice__wants_hsp": "yes",
    "advice__holds_status": "no",
    "advice__holds_hsp": "no",
    "points__type": "a",
    "points__annual_pay": "8400000",
    "points__experience_years": "15",
    "points__claims": ["doctor", "papers", "japanese_university", "japanese_n2"],
    "visa__residence_status": "hsp_1_a",
    "visa__status_reason": "70 points",
    "coe__contract_type": "employment",
    "coe__work_form": "full_time_employment",
    "coe__occupation": "42",
}


@pytest.fixture
def case(make_case):
    return make_case("jsps_fellow")


def facts_of(case):
    return progress_of(case, TODAY).facts


def asked(case, key):
    """Return the leaves of what a step asks of this case."""
    progress = progress_of(case, TODAY)
    found = questions(progress, progress.plan.find(key))
    return [q.field.id.partition(".")[2] for q in found if applies(progress, q, progress.facts)]


def choose(case, enter, **other):  # noqa: F811
    client = enter()
    lead_to(case, "visa.status")
    return post(client, case, "visa.status", "finish", **{**CHOSEN, **other})


def test_proof_is_asked_for_what_counts_and_of_who_has_it(case, enter):  # noqa: F811
    assert choose(case, enter).status_code == 303

    assert facts_of(case)["points.total"] == 110
    assert facts_of(case)["points.proofs"] == ("p1", "p2", "p3", "p6", "p14")
    assert asked(case, "visa.hsp_proofs") == ["p1", "p2", "p6", "p14"]
    assert asked(case, "visa.hsp_proofs_office") == ["p3"]
    service.record_facts(case.id, {"researcher.degree_certificate": "1"}, by=By(None, NOON))
    assert asked(case, "visa.hsp_proofs") == ["p2", "p6", "p14"]


def test_proofs_of_the_special_route_are_degree_and_pay():
    found = score(TABLE, Claims("a", {"annual_pay": 20_000_000, "age": 45}, frozenset({"doctor"})))
    worked = Claims("b", {"annual_pay": 20_000_000, "experience_years": 10, "age": 45})

    assert found.special
    assert found.proofs() == [1, 3]
    assert score(TABLE, worked).proofs() == [2, 3]


def test_nothing_is_asked_and_no_sheet_made_for_other_statuses(case, enter):  # noqa: F811
    choose(case, enter, advice__wants_hsp="no", visa__residence_status="professor")

    progress = progress_of(case, TODAY)
    steps = ("visa.hsp_proofs", "visa.hsp_proofs_office", "visa.hsp_sheet")
    assert [str(progress.state(progress.plan.find(key))) for key in steps] == ["skipped"] * 3


def test_status_by_points_needs_the_points(case, enter):  # noqa: F811
    answer = choose(case, enter, advice__wants_hsp="no")

    assert answer.status_code == 422
    assert "so that the points are counted" in answer.text


def test_sheet_has_every_criterion_of_its_type_and_numbered_evidence():
    claims = Claims(
        "a",
        {"age": 33, "experience_years": 3, "annual_pay": 4_500_000},
        frozenset({"doctor", "papers", "japanese_university", "japanese_n2"}),
    )

    sheet = written(score(TABLE, claims))

    assert [(row["en"].partition(" (")[0], row["points"]) for row in sheet["rows"]] == [
        ("Degree", 30),
        ("Degrees in several fields", 0),
        ("Work in the field", 5),
        ("Expected yearly pay", 0),
        ("Age", 10),
        ("Research achievements", 20),
        ("Special additions", 10),
    ]
    assert sheet["total"] == 75
    assert [one["number"] for one in sheet["evidence"]] == [1, 2, 6, 14]
    assert sheet["rows"][2]["claimed"] == [{"en": "3 years", "ja": "3年", "points": 5, "proof": 2}]


def prove(case):
    """Hand in both steps of proof, so that the sheet is made; return the sheet."""
    incoming = files.Incoming("proof.pdf", "application/pdf", b"%PDF-1.4")
    file = files.store(case.id, incoming, sealer=None, by=None, at=NOON)
    db.session.commit()
    proofs = {f"proof.{one}": str(file.id) for one in facts_of(case)["points.proofs"]}
    service.record_facts(case.id, proofs, by=By(None, NOON))
    lead_to(case, "visa.hsp_sheet")
    paper = newest_for(case.id, "visa.hsp_sheet")
    id = paper.id
    db.session.rollback()  # a worker has a connection of its own
    make_document(id)
    db.session.rollback()
    return newest_for(case.id, "visa.hsp_sheet")


def test_sheet_is_made_and_stale_when_a_claim_changes(case, enter):  # noqa: F811
    choose(case, enter)
    paper = prove(case)

    page = " ".join(text_of(_content(case, paper)).split())
    assert "学位記・卒業証明書" in page
    assert "Total 110" in page

    claims = ("doctor", "japanese_university")
    service.record_facts(case.id, {"points.claims": claims}, by=By(None, NOON))
    again = newest_for(case.id, "visa.hsp_sheet")
    db.session.refresh(paper)

    assert facts_of(case)["points.total"] == 90
    assert facts_of(case)["points.proofs"] == ("p1", "p2", "p3", "p14")
    assert paper.stale
    assert again.id == paper.id or again.replaces_id == paper.id


def _content(case, paper):
    return files.read(db.session.get(StoredFile, paper.file_id), sealer_of(case))


@pytest.fixture
def law(app, tmp_path, monkeypatch):
    """Let a table with less for a doctorate and no patents come into force on 1 November."""

    def change(**other):
        folder = tmp_path / "workflows"
        shutil.copytree(FOLDER, folder)
        rules = folder / "rules"
        text = (rules / "hsp_points_2023-04-01.yaml").read_text("utf-8")
        later = text.replace("valid_from: 2023-04-01", "valid_from: 2026-11-01")
        for was, becomes in {"{a: 30, b: 30, c: 20}": "{a: 25, b: 25, c: 20}", **other}.items():
            later = later.replace(f"points: {was}", f"points: {becomes}", 1)
        (rules / "hsp_points_2026-11-01.yaml").write_text(later, "utf-8")
        settings = replace(app.extensions["settings"], workflows=folder)
        monkeypatch.setitem(app.extensions, "settings", settings)

    return change


def test_case_keeps_its_table_until_staff_count_it_anew(case, enter, law):  # noqa: F811
    choose(case, enter)
    law()
    service.record_facts(case.id, {"points.experience_years": 4}, by=By(None, NOON))
    assert (facts_of(case)["points.table"], facts_of(case)["points.total"]) == (OLD, 100)
    client, url = enter(), f"/cases/{case.id}/points/recount"

    step = client.get(f"/cases/{case.id}/steps/visa.status").text
    page = client.get(url).text

    assert "by it there would be 95 points" in step
    assert url in step
    assert "<strong>25</strong>" in page
    assert "<strong>95</strong>" in page
    shown = "2026-11-01:100:95"
    unsaid = client.post(url, data={"shown": shown, "reason": " "})
    other = client.post(url, data={"shown": "2026-11-01:110:105", "reason": "New law"})
    assert (unsaid.status_code, other.status_code) == (422, 409)
    assert "New law" in other.text
    assert facts_of(case)["points.table"] == OLD

    first = client.post(url, data={"shown": shown, "reason": "New law"})
    again = client.post(url, data={"shown": shown, "reason": "New law"})

    facts = facts_of(case)
    assert (first.status_code, again.status_code) == (303, 303)
    assert (facts["points.table"], facts["points.total"]) == (date(2026, 11, 1), 95)
    assert facts["points.counts"] == ("c1",)
    kept = {key.split("@")[0][6:]: value for key, value in facts.items() if key.endswith("@c1")}
    assert kept == {
        "table": OLD,
        "counted_on": TODAY,
        "total": 100,
        "special": False,
        "left_on": TODAY,
        "reason": "New law",
    }
    step = client.get(f"/cases/{case.id}/steps/visa.status").text
    assert "Before: 100 points" in step
    assert "by it there would be" not in step


def test_recount_says_which_mark_is_lost_and_which_papers_are_no_longer_asked(
    case,
    enter,  # noqa: F811
    law,
):
    choose(case, enter, points__claims=["doctor", "papers"], points__annual_pay="0")
    law(**{"{a: 20, b: 15}": "{a: 20, b: 15}", "{a: 15, b: 20, c: 25}": "{a: 0, b: 20, c: 25}"})
    assert facts_of(case)["points.total"] == 70

    page = enter().get(f"/cases/{case.id}/points/recount").text

    assert "By the newer table 70 points are not reached any more." in page
    assert "Not asked for any more: Certificates of work in the field" in page


def test_nobody_but_the_office_counts_anew_and_only_by_a_newer_table(case, enter, law):  # noqa: F811
    choose(case, enter)
    url = f"/cases/{case.id}/points/recount"
    same = enter().get(url)
    law()

    assert same.status_code == 303
    assert enter(case.researcher).get(url).status_code == 403
    assert enter(case.researcher).post(url, data={"reason": "x"}).status_code == 403


def test_pay_of_the_contract_takes_the_place_of_what_was_expected(case, enter):  # noqa: F811
    choose(case, enter)
    before = facts_of(case)
    terms = {"terms.base_year": 8_000_000, "terms.bonus_year": 1_200_000}

    service.record_facts(case.id, {**terms, "terms.allowances_year": 0}, by=By(None, NOON))
    after = facts_of(case)

    assert (before["points.pay"], after["points.pay"]) == (8_400_000, 9_200_000)
    assert after["points.total"] == before["points.total"] + 5


def test_pay_is_not_asked_once_the_contract_says_it(make_case):
    facts = {"terms.base_year": 8_000_000, "terms.bonus_year": 0, "terms.allowances_year": 0}
    case = make_case("employed", **facts, advice__wants_hsp=True)

    assert "annual_pay" not in asked(case, "visa.status")
    assert "experience_years" in asked(case, "visa.status")
