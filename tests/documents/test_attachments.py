"""Attachments: seeded files with the verdict each must get, and what mending leaves alone."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from onboarding.documents.attachments.judging import Fault, judge, kind_of, together
from onboarding.documents.attachments.mending import mend
from tests.documents.seeds import SEEDS, face, locked, page, pdf


@pytest.mark.parametrize("what", SEEDS)
def test_seeded_file_gets_its_verdict(what):
    name, make, photo, faults, mended = SEEDS[what]
    content = make()

    verdict = judge(name, content, photo=photo)

    assert [fault.reason for fault in verdict.faults] == faults
    assert (mend(name, content, verdict, photo=photo) is not None) is mended


@pytest.mark.parametrize("what", [what for what, seed in SEEDS.items() if seed[4]])
def test_mended_file_has_nothing_wrong_any_more(what):
    name, make, photo, faults, _ = SEEDS[what]
    content = make()

    found = mend(name, content, judge(name, content, photo=photo), photo=photo)

    assert judge(found.name, found.content, photo=photo).faults == ()
    assert list(found.done) == faults
    assert kind_of(found.content) == found.media_type


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
