"""The page of names: each a fact of its own, and the one somebody is called by."""

import pytest

from onboarding.cases import service
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from tests.conftest import NOON, TODAY
from tests.visa.test_panels import enter, lead_to  # noqa: F401 - a fixture


@pytest.fixture
def case(make_case):
    return make_case("jsps_fellow")


def facts_of(case):
    return progress_of(case, TODAY).facts


def say(client, case, **typed):
    data = {f"researcher.{name}": value for name, value in typed.items()}
    return client.post(f"/cases/{case.id}/names", data=data)


def test_person_is_greeted_and_listed_by_the_name_they_chose(case, enter):  # noqa: F811
    client, passport = enter(case.researcher), case.name

    answer = say(client, case, display_name="Marie-José")

    assert answer.status_code == 303
    assert (case.name, case.researcher.name) == ("Marie-José", "Marie-José")
    assert facts_of(case)["researcher.family_name"] in passport
    page = client.get(f"/cases/{case.id}").text
    assert "Marie-José" in page
    assert passport in page

    say(client, case, display_name="")
    db.session.refresh(case)
    assert (case.name, case.researcher.name) == (passport, passport)


def test_bad_kanji_are_refused_and_nothing_typed_is_lost(case, enter):  # noqa: F811
    answer = say(enter(case.researcher), case, display_name="Ana", kanji_name="Wang")

    assert answer.status_code == 422
    assert "Write this in kanji" in answer.text
    assert 'value="Ana"' in answer.text
    assert 'value="Wang"' in answer.text
    assert facts_of(case).get("researcher.display_name") is None


@pytest.mark.parametrize("role", ["department", "hr", "head"])
def test_others_do_not_see_the_page_of_names(case, client, sign_in, make_person, role):
    sign_in(client, make_person(f"{role}@example.org", (role,)))

    assert client.get(f"/cases/{case.id}/names").status_code == 403


@pytest.mark.parametrize(("nationality", "asked"), [("CHN", True), ("KOR", True), ("ESP", False)])
def test_kanji_are_asked_only_of_those_they_concern(case, enter, nationality, asked):  # noqa: F811
    facts = {"researcher.nationality": nationality}
    lead_to(case, "visa.application")
    service.record_facts(case.id, facts, by=By(None, NOON))

    page = enter(case.researcher).get(f"/cases/{case.id}/steps/visa.application").text

    assert ("researcher.kanji_name" in page) is asked
