"""The institution changes: papers that tell it as it was are found, and staff choose."""

import json

import pytest

from onboarding.cases.jobs import make_document
from onboarding.database import db, write_from_the_start
from onboarding.documents.letterhead import Noting
from onboarding.documents.models import Document, Letterhead
from onboarding.documents.rendering import read_of_us
from onboarding.documents.service import newest_for
from onboarding.office.papertrail.letterheads import note_differences
from onboarding.office.papertrail.models import Outdating
from onboarding.visa.exported.models import Exported
from tests.cases.playing import Shape
from tests.documents.samples import institution, kinds
from tests.office.test_batches import run
from tests.office.test_papertrail import applying, front, office  # noqa: F401 - fixtures
from tests.visa.test_bulk import own_file  # noqa: F401 - a fixture
from tests.whole_cases import WholeCase, moment

PRESIDENT = {"en": "Ken Satake", "ja": "佐竹 健"}


@pytest.fixture
def elected(app, monkeypatch):
    """Another president, as after a restart with a changed file."""
    monkeypatch.setitem(
        app.extensions, "institution", {**app.extensions["institution"], "president": PRESIDENT}
    )


@pytest.fixture
def whole(make_department, make_person):
    researcher, host = make_person("r@example.org"), make_person("h@example.org")
    found = WholeCase(Shape("own_funds", days=60), make_department().id, researcher, host)
    found.make_papers()
    return found


@pytest.fixture
def desk(client, sign_in, office, whole, time_machine_at):  # noqa: F811 - the fixture
    time_machine_at(moment(whole.day))
    sign_in(client, office)
    return client


def really_made(whole: WholeCase, step: str) -> Document:
    """Have a worker make the paper of a step, template and all."""
    whole.know({"researcher.given_name": "ANA"})
    id = newest_for(whole.case.id, step).id
    write_from_the_start(False)
    db.session.rollback()
    make_document(id)
    return db.session.get_one(Document, id)


def test_what_is_read_is_noted_by_its_name():
    institution = Noting({"name": {"en": "A", "ja": "B"}, "phone": "1", "outline": ({"a": 1},)})

    read = (institution["name"]["ja"], institution.get("url"), institution["outline"])

    assert read == ("B", None, ({"a": 1},))
    assert institution.noted == {"name.ja": "B", "url": None, "outline": ({"a": 1},)}
    assert (len(institution), list(institution)) == (3, ["name", "phone", "outline"])


def test_sample_of_every_paper_shows_what_it_tells_of_the_institution():
    told = {name: read_of_us(kind, institution()) for name, kind in kinds().items()}

    assert [name for name, details in told.items() if not details] == []
    assert "president.ja" in told["invitation_letter"]
    assert not {name for name in told["schedule_of_stay"] if name.startswith("president")}


def test_paper_made_by_a_worker_keeps_what_it_tells_of_the_institution(app, whole):
    document = really_made(whole, "visa.schedule")

    said = json.loads(db.session.get_one(Letterhead, document.letterhead_id).said)

    assert document.state == "made"
    assert set(said) == read_of_us(kinds()["schedule_of_stay"], app.extensions["institution"])
    assert said["office.ja"] == app.extensions["institution"]["office"]["ja"]
    assert not {name for name in said if name.startswith("president")}


def tell(whole: WholeCase, step: str, **said) -> Document:
    """Let the paper of a step tell details of the institution."""
    document = newest_for(whole.case.id, step)
    found = db.session.query(Letterhead).filter_by(mark=step).one_or_none()
    letterhead = found or Letterhead(mark=step, said=json.dumps(said))
    db.session.add(letterhead)
    db.session.flush()
    document.letterhead_id = letterhead.id
    db.session.commit()
    return document


@pytest.fixture
def signed(app, whole):
    """Two papers: one with the president's name on it, one without."""
    before = app.extensions["institution"]["president"]["ja"]
    tell(whole, "visa.schedule", **{"office.ja": app.extensions["institution"]["office"]["ja"]})
    return tell(whole, "acceptance.certificate", **{"president.ja": before})


def noted() -> list[tuple[int | None, list[str], bool]]:
    rows = db.session.query(Outdating).filter(Outdating.mark != "").order_by(Outdating.id)
    return [(row.document_id, json.loads(row.facts), row.settled) for row in rows]


def test_nothing_is_noted_while_the_institution_is_the_same(signed):
    assert (note_differences(), noted()) == (0, [])


def test_another_president_is_noted_once_for_each_paper_with_the_name(signed, elected):
    first, second = note_differences(), note_differences()

    assert (first, second) == (1, 0)
    assert noted() == [(signed.id, ["institution.president.ja"], False)]
    assert not signed.stale  # it may stay in use


def test_change_taken_back_takes_the_paper_off(app, signed, monkeypatch):
    with monkeypatch.context() as patch:
        changed = {**app.extensions["institution"], "president": PRESIDENT}
        patch.setitem(app.extensions, "institution", changed)
        note_differences()
    note_differences()

    assert noted() == []


def test_page_shows_before_and_now_and_the_papers(desk, signed, elected):
    note_differences()

    page = desk.get("/papers/institution").text

    assert "Who signs for the institution" in page
    assert "佐竹 健" in page
    assert signed.number in page
    assert "/papers/institution" in desk.get("/papers/outdated").text
    assert (
        "Who signs for the institution" in desk.get(f"/cases/{signed.case_id}/papers/outdated").text
    )


def test_papers_are_made_anew_as_a_set_each_naming_what_it_replaces(desk, whole, signed, elected):
    note_differences()
    row = db.session.query(Outdating).filter(Outdating.mark != "").one()

    answer = desk.post("/papers/institution", data={"told": row.id, "what": "anew"})
    run(int(answer.location.rpartition("/")[2]))
    coming = desk.get("/papers/institution").text
    whole.make_papers()

    new = newest_for(whole.case.id, "acceptance.certificate")
    assert "being made anew" in coming
    assert (new.replaces_id, new.state) == (signed.id, "made")
    assert signed.number not in desk.get("/papers/institution").text


def test_paper_left_as_it_is_comes_up_again_only_with_the_next_change(
    app, desk, signed, elected, monkeypatch
):
    note_differences()
    row = db.session.query(Outdating).filter(Outdating.mark != "").one()

    for _click in range(2):
        desk.post("/papers/institution", data={"told": row.id, "what": "stay"})
    left = (note_differences(), noted()[0][2])
    third = {**app.extensions["institution"], "president": {"en": "A B", "ja": "甲"}}
    monkeypatch.setitem(app.extensions, "institution", third)

    assert left == (0, True)
    assert note_differences() == 1


@pytest.mark.parametrize("data", [{}, {"what": "anew"}, {"told": "x", "what": "stay"}])
def test_nothing_ticked_is_said(desk, signed, elected, data):
    note_differences()

    answer = desk.post("/papers/institution", data=data, follow_redirects=True)

    assert "Tick at least one paper first." in answer.text
    assert [settled for *_what, settled in noted()] == [False]


def test_other_departments_papers_are_neither_shown_nor_decided(
    client, sign_in, make_person, make_department, signed, elected
):
    note_differences()
    row = db.session.query(Outdating).filter(Outdating.mark != "").one()
    sign_in(client, make_person("elsewhere@example.org", ("office",), make_department("sci")))

    page = client.get("/papers/institution").text
    client.post("/papers/institution", data={"told": row.id, "what": "stay"})

    assert signed.number not in page
    assert [settled for *_what, settled in noted()] == [False]


def test_researchers_see_nothing_of_it(client, sign_in, whole):
    sign_in(client, whole.case.researcher)

    assert client.get("/papers/institution").status_code == 403


# --- What left as an official form ---------------------------------------------------------------


def exports() -> dict[str, tuple[bool, list[str]]]:
    found = {}
    for one in db.session.query(Exported):
        rows = db.session.query(Outdating).filter_by(export_id=one.id)
        found[one.kind] = (one.stale, sorted(f for row in rows for f in json.loads(row.facts)))
    return found


def test_forms_that_left_are_noted_by_what_they_say(app, applying, monkeypatch):  # noqa: F811
    other = {**app.extensions["institution"], "rest": "中央区本町２丁目", "postal": "1000001"}
    monkeypatch.setitem(app.extensions, "institution", other)

    note_differences()

    assert exports() == {
        "workbook": (True, ["institution.rest"]),
        "bulk": (True, ["institution.postal", "institution.rest"]),
    }


def test_forms_that_do_not_name_the_president_stay(applying, elected):  # noqa: F811
    assert (note_differences(), exports()["bulk"]) == (0, (False, []))
