"""Attachments: seeded files with the verdict each must get, and what mending leaves alone."""

from io import BytesIO
from pathlib import Path

import pytest
import yaml
from flask_babel import force_locale
from PIL import Image
from PIL.ExifTags import GPS, Base
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader

from onboarding.documents.attachments.judging import Fault, judge, kind_of, together
from onboarding.documents.attachments.mending import mend
from onboarding.documents.attachments.stripping import stripped
from onboarding.documents.attachments.words import done_word, fault_word
from onboarding.documents.uploads import NotAccepted, Wanted, accept
from tests.documents.seeds import SEEDS, face, locked, noise, page, pdf, saved

# What whoever sends a seeded file reads, in both languages.
SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text("utf-8"))
MENDED = [what for what, seed in SEEDS.items() if seed[4] == "mended"]


def told(what, language):
    """Return what becomes of a seeded file, and the sentences somebody reads about it."""
    name, make, photo, _faults, _becomes = SEEDS[what]
    with force_locale(language):
        try:
            received = accept(make(), name, Wanted(photo=photo))
        except NotAccepted as refused:
            return "refused", [fault_word(fault) for fault in refused.faults]
        if received.original:
            both = [(fault_word(one), done_word(one.reason)) for one in received.faults]
            return "mended", [sentence for pair in both for sentence in pair]
        kept = judge(received.kept.name, received.kept.content, photo=photo)
        return "kept", [fault_word(fault) for fault in kept.faults]


@pytest.mark.parametrize("what", SEEDS)
def test_seeded_file_gets_its_verdict(what):
    name, make, photo, faults, _ = SEEDS[what]

    verdict = judge(name, make(), photo=photo)

    assert [fault.reason for fault in verdict.faults] == faults


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("what", SEEDS)
def test_seeded_file_is_told_of_in_both_languages(app, what, language):
    assert told(what, language) == (SEEDS[what][4], SENTENCES[what][language])


@pytest.mark.parametrize("what", MENDED)
def test_mended_file_has_nothing_wrong_any_more(what):
    name, make, photo, faults, _ = SEEDS[what]
    content = make()

    found = mend(name, content, judge(name, content, photo=photo), photo=photo)

    assert judge(found.name, found.content, photo=photo).faults == ()
    assert list(found.done) == faults
    assert kind_of(found.content) == found.media_type


@pytest.mark.parametrize("what", MENDED)
def test_what_was_sent_is_kept_beside_what_was_made_from_it(what):
    name, make, photo, _, _ = SEEDS[what]

    received = accept(make(), name, Wanted(photo=photo))

    assert received.original.name == name
    assert judge(name, received.original.content, photo=photo).faults == received.faults


def test_restricted_pdf_keeps_its_pages():
    content = locked(pdf(page(), page()), user="")

    found = mend("cv.pdf", content, judge("cv.pdf", content))
    reader = PdfReader(BytesIO(found.content))

    assert not reader.is_encrypted
    assert len(reader.pages) == 2


def test_photo_is_cut_from_the_middle_without_stretching():
    content = face(900, 1000)

    found = mend("face.jpg", content, judge("face.jpg", content, photo=True), photo=True)

    assert Image.open(BytesIO(found.content)).size == (750, 1000)


def test_files_are_added_up():
    size = 9 * 1024 * 1024

    assert together([size, size]) is None
    assert together([size, size, size]) == Fault("too_large_together", ("27.0", "25"))


def test_page_with_much_drawn_on_it_is_not_judged_by_its_picture():
    content = pdf(page(200, 280)).replace(b"/Do Q", b"/Do Q" + b" " * 3000)

    assert judge("map.pdf", content).faults in ((), (Fault("unreadable", ("1", "200")),))


def noted(kind):
    """Return a picture with a note of where it was taken, and words hidden in it."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "Camera of A", 6
    exif.get_ifd(Base.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    hidden = PngInfo()
    hidden.add_text("Comment", "hidden words")
    more = {"JPEG": {"comment": b"hidden words"}, "PNG": {"pnginfo": hidden}, "WEBP": {}}[kind]
    target = BytesIO()
    Image.open(BytesIO(page(800, 900))).save(target, kind, exif=exif, **more)
    return target.getvalue() + b"PK a hidden archive"


@pytest.mark.parametrize(("kind", "held"), [("JPEG", 6), ("PNG", None), ("WEBP", None)])
def test_original_of_a_picture_loses_its_notes_and_nothing_else(kind, held):
    content = noted(kind)

    found = stripped(content)
    before, after = Image.open(BytesIO(content)), Image.open(BytesIO(found))

    assert after.tobytes() == before.tobytes()
    assert dict(after.getexif()).get(Base.Orientation) == held
    assert not after.getexif().get_ifd(Base.GPSInfo)
    assert [word for word in (b"Camera of A", b"hidden words", b"archive") if word in found] == []


@pytest.mark.parametrize(
    "content", [pdf(), b"no picture", page()[:300], b"", saved(Image.new("L", (9, 9)), "PNG")[:20]]
)
def test_original_that_cannot_be_taken_apart_is_kept_as_it_is(content):
    assert stripped(content) == content


def test_large_picture_keeps_its_size_in_dots_where_it_can():
    content = noise(3400, 3000)

    found = mend("id.jpg", content, judge("id.jpg", content))

    assert Image.open(BytesIO(found.content)).size == (3400, 3000)
