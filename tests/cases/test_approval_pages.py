"""Approvals as people see them: one group with its stages, who decided, who may still."""

import re
from datetime import timedelta

import pytest

from onboarding.database import db
from onboarding.notices.models import Notice
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def today(time_machine_at):
    time_machine_at(NOON)


def text(response) -> str:
    """Return the words of a page, spaces made one."""
    plain = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(plain.split())


def ready(conference, *steps):
    conference.do("application", stay__theme="Quantum walks")
    conference.do("draft", stay__purpose="Talks")
    for step in steps:
        conference.do(step)


def mails(name):
    """Return (address, page) of the messages of a kind."""
    found = db.session.query(Notice).filter_by(name=name).order_by(Notice.id)
    return [(notice.person.email, notice.leads_to) for notice in found]


def test_case_page_shows_an_approval_as_one_group(conference, client, sign_in):
    ready(conference, "approval_1_head=approved", "approval_2_hr=approved")
    conference.do("approval_2_export=approved")
    conference.do("approval_3_office_1=approved", who="mei")
    sign_in(client, conference.office)

    page = client.get(f"/cases/{conference.case.id}/overview")
    words = text(page)

    assert words.count("2 of 2 have to agree; 2 so far.") == 1
    assert words.count("2 of 3 have to agree; 1 so far.") == 1
    assert "Department head Approved Head Person 23 Nov" in words
    assert "International office Approved Mei Office 23 Nov" in words
    assert page.get_data(as_text=True).count("/steps/conference.approval_3_office_2") >= 1


def test_head_decides_on_the_page_the_mail_leads_to(conference, client, sign_in):
    ready(conference)
    page = f"/cases/{conference.case.id}/steps/conference.approval_1_head"
    assert mails("decision_waiting") == [("head@example.org", page)]
    sign_in(client, conference.head)

    shown = text(client.get(page))
    answer = client.post(page, data={"save": "finish", "outcome": "approved"})

    assert "Approval of the conference (Department head)" in shown
    assert "Quantum walks" in shown
    assert answer.status_code == 303
    assert {to for to, _page in mails("decision_waiting")} == {
        *("head@example.org", "export@example.org", "hr@example.org"),
    }


def test_decisions_of_everybody_stand_on_their_list(conference, browser, sign_in):
    ready(conference, "approval_1_head=approved")
    found = {}
    for who in ("head", "export", "hr", "mei"):
        client = browser()
        sign_in(client, getattr(conference, who))
        found[who] = client.get("/decisions").get_data(as_text=True).count(">Decide<")

    assert found == {"head": 0, "export": 1, "hr": 1, "mei": 0}


def test_seats_of_one_role_are_one_decision_on_the_list(conference, client, sign_in):
    ready(conference, "approval_1_head=approved", "approval_2_hr=approved")
    conference.do("approval_2_export=approved")
    sign_in(client, conference.mei)

    page = client.get("/decisions").get_data(as_text=True)

    assert page.count(">Decide<") == 1


def test_deputy_finds_the_decision_and_the_history_says_so(conference, client, sign_in):
    ready(conference)
    sign_in(client, conference.department)
    page = f"/cases/{conference.case.id}/steps/conference.approval_1_head"

    listed = client.get("/decisions").get_data(as_text=True)
    answer = client.post(page, data={"save": "finish", "outcome": "approved"})
    words = text(client.get(f"/cases/{conference.case.id}/overview"))

    assert page in listed
    assert answer.status_code == 303
    assert (
        "Department Person (Department office, as deputy) answered “Approval of the conference "
        "(Department head)”: Approved" in words
    )


def test_nobody_takes_a_second_seat(conference, client, sign_in):
    ready(conference, "approval_1_head=approved", "approval_2_hr=approved")
    conference.do("approval_2_export=approved")
    conference.do("approval_3_office_1=approved", who="mei")
    sign_in(client, conference.mei)
    page = f"/cases/{conference.case.id}/steps/conference.approval_3_office_2"

    shown = client.get(page)
    answer = client.post(page, data={"save": "finish", "outcome": "approved"})

    sentence = "You have decided in this round already; somebody else has to fill this seat."
    assert sentence in text(shown)
    assert "step-form" not in shown.get_data(as_text=True)
    assert (answer.status_code, sentence in text(answer)) == (409, True)


def test_mail_to_a_seat_taken_meanwhile_leads_to_a_free_one(conference, client, sign_in):
    ready(conference, "approval_1_head=approved", "approval_2_hr=approved")
    conference.do("approval_2_export=approved")
    conference.do("approval_3_office_1=approved", who="mei")
    sign_in(client, conference.ken)
    page = f"/cases/{conference.case.id}/steps/conference.approval_3_office"

    there = client.get(f"{page}_1")

    assert ("ken@example.org", f"{page}_1") in mails("decision_waiting")
    assert (there.status_code, there.location) == (302, f"{page}_2")


def test_decided_route_says_by_whom_and_closes_the_other_seats(conference, client, sign_in):
    ready(conference, "approval_1_head=approved", "approval_2_hr=approved")
    conference.do("approval_2_export=approved")
    conference.do("approval_3_office_1=approved", who="mei")
    conference.do("approval_3_office_3=approved", who="ken")
    sign_in(client, conference.office)

    words = text(client.get(f"/cases/{conference.case.id}/steps/conference.approval"))
    history = text(client.get(f"/cases/{conference.case.id}/overview"))

    assert "Decided on Mon 23 Nov 2026: Approved" in words
    assert "International office Approved Ken Office 23 Nov" in words
    assert "International office not needed" in words
    assert "“Approval of the conference” is decided: Approved" in history


def test_researcher_sees_that_it_is_being_decided_but_not_how(conference, client, sign_in):
    ready(conference, "approval_1_head=approved")
    sign_in(client, conference.researcher)

    words = text(client.get(f"/cases/{conference.case.id}"))

    assert words.count("Approval of the conference") == 1
    assert "being decided" in words
    assert "Head Person" not in words


def test_reminders_leave_out_who_has_decided(conference, state):
    from onboarding.cases.reminding import queue_reminders
    from onboarding.database import transaction

    ready(conference, "approval_1_head=approved", "approval_2_hr=approved")
    conference.do("approval_2_export=approved")
    conference.do("approval_3_office_1=approved", who="mei")

    with transaction():
        queue_reminders(conference.case, state(conference.case), NOON + timedelta(days=1))

    assert mails("reminder") == []
