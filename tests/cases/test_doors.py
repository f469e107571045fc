"""Whose case it is: nobody gets through a door, or learns anything, by changing an address."""

import pytest

from onboarding.cases import joining
from onboarding.cases.models import Case, StepRow
from onboarding.cases.queries import members_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.engine.errors import NotYourStep
from tests.cases.test_steps import PROFILE
from tests.conftest import NOON

APPLICATION = "acceptance.application"
PROFILE_STEP = "acceptance.profile"
OFFICES = ("office", "department", "export", "hr", "housing", "classes", "it", "safety", "head")


@pytest.fixture
def foreign(make_case, make_person):
    """A case of another department, with people of its own."""
    case = make_case("employed", department="sci")
    case.host_id = make_person("other.host@example.org").id
    db.session.commit()
    return case


@pytest.fixture
def people(make_case, make_person, make_department):
    """Who knocks: everybody around a case at `eng`, and a stranger; who → person."""
    case, eng = make_case("employed"), make_department("eng")
    family = make_person("family@example.org")
    member = make_person("panel@example.org")
    joining.join_case(case.id, family, "family", item="m1")
    joining.join_case(case.id, member, "panel")
    staff = {role: make_person(f"{role}@example.org", (role,), eng) for role in OFFICES}
    return {
        "researcher": case.researcher,
        "host": case.host,
        "family": family,
        "panel": member,
        "stranger": make_person("stranger@example.org"),
        **staff,
    }


def doors(app, case):
    """Return (method, address) of everything there is about a case."""
    keys = list(db.session.scalars(db.select(StepRow.key).where(StepRow.case_id == case.id)))
    numbers = {
        "document_id": 1,
        "file_id": 1,
        "person_id": 1,
        "stay_id": 1,
        "enrolment_id": 1,
        "row_id": 1,
        "hit_id": 1,
        "number": 0,
    }
    names = {"group": "stay", "item": "m1", "kind": "moved"}
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "case_id" in rule.arguments:
            given = {name: {**numbers, **names}.get(name) for name in rule.arguments}
            for key in keys if "key" in rule.arguments else [""]:
                place = {**given, "case_id": case.id, "key": key}
                address = adapter.build(rule.endpoint, {n: place[n] for n in rule.arguments})
                yield from ((method, address) for method in rule.methods & {"GET", "POST"})


@pytest.mark.parametrize("who", ["researcher", "host", "family", "panel", "stranger", *OFFICES])
def test_a_case_of_another_department_is_shut(app, client, sign_in, foreign, people, who):
    sign_in(client, people[who])
    before = db.session.get_one(Case, foreign.id).sequence

    answers = {client.open(url, method=method).status_code for method, url in doors(app, foreign)}

    db.session.rollback()
    assert answers <= {403, 404}
    assert db.session.get_one(Case, foreign.id).sequence == before


def test_a_case_is_not_for_people_who_have_not_signed_in(app, client, foreign):
    answers = [client.open(url, method=method) for method, url in doors(app, foreign)]

    assert {answer.location.partition("?")[0] for answer in answers} == {"/sign-in"}


@pytest.mark.parametrize("page", ["room", "seat", "panel", "scores", "verdict", "room/take-back"])
@pytest.mark.parametrize("who", ["host", "office"])
def test_the_page_of_one_kind_of_step_serves_no_other(
    client, sign_in, make_case, make_person, page, who
):
    case = make_case("employed")
    sign_in(client, case.host if who == "host" else make_person("o@example.org", ("office",)))
    address = f"/cases/{case.id}/steps/{APPLICATION}/{page}"

    answers = [client.open(address, method=method).status_code for method in ("GET", "POST")]

    assert set(answers) <= {404, 405}


def test_a_researcher_cannot_take_a_finished_step_back(client, sign_in, make_case, act):
    case = make_case("employed")
    act(case, case.researcher, PROFILE_STEP, facts=PROFILE)
    sign_in(client, case.researcher)

    answer = client.post(
        f"/cases/{case.id}/steps/{PROFILE_STEP}/room/take-back", data={"reason": "x"}
    )

    db.session.rollback()
    kinds = [event.kind for event in db.session.get_one(Case, case.id).events]
    assert answer.status_code == 404
    assert "reopened" not in kinds


@pytest.mark.parametrize(("role", "sees"), [("housing", False), ("it", False), ("hr", True)])
def test_who_reads_along_sees_what_is_theirs_to_read(
    client, sign_in, make_case, make_person, act, role, sees
):
    case = make_case("employed")
    act(case, case.researcher, PROFILE_STEP, facts=PROFILE)
    sign_in(client, make_person("staff@example.org", (role,)))

    shown = client.get(f"/cases/{case.id}/steps/{PROFILE_STEP}").text

    assert ("1 Street" in shown, "+34 1 234 567" in shown) == (sees, sees)


def test_a_member_of_the_panel_is_not_invited_as_family(make_case, make_person):
    case, member = make_case("employed"), make_person("panel@example.org")
    joining.join_case(case.id, member, "panel")
    names = {"email": member.email, "name": "Panel", "language": "en"}

    with pytest.raises(NotYourStep):
        joining.invite_family(case.id, "m1", **names, by=By(case.researcher, NOON))

    assert [person.id for person in members_of(case, "family")] == []
