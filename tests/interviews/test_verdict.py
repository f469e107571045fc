"""One screen to decide on: the chair proposes, the head approves, returns or declines."""

from datetime import timedelta
from typing import Any

import pytest

from onboarding.cases.history import sealer_of
from onboarding.cases.jobs import make_document
from onboarding.cases.models import Case
from onboarding.cases.queries import history, progress_of
from onboarding.database import db
from onboarding.documents import files
from onboarding.documents.models import Document
from onboarding.interviews import service
from onboarding.interviews.naming import Wanted
from onboarding.notices.models import Notice
from onboarding.people import service as people
from onboarding.people.gate import today
from tests.conftest import TODAY
from tests.documents.reading import printed
from tests.interviews.conftest import (
    DECISION,
    PANEL,
    PROPOSAL,
    SCORES,
    by_of,
    hand_in,
    open_steps,
    text_of,
)

MEMO = "interview_evaluation.memo"


def path_of(case: Case, key: str = DECISION) -> str:
    return f"/cases/{case.id}/steps/{key}/verdict"


def decided(outcome: str, reason: str = "") -> dict[str, str]:
    return {"outcome": outcome, "interview.decision_reason": reason, "save": "finish"}


@pytest.fixture
def proposed(client: Any, sign_in: Any, make_scored: Any, staff: Any) -> Case:
    """Return a case whose panel has scored and proposed, with the head signed in."""
    found: Case = make_scored(SCORES)
    for login, point in (("panel", 5), ("panel2", 4), ("panel3", 3)):
        hand_in(found, staff[login], point, comment=f"Says {login}.")
    sign_in(client, staff["panel"])
    client.post(
        path_of(found, PROPOSAL),
        data={"outcome": "accept", "interview.proposal_reason": "Strong.", "save": "finish"},
    )
    sign_in(client, staff["head"])
    return found


def test_mailed_link_leads_to_the_screen(client, proposed, staff):
    waiting = db.session.query(Notice).filter_by(name="decision_waiting").all()
    link = next(one.leads_to for one in waiting if one.person_id == staff["head"].id)

    answer = client.get(link)

    assert answer.location == path_of(proposed)


def test_one_screen_shows_all_a_decision_needs(client, proposed):
    page = text_of(client, path_of(proposed))

    for shown in (
        "GARCIA MARIA",
        "Spain",
        "University of Example",
        "Doctorate",
        "Catalysts for hydrogen from sunlight",
        "Employed by the university",
        "Sota Nishimura",
        "Joint paper in 2025",
        "The panel&#39;s proposal: Accept",
        "Strong.",
        "4.00",
        "The scores lie up to 2 points apart",
        "On 0 of 8 criteria all members lie within one point (0 %).",
        *("Says panel.", "Says panel2.", "Says panel3."),
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("language", "read", "left_out"),
    [
        ("en", "Catalysts for hydrogen from sunlight", "太陽光による"),
        ("ja", "太陽光による水素製造触媒の研究", "Catalysts for hydrogen"),
    ],
)
def test_theme_stands_there_in_the_language_of_the_reader(
    client, proposed, language, read, left_out
):
    client.post(f"/language?to={language}&next=/my")

    page = text_of(client, path_of(proposed))

    assert read in page
    assert left_out not in page


def test_approval_moves_the_case_and_asks_for_the_memo(client, proposed):
    answer = client.post(path_of(proposed), data=decided("approved"))

    memo = db.session.query(Document).filter_by(case_id=proposed.id, name="interview_memo").one()
    assert answer.status_code == 303
    assert MEMO in open_steps(proposed)
    assert progress_of(proposed, TODAY).facts[DECISION] == "approved"
    assert "criterion." not in memo.lacks
    assert memo.state == "asked"


def test_memo_is_made_with_the_table_of_scores(client, proposed):
    client.post(path_of(proposed), data=decided("approved", "As proposed."))
    memo = db.session.query(Document).filter_by(case_id=proposed.id, name="interview_memo").one()
    id = memo.id
    db.session.rollback()

    make_document(id)

    made = db.session.get_one(Document, id)
    assert made.file is not None
    text = printed(files.read(made.file, sealer_of(proposed)))
    for written in (
        "Professor Panel2",
        "Originality and feasibility of the research plan 25 4.00 3–5",
        "0 %",
        "Strong.",
        "承認（採択）",
        "As proposed.",
    ):
        assert written in text


@pytest.mark.parametrize("outcome", ["returned", "declined"])
def test_return_and_decline_need_a_reason(client, proposed, outcome):
    answer = client.post(path_of(proposed), data=decided(outcome))
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert "Please fill this in." in page
    assert f'value="{outcome}" checked' in page
    assert DECISION in open_steps(proposed)


def test_no_answer_is_refused(client, proposed):
    answer = client.post(path_of(proposed), data=decided("", "A reason for nothing"))

    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.get_data(as_text=True)
    assert "A reason for nothing" in answer.get_data(as_text=True)


def test_unknown_answer_is_refused(client, proposed):
    assert client.post(path_of(proposed), data=decided("promoted", "Why")).status_code == 422


def test_declining_stops_the_case(client, proposed):
    client.post(path_of(proposed), data=decided("declined", "No room in the plan."))

    case = db.session.get_one(Case, proposed.id)
    assert case.status == "stopped"
    assert open_steps(case) == set()
    assert progress_of(case, TODAY).facts["interview.decision_reason"] == "No room in the plan."


def test_returned_proposal_comes_back_with_the_reason(client, sign_in, proposed, staff):
    client.post(path_of(proposed), data=decided("returned", "Name the conditions."))
    sign_in(client, staff["panel"])

    page = text_of(client, path_of(proposed, PROPOSAL))
    told = db.session.query(Notice).filter_by(name="step_returned").one()

    assert PROPOSAL in open_steps(proposed)
    assert DECISION not in open_steps(proposed)
    assert "Head returned this on" in page
    assert "Name the conditions." in page
    assert "Says panel2." in page
    assert (told.person_id, "Name the conditions." in told.facts) == (staff["panel"].id, True)


def test_second_decision_starts_with_an_empty_reason(client, sign_in, proposed, staff):
    client.post(path_of(proposed), data=decided("returned", "Name the conditions."))
    sign_in(client, staff["panel"])
    again = {"outcome": "accept", "interview.proposal_reason": "Done.", "save": "finish"}
    client.post(path_of(proposed, PROPOSAL), data=again)
    sign_in(client, staff["head"])

    page = text_of(client, path_of(proposed))
    client.post(path_of(proposed), data=decided("approved"))

    assert "Name the conditions." not in page
    assert "Done." in page
    assert "interview.decision_reason" not in progress_of(proposed, TODAY).facts


def test_deputy_decides_and_page_and_history_say_so(client, sign_in, proposed, staff, make_person):
    deputy = make_person("deputy@example.org", name="Naoko Fujii")
    days = (today() - timedelta(days=1), today() + timedelta(days=1))
    people.name_deputy(staff["head"], deputy, *days)
    sign_in(client, deputy)

    waiting = text_of(client, "/decisions")
    page = text_of(client, path_of(proposed))
    client.post(path_of(proposed), data=decided("approved", "Fine."))
    sign_in(client, staff["office"])

    event = next(e for e in reversed(history(proposed)) if e.kind == "finished")
    assert "GARCIA MARIA" in waiting
    assert "You decide as deputy for Head; the history says so." in page
    assert (event.by_id, event.on_behalf_of_id) == (deputy.id, staff["head"].id)
    assert "Naoko Fujii (deputy for Head) answered" in text_of(
        client, f"/cases/{proposed.id}/overview"
    )


def test_deputyship_that_is_over_decides_nothing(client, sign_in, proposed, staff, make_person):
    deputy = make_person("deputy@example.org")
    past = (today() - timedelta(days=9), today() - timedelta(days=8))
    people.name_deputy(staff["head"], deputy, *past)
    sign_in(client, deputy)

    assert client.get(path_of(proposed)).status_code == 403
    assert client.post(path_of(proposed), data=decided("approved")).status_code == 403


def test_deputy_who_scored_does_not_decide(client, sign_in, proposed, staff):
    days = (today() - timedelta(days=1), today() + timedelta(days=1))
    people.name_deputy(staff["head"], staff["panel2"], *days)
    sign_in(client, staff["panel2"])

    page = text_of(client, path_of(proposed))

    assert "who scores does not decide" in page
    assert client.post(path_of(proposed), data=decided("approved")).status_code == 403


@pytest.mark.parametrize("login", ["office", "department", "panel", "panel2", "host"])
def test_nobody_decides_but_the_head(client, sign_in, proposed, staff, make_person, login):
    sign_in(client, make_person(f"{login}@example.org"))

    assert client.post(path_of(proposed), data=decided("approved")).status_code == 403
    assert DECISION in open_steps(proposed)


def test_double_click_decides_once(client, proposed):
    data = {**decided("approved"), "seen": str(proposed.sequence)}

    answers = [client.post(path_of(proposed), data=data) for _click in range(2)]

    done = [e for e in history(proposed) if e.kind == "finished" and DECISION in e.data]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(done) == 1


def test_second_opinion_comes_too_late_and_is_shown(client, proposed):
    client.post(path_of(proposed), data=decided("approved"))

    answer = client.post(path_of(proposed), data=decided("declined", "I think otherwise."))

    assert answer.status_code == 409
    assert "I think otherwise." in answer.get_data(as_text=True)
    assert progress_of(proposed, TODAY).facts[DECISION] == "approved"


def test_typed_reason_survives_a_switch_of_the_language(client, proposed):
    path = path_of(proposed)

    switched = client.post(
        f"/language?to=ja&next={path}",
        data={"outcome": "returned", "interview.decision_reason": "Half a th"},
    )
    page = text_of(client, switched.location)

    assert "Half a th" in page
    assert 'value="returned" checked' in page


def test_draft_of_a_decision_is_kept(client, proposed):
    data = {**decided("declined", "Half a th"), "save": "draft"}

    client.post(path_of(proposed), data=data)

    assert "Half a th" in text_of(client, path_of(proposed))
    assert DECISION in open_steps(proposed)


def test_head_without_a_case_of_theirs_sees_nothing(
    client, sign_in, proposed, make_person, make_department
):
    other = make_person("other@example.org", ("head",), make_department("sci"))
    sign_in(client, other)

    assert client.get(path_of(proposed)).status_code == 403


def test_new_chair_finds_the_proposal(client, sign_in, make_scored, staff):
    case = make_scored(PROPOSAL)
    ids = tuple(staff[login].id for login in ("panel", "panel2", "panel3"))
    service.change_panel(
        case.id,
        PANEL,
        Wanted(ids, (), str(ids[1])),
        reason="Away",
        by=by_of(case, staff["office"]),
    )
    data = {"outcome": "decline", "interview.proposal_reason": "Weak.", "save": "finish"}
    answers = {}
    for login in ("panel", "panel2"):
        sign_in(client, staff[login])
        answers[login] = client.post(path_of(case, PROPOSAL), data=data).status_code

    assert answers == {"panel": 403, "panel2": 303}
