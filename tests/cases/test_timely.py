"""What people see of time: escalation, steps that open later, steps done again."""

from datetime import date, datetime, timedelta

import pytest

from onboarding.cases import service
from onboarding.cases.jobs import remind_all
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.notices.composing import compose
from onboarding.notices.models import Notice
from onboarding.notices.service import facts_of
from tests.cases.test_approval_pages import mails, ready, text
from tests.conftest import NOON

APPROVED = ("approval_1_head=approved", "approval_2_hr=approved", "approval_2_export=approved")
DUE = date(2027, 1, 29)


@pytest.fixture
def ticket(conference):
    """A conference whose ticket has to be bought by 29 January."""
    ready(conference, *APPROVED)
    conference.do("approval_3_office_1=approved", who="mei")
    conference.do("approval_3_office_3=approved", who="ken")
    return conference


def at(days: int) -> datetime:
    """Return noon so many days after the ticket was due."""
    return datetime.combine(DUE + timedelta(days=days), NOON.timetz())


def test_escalation_goes_out_once_to_each_role_on_its_day(ticket):
    page = f"/cases/{ticket.case.id}/steps/conference.ticket"

    for days in (4, 5, 6, 10, 11):
        remind_all(at(days))

    assert mails("escalation") == [("head@example.org", page), ("export@example.org", page)]


def test_escalation_says_how_long_what_waits_for_whom(ticket):
    remind_all(at(5))
    notice = db.session.query(Notice).filter_by(name="escalation").one()
    facts = {**facts_of(notice), "name": "Head", "link": "", "base_url": ""}

    english, japanese = (compose("escalation", language, facts) for language in ("en", "ja"))

    assert english.subject == f"Waiting too long: Buy the ticket ({ticket.case.number})"
    assert (
        f"“Buy the ticket” for the stay of GARCIA MARIA ({ticket.case.number}) was due on "
        "Fri 29 Jan 2027. It waits for: International office." in english.body
    )
    assert japanese.subject == f"【期限超過】航空券の購入（{ticket.case.number}）"
    assert "現在の担当：国際課" in japanese.body


def test_done_in_time_is_told_to_nobody(ticket):
    ticket.do("ticket", at=at(-1))

    remind_all(at(12))

    assert mails("escalation") == []


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "If this is not done by then, Department head is told on Wed 3 Feb 2027."),
        (6, "Late: told on Wed 3 Feb 2027 to Department head."),
    ],
)
def test_step_page_says_to_whom_it_is_escalated(
    ticket, client, sign_in, time_machine_at, days, said
):
    time_machine_at(at(days))
    sign_in(client, ticket.office)

    words = text(client.get(f"/cases/{ticket.case.id}/steps/conference.ticket"))

    assert said in words


def test_closed_step_says_which_fact_it_opens_on(conference, client, sign_in, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, conference.host)

    words = text(client.get(f"/cases/{conference.case.id}/steps/conference.meeting"))

    assert "Opens as soon as “" in words
    assert "is known." in words
    assert "Opens as soon as this holds" not in words


def test_closed_step_says_its_condition_and_its_day(conference, client, sign_in, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, conference.office)

    words = text(client.get(f"/cases/{conference.case.id}/steps/conference.driver"))

    assert "Opens as soon as this holds: " in words
    assert "“Day of arrival in Japan”" in words
    assert "Opens on Thu 18 Mar 2027." in words


def test_changed_fact_opens_the_step_again_and_says_why(ticket, client, sign_in, time_machine_at):
    ticket.do("ticket")
    moved = {"stay.starts_on": date(2027, 5, 1)}
    service.record_facts(ticket.case.id, moved, by=By(ticket.mei, NOON))
    time_machine_at(NOON)
    sign_in(client, ticket.office)

    words = text(client.get(f"/cases/{ticket.case.id}/steps/conference.ticket"))

    assert "Again, because this has changed since: First day of the stay" in words


def test_step_done_again_says_nothing_more(ticket, client, sign_in, time_machine_at):
    ticket.do("ticket")
    moved = {"stay.starts_on": date(2027, 5, 1)}
    service.record_facts(ticket.case.id, moved, by=By(ticket.mei, NOON))
    ticket.do("ticket")
    time_machine_at(NOON)
    sign_in(client, ticket.office)

    words = text(client.get(f"/cases/{ticket.case.id}/steps/conference.ticket"))

    assert "Again, because" not in words
