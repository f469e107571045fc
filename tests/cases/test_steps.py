"""A step on its page: filled in, kept, handed in, refused; as its people meet it."""

import io
import json
import re

import pytest
from PIL import Image
from sqlalchemy import text

from onboarding.cases import service
from onboarding.cases.models import Case, CaseEvent, SensitiveReading
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.documents.files import path_of
from onboarding.documents.models import StoredFile
from onboarding.office.demo.loading import play
from tests.conftest import NOON, TODAY

STEP = "acceptance.application"
ANSWERS = {
    "host.name": "Sota Nishimura",
    "host.name_ja": "西村颯太",
    "position.title": "visiting_researcher",
    "position.relation": "visitor",
    "position.monthly_pay": "０",
    "stay.theme": "Catalysts <script>alert(1)</script>",
    "stay.theme_ja": "触媒の研究'; drop table cases; --",
    "stay.place": "Building 3",
    "stay.facilities": "Desk",
    "research.hazards": "no",
}


@pytest.fixture
def case(make_case):
    return make_case("own_funds")


@pytest.fixture
def host(client, case, sign_in):
    sign_in(client, case.host)
    return client


@pytest.fixture
def page(case):
    return f"/cases/{case.id}/steps/{STEP}"


def facts_of(case):
    """Return the facts of a case as they are now in the database."""
    db.session.rollback()
    return progress_of(db.session.get_one(Case, case.id), TODAY).facts


def hand_in(client, page, answers, *, seen=1):
    """Send a step's form as its page would."""
    return client.post(page, data={**answers, "save": "finish", "seen": str(seen)})


def test_answers_are_kept_as_typed_and_shown_escaped(host, case, page):
    answer = hand_in(host, page, ANSWERS)

    facts = facts_of(case)
    assert (answer.status_code, answer.location) == (303, f"/cases/{case.id}")
    assert facts["stay.theme_ja"] == "触媒の研究'; drop table cases; --"
    assert facts["position.monthly_pay"] == 0
    assert "&lt;script&gt;alert(1)" in host.get(page).text
    assert "<script>alert" not in host.get(page).text


def test_missing_and_wrong_answers_are_named_and_nothing_typed_is_lost(host, case, page):
    wrong = {**ANSWERS, "position.monthly_pay": "much", "stay.place": ""}

    answer = hand_in(host, page, wrong)

    assert answer.status_code == 422
    pay = '<a href="#f-position-monthly_pay">Monthly pay or allowance (yen): Write a whole number'
    assert pay in answer.text
    assert '<a href="#f-stay-place">Place of work: Please fill this in.</a>' in answer.text
    assert 'value="much"' in answer.text
    assert "触媒の研究" in answer.text
    assert "stay.theme" not in facts_of(case)


def test_errors_speak_japanese_to_a_japanese_reader(host, case, page):
    case.host.language = "ja"
    db.session.commit()

    answer = hand_in(host, page, {**ANSWERS, "stay.theme": "x" * 201})

    assert "201文字あります。200文字以内にしてください。" in answer.text


def test_a_draft_comes_back_on_another_device(host, case, page, browser, sign_in):
    host.post(page, data={"stay.theme": "Half a tho", "save": "draft"})

    other = browser()
    sign_in(other, case.host)

    assert 'value="Half a tho"' in other.get(page).text
    assert "Half a tho" not in db.session.execute(text("select sealed from drafts")).scalar_one()


def test_switching_the_language_keeps_what_was_typed(host, page):
    typed = {"stay.theme": "Half a thought", "position.relation": "fellow", "seen": "1"}
    answer = host.post(f"/language?to=ja&next={page}", data=typed)

    shown = host.get(answer.location).text
    assert (answer.status_code, answer.location) == (303, page)
    assert '<html lang="ja"' in shown
    assert 'value="Half a thought"' in shown
    assert re.search(r'value="fellow"[^>]*checked', shown)


def test_a_double_click_hands_in_once(host, case, page):
    hand_in(host, page, ANSWERS)
    again = hand_in(host, page, ANSWERS)

    db.session.rollback()
    kinds = [event.kind for event in db.session.get_one(Case, case.id).events]
    assert again.status_code == 303
    assert kinds == ["opened", "finished"]


def test_somebody_elses_answer_saved_meanwhile_is_shown_beside_mine(host, case, page):
    service.record_facts(case.id, {"stay.place": "Building 9"}, by=By(None, case.opened_at))

    answer = hand_in(host, page, ANSWERS)

    assert answer.status_code == 409
    assert "The system saved “Building 9” meanwhile." in answer.text
    assert 'value="Building 3"' in answer.text
    assert 'name="seen" value="2"' in answer.text


def test_handing_in_again_then_puts_mine_in_its_place(host, case, page):
    service.record_facts(case.id, {"stay.place": "Building 9"}, by=By(None, case.opened_at))
    hand_in(host, page, ANSWERS)

    answer = hand_in(host, page, ANSWERS, seen=2)

    assert answer.status_code == 303
    assert facts_of(case)["stay.place"] == "Building 3"


def test_a_step_closed_meanwhile_shows_what_was_typed(host, case, page):
    host.get(page)
    service.stop_case(case.id, reason="Called off", by=By(None, case.opened_at))

    answer = hand_in(host, page, {**ANSWERS, "note": "Near the lift"})

    assert answer.status_code == 409
    assert "What you typed and could not be saved:" in answer.text
    assert "Building 3" in answer.text
    assert "<dt>Comment</dt><dd>Near the lift</dd>" in answer.text


@pytest.mark.parametrize("who", ["stranger", "researcher", "it"])
def test_another_person_cannot_hand_in(client, case, page, who, make_person, sign_in):
    people = {
        "stranger": lambda: make_person("stranger@example.org"),
        "researcher": lambda: case.researcher,
        "it": lambda: make_person("it@example.org", ("it",)),
    }
    sign_in(client, people[who]())

    answer = hand_in(client, page, ANSWERS)

    assert answer.status_code == 403
    assert "stay.theme" not in facts_of(case)


def test_nobody_gets_in_without_signing_in(client, page):
    assert client.get(page).location == f"/sign-in?next={page}"


def test_a_waiting_step_says_whom_it_waits_for(client, case, sign_in):
    sign_in(client, case.researcher)

    shown = client.get(f"/cases/{case.id}/steps/acceptance.papers").text

    assert "Waits for “About you” (Researcher)." in shown


def picture(width=600, height=800, kind="JPEG"):
    """Return the bytes of a picture."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def passport_page(make_case, act, make_person):
    """A case whose passport step is open, and the address of its page."""
    case = make_case("jsps_fellow")
    export = make_person("export@example.org", ("export",))
    no = dict.fromkeys(("type1", "foreign_money", "type3", "in_japan"), False)
    application = {
        "position.title": "visiting_researcher",
        "position.monthly_pay": 362000,
        "research.hazards": False,
        **{f"stay.{name}": "x" for name in ("theme", "theme_ja", "place", "facilities")},
    }
    act(case, case.host, "acceptance.application", facts=application)
    precheck = {"controlled": "no", "public_research": True, "military_link": False}
    act(
        case,
        case.host,
        "acceptance.export_precheck",
        facts=given("export", "technology", "x", **precheck),
    )
    act(case, case.researcher, "acceptance.profile", facts=PROFILE)
    act(
        case,
        case.researcher,
        "acceptance.declaration",
        facts=given("declaration", "pledge", True, institutions=None, **no),
    )
    act(
        case,
        export,
        "acceptance.export_verdict",
        outcome="clear",
        facts={"export.end_user_list": "no"},
    )
    return case, f"/cases/{case.id}/steps/visa.passport"


def given(group, name, value, **more):
    """Return facts of one group."""
    return {f"{group}.{key}": one for key, one in {name: value, **more}.items()}


PROFILE = {
    "researcher.katakana_name": "ガルシア マリア",
    "researcher.sex": "female",
    "researcher.email": "maria@example.org",
    "researcher.home_address": "1 Street",
    "researcher.home_institution": "University",
    "researcher.home_position": "Researcher",
    "researcher.home_country": "ESP",
    "researcher.degree": "doctor",
    "emergency.name": "Ana",
    "emergency.relation": "Sister",
    "emergency.phone": "+34 1 234 567",
}
PASSPORT = {
    "passport.number": "XDA123456",
    "passport.expires_on": "2031-01-31",
    "passport.country": "ESP",
    "passport.name_confirmed": "yes",
}


def files():
    """Return a scan and a photo as a browser sends them."""
    return {
        "passport.scan": (io.BytesIO(picture(1200, 900)), "scan.jpg"),
        "passport.photo": (io.BytesIO(picture()), "me.jpg"),
    }


def send_passport(client, page, **replaced):
    """Hand in the passport with its files."""
    data = {**PASSPORT, **files(), "save": "finish", "seen": "99", **replaced}
    return client.post(page, data=data, content_type="multipart/form-data")


def test_passport_facts_and_files_are_unreadable_at_rest(client, passport_page, sign_in):
    case, page = passport_page
    sign_in(client, case.researcher)

    answer = send_passport(client, page)

    assert answer.status_code == 303
    rows = [row.data for row in db.session.query(CaseEvent)]
    snapshot = db.session.execute(text("select snapshot from cases")).scalar_one()
    stored = db.session.query(StoredFile).all()
    kept = b"".join(path_of(file).read_bytes() for file in stored)
    assert not any("XDA123456" in row for row in [*rows, snapshot])
    assert [file.sealed for file in stored] == [True, True]
    assert not any(".jpg" in file.name or ".png" in file.name for file in stored)
    assert b"\xff\xd8\xff" not in kept
    assert facts_of(case)["passport.number"] == "XDA123456"


def test_looking_at_a_passport_is_recorded_and_not_for_everybody(
    client, passport_page, sign_in, make_person
):
    case, page = passport_page
    sign_in(client, case.researcher)
    send_passport(client, page)
    office = make_person("office@example.org", ("office",))
    hr = make_person("hr@example.org", ("hr",))

    sign_in(client, hr)
    refused = client.post(f"/cases/{case.id}/facts/passport.number")
    sign_in(client, office)
    shown = client.post(f"/cases/{case.id}/facts/passport.number")

    readings = [(one.person_id, one.what) for one in db.session.query(SensitiveReading)]
    assert refused.status_code == 403
    assert "XDA123456" in shown.text
    assert "XDA123456" not in client.get(f"/cases/{case.id}/overview").text
    assert readings == [(office.id, "passport.number")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"MZ\x90\x00 not a picture", "Send a PDF, or a JPEG or PNG picture."),
        (b"%PDF-1.7 broken", "The file is damaged."),
    ],
)
def test_a_file_that_is_none_is_refused_and_the_rest_kept(
    client, passport_page, sign_in, content, sentence
):
    case, page = passport_page
    sign_in(client, case.researcher)

    answer = send_passport(client, page, **{"passport.scan": (io.BytesIO(content), "scan.pdf")})

    if not content:
        sentence = "The file is empty."
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "XDA123456" in answer.text
    assert "me.jpg</a>" in answer.text


def test_a_huge_upload_is_refused_in_words(client, passport_page, sign_in):
    case, page = passport_page
    sign_in(client, case.researcher)
    form = "multipart/form-data; boundary=edge"

    answer = client.post(page, data=b"x" * 33 * 1024 * 1024, content_type=form)

    assert answer.status_code == 413
    assert "What you sent is too large." in answer.text


def test_a_file_of_another_case_cannot_be_handed_in(client, passport_page, sign_in, make_case):
    case, page = passport_page
    sign_in(client, case.researcher)
    send_passport(client, page)
    foreign = db.session.query(StoredFile).first()
    other = make_case("jsps_fellow")
    foreign.case_id = other.id
    db.session.commit()

    answer = client.get(f"/cases/{case.id}/files/{foreign.id}")

    assert answer.status_code == 404


def test_a_kept_form_tells_nothing_of_a_file_of_another_case(
    client, passport_page, sign_in, make_case
):
    case, page = passport_page
    other = make_case("jsps_fellow")
    file = StoredFile(
        **{"case_id": other.id, "name": "secret-name.pdf", "media_type": "application/pdf"},
        **{"size": 1, "sha256": "0" * 64, "sealed": True, "added_at": NOON},
    )
    db.session.add(file)
    db.session.commit()
    sign_in(client, case.researcher)

    client.post(f"/language?to=en&next={page}", data={"passport.scan": str(file.id)})

    assert "secret-name" not in client.get(page).text


def test_other_answers_from_a_second_window_are_not_lost_silently(host, case, page):
    hand_in(host, page, ANSWERS)

    answer = hand_in(host, page, {**ANSWERS, "stay.place": "Building 9"})

    assert answer.status_code == 409
    assert "What you typed and could not be saved:" in answer.text
    assert "Building 9" in answer.text
    assert facts_of(case)["stay.place"] == "Building 3"


def test_a_correction_somebody_else_was_faster_with_shows_both_values(
    client, case, sign_in, make_person
):
    sign_in(client, make_person("office@example.org", ("office",)))
    service.record_facts(case.id, {"stay.place": "Building 9"}, by=By(None, case.opened_at))
    typed = {"stay.starts_on": "2027-04-01", "stay.ends_on": "2028-03-31"}

    answer = client.post(
        f"/cases/{case.id}/facts/stay/correct", data={**typed, "stay.place": "Attic", "seen": "1"}
    )

    assert answer.status_code == 409
    assert "The system saved “Building 9” meanwhile." in answer.text
    assert 'value="Attic"' in answer.text
    assert facts_of(case)["stay.place"] == "Building 9"


def test_a_reason_that_came_too_late_is_still_there(client, case, sign_in, make_person):
    page = f"/cases/{case.id}/stop"
    sign_in(client, make_person("office@example.org", ("office",)))
    client.post(page, data={"reason": "First"})

    answer = client.post(page, data={"reason": "A long reason"})

    assert answer.status_code == 409
    assert "A long reason" in client.get(page).text


def test_items_nobody_could_have_added_are_left_out(client, make_case, sign_in, make_person):
    case, office = make_case("lotus"), make_person("office@example.org", ("office", "export"))
    staff = {"office": office, "export": office, "host": case.host}
    play(case, staff, "acceptance.visits", NOON)
    sign_in(client, case.host)
    odd = ["v1", "v1", "²", "v" * 40, "v1@m2", "<b>", "v2"]

    shown = client.post(
        f"/cases/{case.id}/steps/acceptance.visits",
        data={"stay.visits": odd, "add": "stay.visits"},
    )

    items = re.findall(r'name="stay.visits"[^>]*value="([^"]*)"', shown.text)
    assert (shown.status_code, items) == (200, ["v1", "v2", "v3"])


def test_the_plan_is_a_calendar_with_my_steps_only(client, case, sign_in):
    sign_in(client, case.researcher)

    answer = client.get(f"/cases/{case.id}/plan.ics")

    assert answer.mimetype == "text/calendar"
    assert "SUMMARY:About you" in answer.text
    assert "Application to accept" not in answer.text


def test_the_history_of_a_case_is_chained(host, case, page):
    hand_in(host, page, ANSWERS)

    events = db.session.query(CaseEvent).order_by(CaseEvent.sequence).all()
    assert [len(event.hash) for event in events] == [64, 64]
    assert db.session.get_one(Case, case.id).head_hash == events[-1].hash
    assert json.loads(events[-1].data)["step"] == STEP
