"""The office names a panel, one person after the other, and changes it later."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from onboarding.cases.models import CaseMember
from onboarding.cases.queries import history, progress_of
from onboarding.database import db
from onboarding.interviews import service
from onboarding.interviews.naming import Guest, Wanted
from onboarding.interviews.queries import find_people, panel_of
from onboarding.interviews.refusals import (
    ChairMissing,
    NotEligible,
    PanelTooSmall,
    ReasonMissing,
    ScoresAreIn,
)
from onboarding.notices.models import Notice
from onboarding.people.queries import person_by_email
from tests.conftest import TODAY
from tests.interviews.conftest import PANEL, SCORES, by_of, declare, hand_in, open_steps, text_of


def address(case: Any, *more: str) -> str:
    return "/".join((f"/cases/{case.id}/steps/{PANEL}/panel", *more))


def wanted(staff: Any, *logins: str, chair: str = "") -> Wanted:
    ids = tuple(staff[login].id for login in logins)
    return Wanted(ids, (), str(staff[chair].id) if chair else str(ids[0]))


def members(case: Any) -> list[tuple[str, str]]:
    rows = db.session.query(CaseMember).filter_by(case_id=case.id)
    return sorted((row.person.email.partition("@")[0], row.role) for row in rows)


def test_office_names_a_panel_on_the_page(client, sign_in, make_scored, staff):
    case = make_scored(PANEL)
    sign_in(client, staff["office"])
    ids = [str(staff[login].id) for login in ("panel", "panel2")]

    added = client.post(address(case), data={"member": ids, "action": f"add:{staff['panel3'].id}"})
    ids.append(str(staff["panel3"].id))
    named = client.post(address(case), data={"member": ids, "chair": ids[1], "action": "finish"})

    assert (added.status_code, named.status_code) == (200, 303)
    assert members(case) == [
        *(("panel", "panel"), ("panel", "unsettled")),
        *(("panel2", "chair"), ("panel2", "panel"), ("panel2", "unsettled")),
        *(("panel3", "panel"), ("panel3", "unsettled")),
    ]
    assert progress_of(case, TODAY).facts["interview.panel_size"] == 3
    assert PANEL not in open_steps(case)


def test_panel_of_nobody_else_can_be_named_by_others(client, sign_in, make_scored, staff):
    case = make_scored(PANEL)
    for login in ("head", "department", "panel"):
        sign_in(client, staff[login])

        assert client.post(address(case), data={"action": "finish"}).status_code == 403


@pytest.mark.parametrize(
    ("logins", "chair", "told"),
    [
        (("panel", "panel2"), "panel", "Choose at least 3 members."),
        (("panel", "panel2", "panel3"), "", "Choose one member as chair."),
        (("panel", "panel2", "panel3"), "panel4", "Choose one member as chair."),
        (("panel", "panel2", "head"), "panel", "The department head decides"),
        (("panel", "panel2", "host"), "panel", "The host does not judge their own candidate."),
    ],
)
def test_panel_that_is_none_is_refused_in_words(
    client, sign_in, make_scored, staff, logins, chair, told
):
    case = make_scored(PANEL)
    people = {**staff, "host": case.host}
    sign_in(client, staff["office"])
    data = {
        "member": [str(people[login].id) for login in logins],
        "chair": str(people[chair].id) if chair else "",
        "action": "finish",
    }

    answer = client.post(address(case), data=data)

    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert members(case) == []


def test_host_is_not_added_and_the_page_says_why(client, sign_in, make_scored, staff):
    case = make_scored(PANEL)
    sign_in(client, staff["office"])

    answer = client.post(address(case), data={"action": f"add:{case.host_id}"})

    assert answer.status_code == 422
    assert (
        "Sota Nishimura cannot sit on this panel. The host does not judge their own candidate."
        in answer.get_data(as_text=True)
    )


def test_guest_from_outside_is_entered_only_with_the_panel(client, sign_in, make_scored, staff):
    case = make_scored(PANEL)
    sign_in(client, staff["office"])
    ids = [str(staff[login].id) for login in ("panel", "panel2")]
    new = {"new_name": "Jan Kowalski", "new_email": "JAN@example.edu", "new_language": "en"}

    added = client.post(address(case), data={"member": ids, **new, "action": "guest"})
    entered_yet = person_by_email("jan@example.edu")
    guest = {
        "guest_name": "Jan Kowalski",
        "guest_email": "jan@example.edu",
        "guest_language": "en",
    }
    client.post(
        address(case),
        data={"member": ids, **guest, "chair": "jan@example.edu", "action": "finish"},
    )

    assert "from outside" in added.get_data(as_text=True)
    assert entered_yet is None
    assert ("jan", "chair") in members(case)


@pytest.mark.parametrize(
    ("name", "email", "told"),
    [
        ("", "jan@example.edu", "Please fill this in."),
        ("Jan", "no address", "Write an e-mail address"),
        ("Jan\x07", "jan@example.edu", "cannot be printed"),
        ("J" * 300, "jan@example.edu", "120 fit"),
    ],
)
def test_guest_that_cannot_be_written_to_is_refused(
    client, sign_in, make_scored, staff, name, email, told
):
    case = make_scored(PANEL)
    sign_in(client, staff["office"])

    answer = client.post(
        address(case), data={"new_name": name, "new_email": email, "action": "guest"}
    )

    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)


def test_typed_panel_survives_a_switch_of_the_language(client, sign_in, make_scored, staff):
    case = make_scored(PANEL)
    sign_in(client, staff["office"])
    path, id = address(case), str(staff["panel2"].id)

    switched = client.post(
        f"/language?to=ja&next={path}", data={"member": id, "chair": id, "q": "Profess"}
    )
    page = text_of(client, switched.location)

    assert f'name="member" value="{id}"' in page
    assert f'name="chair" value="{id}" checked' in page
    assert 'value="Profess"' in page


def test_predicted_burden_is_named_as_an_estimate(client, sign_in, make_scored, staff):
    case = make_scored(PANEL)
    sign_in(client, staff["office"])

    page = text_of(client, address(case))

    assert "3 members × 40 minutes: about 2 hours" in page
    assert "(estimate)" in page


def test_members_have_mail_and_the_case_among_their_own(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    sign_in(client, staff["panel2"])

    told = db.session.query(Notice).filter_by(case_id=case.id, name="panel_named").all()

    assert {notice.person_id for notice in told} == {p.id for p in panel_of(case)}
    assert "GARCIA MARIA" in text_of(client, "/my")


def test_people_are_found_by_part_of_a_name_in_either_script(app, staff, make_department):
    staff["panel"].name_ja = "岡田 由美"
    db.session.commit()

    assert find_people("岡田由", 1) == [staff["panel"]]
    assert find_people("panel3", 1) == [staff["panel3"]]
    assert find_people("100%", 1) == []
    assert staff["office"] not in find_people("", 1)[:5]


def test_two_clicks_name_one_panel(client, sign_in, make_scored, staff):
    case = make_scored(PANEL)
    sign_in(client, staff["office"])
    ids = [str(staff[login].id) for login in ("panel", "panel2", "panel3")]
    data = MultiDict([*(("member", id) for id in ids), ("chair", ids[0]), ("action", "finish")])

    answers = [client.post(address(case), data=data) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len([event for event in history(case) if event.kind == "panel_named"]) == 1


def test_member_is_replaced_with_a_reason_in_the_history(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    sign_in(client, staff["office"])
    ids = [str(staff[login].id) for login in ("panel", "panel2", "panel4")]
    data = {"member": ids, "chair": ids[0], "reason": "On leave until May.", "action": "finish"}

    answer = client.post(address(case, "change"), data=data)
    page = text_of(client, f"/cases/{case.id}/overview")

    assert answer.status_code == 303
    assert "Office put Professor Panel4 on the panel in place of Professor Panel3." in page
    assert "On leave until May." in page


def test_change_without_a_reason_is_refused_with_everything_still_there(
    client, sign_in, make_scored, staff
):
    case = make_scored(SCORES)
    sign_in(client, staff["office"])
    ids = [str(staff[login].id) for login in ("panel", "panel2", "panel4")]

    answer = client.post(
        address(case, "change"), data={"member": ids, "chair": ids[0], "action": "finish"}
    )

    assert answer.status_code == 422
    assert "Give the reason; it stays in the history." in answer.get_data(as_text=True)
    assert f'name="member" value="{ids[2]}"' in answer.get_data(as_text=True)


def test_member_whose_scores_are_in_stays(make_scored, staff):
    case = make_scored(SCORES)
    hand_in(case, staff["panel2"])

    with pytest.raises(ScoresAreIn):
        service.change_panel(
            case.id,
            PANEL,
            wanted(staff, "panel", "panel3", "panel4"),
            reason="Other work",
            by=by_of(case, staff["office"]),
        )
    assert [person.email for person in panel_of(case)] == [
        "panel@example.org",
        "panel2@example.org",
        "panel3@example.org",
    ]


def test_nobody_joins_once_all_scores_are_in_but_the_chair_may_change(make_scored, staff):
    case = make_scored("interview_evaluation.proposal")
    by = by_of(case, staff["office"])
    larger = wanted(staff, "panel", "panel2", "panel3", "panel4")
    other_chair = wanted(staff, "panel", "panel2", "panel3", chair="panel2")

    with pytest.raises(ScoresAreIn):
        service.change_panel(case.id, PANEL, larger, reason="One more", by=by)
    service.change_panel(case.id, PANEL, other_chair, reason="Away", by=by)

    assert ("panel2", "chair") in members(case)
    assert ("panel", "chair") not in members(case)


@pytest.mark.parametrize(
    ("panel", "refusal"),
    [
        (("panel", "panel2"), PanelTooSmall),
        (("panel", "panel2", "head"), NotEligible),
    ],
)
def test_service_refuses_what_the_page_refuses(make_scored, staff, panel, refusal):
    case = make_scored(PANEL)

    with pytest.raises(refusal):
        service.name_panel(case.id, PANEL, wanted(staff, *panel), by=by_of(case, staff["office"]))
    assert members(case) == []


def test_service_refuses_a_panel_without_chair_or_reason(make_scored, staff):
    case = make_scored(SCORES)
    by, ids = by_of(case, staff["office"]), tuple(p.id for p in panel_of(case))
    nobody = Wanted(ids, (Guest("Jan", "jan@example.edu", "en"),), "somebody@example.edu")

    with pytest.raises(ChairMissing):
        service.change_panel(case.id, PANEL, nobody, reason="Why", by=by)
    with pytest.raises(ReasonMissing):
        service.change_panel(case.id, PANEL, wanted(staff, "panel"), reason=" ", by=by)
    assert person_by_email("jan@example.edu") is None


def test_last_member_missing_who_is_taken_off_completes_the_scores(make_scored, staff):
    case = make_scored(SCORES)
    by = by_of(case, staff["office"])
    larger = wanted(staff, "panel", "panel2", "panel3", "panel4")
    service.change_panel(case.id, PANEL, larger, reason="One more", by=by)
    for login in ("panel", "panel2", "panel3"):
        hand_in(case, staff[login])

    service.change_panel(
        case.id, PANEL, wanted(staff, "panel", "panel2", "panel3"), reason="Ill", by=by
    )

    assert "interview_evaluation.proposal" in open_steps(case)


def test_member_who_left_sees_nothing_any_more(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel3"])
    by, others = by_of(case, staff["office"]), wanted(staff, "panel", "panel2", "panel4")
    service.change_panel(case.id, PANEL, others, reason="Other work", by=by)
    sign_in(client, staff["panel3"])

    assert client.get(f"/cases/{case.id}").status_code == 403
    assert "GARCIA" not in text_of(client, "/my")
