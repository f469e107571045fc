"""Forwarding agents: who may file what on which day, and when somebody is told of a paper."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import render_template
from flask_babel import force_locale
from sqlalchemy.exc import IntegrityError

from onboarding.cases import service as cases
from onboarding.cases.gate import Visit
from onboarding.cases.history import sealer_of
from onboarding.cases.papers import asked_for
from onboarding.cases.queries import events_since, part_in, progress_of
from onboarding.cases.recording import By
from onboarding.cases.registry import panel_of
from onboarding.config import assets
from onboarding.database import db
from onboarding.documents.rendering import opened
from onboarding.notices.composing import compose
from onboarding.notices.models import Notice
from onboarding.notices.service import facts_of
from onboarding.visa.agents import service
from onboarding.visa.agents.applying import content_of, papers_of
from onboarding.visa.agents.models import Agent, ChosenAgent
from onboarding.visa.agents.permitting import COUNTER, ONLINE, Filer, Held, may_file
from onboarding.visa.agents.queries import applicant_may, to_tell, who_may
from onboarding.visa.agents.rules import agent_rules, read_agent_rules
from onboarding.visa.agents.watching import Watched, stages, watched
from onboarding.visa.filing.applications import look_over
from onboarding.visa.forms.lists import option_lists
from onboarding.visa.forms.printing import researcher_values
from onboarding.visa.forms.writing import for_workbook
from tests.conftest import NOON, TODAY
from tests.documents.reading import printed
from tests.visa.test_filing import ANSWERS

FOLDER = assets() / "workflows"
TABLE = agent_rules(FOLDER)
DAY = date(2027, 4, 1)


def staff(until=None, online=None, back=None, left=None, supporter=""):
    papers = {"certificate": Held(until, back), "online_id": Held(online)}
    return Filer("staff", left, papers, supporter)


PLAIN, CERTIFIED = staff(), staff(until=date(2028, 3, 31))
ENDED, LAST_DAY = staff(until=date(2027, 3, 31)), staff(until=DAY)
ONLINE_TOO = staff(until=date(2028, 3, 31), online=date(2028, 3, 31))
BACK, LEFT = staff(until=date(2028, 3, 31), back=DAY), staff(left=date(2027, 3, 31))
PERSON, SUPPORTER, RELATIVE = Filer("applicant"), Filer("supporter"), Filer("relative")


# What is filed, for which status, how, by whom → "" where they may, else why not.
@pytest.mark.parametrize(
    ("what", "status", "way", "filer", "reason"),
    [
        ("coe", "professor", COUNTER, PLAIN, ""),
        ("coe", "professor", COUNTER, ENDED, ""),
        ("coe", "professor", COUNTER, PERSON, "not_among"),
        ("coe", "professor", COUNTER, RELATIVE, "not_among"),
        ("coe", "professor", COUNTER, LEFT, "left"),
        ("coe", "professor", COUNTER, staff(left=DAY), ""),
        ("coe", "cultural_activities", COUNTER, PLAIN, ""),
        ("coe", "cultural_activities", COUNTER, RELATIVE, ""),
        ("coe", "researcher", COUNTER, PLAIN, ""),
        ("coe", "hsp_1_a", COUNTER, PLAIN, ""),
        ("coe", "engineer_humanities_international", COUNTER, PLAIN, ""),
        ("coe", "designated_research", COUNTER, PLAIN, ""),
        ("coe", "student", COUNTER, PLAIN, ""),
        ("coe", "temporary_visitor", COUNTER, PLAIN, "no_rule"),
        ("coe", "none_needed", COUNTER, PLAIN, "no_rule"),
        ("coe", "dependent", COUNTER, SUPPORTER, ""),
        ("coe", "dependent", COUNTER, RELATIVE, ""),
        ("coe", "dependent", COUNTER, PERSON, "not_among"),
        ("coe", "dependent", COUNTER, PLAIN, "not_supporters_agent"),
        ("coe", "dependent", COUNTER, staff(supporter="professor"), ""),
        ("coe", "dependent", COUNTER, staff(supporter="temporary_visitor"), "not_supporters_agent"),
        ("coe", "professor", ONLINE, PLAIN, "no_certificate"),
        ("coe", "professor", ONLINE, CERTIFIED, "no_online_id"),
        ("coe", "professor", ONLINE, ONLINE_TOO, ""),
        ("coe", "dependent", ONLINE, ONLINE_TOO, ""),
        ("extension", "professor", COUNTER, PERSON, ""),
        ("extension", "professor", COUNTER, PLAIN, "no_certificate"),
        ("extension", "professor", COUNTER, CERTIFIED, ""),
        ("extension", "professor", COUNTER, LAST_DAY, ""),
        ("extension", "professor", COUNTER, ENDED, "certificate_expired"),
        ("extension", "dependent", COUNTER, BACK, "certificate_handed_back"),
        ("extension", "dependent", COUNTER, SUPPORTER, "not_among"),
        ("extension", "professor", ONLINE, PERSON, ""),
        ("extension", "professor", ONLINE, CERTIFIED, "no_online_id"),
        (
            *("extension", "professor", ONLINE),
            staff(until=date(2028, 3, 31), online=date(2027, 3, 31)),
            "online_id_expired",
        ),
        ("change", "researcher", COUNTER, CERTIFIED, ""),
        ("change", "researcher", COUNTER, PLAIN, "no_certificate"),
        ("acquisition", "dependent", COUNTER, CERTIFIED, ""),
        ("re_entry", "professor", COUNTER, CERTIFIED, ""),
        ("re_entry", "professor", ONLINE, ONLINE_TOO, "no_rule"),
    ],
)
def test_who_may_file_what(what, status, way, filer, reason):
    found = may_file(TABLE, what, status, filer, on=DAY, way=way)

    assert (found.reason, found.allowed) == (reason, not reason)


@pytest.mark.parametrize(
    ("until", "renew", "soon", "expired"),
    [
        (date(2027, 6, 15), date(2027, 4, 15), date(2027, 6, 1), date(2027, 6, 16)),
        (date(2027, 4, 30), date(2027, 2, 28), date(2027, 4, 16), date(2027, 5, 1)),
        (date(2028, 4, 30), date(2028, 2, 29), date(2028, 4, 16), date(2028, 5, 1)),
        (date(2027, 8, 31), date(2027, 6, 30), date(2027, 8, 17), date(2027, 9, 1)),
        (date(2028, 2, 29), date(2027, 12, 29), date(2028, 2, 15), date(2028, 3, 1)),
        (date(2027, 1, 31), date(2026, 11, 30), date(2027, 1, 17), date(2027, 2, 1)),
        (date(2027, 12, 31), date(2027, 10, 31), date(2027, 12, 17), date(2028, 1, 1)),
    ],
)
def test_days_on_which_somebody_is_told(until, renew, soon, expired):
    found = [(one.stage, one.since) for one in stages(TABLE, "certificate", until)]

    assert found == [("renew", renew), ("soon", soon), ("expired", expired)]


UNTIL = date(2027, 6, 15)


@pytest.mark.parametrize(
    ("today", "filer", "expected"),
    [
        (date(2027, 4, 14), staff(until=UNTIL), []),
        (date(2027, 4, 15), staff(until=UNTIL), [("certificate", "renew")]),
        (date(2027, 5, 31), staff(until=UNTIL), [("certificate", "renew")]),
        (date(2027, 6, 1), staff(until=UNTIL), [("certificate", "soon")]),
        (UNTIL, staff(until=UNTIL), [("certificate", "soon")]),
        (date(2027, 6, 16), staff(until=UNTIL), [("certificate", "expired")]),
        (date(2027, 6, 16), staff(until=UNTIL, back=date(2027, 6, 1)), []),
        (date(2027, 6, 1), staff(online=UNTIL), [("online_id", "soon")]),
        (
            date(2027, 6, 1),
            staff(until=UNTIL, online=UNTIL),
            [("certificate", "soon"), ("online_id", "soon")],
        ),
        (date(2027, 1, 1), staff(until=UNTIL, left=date(2027, 1, 1)), []),
        (date(2027, 1, 2), staff(until=UNTIL, left=date(2027, 1, 1)), [("certificate", "return")]),
        (date(2027, 6, 1), staff(online=UNTIL, left=date(2027, 1, 1)), []),
        (date(2027, 6, 1), staff(), []),
    ],
)
def test_what_there_is_to_tell_on_a_day(today, filer, expected):
    assert [(one.paper, one.stage) for one in watched(TABLE, filer, today)] == expected


def test_table_names_what_is_wrong_with_it(tmp_path):
    (tmp_path / "rules").mkdir()
    shipped = (assets() / "workflows" / "rules" / "filing_agents_2026-11.yaml").read_text("utf-8")
    wrong = shipped.replace("needs: [post]}", "needs: [bribe]}", 1).replace(
        "who: [staff]", "who: [friend]", 1
    )
    (tmp_path / "rules" / "filing_agents_2027-01.yaml").write_text(wrong, "utf-8")

    faults = read_agent_rules(tmp_path)[1]

    assert [(fault.code, fault.about[0]) for fault in faults] == [
        ("E101", "bribe"),
        ("E101", "friend"),
    ]


@pytest.fixture
def office(make_person, make_department):
    return make_person("office@example.org", ("office",), name="Mei Aoyama")


@pytest.fixture
def desk(client, sign_in, office, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, office)
    return client


@pytest.fixture
def register(office):
    """Put somebody into the register."""

    def keep(name, person=None, **values):
        given = {"name": name, "person_id": person.id if person else None, **values}
        return service.keep_agent(Agent(), given, by=office, at=NOON)

    return keep


@pytest.fixture
def case(make_case):
    found = make_case("employed")
    cases.record_facts(found.id, ANSWERS, by=By(None, NOON))
    return found


def test_register_says_who_may_file_an_extension(register):
    register("青山", certificate_no="1", certificate_until=TODAY)
    register("小野", certificate_no="2", certificate_until=TODAY - timedelta(days=1))

    offered = who_may("extension", "professor", on=TODAY)

    assert {one.agent.name: one.permission.reason for one in offered} == {
        "青山": "",
        "小野": "certificate_expired",
    }
    assert applicant_may("extension", "professor", on=TODAY).allowed


def mails():
    """Return (to whom, of which stage) of the mails that wait."""
    rows = db.session.query(Notice).filter(Notice.name == "agent_paper").order_by(Notice.id)
    return [(row.person.email, facts_of(row)["stage"]) for row in rows]


def test_holder_and_office_are_reminded_once_of_each_stage(register, office, make_person):
    holder = make_person("ono@example.org", ("hr",))
    register("小野", holder, certificate_no="1", certificate_until=date(2027, 1, 31))
    days = [(11, 29), (11, 30), (11, 30), (12, 1), (12, 31)]
    moments = [datetime(2026, month, day, 0, tzinfo=UTC) for month, day in days]
    moments += [datetime(2027, month, day, 0, tzinfo=UTC) for month, day in ((1, 17), (2, 1))]

    new = [service.remind(at) for at in [*moments, moments[-1]]]

    assert new == [0, 2, 0, 0, 0, 2, 2, 0]
    assert mails() == [
        (email, stage)
        for stage in ("renew", "soon", "expired")
        for email in ("office@example.org", "ono@example.org")
    ]


def test_new_certificate_is_reminded_of_anew_and_one_without_account_through_the_office(register):
    agent = register("長谷川", certificate_no="1", certificate_until=TODAY)
    service.remind(NOON)
    service.keep_agent(
        agent,
        {"certificate_until": TODAY + timedelta(days=3)},
        by=agent.changed_by,
        at=NOON,
    )

    assert service.remind(NOON) == 1
    assert mails() == [("office@example.org", "soon"), ("office@example.org", "soon")]


def test_worker_killed_half_way_sends_nothing_twice(register, office, monkeypatch):
    register("青山", office, certificate_no="1", certificate_until=TODAY)
    register("小野", certificate_no="2", certificate_until=TODAY)
    whole, calls = service.queue, []

    def dies(message, *, at):
        calls.append(message)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(message, at=at)

    monkeypatch.setattr(service, "queue", dies)
    with pytest.raises(KeyboardInterrupt):
        service.remind(NOON)
    monkeypatch.setattr(service, "queue", whole)
    after = (service.remind(NOON), service.remind(NOON))

    assert after == (2, 0)
    assert len(mails()) == 2


@pytest.mark.parametrize("stage", ["renew", "soon", "expired", "return"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_mail_names_holder_paper_and_day(app, stage, language):
    paper = TABLE.papers["certificate"].label
    facts = {
        **{"stage": stage, "holder": "小野 武", "number": "24-0107", "until": "2027-01-31"},
        **{"paper": {"en": paper.en, "ja": paper.ja}, "days": 10, "name": "Mei", "link": ""},
    }

    mail = compose("agent_paper", language, facts)

    assert paper.in_(language) in mail.subject
    assert "小野 武" in mail.body
    assert "24-0107" in mail.body
    assert ("2027年1月31日" if language == "ja" else "31 Jan 2027") in mail.body


def test_register_is_kept_and_shown(desk, office):
    given = {
        "person": str(office.id),
        "name": "",
        "post": "係長",
        "certificate_no": "東取第26-0001号",
        "certificate_from": "2024-12-01",
        "certificate_until": "2026-12-01",
        "online_id": "X1",
        "online_until": "令和9年12月1日",
    }

    answer = desk.post("/agents/new", data=given)
    page, kept = desk.get("/agents").text, db.session.query(Agent).one()

    assert answer.status_code == 303
    assert (kept.name, kept.certificate_until) == ("Mei Aoyama", date(2026, 12, 1))
    assert kept.online_until == date(2027, 12, 1)
    assert "ends soon, on Tue 1 Dec 2026" in page
    assert "Staff with a forwarding agent&#39;s certificate" in page
    assert "Mei Aoyama" in desk.get("/desk").text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose an account or write a name."),
        ({"name": "x", "certificate_no": "1"}, "Please fill this in as well."),
        ({"name": "x", "online_until": "2027-01-01"}, "Please fill this in as well."),
        (
            {
                "name": "x",
                "certificate_no": "1",
                "certificate_from": "2024-02-29",
                "certificate_until": "2027-03-01",
            },
            "A certificate lasts 3 years: until Sun 28 Feb 2027 at the latest.",
        ),
        (
            {
                "name": "x",
                "certificate_no": "1",
                "certificate_from": "2026-02-01",
                "certificate_until": "2026-01-01",
            },
            "This lies before the day it was issued.",
        ),
        ({"name": "x" * 27}, "27"),
        ({"name": "x", "left_on": "some day"}, "some day"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_on_the_page(desk, given, sentence):
    answer = desk.post("/agents/new", data={"person": "0", "note": "mine", **given})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "mine</textarea>" in answer.text
    assert db.session.query(Agent).count() == 0


def test_account_stands_in_the_register_once(desk, office, register):
    register("青山", office)

    answer = desk.post("/agents/new", data={"person": str(office.id), "name": "x"})

    assert answer.status_code == 422
    assert "This person stands in the register already." in answer.text
    with pytest.raises(IntegrityError):
        register("青山", office)


@pytest.mark.parametrize("role", ["department", "hr", "head"])
def test_register_is_for_office_and_administrators(client, sign_in, make_person, role):
    sign_in(client, make_person(f"{role}@example.org", (role,)))

    assert [client.get(path).status_code for path in ("/agents", "/agents/new", "/agents/1")] == [
        403,
        403,
        403,
    ]


def test_filing_page_offers_only_those_who_may_and_the_form_takes_the_chosen_one(
    desk, case, register
):
    one, gone = register("石井 蓮"), register("長谷川 恵", left_on=TODAY - timedelta(days=1))
    page = desk.get(f"/cases/{case.id}/application").text

    answer = desk.post(f"/cases/{case.id}/application/agent", data={"agent": str(one.id)})
    looked = look_over(case, progress_of(case, TODAY))[0]

    assert f'name="agent" value="{one.id}"' in page
    assert f'name="agent" value="{gone.id}"' not in page
    assert "長谷川 恵: Not in the post any more (last day: Sun 22 Nov 2026)." in page
    assert answer.status_code == 303
    assert looked.flight.value("agent.name") == "石井 蓮"
    assert looked.ready
    assert "石井 蓮" in desk.get(f"/cases/{case.id}/overview").text


def test_all_outputs_name_the_one_chosen_and_the_print_is_made_anew(desk, case, register):
    register("小野 葵")
    one = register("石井 蓮")
    planned = progress_of(case, TODAY).plan.find("visa.application_print")
    before = asked_for(case, progress_of(case, TODAY), planned)

    answers = [
        desk.post(f"/cases/{case.id}/application/agent", data={"agent": str(one.id)})
        for _ in range(2)
    ]
    progress = progress_of(case, TODAY)
    looked, asked = look_over(case, progress)[0], asked_for(case, progress, planned)
    values = researcher_values(opened(asked.facts, sealer_of(case)), {"agent": "青山 芽衣"})
    lines = [
        x for s in values["application"]["sheets"] for b in s["blocks"] for x in b.get("lines", ())
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert for_workbook(looked.flight.answers, option_lists(FOLDER))["agent.name"] == "石井 蓮"
    named = [line["value"] for line in lines if line["label"]["en"] == "Representative: name"]
    assert named == ["石井 蓮"]
    assert before.fingerprint != asked.fingerprint
    told = [e for e in events_since(case, 0) if e.kind == "agent_chosen"]
    assert len(told) == 1


def test_name_put_right_in_the_register_is_put_right_where_it_is_not_filed_yet(
    desk, case, register
):
    one = register("石井 連")
    desk.post(f"/cases/{case.id}/application/agent", data={"agent": str(one.id)})

    service.keep_agent(one, {"name": "石井 蓮"}, by=one.changed_by, at=NOON)
    right = progress_of(case, TODAY).facts["visa.filed_by"]
    cases.record_facts(case.id, {"visa.coe_filed_on": TODAY}, by=By(None, NOON))
    service.keep_agent(one, {"name": "石井"}, by=one.changed_by, at=NOON)

    assert (right, progress_of(case, TODAY).facts["visa.filed_by"]) == ("石井 蓮", "石井 蓮")


def test_usual_agent_whose_time_is_over_stands_against_filing_too(case, register):
    register("青山 芽衣", left_on=TODAY - timedelta(days=1))

    (one,) = look_over(case, progress_of(case, TODAY))

    assert [(f.reason, f.about) for f in one.findings] == [("agent_may_not", ("青山 芽衣",))]


def test_choice_of_somebody_else_meanwhile_is_not_written_over(desk, case, register, make_person):
    one, other = register("石井 蓮"), register("小野 葵")
    colleague = make_person("colleague@example.org", ("office",))
    where, seen = f"/cases/{case.id}/application/agent", str(case.sequence)
    service.choose_agent(case, other, "coe", "professor", by=By(colleague, NOON))

    late = desk.post(where, data={"agent": str(one.id), "seen": seen})
    kept = progress_of(case, TODAY).facts["visa.filed_by"]
    looked_at = desk.post(where, data={"agent": str(one.id), "seen": str(case.sequence)})

    assert (late.status_code, kept, looked_at.status_code) == (409, "小野 葵", 303)
    assert "Somebody else chose meanwhile" in late.text
    assert "Agent of the application: 小野 葵" in late.text
    assert progress_of(case, TODAY).facts["visa.filed_by"] == "石井 蓮"


def test_whoever_may_not_file_cannot_be_chosen(desk, case, register):
    gone = register("長谷川 恵", left_on=TODAY - timedelta(days=1))

    refused = desk.post(f"/cases/{case.id}/application/agent", data={"agent": str(gone.id)})
    nobody = desk.post(f"/cases/{case.id}/application/agent", data={"agent": "99"})

    assert (refused.status_code, nobody.status_code) == (422, 422)
    assert "Not in the post any more" in refused.text
    assert db.session.query(ChosenAgent).count() == 0


def test_agent_who_left_stands_against_filing_of_the_whole_family(desk, case, register):
    family = {
        "family.members": ("m1",),
        "member.comes_along@m1": True,
        "member.nationality@m1": "ESP",
    }
    cases.record_facts(case.id, family, by=By(None, NOON))
    agent = register("石井 蓮")
    desk.post(f"/cases/{case.id}/application/agent", data={"agent": str(agent.id)})
    whole = look_over(case, progress_of(case, TODAY))
    service.keep_agent(agent, {"left_on": TODAY - timedelta(days=1)}, by=agent.changed_by, at=NOON)

    found = look_over(case, progress_of(case, TODAY))

    assert [[f for f in one.findings if f.reason == "agent_may_not"] for one in whole] == [[], []]
    assert [next(f.reason for f in one.findings) for one in found] == ["agent_may_not"] * 2
    assert f"/cases/{case.id}/application#agent" in desk.get(f"/cases/{case.id}/application").text


def test_what_there_is_to_tell_is_read_in_one_query_however_many(register, queries):
    register("a", certificate_no="1", certificate_until=TODAY)
    one = queries(lambda: to_tell(TODAY))
    for name in "bcd":
        register(name, certificate_no="1", certificate_until=TODAY)

    assert queries(lambda: to_tell(TODAY)) == one
    assert to_tell(TODAY)[0][1] == Watched("certificate", "soon", TODAY - timedelta(14), TODAY)


@pytest.mark.parametrize("step", ["residence.extension", "residence.family_extension@m1"])
def test_step_of_an_extension_says_who_may_file_it(
    app, case, register, office, step, time_machine_at
):
    time_machine_at(NOON)
    family = {"family.members": ("m1",), "member.comes_along@m1": True}
    cases.record_facts(case.id, family, by=By(None, NOON))
    register("青山", certificate_no="1", certificate_until=TODAY)
    register("石井")
    visit = Visit(case, part_in(case, office, TODAY))

    with app.test_request_context(), force_locale("en"):
        planned = visit.progress.plan.find(step)
        panel = panel_of(planned.step)
        shown = render_template(panel.template, panel_values=panel.show(visit, planned, None))

    assert "Who may file: Extension of the period of stay" in shown
    assert "<li>青山</li>" in shown
    assert "石井" not in shown
    assert "<li>The person</li>" in shown


def test_application_for_a_certificate_is_made_from_the_register(desk, register):
    known = {
        "post": "国際部国際課 主任",
        "training": "入管協会 研修会",
        "certificate_no": "東第230号",
    }
    agent = register("青山 芽衣", certificate_until=date(2028, 3, 31), **known)
    page = f"/agents/{agent.id}"

    first, second = (desk.post(f"{page}/application", data=GIVEN) for _ in range(2))

    text = printed(desk.get(f"{page}/papers/1").data)
    assert (first.location, second.location) == (page, page)
    assert [line for line in APPLICATION if line not in text] == []
    assert [paper.number for paper in papers_of(agent)] == ["AGT-26-0001"]
    code = papers_of(agent)[0].code
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in text


def test_kept_application_is_confirmed_and_replaced_when_the_register_changes(desk, register):
    agent = register("青山 芽衣", post="主任")
    page = f"/agents/{agent.id}"
    desk.post(f"{page}/application", data=GIVEN)
    service.keep_agent(agent, {"post": "係長"}, by=agent.changed_by, at=NOON)

    outdated, asked = desk.get(page).text, desk.get(f"{page}/application").text
    desk.post(f"{page}/application", data=GIVEN)
    newest, old = papers_of(agent)

    assert "out of date" in outdated
    assert 'value="1990-07-23"' in asked
    assert (newest.number, newest.replaces_id) == ("AGT-26-0002", old.id)
    assert "本書は、令大国際第AGT-26-0001号に代わるものです。" in printed(content_of(newest))
    assert "out of date" not in desk.get(page).text
    assert "AGT-26-0002" in desk.get(f"/verify/{newest.code}").text
    assert b"1990" not in newest.content
    assert "1990" not in newest.facts


def test_application_is_handed_out_with_its_own_agent_alone(desk, register):
    agent, other = register("青山 芽衣", post="主任"), register("森 陽子", post="主任")
    desk.post(f"/agents/{agent.id}/application", data=GIVEN)
    paper = papers_of(agent)[0]

    assert desk.get(f"/agents/{agent.id}/papers/{paper.id}").status_code == 200
    assert desk.get(f"/agents/{other.id}/papers/{paper.id}").status_code == 404


GIVEN = {"birth_date": "1990-07-23", "reason": "受け入れる研究者の申請を提出するため"}


APPLICATION = (
    "令大国際第AGT-26-0001号",
    "東京出入国在留管理局長 殿",
    "氏名 青山 芽衣",
    "生年月日 1990年7月23日",
    "職名 国際部国際課 主任",
    "申出の区分 更新",
    "番号 東第230号 有効期限 令和10年3月31日",
    "取次を必要とする理由 受け入れる研究者の申請を提出するため",
    "入管協会 研修会",
    "法人番号 0000000000000",
)


def test_application_asks_for_what_is_missing_and_keeps_what_was_typed(desk, register):
    agent, without_post = register("青山 芽衣", post="主任"), register("森 陽子")

    wrong = desk.post(f"/agents/{agent.id}/application", data={"birth_date": "?", "reason": "取次"})
    sent = desk.get(f"/agents/{without_post.id}/application")

    assert (wrong.status_code, "取次" in wrong.text) == (422, True)
    assert (sent.status_code, sent.location) == (303, f"/agents/{without_post.id}")
    assert "does not say yet which post" in desk.get(sent.location).text
