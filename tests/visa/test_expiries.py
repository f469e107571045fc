"""What runs out: which day, for whom, on the page, by mail, in the calendar."""

import json
import re
from datetime import date, datetime, timedelta

import pytest

from onboarding.cases import service
from onboarding.cases.library import library
from onboarding.cases.models import SensitiveReading
from onboarding.cases.policies import Part
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.notices.composing import compose
from onboarding.notices.models import Notice
from onboarding.notices.service import facts_of
from onboarding.visa.agents.models import Agent
from onboarding.visa.clocks.expiries import RunsOut, is_needed, paper_until, running_out
from onboarding.visa.clocks.queries import Expiry, watch_also
from onboarding.visa.clocks.warning import warn_all
from tests.conftest import NOON, TODAY

ONE = timedelta(days=1)
NAMES = ("AOYAMA", "NODATE", "HANDEDBACK", "LEFT", "LEAVING")
OFFICE = By(None, NOON, Part(0, {"office": None}))
FAMILY = {"family.members": ("m1",), "member.family_name@m1": "LEE"}


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)


@pytest.fixture
def clocks(app):
    return library().clocks


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (
            {"passport.expires_on": date(2027, 5, 31)},
            [RunsOut("passport", date(2027, 5, 31), "", "passport.expires_on")],
        ),
        (
            {**FAMILY, "member.passport_expires_on@m1": date(2028, 2, 29)},
            [RunsOut("passport", date(2028, 2, 29), "m1", "member.passport_expires_on@m1")],
        ),
        (
            {"visa.coe_issued_on": date(2026, 11, 30)},
            [RunsOut("coe", date(2027, 2, 28), "", "visa.coe_issued_on")],
        ),
        ({"visa.coe_issued_on": date(2026, 11, 30), "arrival.landed_on": date(2027, 1, 5)}, []),
        (
            {**FAMILY, "member.coe_issued_on@m1": date(2027, 11, 30)},
            [RunsOut("coe", date(2028, 2, 29), "m1", "member.coe_issued_on@m1")],
        ),
        (
            {
                **FAMILY,
                "member.coe_issued_on@m1": date(2027, 11, 30),
                "member.granted_until@m1": date(2030, 1, 1),
            },
            [RunsOut("stay", date(2030, 1, 1), "m1", "member.granted_until@m1")],
        ),
        (
            {"visa.issued_on": date(2027, 3, 31)},
            [RunsOut("visa", date(2027, 6, 30), "", "visa.issued_on")],
        ),
        (
            {"residence.granted_until": date(2028, 3, 31)},
            [RunsOut("stay", date(2028, 3, 31), "", "residence.granted_until")],
        ),
        ({"residence.granted_until": date(2028, 3, 31), "residence.leaves_on": TODAY}, []),
        ({"stay.ends_on": date(2028, 3, 31)}, []),
        (
            {"stay.ends_on": date(2028, 3, 31), "residence.granted_until": date(2028, 4, 1)},
            [
                RunsOut("stay", date(2028, 4, 1), "", "residence.granted_until"),
                RunsOut("end", date(2028, 3, 31), "", "stay.ends_on"),
            ],
        ),
        (
            {"position.first_pay_on": date(2020, 4, 25), "residence.tax_treaty": "filed"},
            [RunsOut("treaty", date(2027, 3, 15), "", "position.first_pay_on")],
        ),
        ({"position.first_pay_on": date(2020, 4, 25), "residence.tax_treaty": "none"}, []),
        ({"position.first_pay_on": date(2020, 4, 25)}, []),
        ({"passport.expires_on": None, "family.members": ("m1",)}, []),
        (
            {"passport.expires_on": date(2026, 12, 31)},
            [RunsOut("passport", date(2026, 12, 31), "", "passport.expires_on")],
        ),
        (
            {
                "family.members": ("m1", "m2", "m3"),
                "member.granted_until@m1": date(2028, 2, 29),
                "member.granted_until@m3": date(2027, 12, 31),
                "member.granted_until@m9": date(2027, 6, 30),
            },
            [
                RunsOut("stay", date(2028, 2, 29), "m1", "member.granted_until@m1"),
                RunsOut("stay", date(2027, 12, 31), "m3", "member.granted_until@m3"),
            ],
        ),
    ],
)
def test_last_day_follows_from_the_facts(clocks, facts, found):
    assert list(running_out(facts, clocks, date(2027, 1, 1))) == found


def test_paper_is_good_for_months_of_law():
    assert paper_until(date(2026, 11, 30), 3) == date(2027, 2, 28)


LONG = {"stay.starts_on": date(2027, 4, 1), "stay.ends_on": date(2027, 6, 30)}
SHORT = {**LONG, "stay.ends_on": date(2027, 6, 29)}


@pytest.mark.parametrize(
    ("goes_to", "facts", "needed"),
    [
        (["bureau", "mission"], LONG, True),
        (["bureau", "mission"], {**LONG, "visa.coe_filed_on": TODAY}, False),
        (["bureau"], SHORT, False),
        (["bureau", "mission"], SHORT, True),
        (["mission"], {**SHORT, "visa.needed": False}, False),
        (["mission"], {**SHORT, "visa.issued_on": TODAY}, False),
        (["bureau"], {"stay.starts_on": TODAY}, False),
        ([], LONG, False),
    ],
)
def test_paper_is_watched_until_it_is_handed_in(goes_to, facts, needed):
    assert is_needed(goes_to, facts) is needed


@pytest.fixture
def case(make_case):
    made = make_case("jsps_fellow")
    facts = {
        "passport.expires_on": TODAY + timedelta(days=80),
        "visa.coe_issued_on": TODAY - timedelta(days=70),
    }
    service.record_facts(made.id, facts, by=OFFICE)
    return made


def test_page_lists_what_runs_out_and_notes_who_read_passports(
    case, client, sign_in, make_person, time_machine_at
):
    time_machine_at(NOON)
    sign_in(client, make_person("office@example.org", ("office",)))

    text = client.get("/expiries").text

    assert "Certificate of eligibility" in text
    assert text.index("Certificate of eligibility</td>") < text.index("Passport</td>")
    read = db.session.query(SensitiveReading).all()
    assert [(one.case_id, one.what) for one in read] == [(case.id, "passport.expires_on")]
    only = client.get("/expiries?kind=coe&months=1").text
    assert "Passport</td>" not in only
    assert client.get("/expiries?months=x&kind=y").status_code == 200


def agent(person, name, **more):
    given = {"changed_at": NOON, "changed_by_id": person.id, "name": name}
    db.session.add(Agent(**given, **more))
    db.session.commit()


def test_page_lists_the_papers_agents_still_hold(client, sign_in, make_person, time_machine_at):
    time_machine_at(NOON)
    office = make_person("office@example.org", ("office",))
    soon = TODAY + timedelta(days=40)
    agent(office, "AOYAMA", certificate_until=soon, online_until=soon + timedelta(days=1))
    agent(office, "NODATE")
    agent(office, "HANDEDBACK", certificate_until=soon, handed_back_on=TODAY)
    agent(office, "LEFT", certificate_until=soon, online_until=soon, left_on=TODAY - ONE)
    agent(office, "LEAVING", online_until=TODAY - ONE, left_on=TODAY)
    sign_in(client, office)

    rows = re.findall(r"<tr>.*?</tr>", client.get("/expiries").text, re.DOTALL)

    kinds = ("Certificate of a forwarding agent", "Registration of an agent for online filing")
    found = [
        (kind, name)
        for row in rows
        for kind in kinds
        for name in NAMES
        if f">{kind}<" in row and f">{name}<" in row
    ]
    assert found == [(kinds[1], "LEAVING"), (kinds[0], "AOYAMA"), (kinds[1], "AOYAMA")]
    assert "expired" in rows[1]


def test_hostile_data_breaks_no_page(make_case, client, sign_in, make_person, time_machine_at):
    """No date, long past, two members of one name, one without any, a paper of a stopped case."""
    time_machine_at(NOON)
    case = make_case("jsps_fellow")
    facts = {
        "family.members": ("m1", "m2", "m3"),
        "member.family_name@m1": "LEE <b>",
        "member.family_name@m2": "LEE <b>",
        "member.passport_expires_on@m1": TODAY - ONE,
        "member.passport_expires_on@m2": TODAY + ONE,
        "member.passport_expires_on@m3": TODAY,
        "member.granted_until@m1": TODAY - timedelta(days=400),
        "passport.photo": None,
    }
    service.record_facts(case.id, facts, by=OFFICE)
    stopped = make_case("jsps_fellow")
    service.record_facts(stopped.id, {"passport.expires_on": TODAY + ONE}, by=OFFICE)
    service.stop_case(stopped.id, reason="Withdrawn", by=OFFICE)
    sign_in(client, make_person("office@example.org", ("office",)))

    text = client.get("/expiries?months=1").text

    rows = [row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if "<td" in row]
    assert ["expired" in row for row in rows] == [True, True, False, False]
    assert text.count("LEE &lt;b&gt;") == 3
    assert stopped.number not in text
    warn_all(NOON)
    assert [what for _who, what in warned()] == ["Passport", "Passport"]


def test_checklist_of_the_researcher_has_the_last_days(case, client, sign_in, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, case.researcher)

    text = client.get(f"/cases/{case.id}").text

    assert "Last days to keep in mind" in text
    assert "it cannot be extended" in text


def test_page_is_for_the_office_alone(case, client, sign_in, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, case.researcher)

    assert client.get("/expiries").status_code == 403


def warned() -> list[tuple[str, str]]:
    found = db.session.query(Notice).filter_by(name="expiry").order_by(Notice.id)
    return [(n.person.email, json.loads(n.facts)["what"]["en"]) for n in found]


def test_warning_goes_to_whoever_acts_once_each(case):
    for days in (0, 0, 1, 8):
        warn_all(later(days))

    mail = case.researcher.email
    assert warned() == [
        (mail, "Passport"),
        (mail, "Certificate of eligibility"),
        (mail, "Certificate of eligibility"),
    ]


def test_mail_never_tells_the_date_of_a_passport(case):
    warn_all(NOON)
    notices = db.session.query(Notice).filter_by(name="expiry").order_by(Notice.id)
    passport, coe = [
        {**facts_of(one), "name": "Maria", "link": "", "base_url": ""} for one in notices
    ]

    english, japanese = compose("expiry", "en", passport), compose("expiry", "ja", coe)

    assert english.subject == f"Runs out soon: Passport, {case.name} ({case.number})"
    assert str((TODAY + timedelta(days=80)).year) not in english.body.replace(case.number, "")
    assert "在留資格認定証明書の期限は" in japanese.body


def test_calendar_of_the_researcher_has_the_last_days(case, client, sign_in, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, case.researcher)

    text = client.get(f"/cases/{case.id}/plan.ics").text

    assert f"UID:{case.number}/expiry/coe@onboarding" in text
    assert "SUMMARY:Until today: Certificate of eligibility" in text


def test_feature_may_have_its_own_watched(app, client, sign_in, make_person, time_machine_at):
    time_machine_at(NOON)
    own = Expiry(None, RunsOut("agent", TODAY + timedelta(days=30)), "Mei Aoyama")
    watch_also(lambda today: [own])
    sign_in(client, make_person("office@example.org", ("office",)))

    try:
        assert "Mei Aoyama" in client.get("/expiries").text
    finally:
        from onboarding.visa.clocks import queries

        queries._others.pop()
