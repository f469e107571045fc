"""The papers of employees and their families, made from a case played to its end."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from onboarding.cases import service
from onboarding.cases.history import sealer_of
from onboarding.cases.jobs import make_document
from onboarding.cases.models import Case
from onboarding.cases.queries import part_in, progress_of
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.documents.files import read
from onboarding.documents.models import Document
from onboarding.documents.service import is_held, let_go, of_case
from onboarding.office.demo.loading import play
from onboarding.papers import service as papers
from onboarding.people.models import Person
from tests.documents.reading import printed

LATER = datetime(2027, 5, 10, 3, 0, tzinfo=UTC)
WANTED = (
    "employment_certificate",
    "housing_guarantee",
    "offer_of_employment",
    "salary_certificate",
    "staff_identity",
    "supporter_income",
    "visit_report_arrival",
)
FROM_THE_START = (
    "acceptance_certificate",
    "coe_application",
    "coe_application_dependent",
    "employment_contract",
    "interview_memo",
    "nursery_certificate",
    "planned_employment",
    "researcher_plan",
)
CHILD = {
    "family.members": ("m1",),
    "member.family_name@m1": "GARCIA",
    "member.given_name@m1": "LUCIA",
    "member.relation@m1": "child",
    "member.birth_date@m1": date(2023, 6, 1),
    "member.nationality@m1": "ESP",
    "member.comes_along@m1": True,
}


BANK = {
    "papers.certificates": ("c1",),
    "certificate.purposes@c1": ("bank",),
    "certificate.with_pay@c1": False,
}


@pytest.fixture
def everybody(make_person: Callable[..., Person], staff: dict[str, Person]) -> dict[str, Person]:
    """Return everybody who has a part in a case, the panel included."""
    names = ("panel", *(f"panel{number}" for number in range(2, 6)))
    return {**staff, **{name: make_person(f"{name}@example.org") for name in names}}


def sign(case: Case, people: dict[str, Person]) -> bool:
    """Make the papers asked for and let whoever signs them do so; return whether there were any."""
    for document in of_case(case.id):
        if is_held(document):
            db.session.rollback()
            with transaction():  # the day of entry is past already when this case is played
                let_go(db.session.get_one(Document, document.id))
        if document.state == "asked":
            db.session.rollback()  # a worker has a connection of its own
            make_document(document.id)
    db.session.rollback()
    progress = progress_of(case, LATER.date())
    papers = [planned for planned in progress.open_steps() if planned.document]
    for planned in papers:
        person = people[planned.step.role]
        by = By(person, LATER, part_in(case, person, LATER.date()))
        service.finish_step(case.id, planned.key, by=by, facts={}, outcome=None)
    return bool(papers)


def play_and_sign(case: Case, staff: dict[str, Person]) -> dict[str, Document]:
    """Let everybody do their part to the end; return the papers made, by their names."""
    assert case.host is not None
    people = {**staff, "host": case.host, "researcher": case.researcher}
    play(case, people, "end", LATER)
    while sign(case, people):
        play(case, people, "end", LATER)
    return {document.name: document for document in of_case(case.id)}


def test_every_paper_of_an_employee_is_made_from_what_was_asked(
    make_case: Callable[..., Case], everybody: dict[str, Person]
) -> None:
    facts = {**CHILD, **BANK, "papers.wanted": WANTED, "position.title": "project_researcher"}
    case = make_case("employed", **facts, housing__wanted=False, japanese__wants_class=False)

    found = play_and_sign(case, everybody)

    assert {name: document.state for name, document in found.items()} == dict.fromkeys(
        (*WANTED, *FROM_THE_START), "made"
    )
    assert said(case, found["salary_certificate"]) >= {"3,600,000円", "900,000円", "4,836,000円"}
    assert said(case, found["employment_contract"]) >= {"4,836,000円", "毎月17日", "特任研究員"}
    assert said(case, found["nursery_certificate"]) >= {"LUCIA（2023年6月1日生）"}


def test_certificate_for_another_purpose_replaces_none(
    make_case: Callable[..., Case], everybody: dict[str, Person]
) -> None:
    facts = {"family.members": (), **BANK, "papers.wanted": ("employment_certificate",)}
    case = make_case("employed", **facts, housing__wanted=False, japanese__wants_class=False)
    play_and_sign(case, everybody)
    person = everybody["office"]
    by = By(person, LATER, part_in(case, person, LATER.date()))

    keys = papers.ask_for_another(case.id, "employment_certificate", reason="Lease", by=by)
    more = {
        "papers.certificates": ("c1", "c2"),
        "certificate.purposes@c2": ("housing",),
        "certificate.with_pay@c2": True,
    }
    service.finish_step(case.id, keys[0], by=by, facts=more, outcome=None)
    sign(case, everybody)
    made = [d for d in of_case(case.id) if d.name == "employment_certificate"]

    assert [(d.number, d.replaces_id, d.stale) for d in made] == [
        ("CER-26-0002", None, False),
        ("CER-26-0001", None, False),
    ]
    assert "住居の賃貸借契約" in said(case, made[0])
    assert "銀行口座・クレジットの申込み" in said(case, made[1])


def said(case: Case, document: Document) -> set[str]:
    assert document.file is not None
    return set(printed(read(document.file, sealer_of(case))).split())


def test_papers_of_a_fellow_and_of_each_end_are_made(
    make_case: Callable[..., Case], everybody: dict[str, Person]
) -> None:
    facts = {"family.members": (), "position.title": "jsps_fellow", "life.events": ("e1",)}
    ended = {"event.kind@e1": "contract_ended", "event.happened_on@e1": date(2027, 5, 7)}
    apart = {"papers.wanted": ("housing_guarantee", "visit_report_departure")}
    case = make_case(
        "jsps_fellow", **facts, **ended, **apart, housing__wanted=False, japanese__wants_class=False
    )

    found = play_and_sign(case, everybody)

    assert {name: document.state for name, document in found.items()} == dict.fromkeys(
        (
            "acceptance_certificate",
            "coe_application",
            "host_notice_end",
            "host_notice_start",
            "housing_guarantee",
            "jsps_consent",
            "researcher_plan",
            "visit_report_arrival",
        ),
        "made",
    )
    assert said(case, found["host_notice_end"]) >= {"令和9年5月7日", "受入れの終了"}
