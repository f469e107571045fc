"""A file that had to be mended: both shown, accepted or replaced, nothing typed lost."""

import io
import json
import os
import re

import pytest

from onboarding.cases import filed
from onboarding.cases.models import SensitiveReading
from onboarding.database import db
from onboarding.documents.attachments import keeping
from onboarding.documents.files import path_of
from onboarding.documents.models import JudgedFile, StoredFile
from tests.cases.test_steps import facts_of, passport_page, picture, send_passport  # noqa: F401
from tests.documents.seeds import locked, page, pdf

ASKED = "We mended this file. Look at both and accept it, or choose another."


@pytest.fixture
def step(client, sign_in, passport_page):  # noqa: F811 - the fixture
    """The passport step of a researcher who is signed in, and its address."""
    case, address = passport_page
    sign_in(client, case.researcher)
    return case, address


def restricted():
    return io.BytesIO(locked(pdf(), user="")), "passport.pdf"


def offered(answer):
    """Return the id of the file a page asks to accept."""
    return re.search(r'name="accept.passport.scan" value="(\d+)"', answer.text)[1]


def again(client, address, file_id, **more):
    """Hand in the page as a browser would: what was typed, files by their id."""
    kept = {row.file_id for row in db.session.query(JudgedFile)}
    photo = max(kept - {int(file_id)})
    given = {"passport.scan": file_id, "passport.photo": str(photo)}
    return send_passport(client, address, **given, **more)


def test_mended_file_is_shown_beside_its_original_and_not_taken_yet(client, step):
    case, address = step

    answer = send_passport(client, address, **{"passport.scan": restricted()})
    known = db.session.get(JudgedFile, int(offered(answer)))
    made, original = known.file, known.original

    assert answer.status_code == 422
    assert ASKED in answer.text
    assert "This PDF forbids printing or copying" in answer.text
    assert "It was written anew without these restrictions" in answer.text
    assert 'value="XDA123456"' in answer.text
    assert f"/cases/{case.id}/files/{original.id}" in answer.text
    assert "passport.scan" not in facts_of(case)
    assert (original.sealed, made.sealed) == (True, True)


def test_accepted_file_counts_and_its_original_stays(client, step):
    case, address = step
    file_id = offered(send_passport(client, address, **{"passport.scan": restricted()}))

    answer = again(client, address, file_id, **{"accept.passport.scan": file_id})

    known = db.session.get(JudgedFile, int(file_id))
    assert answer.status_code == 303
    assert facts_of(case)["passport.scan"] == file_id
    assert known.accepted_at is not None
    assert path_of(known.original).exists()


def test_mended_file_without_a_tick_is_asked_about_again(client, step):
    case, address = step
    file_id = offered(send_passport(client, address, **{"passport.scan": restricted()}))

    answer = again(client, address, file_id)

    assert answer.status_code == 422
    assert offered(answer) == file_id
    assert "passport.scan" not in facts_of(case)


def test_another_file_takes_the_place_of_the_mended_one(client, step):
    case, address = step
    first = offered(send_passport(client, address, **{"passport.scan": restricted()}))
    better = {"passport.scan": (io.BytesIO(page()), "passport.jpg")}

    answer = send_passport(client, address, **better)

    assert answer.status_code == 303
    assert facts_of(case)["passport.scan"] not in ("", first)


def test_original_cannot_be_handed_in_itself(client, step):
    case, address = step
    file_id = offered(send_passport(client, address, **{"passport.scan": restricted()}))
    original = db.session.get(JudgedFile, int(file_id)).original_id

    answer = again(client, address, str(original))

    assert answer.status_code == 422
    assert "passport.scan" not in facts_of(case)


def test_tick_is_kept_with_the_draft(client, step):
    _case, address = step
    file_id = offered(send_passport(client, address, **{"passport.scan": restricted()}))

    again(client, address, file_id, **{"accept.passport.scan": file_id, "save": "draft"})
    shown = client.get(address).text

    assert ASKED not in shown
    assert "Mended: what was done" in shown


def test_photo_is_cut_and_shown_small_and_each_look_is_noted(client, step):
    _case, address = step
    square = {"passport.photo": (io.BytesIO(picture(800, 800)), "me.jpg")}
    answer = send_passport(client, address, **square)
    pictures = re.findall(r'<img loading="lazy" src="(/cases/\d+/files/\d+/small)"', answer.text)

    small = [client.get(one) for one in pictures]

    readings = {row.what for row in db.session.query(SensitiveReading)}
    assert [one.mimetype for one in small] == ["image/jpeg", "image/jpeg"]
    assert readings == {f"file {one.split('/')[4]}" for one in pictures}
    assert "It was cut to this proportion; nothing was stretched." in answer.text


def test_nobody_else_sees_an_original(client, step, sign_in, make_person):
    case, address = step
    file_id = offered(send_passport(client, address, **{"passport.scan": restricted()}))
    again(client, address, file_id, **{"accept.passport.scan": file_id})
    original = db.session.get(JudgedFile, int(file_id)).original_id
    seen = []
    for role in ("office", "hr", "head"):
        sign_in(client, make_person(f"{role}@example.org", (role,)))
        paths = (f"/cases/{case.id}/files/{original}", f"/cases/{case.id}/files/{original}/small")
        seen.append([client.get(path).status_code for path in paths])

    assert seen == [[200, 404], [403, 403], [403, 403]]


@pytest.fixture
def kept(step, client):
    """A stored file with its verdict."""
    case, address = step
    send_passport(client, address)
    file = db.session.get(StoredFile, int(facts_of(case)["passport.scan"]))
    return case, file


def judge_by_worker(file_id):
    """Let go of the database, as the page has, and let a worker judge a file."""
    db.session.rollback()
    filed.judge_file(file_id)
    db.session.rollback()


def judged_now(case, file, monkeypatch):
    """Return what is wrong with a file, and how often one was read to find out."""
    reads = []
    whole = keeping.files.read
    monkeypatch.setattr(keeping.files, "read", lambda *args: reads.append(1) or whole(*args))
    found = filed.standing_faults(case, set(), {file.id})[file.id][1]
    return [fault.reason for fault in found], len(reads)


def test_verdict_kept_with_a_file_is_not_found_out_again(kept, monkeypatch):
    assert judged_now(*kept, monkeypatch) == ([], 0)


def test_file_judged_by_older_rules_is_judged_again_by_a_worker(kept, monkeypatch):
    case, file = kept
    row = db.session.get(JudgedFile, file.id)
    row.judged_by, row.verdict = "older", json.dumps({"paper": [["blank"]], "photo": []})
    db.session.commit()

    before = judged_now(case, file, monkeypatch)
    waiting = keeping.to_judge(50)
    judge_by_worker(file.id)
    monkeypatch.undo()

    assert (before, waiting) == (([], 1), [file.id])
    assert (judged_now(case, file, monkeypatch), keeping.to_judge(50)) == (([], 0), [])


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_file_changed_or_gone_in_the_store_is_noticed(kept, monkeypatch, harm):
    case, file = kept
    if harm == "gone":
        os.remove(path_of(file))
    else:
        path_of(file).write_bytes(b"something else")

    assert judged_now(case, file, monkeypatch)[0] == ["lost"]


def test_file_kept_before_there_were_verdicts_gets_one(kept):
    _case, file = kept
    db.session.delete(db.session.get(JudgedFile, file.id))
    db.session.commit()

    judge_by_worker(file.id)

    assert keeping.is_fresh(db.session.get(JudgedFile, file.id), file)
