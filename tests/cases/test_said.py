"""Values in texts, and the names of items inside items, as each reader reads them."""

from datetime import date

import pytest

from onboarding.cases.checklist import item_name
from onboarding.database import db
from tests.cases.test_approval_pages import text
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def today(time_machine_at):
    time_machine_at(NOON)


def test_values_stand_in_the_readers_language_and_date_form(conference, browser, sign_in):
    said = {}
    for language in ("en", "ja"):
        client = browser(language)
        conference.host.language = language
        db.session.commit()
        sign_in(client, conference.host)
        page = client.get(f"/cases/{conference.case.id}/steps/conference.application")
        said[language] = text(page)

    assert (
        "The stay of GARCIA begins on Thu 1 Apr 2027 and lasts 366 days. Passport …." in said["en"]
    )
    assert "GARCIA さんの受入れは2027年4月1日(木)から366日間です。旅券 …。" in said["ja"]


def test_what_is_not_theirs_to_read_is_not_said(conference, client, sign_in, make_person):
    safety = make_person("safety@example.org", ("safety",), conference.case.department)
    sign_in(client, safety)

    words = text(client.get(f"/cases/{conference.case.id}/steps/conference.application"))

    assert "The stay of … begins on Thu 1 Apr 2027" in words


def test_values_are_escaped(institution, make_case, client, sign_in):
    case = make_case("conference_only", researcher__family_name="<b>GARCIA</b>")
    sign_in(client, case.host)

    page = client.get(f"/cases/{case.id}/steps/conference.application").get_data(as_text=True)

    assert "The stay of &lt;b&gt;GARCIA&lt;/b&gt; begins" in page


def test_parameter_stands_in_a_title_everywhere(conference, client, sign_in):
    conference.do("visits", **visits())
    sign_in(client, conference.host)

    case_page = text(client.get(f"/cases/{conference.case.id}"))

    assert "Guests (up to 2) ( Thu 1 Apr 2027 )" in case_page.replace("(Thu", "( Thu").replace(
        "2027)", "2027 )"
    )


def visits():
    """Return two visits, as the host plans them."""
    return {
        "stay__visits": ("v1", "v2"),
        "visit__starts_on_at_v1": date(2027, 4, 1),
        "visit__ends_on_at_v1": date(2027, 4, 30),
        "visit__starts_on_at_v2": date(2027, 9, 1),
        "visit__ends_on_at_v2": date(2027, 9, 30),
    }


def test_guests_of_one_visit_are_asked_in_its_own_step(conference, client, sign_in, state):
    conference.do("visits", **visits())
    sign_in(client, conference.host)
    page = f"/cases/{conference.case.id}/steps/conference.guests@v1"

    shown = text(client.get(page))
    more = client.post(page, data={"add": "visit.guests@v1"})
    sent = {"save": "finish", "visit.guests@v1": "g1", "guest.name@v1.g1": "MARIA"}
    answer = client.post(page, data=sent)

    assert "For the visit from Thu 1 Apr 2027." in shown
    assert 'name="guest.name@v1.g1"' in more.get_data(as_text=True)
    assert answer.status_code == 303
    assert state(conference.case).facts["guest.name@v1.g1"] == "MARIA"


def test_guest_is_called_by_the_visit_and_their_name(conference, client, sign_in):
    conference.do("visits", **visits())
    conference.do("guests@v1", **{"visit__guests_at_v1": ("g1",), "guest__name_at_v1.g1": "MARIA"})
    sign_in(client, conference.office)

    words = text(client.get(f"/cases/{conference.case.id}/steps/conference.badge@v1.g1"))
    listed = text(client.get(f"/cases/{conference.case.id}/overview"))

    assert "Badge (Thu 1 Apr 2027 · MARIA)" in words
    assert "For MARIA, who comes on Thu 1 Apr 2027." in words
    assert "Badge (Thu 1 Apr 2027 · MARIA)" in listed


def test_guest_without_a_name_is_called_by_a_number(app, conference, state):
    progress = state(conference.case)
    progress.facts |= {"stay.visits": ("v1", "v2"), "visit.guests@v2": ("g1", "g2")}

    with app.test_request_context(headers={"Accept-Language": "en"}):
        name = item_name(progress, "v2.g2")
    assert name == "Visits under this award 2 · Guests of this visit 2"
