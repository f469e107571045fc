"""Scores come in one by one, stay as they are, and finish the evaluation together."""

import re
import threading
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from onboarding.cases import service as cases
from onboarding.cases.queries import find_case, progress_of
from onboarding.cases.reminding import queue_reminders
from onboarding.database import db, transaction, write_from_the_start
from onboarding.engine.errors import StepNotOpen
from onboarding.interviews import service
from onboarding.interviews.models import Score
from onboarding.interviews.naming import Wanted
from onboarding.interviews.queries import rounds, rounds_finished
from onboarding.interviews.refusals import FiguresFollow, ScoresAreIn
from onboarding.notices.models import Notice
from onboarding.people.models import Person
from tests.conftest import TODAY
from tests.interviews.conftest import (
    PROPOSAL,
    SCORES,
    by_of,
    declare,
    hand_in,
    open_steps,
    sheet,
    text_of,
)

CRITERIA = (
    *("research_plan", "research_ability", "contrib_research", "contrib_society", "network"),
    *("host_fit", "communication", "motivation"),
)


def typed(**more: str) -> dict[str, str]:
    points = {f"p-{criterion}": "4" for criterion in CRITERIA}
    return {**points, "overall": "5", "comment": "Sound.", "save": "finish", **more}


def is_checked(page: str, name: str, value: str) -> bool:
    boxes = (box for box in re.findall("<input[^>]*>", page) if f'name="{name}"' in box)
    return any(f'value="{value}"' in box and "checked" in box for box in boxes)


def scores(case: Any) -> list[tuple[str, int, str]]:
    rows = db.session.query(Score).filter_by(case_id=case.id).order_by(Score.id)
    return [(row.person.email.partition("@")[0], row.round, row.comment) for row in rows]


def test_member_hands_in_on_the_page(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    sign_in(client, staff["panel2"])
    path = f"/cases/{case.id}/steps/{SCORES}/scores"

    answer = client.post(path, data=typed(**{"p-network": "NA"}))

    row = db.session.query(Score).one()
    assert answer.status_code == 303
    assert row.sheet == {**dict.fromkeys(CRITERIA, 4), "network": "NA"}
    assert (row.overall, row.round, row.comment) == (5, 1, "Sound.")
    assert "Your scores are in. 2 members still have to hand in." in text_of(client, path)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"p-network": ""}, "Network and likely long-term collaboration: Choose an answer."),
        ({"p-network": "6"}, "Not a valid choice"),
        ({"p-network": "0"}, "Not a valid choice"),
        ({"overall": "NA"}, "Not a valid choice"),
        ({"comment": "   "}, "Write a few sentences of comment."),
        ({"comment": "x" * 3001}, "3000"),
        ({f"p-{criterion}": "NA" for criterion in CRITERIA}, "Score at least one criterion."),
    ],
)
def test_sheet_that_is_none_comes_back_as_typed(client, sign_in, make_scored, staff, wrong, told):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    sign_in(client, staff["panel2"])

    answer = client.post(f"/cases/{case.id}/steps/{SCORES}/scores", data=typed(**wrong))
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert told in page
    assert scores(case) == []
    assert page.count("checked") >= 1


def test_script_in_a_comment_is_shown_as_text(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    sign_in(client, staff["panel2"])
    path = f"/cases/{case.id}/steps/{SCORES}/scores"

    client.post(path, data=typed(comment="<script>alert('x')</script>"))

    page = text_of(client, path)
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page


def test_draft_is_kept_until_the_scores_are_in(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    sign_in(client, staff["panel2"])
    path = f"/cases/{case.id}/steps/{SCORES}/scores"

    client.post(path, data={"p-network": "3", "comment": "Half a th", "save": "draft"})
    kept = text_of(client, path)
    client.post(path, data=typed())

    assert "Half a th" in kept
    assert is_checked(kept, "p-network", "3")
    assert scores(case) == [("panel2", 1, "Sound.")]


def test_typed_scores_survive_a_switch_of_the_language(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    sign_in(client, staff["panel2"])
    path = f"/cases/{case.id}/steps/{SCORES}/scores"

    switched = client.post(f"/language?to=ja&next={path}", data={"comment": "Half a th"})

    assert "Half a th" in text_of(client, switched.location)


def test_double_click_keeps_the_scores_once(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    sign_in(client, staff["panel2"])
    path = f"/cases/{case.id}/steps/{SCORES}/scores"

    answers = [client.post(path, data=typed()) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert scores(case) == [("panel2", 1, "Sound.")]


def test_other_scores_from_a_second_tab_are_refused_and_shown(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    sign_in(client, staff["panel2"])
    path = f"/cases/{case.id}/steps/{SCORES}/scores"
    client.post(path, data=typed())

    answer = client.post(path, data=typed(comment="On second thoughts, weak."))

    assert answer.status_code == 409
    assert "On second thoughts, weak." in answer.get_data(as_text=True)
    assert scores(case) == [("panel2", 1, "Sound.")]


def test_scores_sent_after_the_case_ended_are_refused_and_shown(
    client, sign_in, make_scored, staff
):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    cases.stop_case(case.id, reason="Withdrawn", by=by_of(case, staff["office"]))
    sign_in(client, staff["panel2"])

    answer = client.post(f"/cases/{case.id}/steps/{SCORES}/scores", data=typed())

    assert answer.status_code == 409
    assert "Sound." in answer.get_data(as_text=True)
    assert scores(case) == []


@pytest.mark.parametrize("login", ["office", "head", "host", "researcher1", "panel5"])
def test_nobody_scores_but_members(client, sign_in, make_scored, staff, make_person, login):
    case = make_scored(SCORES)
    sign_in(client, make_person(f"{login}@example.org"))

    answer = client.post(f"/cases/{case.id}/steps/{SCORES}/scores", data=typed())

    assert answer.status_code == 403
    assert scores(case) == []


def test_last_scores_finish_the_evaluation_with_its_figures(make_scored, staff):
    case = make_scored(SCORES)
    hand_in(case, staff["panel"], 5, network="NA")
    hand_in(case, staff["panel2"], 4, network=2)
    before = open_steps(case)
    hand_in(case, staff["panel3"], 4, network=4)

    facts = progress_of(case, TODAY).facts
    assert SCORES in before
    assert PROPOSAL in open_steps(case)
    assert {key: facts[key] for key in facts if key.startswith("interview.m")} == {
        "interview.mode": "remote",
        "interview.mean": "4.20",
        "interview.members": "Professor Panel、Professor Panel2、Professor Panel3",
    }
    assert (facts["interview.spread"], facts["interview.agreement"]) == ("2", 88)
    assert {key: facts[key] for key in facts if key.endswith("@c5")} == {
        "criterion.name@c5": "Network and likely long-term collaboration",
        "criterion.name_ja@c5": "国際ネットワーク・長期的な連携の見込み",
        "criterion.weight@c5": 10,
        "criterion.mean@c5": "3.00",
        "criterion.range@c5": "2–4",
    }


def test_criterion_nobody_could_judge_is_a_dash_and_not_a_number(make_scored, staff):
    case = make_scored(SCORES)
    for login in ("panel", "panel2", "panel3"):
        hand_in(case, staff[login], 4, host_fit="NA")

    facts = progress_of(case, TODAY).facts
    assert (facts["criterion.mean@c6"], facts["criterion.range@c6"]) == ("–", "–")
    assert facts["interview.mean"] == "4.00"


def test_figures_cannot_be_corrected_by_hand(client, sign_in, make_scored, staff):
    case = make_scored(PROPOSAL)

    with pytest.raises(FiguresFollow):
        cases.record_facts(case.id, {"interview.mean": "5.00"}, by=by_of(case, staff["office"]))
    assert progress_of(case, TODAY).facts["interview.mean"] != "5.00"


def test_expert_j_is_scored_for_independence_by_five(make_scored, staff):
    case = make_scored(PROPOSAL, "expert_j")

    facts = progress_of(case, TODAY).facts
    assert facts["interview.panel_size"] == 5
    assert facts["criterion.name@c9"] == "Independence, potential as group leader"


def test_scoring_again_freezes_the_first_round(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    for login in ("panel", "panel2", "panel3"):
        hand_in(case, staff[login], 3, comment=f"First of {login}")
    by = by_of(case, staff["panel"])
    reason = {"interview.proposal_reason": "Discuss the plan once more."}
    cases.finish_step(case.id, PROPOSAL, by=by, facts=reason, outcome="again", note="Discuss.")
    again = open_steps(case)
    sign_in(client, staff["panel2"])
    page = text_of(client, f"/cases/{case.id}/steps/{SCORES}")

    for login in ("panel", "panel2", "panel3"):
        hand_in_again = sheet(case, 4, comment=f"Second of {login}")
        service.hand_in(case.id, SCORES, hand_in_again, by=by_of(case, staff[login]))

    assert SCORES in again
    assert "Professor Panel returned this on" in page
    assert "Discuss." in page
    assert is_checked(page, "p-network", "3")
    assert [(who, number) for who, number, _comment in scores(case)] == [
        *(("panel", 1), ("panel2", 1), ("panel3", 1)),
        *(("panel", 2), ("panel2", 2), ("panel3", 2)),
    ]
    assert scores(case)[0][2] == "First of panel"
    assert progress_of(case, TODAY).facts["interview.mean"] == "4.00"
    assert rounds_finished(case.id, SCORES) == 2


def test_substitute_of_a_second_round_sees_the_first_only_after_scoring(
    client, sign_in, make_scored, staff
):
    case = make_scored(SCORES)
    for login in ("panel", "panel2", "panel3"):
        hand_in(case, staff[login], 3, comment="A word of the first round")
    cases.reopen_step(case.id, SCORES, reason="New papers", by=by_of(case, staff["office"]))
    declare(case, staff["panel3"], "relative")
    ids = tuple(staff[login].id for login in ("panel", "panel2", "panel4"))
    service.change_panel(
        case.id,
        "interview_evaluation.panel",
        Wanted(ids, (), str(ids[0])),
        reason="Substitute",
        by=by_of(case, staff["office"]),
    )
    declare(case, staff["panel4"])
    path = f"/cases/{case.id}/steps/{SCORES}"
    sign_in(client, staff["panel4"])
    before = text_of(client, path)
    sign_in(client, staff["panel2"])
    old_member = text_of(client, path)

    assert "A word of the first round" not in before
    assert "Weighted mean" not in before
    assert "A word of the first round" in old_member


def test_two_members_at_once_finish_the_evaluation_once(app, make_scored, staff):
    case = make_scored(SCORES)
    hand_in(case, staff["panel"])
    for login in ("panel2", "panel3"):
        declare(case, staff[login])
    case_id, ids = case.id, [staff[login].id for login in ("panel2", "panel3")]
    together, failures = threading.Barrier(2), []
    db.session.rollback()

    def send(person_id: int) -> None:
        with app.app_context():
            write_from_the_start(True)
            try:
                mine = find_case(case_id)
                assert mine is not None
                person = db.session.get_one(Person, person_id)
                by, whole = by_of(mine, person), sheet(mine)
                db.session.rollback()
                together.wait(10)
                service.hand_in(case_id, SCORES, whole, by=by)
            except Exception as failure:
                failures.append(failure)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=send, args=(id,)) for id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.expire_all()

    assert failures == []
    assert sorted(who for who, _round, _comment in scores(case)) == ["panel", "panel2", "panel3"]
    assert rounds_finished(case_id, SCORES) == 1
    assert PROPOSAL in open_steps(case)


def test_member_who_handed_in_is_not_reminded(make_scored, staff):
    case = make_scored(SCORES)
    hand_in(case, staff["panel2"])
    progress = progress_of(case, TODAY)
    due = progress.dues[progress.plan.number[SCORES]]
    db.session.query(Notice).delete()
    db.session.commit()

    at = datetime.combine(due - timedelta(days=2), time(3), UTC)

    with transaction():
        queue_reminders(case, progress, at)

    reminded = {n.person.email.partition("@")[0] for n in db.session.query(Notice)}
    assert "panel3" in reminded
    assert "panel2" not in reminded


def test_member_who_handed_in_has_nothing_to_do(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    hand_in(case, staff["panel2"])
    sign_in(client, staff["panel2"])

    page = text_of(client, "/my")

    assert "GARCIA MARIA" in page
    assert "Score the interview" not in page


def test_later_sheet_of_the_same_member_is_refused_by_the_service(make_scored, staff):
    case = make_scored(SCORES)
    hand_in(case, staff["panel2"])

    with pytest.raises(ScoresAreIn):
        service.hand_in(case.id, SCORES, sheet(case, 1), by=by_of(case, staff["panel2"]))


def test_scores_before_the_evaluation_opens_are_refused(make_scored, staff):
    case = make_scored("interview_evaluation.slot")
    declare(case, staff["panel2"])

    with pytest.raises(StepNotOpen):
        service.hand_in(case.id, SCORES, sheet(case), by=by_of(case, staff["panel2"]))


def test_rounds_are_made_from_the_history_alone(make_scored, staff):
    case = make_scored(PROPOSAL)
    progress = progress_of(case, TODAY)
    planned = progress.plan.steps[progress.plan.number[SCORES]]

    found = rounds(case, progress, planned)

    assert [(one.number, one.finished, len(one.scores)) for one in found] == [(1, True, 3)]
    assert cases.rebuild(case.id, TODAY) is False
