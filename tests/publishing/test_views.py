"""Pages of workflows: who may open them, what they say."""

import pytest

from onboarding.publishing import service
from tests.conftest import NOON

LEAD = ("coe_lead: 90", "coe_lead: 80")
PAGES = ("/workflows", "/workflows/visa", "/workflows/visa/versions/1")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("roles", [("office",), ("head",), ()])
def test_only_administrators_open_workflows(published, client, sign_in, make_person, path, roles):
    assert client.get(path).location.startswith("/sign-in")
    sign_in(client, make_person("somebody@example.org", roles))

    assert client.get(path).status_code == 403


def test_the_list_says_which_cases_are_behind(
    published, publish, client, sign_in, admin, make_case
):
    make_case()
    publish("visa", LEAD)
    make_case()
    sign_in(client, admin)

    page = client.get("/workflows").text

    row = page[page.index(">Visa paperwork<") :].partition("</tr>")[0]
    assert "Version 2, 23 Nov 2026" in row
    assert '"Running cases">2<' in row
    assert '"On an older version">1<' in row


def test_a_workflow_shows_its_versions_with_note_and_publisher(
    published, publish, client, sign_in, admin
):
    publish("visa", LEAD, note="Ten days less")
    service.save_draft("visa", "x", base=2, revision=0, by=admin, at=NOON)
    sign_in(client, admin)

    page = client.get("/workflows/visa").text

    assert "Ten days less" in page
    assert "Aiko Mori is writing the next version" in page
    assert "From the files" in page


def test_a_version_shows_its_text_as_it_was_published(published, client, sign_in, admin):
    sign_in(client, admin)

    page = client.get("/workflows/visa/versions/1").text

    assert "id: visa\nversion: 1\n" in page


@pytest.mark.parametrize("path", ["/workflows/none", "/workflows/visa/versions/9"])
def test_an_unknown_workflow_or_version_is_not_there(published, client, sign_in, admin, path):
    sign_in(client, admin)

    assert client.get(path).status_code == 404


def test_a_workflow_is_drawn_as_each_programme_has_it(published, client, sign_in, admin):
    sign_in(client, admin)

    plain, tuned, none = (
        client.get("/workflows/visa", query_string={"programme": programme}).text
        for programme in ("", "expert_j", "nowhere")
    )

    assert "95 days (papers_lead)" in plain
    assert "91 days (papers_lead)" in tuned
    assert "The workflow as a picture, in EXPERT-J" in tuned
    assert "95 days (papers_lead)" in none
