"""Reading the lines from a picture, by the real program on drawn pages."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont

from onboarding.visa.passport.mrz import read
from onboarding.visa.passport.recognising import can_recognise, recognise
from tests.visa.test_mrz import ONE_NAME, SPECIMEN

TODAY = date(2026, 11, 24)
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"


def drawn(lines, turned=0):
    """Return a picture of a data page with these lines at its foot."""
    picture = Image.new("L", (1250, 880), 235)
    pen = ImageDraw.Draw(picture)
    pen.text((60, 80), "PASSPORT  UTOPIA", font=ImageFont.truetype(FONT, 60), fill=20)
    for number, line in enumerate(lines.split("\n")):
        place = (40, 740 + number * 60)
        pen.text(place, line, font=ImageFont.truetype(FONT, 44), fill=10)
    target = BytesIO()
    exif = Image.Exif()
    exif[274] = {0: 1, 180: 3}[turned]
    picture.rotate(turned).save(target, "JPEG", quality=85, exif=exif)
    return target.getvalue()


def test_this_machine_reads_pictures():
    assert can_recognise()


@pytest.mark.parametrize("lines", [SPECIMEN, ONE_NAME])
def test_lines_of_a_drawn_page_are_read_as_typed_ones(lines):
    found = recognise(drawn(lines))

    assert found is not None
    assert read(found, TODAY) == read(lines, TODAY)


def test_picture_a_camera_took_upside_down_is_turned():
    found = recognise(drawn(SPECIMEN, turned=180))

    assert found is not None
    assert read(found, TODAY).doubts == ()


@pytest.mark.parametrize("picture", [b"", b"\xff\xd8\xff\xe0", drawn("NO SUCH\nLINES")])
def test_picture_without_lines_gives_none(picture):
    assert recognise(picture) is None


def test_without_the_program_typing_stays(monkeypatch):
    monkeypatch.setenv("PATH", "")

    assert not can_recognise()
    assert recognise(drawn(SPECIMEN)) is None
