"""A checklist rehearsed from a draft, as each role would see it."""

import html
import re
from datetime import date

import pytest

from onboarding.cases.library import library
from onboarding.cases.models import Case, CaseEvent
from onboarding.database import db
from onboarding.engine.definition import Field
from onboarding.engine.errors import Place
from onboarding.publishing.editing.rehearsing import Supposed, good_end, invented, rehearse
from tests.conftest import TODAY
from tests.publishing.conftest import changed
from tests.publishing.test_editor import plain, send

PAGE = "/workflows/visa/checklist"
CASE = {
    "programme": "own_funds",
    "role": "researcher",
    "starts_on": "2027-10-01",
    "days": "365",
    "nationality": "IND",
    "family": "children",
    "others_done": "y",
}
SUPPOSED = Supposed("own_funds", date(2027, 10, 1), 365, "IND", "children", others_done=True)


@pytest.fixture
def writer(client, admin, sign_in, published):
    """An administrator at a browser."""
    sign_in(client, admin)
    return client


def open_keys(progress):
    return {planned.key for planned in progress.open_steps()}


def test_rehearsal_supposes_that_other_workflows_are_done(published):
    early, _none = rehearse(library(), "visa", Supposed("own_funds", *_stay(365)), TODAY)
    late, _none = rehearse(library(), "visa", SUPPOSED, TODAY)

    assert not {key for key in open_keys(early) if key.startswith("visa.")}
    assert {"visa.passport", "visa.status", "visa.living_costs"} <= open_keys(late)
    assert {"visa.dependant_papers@m1", "visa.dependant_papers@m3"} <= open_keys(late)


def _stay(days):
    return date(2027, 10, 1), days, "IND", "alone"


def test_steps_supposed_to_be_done_open_what_waits_for_them(published):
    asked = ("passport", "status", "application", "activity", "living_costs")
    done = tuple((f"visa.{step}", "") for step in asked)
    case = Supposed("own_funds", *_stay(365), others_done=True, done=done)

    progress, refused = rehearse(library(), "visa", case, TODAY)

    assert refused == []
    assert "visa.coe_filed" in open_keys(progress)


def test_steps_that_cannot_be_done_are_named(published):
    done = (("visa.coe_sent", ""), ("visa.nowhere", ""), ("visa.passport", ""))
    case = Supposed("own_funds", *_stay(365), others_done=True, done=done)

    progress, refused = rehearse(library(), "visa", case, TODAY)

    assert refused == ["visa.coe_sent", "visa.nowhere"]
    assert "visa.passport" not in open_keys(progress)


def test_an_outcome_leads_where_it_would(published):
    done = [
        (f"visa.{step}", "")
        for step in ("passport", "status", "application", "activity", "living_costs", "coe_filed")
    ]
    case = Supposed(
        "own_funds", *_stay(365), others_done=True, done=(*done, ("visa.coe_result", "refused"))
    )

    progress, refused = rehearse(library(), "visa", case, TODAY)

    assert refused == []
    assert "visa.coe_refused" in open_keys(progress)


@pytest.mark.parametrize("programme", ["own_funds", "lotus", "expert_j", "jsps_fellow"])
@pytest.mark.parametrize("days", [20, 80, 400])
def test_every_programme_can_be_rehearsed(published, programme, days):
    for workflow in library().versions_for(programme):
        case = Supposed(programme, *_stay(days), others_done=True)
        progress, _refused = rehearse(library(), workflow, case, TODAY)
        assert not {k for k in open_keys(progress) if not k.startswith(f"{workflow}.")}


def test_the_end_supposed_of_others_goes_on():
    verdict = next(s for s in library_steps() if s.key == "acceptance.export_verdict")

    assert good_end(verdict) == "clear"


def library_steps():
    from onboarding.cases.library import load
    from onboarding.config import assets

    return load(assets() / "workflows").newest("acceptance").steps


def test_answers_are_invented_for_every_type():
    at = Place("fields/x.yaml", 1, 1)

    def answer(type):
        return invented(Field("x.y", None, type, at), SUPPOSED)

    assert (answer("date"), answer("yes_no"), answer("country")) == (date(2027, 10, 1), True, "IND")
    assert (answer("text"), answer("list"), answer("integer")) == ("…", (), 1)


def test_page_shows_the_draft_and_writes_nothing(writer):
    send(writer, changed("visa", ("title: {en: Your passport", "title: {en: Travel papers")))
    before = (db.session.query(Case).count(), db.session.query(CaseEvent).count())

    page = writer.get(PAGE, query_string=CASE)

    assert page.status_code == 200
    assert "Travel papers" in plain(page)
    assert "This is a rehearsal of the saved draft" in plain(page)
    assert (db.session.query(Case).count(), db.session.query(CaseEvent).count()) == before


def test_each_role_sees_its_own_steps_first(writer):
    def first(role):
        page = writer.get(PAGE, query_string={**CASE, "role": role})
        rest = page.text.partition("To be done now")[2]
        return html.unescape(re.search(r'card__title">(.*?)</h3>', rest, re.DOTALL)[1]).strip()

    assert first("researcher") == "Your passport"
    assert first("office") == "Choose the status of residence"


def test_steps_are_supposed_to_be_done_one_after_the_other(writer):
    done = []
    before = ("passport", "status", "application", "activity", "living_costs", "coe_filed")
    for step in (*before, "coe_result:refused"):
        page = writer.get(PAGE, query_string={**CASE, "family": "alone", "done": done})
        hidden = re.findall(r'<input type="hidden" name="done" value="([^"]*)">', page.text)
        assert hidden == done
        assert f'name="done" value="visa.{step}"' in page.text
        done = [*hidden, f"visa.{step}"]

    after = writer.get(
        PAGE, query_string={**CASE, "family": "alone", "role": "office", "done": done}
    )

    assert "Supposed to be done" in plain(after)
    assert 'name="done" value="visa.coe_refused:again"' in after.text


def test_steps_that_cannot_be_done_are_said(writer):
    page = writer.get(PAGE, query_string={**CASE, "done": "visa.nowhere"})

    assert page.status_code == 200
    assert "cannot be done in this case" in plain(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [("days", "0"), ("days", "many"), ("starts_on", "tomorrow"), ("role", "king"), ("family", "x")],
)
def test_what_cannot_be_supposed_is_said_beside_it(writer, name, value):
    page = writer.get(PAGE, query_string={**CASE, name: value})

    assert page.status_code == 422
    assert f'id="{name}-error-1"' in page.text


def test_a_faulty_draft_makes_no_checklist(writer):
    send(writer, changed("visa", ("kind: form", "kind: from")))

    page = writer.get(PAGE)

    assert page.status_code == 422
    assert "A text with faults makes no checklist." in plain(page)


def test_a_workflow_no_programme_uses_is_rehearsed_within_one(writer):
    writer.post("/workflows/new", data={"id": "campus", "title_en": "Campus", "title_ja": "構内"})

    page = writer.get("/workflows/campus/checklist", query_string={**CASE, "role": "office"})

    assert page.status_code == 200
    assert "First step" in plain(page)
