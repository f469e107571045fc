"""The language button: it comes back to a page there is, whatever was asked before."""

import re

import pytest

from onboarding.office.demo.loading import play
from tests.conftest import NOON


def button(page):
    """Return where the language button of a page sends to."""
    return re.search(r'formaction="([^"]+)"', page)[1].replace("&amp;", "&")


@pytest.fixture
def office(client, sign_in, make_person):
    sign_in(client, make_person("office@example.org", roles=("office",)))
    return client


def test_the_button_comes_back_to_the_same_page_and_its_filters(office):
    assert (
        button(office.get("/desk?tab=late").text)
        == "/language?to=ja&next=%2Fdesk%3Ftab%3Dlate&filter=1"
    )


def test_a_page_that_can_only_be_sent_to_leads_back_to_the_one_before(office, make_case):
    case = make_case()
    play(case, {"office": case.host, "host": case.host}, "acceptance.application", NOON)
    typed = {"act": "assign", "step": f"{case.id}:acceptance.application"}

    page = office.post("/desk/acts", data=typed, headers={"Referer": "http://localhost/desk?tab=x"})

    assert page.status_code == 200
    assert button(page.text) == "/language?to=ja&next=%2Fdesk%3Ftab%3Dx"


def test_a_page_of_an_unknown_origin_leads_to_the_first_one(office):
    refused = office.post("/cases/77/notes", data={"note": "x"})

    assert button(refused.text) == "/language?to=ja&next=%2F"
