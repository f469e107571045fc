"""Conflicts of interest: hard ones shut the file everywhere, soft ones wait to be settled."""

from typing import Any

import pytest

from onboarding.cases import service as cases
from onboarding.cases.models import CaseMember
from onboarding.cases.queries import progress_of
from onboarding.database import db, transaction
from onboarding.documents import files
from onboarding.interviews import service
from onboarding.interviews.conflicts import CONFLICTS
from onboarding.interviews.naming import Wanted
from onboarding.interviews.queries import chair_of, declaration, panel_of
from onboarding.interviews.refusals import (
    NotDeclared,
    NotEligible,
    NotOnPanel,
    ReasonMissing,
    ScoresAreIn,
)
from onboarding.notices.models import Notice
from tests.conftest import NOON, TODAY
from tests.interviews.conftest import (
    DECISION,
    PANEL,
    PROPOSAL,
    SCORES,
    by_of,
    declare,
    hand_in,
    open_steps,
    sheet,
    text_of,
)

HARD = [conflict.id for conflict in CONFLICTS if conflict.hard]
SOFT = [conflict.id for conflict in CONFLICTS if not conflict.hard]
PAGES = (
    "/cases/{case}",
    "/cases/{case}/overview",
    "/cases/{case}/candidate",
    "/cases/{case}/declaration",
    "/cases/{case}/plan.ics",
    "/cases/{case}/record",
    "/cases/{case}/papers/1",
    "/cases/{case}/files/1",
    f"/cases/{{case}}/steps/{SCORES}",
    f"/cases/{{case}}/steps/{SCORES}/scores",
    f"/cases/{{case}}/steps/{PANEL}",
    f"/cases/{{case}}/steps/{PANEL}/panel",
    f"/cases/{{case}}/steps/{PROPOSAL}/verdict",
    f"/cases/{{case}}/steps/{DECISION}/verdict",
    "/cases/{case}/steps/acceptance.profile",
    "/cases/{case}/conflicts/1",
)


def keep_cv(case: Any, staff: Any) -> int:
    """Store a CV and answer the question with it."""
    incoming = files.Incoming("cv.pdf", "application/pdf", b"%PDF-1.7")
    with transaction():
        kept = files.store(case.id, incoming, sealer=None, by=case.researcher_id, at=NOON)
        id = kept.id
    cases.record_facts(case.id, {"researcher.cv": str(id)}, by=by_of(case, staff["office"]))
    return id


def told(name: str) -> set[str]:
    rows = db.session.query(Notice).filter_by(name=name)
    return {notice.person.email.partition("@")[0] for notice in rows}


@pytest.mark.parametrize("kind", HARD)
def test_hard_conflict_takes_a_member_off_the_panel(make_scored, staff, kind):
    case = make_scored(SCORES)

    allowed = declare(case, staff["panel2"], kind)

    rows = db.session.query(CaseMember).filter_by(case_id=case.id, person_id=staff["panel2"].id)
    assert allowed is False
    assert [row.role for row in rows] == ["shut_out"]
    assert told("panel_member_left") == {"office"}


@pytest.mark.parametrize("roles", [(), ("office", "department")])
def test_hard_conflict_shuts_every_page_of_the_case(
    client, sign_in, make_scored, make_person, staff, roles
):
    case = make_scored(SCORES)
    make_person("panel2@example.org", roles=roles)
    declare(case, staff["panel2"], "relative")
    sign_in(client, staff["panel2"])

    answers = {path: client.get(path.format(case=case.id)).status_code for path in PAGES}

    assert answers == dict.fromkeys(PAGES, 403)


def test_hard_conflict_shuts_what_could_be_sent(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"], "mentor")
    sign_in(client, staff["panel2"])
    paths = (
        f"/cases/{case.id}/declaration",
        f"/cases/{case.id}/steps/{SCORES}/scores",
        f"/cases/{case.id}/steps/{SCORES}",
        f"/cases/{case.id}/facts/researcher.nationality",
        f"/cases/{case.id}/notes",
    )

    assert {client.post(path, data={"answer": "none"}).status_code for path in paths} == {403}
    assert "GARCIA" not in text_of(client, "/my")


def test_hard_conflict_is_told_in_the_history_without_its_kind(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"], "relative", details="My cousin")
    sign_in(client, staff["office"])

    page = text_of(client, f"/cases/{case.id}/overview")

    assert "Professor Panel2 declared a conflict of interest and left the panel." in page
    assert "cousin" not in page
    assert "relative" not in page


def test_chair_with_a_conflict_leaves_the_chair_free(make_scored, staff):
    case = make_scored(SCORES)

    declare(case, staff["panel"], "same_unit")

    row = db.session.query(Notice).filter_by(name="panel_member_left").one()
    assert chair_of(case) is None
    assert '"enough":false' in row.facts


def test_somebody_shut_out_is_not_named_again(make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"], "joint_recent")
    ids = tuple(staff[login].id for login in ("panel", "panel2", "panel3"))

    with pytest.raises(NotEligible):
        service.change_panel(
            case.id,
            PANEL,
            Wanted(ids, (), str(ids[0])),
            reason="Back again",
            by=by_of(case, staff["office"]),
        )


def test_undeclared_member_reaches_the_declaration_and_nothing_else(
    client, sign_in, make_scored, staff
):
    case = make_scored(SCORES)
    sign_in(client, staff["panel2"])

    for path in (f"/cases/{case.id}", f"/cases/{case.id}/steps/{SCORES}"):
        page = text_of(client, path)

        assert "I have no conflict of interest." in page
        assert "Joint paper in 2025" not in page


def test_undeclared_member_cannot_open_a_file(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    path = f"/cases/{case.id}/files/{keep_cv(case, staff)}"
    sign_in(client, staff["panel2"])

    before = client.get(path)
    declare(case, staff["panel2"])
    after = client.get(path)

    assert (before.status_code, after.status_code) == (403, 200)
    assert after.data == b"%PDF-1.7"


def test_undeclared_member_cannot_score(make_scored, staff):
    case = make_scored(SCORES)

    with pytest.raises(NotDeclared):
        service.hand_in(case.id, SCORES, sheet(case), by=by_of(case, staff["panel2"]))


def test_who_is_on_no_panel_cannot_declare_or_score(make_scored, staff):
    case = make_scored(SCORES)

    for person in (staff["panel5"], staff["office"], case.host):
        with pytest.raises(NotOnPanel):
            declare(case, person)
        with pytest.raises(NotOnPanel):
            service.hand_in(case.id, SCORES, sheet(case), by=by_of(case, person))


@pytest.mark.parametrize("kind", SOFT)
def test_soft_conflict_waits_for_chair_or_office(make_scored, staff, kind):
    case = make_scored(SCORES)

    allowed = declare(case, staff["panel2"], kind, details="We dined once")

    assert allowed is None
    assert staff["panel2"] in panel_of(case)
    assert told("conflict_to_settle") == {"office", "panel"}
    with pytest.raises(NotDeclared):
        service.hand_in(case.id, SCORES, sheet(case), by=by_of(case, staff["panel2"]))


def test_soft_conflict_is_settled_on_its_page(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"], "friend_dispute", details="We dined once")
    sign_in(client, staff["office"])
    path = f"/cases/{case.id}/conflicts/{staff['panel2'].id}"

    page = text_of(client, path)
    answer = client.post(path, data={"answer": "allow", "reason": "A single dinner."})
    service.hand_in(case.id, SCORES, sheet(case), by=by_of(case, staff["panel2"]))

    assert "We dined once" in page
    assert answer.status_code == 303
    assert "A single dinner." in text_of(client, f"/cases/{case.id}/overview")
    assert told("conflict_settled") == {"panel2"}


def test_soft_conflict_settled_against_somebody_shuts_the_file(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"], "competitor", details="Same call")
    by = by_of(case, staff["office"])

    service.settle(case.id, staff["panel2"].id, allow=False, reason="Too close.", by=by)
    sign_in(client, staff["panel2"])

    assert client.get(f"/cases/{case.id}").status_code == 403
    assert [person.email for person in panel_of(case)] == [
        "panel@example.org",
        "panel3@example.org",
    ]


def test_settling_needs_a_reason_and_happens_once(make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"], "other", details="Hard to say")
    by, id = by_of(case, staff["office"]), staff["panel2"].id

    with pytest.raises(ReasonMissing):
        service.settle(case.id, id, allow=True, reason=" ", by=by)
    service.settle(case.id, id, allow=True, reason="Fine", by=by)
    service.settle(case.id, id, allow=False, reason="Second thoughts", by=by)

    row = declaration(case.id, id)
    assert row is not None
    assert row.allowed is True


def test_nobody_settles_their_own_conflict(client, sign_in, make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])
    declare(case, staff["panel"], "other", details="Hard to say")
    sign_in(client, staff["panel"])

    own = client.get(f"/cases/{case.id}/conflicts/{staff['panel'].id}")
    sign_in(client, staff["panel2"])
    not_chair = client.get(f"/cases/{case.id}/conflicts/{staff['panel'].id}")

    assert (own.status_code, not_chair.status_code) == (403, 403)
    by = by_of(case, staff["panel"])
    with pytest.raises(NotOnPanel):
        service.settle(case.id, staff["panel"].id, allow=True, reason="Me", by=by)


def test_declaration_is_changed_until_scores_are_in(make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"])

    later = declare(case, staff["panel2"], "other", details="I remembered")
    by = by_of(case, staff["office"])
    service.settle(case.id, staff["panel2"].id, allow=True, reason="Fine", by=by)
    service.hand_in(case.id, SCORES, sheet(case), by=by_of(case, staff["panel2"]))

    assert later is None
    with pytest.raises(ScoresAreIn):
        declare(case, staff["panel2"], "relative")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "Choose an answer."),
        ({"answer": "some"}, "Choose at least one."),
        ({"answer": "some", "kinds": "other"}, "Please fill this in."),
        ({"answer": "some", "kinds": "<script>"}, "is not"),
        ({"answer": "none", "details": "x" * 1001}, "1000"),
    ],
)
def test_declaration_that_says_nothing_is_refused(client, sign_in, make_scored, staff, data, told):
    case = make_scored(SCORES)
    sign_in(client, staff["panel2"])

    answer = client.post(f"/cases/{case.id}/declaration", data=data)

    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert declaration(case.id, staff["panel2"].id) is None


def test_quorum_falls_by_conflicts_but_never_below_two(make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"], "relative")
    hand_in(case, staff["panel"])
    one_of_two = open_steps(case)
    hand_in(case, staff["panel3"])

    assert SCORES in one_of_two
    assert PROPOSAL in open_steps(case)
    assert progress_of(case, TODAY).facts["interview.panel_size"] == 2


def test_single_score_left_waits_for_a_substitute(make_scored, staff):
    case = make_scored(SCORES)
    declare(case, staff["panel2"], "relative")
    declare(case, staff["panel3"], "mentor")
    hand_in(case, staff["panel"])
    alone = open_steps(case)
    ids = (staff["panel"].id, staff["panel4"].id)
    service.change_panel(
        case.id,
        PANEL,
        Wanted(ids, (), str(ids[0])),
        reason="Substitute",
        by=by_of(case, staff["office"]),
    )
    hand_in(case, staff["panel4"])

    assert SCORES in alone
    assert PROPOSAL in open_steps(case)


def test_conflict_of_the_last_one_missing_completes_the_scores(make_scored, staff):
    case = make_scored(SCORES)
    hand_in(case, staff["panel"])
    hand_in(case, staff["panel2"])

    declare(case, staff["panel3"], "same_unit")

    assert PROPOSAL in open_steps(case)
