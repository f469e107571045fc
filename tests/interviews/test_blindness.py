"""Nobody sees another's scores before their own are in: not here, not there, not sideways."""

import re
from typing import Any

import pytest

from onboarding.cases.models import CaseEvent
from onboarding.cases.queries import progress_of
from onboarding.database import db
from onboarding.interviews.outcome import is_figure
from onboarding.notices.models import Notice
from tests.conftest import TODAY
from tests.interviews.conftest import (
    DECISION,
    PANEL,
    PROPOSAL,
    SCORES,
    declare,
    hand_in,
    text_of,
)

SECRET = "Too narrow a plan, says the first."
PAGES = (
    "/my",
    "/cases/{case}",
    "/cases/{case}/overview",
    "/cases/{case}/candidate",
    "/cases/{case}/record",
    "/cases/{case}/plan.ics",
    "/cases/{case}/declaration",
    f"/cases/{{case}}/steps/{SCORES}",
    f"/cases/{{case}}/steps/{SCORES}/scores",
    f"/cases/{{case}}/steps/{PANEL}/panel",
    f"/cases/{{case}}/steps/{PROPOSAL}",
    f"/cases/{{case}}/steps/{PROPOSAL}/verdict",
    f"/cases/{{case}}/steps/{DECISION}/verdict",
    f"/cases/{{case}}/steps/{PANEL}/panel/change",
    "/decisions",
    "/desk",
)


def gives_away(text: str) -> bool:
    """Whether a page tells anything of what the first member scored."""
    figures = re.search(r"Weighted mean|Scores of|Overall recommendations|2\.00", text)
    return SECRET in text or figures is not None


@pytest.fixture
def one_in(make_scored: Any, staff: Any) -> Any:
    """Return a case in which the second member has handed in, low, and nobody else."""
    case = make_scored(SCORES)
    hand_in(case, staff["panel2"], 2, comment=SECRET)
    declare(case, staff["panel"])
    declare(case, staff["panel3"])
    return case


@pytest.mark.parametrize(
    ("login", "roles"),
    [
        ("panel", ()),
        ("panel3", ()),
        ("panel3", ("office",)),
        ("panel3", ("head",)),
        ("office", ()),
        ("head", ()),
        ("department", ()),
        ("host", ()),
        ("researcher1", ()),
    ],
)
def test_no_page_gives_away_a_score_before_ones_own(
    client, sign_in, one_in, make_person, login, roles
):
    sign_in(client, make_person(f"{login}@example.org", roles=roles))

    pages = {path: text_of(client, path.format(case=one_in.id)) for path in PAGES}

    assert [path for path, page in pages.items() if gives_away(page)] == []


@pytest.mark.parametrize("key", ["interview.mean", "interview.spread", "criterion.mean@c1"])
def test_no_fact_gives_away_a_score_before_all_are_in(client, sign_in, one_in, staff, key):
    sign_in(client, staff["panel3"])

    answer = client.post(f"/cases/{one_in.id}/facts/{key}")

    assert answer.status_code in (403, 404)
    assert not [key for key in progress_of(one_in, TODAY).facts if key.startswith("criterion.")]
    assert "interview.mean" not in progress_of(one_in, TODAY).facts


def test_history_and_mails_hold_no_scores(one_in):
    events = db.session.query(CaseEvent).filter_by(case_id=one_in.id, kind="scored").all()
    mails = db.session.query(Notice).filter_by(case_id=one_in.id).all()

    assert [event.data for event in events] == [f'{{"step":"{SCORES}","round":1}}']
    assert not [mail for mail in mails if SECRET in mail.facts]


def test_member_sees_the_others_once_their_own_are_in(client, sign_in, one_in, staff):
    hand_in(one_in, staff["panel3"], 5)
    sign_in(client, staff["panel3"])

    page = text_of(client, f"/cases/{one_in.id}/steps/{SCORES}")

    assert SECRET in page
    assert "So far: others still have to hand in." in page
    assert "One member still has to hand in." in page


def test_head_and_office_see_scores_once_all_are_in(client, sign_in, one_in, staff):
    for login in ("panel", "panel3"):
        hand_in(one_in, staff[login], 5)

    for login, path in (("office", SCORES), ("head", DECISION), ("panel", PROPOSAL)):
        sign_in(client, staff[login])

        assert SECRET in text_of(client, f"/cases/{one_in.id}/steps/{path}")


@pytest.mark.parametrize("login", ["department", "housing", "researcher1", "host"])
def test_others_see_no_scores_even_then(client, sign_in, one_in, staff, make_person, login):
    for member in ("panel", "panel3"):
        hand_in(one_in, staff[member], 5)
    sign_in(client, make_person(f"{login}@example.org"))

    pages = [text_of(client, path.format(case=one_in.id)) for path in PAGES]

    assert not [page for page in pages if SECRET in page]


def test_researcher_cannot_ask_for_the_mean(client, sign_in, one_in, staff, make_person):
    for member in ("panel", "panel3"):
        hand_in(one_in, staff[member], 5)
    for login in ("researcher1", "host", "housing"):
        sign_in(client, make_person(f"{login}@example.org"))

        for key in filter(is_figure, progress_of(one_in, TODAY).facts):
            assert client.post(f"/cases/{one_in.id}/facts/{key}").status_code in (403, 404)


def test_generic_step_address_is_no_back_door(client, sign_in, one_in, staff):
    for login, key in (("panel3", SCORES), ("office", PANEL), ("head", DECISION)):
        sign_in(client, staff[login])

        answer = client.post(
            f"/cases/{one_in.id}/steps/{key}", data={"save": "finish", "outcome": "approved"}
        )

        assert answer.status_code in (303, 403)
    kinds = [e.kind for e in db.session.query(CaseEvent).filter_by(case_id=one_in.id)]
    assert kinds.count("scored") == 1
    assert SCORES in {planned.key for planned in progress_of(one_in, TODAY).open_steps()}


def test_panel_member_sees_neither_family_nor_housing(client, sign_in, make_scored, staff):
    case = make_scored(
        SCORES,
        **{
            "family__members": ("m1",),
            "member__family_name@m1": "GARCIA",
            "member__given_name@m1": "LUCIA",
            "member__birth_date@m1": TODAY,
            "member__comes_along@m1": True,
            "housing__wanted": True,
        },
    )
    declare(case, staff["panel2"])
    sign_in(client, staff["panel2"])

    page = text_of(client, f"/cases/{case.id}")

    assert "Prepare and measure three families of catalysts" in page
    assert "Joint paper in 2025" in page
    for hidden in ("LUCIA", "assport", "Housing", "Residence", "ESP", "Spain"):
        assert hidden not in page
    assert client.get(f"/cases/{case.id}/record").status_code == 403
    assert b"LUCIA" not in client.get(f"/cases/{case.id}/plan.ics").data
