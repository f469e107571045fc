"""What people send is looked into before it is kept."""

import io
import struct
import zlib
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from PIL import Image
from PIL.ExifTags import GPS, Base
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter

import onboarding.documents.rendering  # noqa: F401 - it must not change how pictures are read
from onboarding.documents.attachments.judging import MOST_BYTES
from onboarding.documents.files import Incoming
from onboarding.documents.uploads import NotAccepted, Wanted, accept
from tests.documents import seeds

SCAN, PHOTO = Wanted(photo=False), Wanted(photo=True)
DAMAGED = "The file is damaged. Save it anew and send it again."
TOO_MANY = "The picture has too many dots. Send a smaller one."
WRONG_SCAN = "This is no PDF, JPEG or PNG. Send a PDF, or a JPEG or PNG picture."
WRONG_PHOTO = "This is no picture. Send a JPEG or PNG picture."


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale("en"):
        yield


def pdf(pages: int = 1, password: str = "") -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(seeds.pages(pages))))
    if password:
        writer.encrypt(password)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def picture(
    size: tuple[int, int] = (600, 800), kind: str = "JPEG", mode: str = "RGB", **options: object
) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 20).convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose head promises a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def refusal(content: bytes, wanted: Wanted = SCAN) -> str:
    with pytest.raises(NotAccepted) as refused:
        accept(content, "file", wanted)
    return refused.value.sentence


def kept_of(content: bytes, name: str, wanted: Wanted) -> Incoming:
    """Return a file as it is kept; nothing had to be mended."""
    received = accept(content, name, wanted)
    assert (received.original, received.faults) == (None, ())
    return received.kept


def opened(kept: Incoming) -> Image.Image:
    return Image.open(io.BytesIO(kept.content))


def test_pdf_is_kept_byte_by_byte() -> None:
    content = pdf(pages=2)

    kept = kept_of(content, "CV of A. Ünal.pdf", SCAN)

    assert kept == Incoming("CV of A. Ünal.pdf", "application/pdf", content)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA")])
def test_scan_is_kept_as_a_jpeg(kind: str, mode: str) -> None:
    kept = kept_of(picture(kind=kind, mode=mode), f"me.{kind.lower()}", SCAN)

    assert (kept.name, kept.media_type) == ("me.jpg", "image/jpeg")
    assert (opened(kept).format, opened(kept).size) == ("JPEG", (600, 800))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose it again."),
        (
            b"%PDF-" + b"0" * MOST_BYTES,
            DAMAGED,
        ),
        (b"%PDF-1.7 this is none", DAMAGED),
        (pdf(pages=3)[:300], DAMAGED),
        (b"%PDF-1.4\n" + bytes(range(256)) * 40, DAMAGED),
        (pdf().replace(b"trailer\n", b"trailer\n7 "), DAMAGED),
        (pdf(pages=101), "The PDF has 101 pages; 100 are the most."),
        (b"MZ\x90\x00 a program", WRONG_SCAN),
        (b"PK\x03\x04 a zip or Word file", WRONG_SCAN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", WRONG_SCAN),
        (b"<html><script>alert(1)</script>", WRONG_SCAN),
        (picture(kind="GIF", mode="P"), WRONG_SCAN),
        (picture(kind="TIFF"), WRONG_SCAN),
        (picture()[:2000], DAMAGED),
        (picture(kind="PNG")[:2000], DAMAGED),
        (png_that_claims(40_000, 40_000), TOO_MANY),
        (png_that_claims(9_000, 8_000), TOO_MANY),
    ],
)
def test_file_that_is_no_good_scan_is_refused_in_words(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


def test_pdf_with_a_password_is_refused() -> None:
    sentence = refusal(pdf(password="secret"))

    assert sentence == (
        "This PDF is protected by a password. Save it without one and send it again."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(), WRONG_PHOTO),
        (b"no picture at all", WRONG_PHOTO),
        (
            picture((299, 399)),
            "The photo has 299 × 399 dots; it should have 300 × 400 or more.",
        ),
    ],
)
def test_file_that_is_no_good_photo_is_refused_in_words(content: bytes, sentence: str) -> None:
    assert refusal(content, PHOTO) == sentence


def test_photo_of_exactly_the_least_size_is_kept() -> None:
    kept = kept_of(picture((300, 400)), "me.jpg", PHOTO)

    assert opened(kept).size == (300, 400)


def test_picture_loses_where_and_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.ImageDescription] = "Camera of A", "at home"
    exif.get_ifd(Base.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    content = picture(exif=exif, icc_profile=b"profile")

    kept = kept_of(content, "me.jpg", PHOTO)

    assert dict(opened(kept).getexif()) == {}
    assert set(opened(kept).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Camera of A" in content
    assert b"Camera of A" not in kept.content


def test_words_hidden_in_a_jpeg_are_gone() -> None:
    kept = kept_of(picture(comment=b"hidden words"), "me.jpg", SCAN)

    assert b"hidden words" not in kept.content


def test_words_hidden_in_a_png_are_gone() -> None:
    hidden = PngInfo()
    hidden.add_text("Comment", "hidden words")

    kept = kept_of(picture(kind="PNG", pnginfo=hidden), "me.png", SCAN)

    assert b"hidden words" not in kept.content


def test_file_behind_a_picture_is_gone() -> None:
    kept = kept_of(picture() + b"PK\x03\x04 a hidden archive", "me.jpg", SCAN)

    assert b"PK\x03\x04" not in kept.content


def test_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6

    kept = kept_of(picture((800, 600), exif=exif), "me.jpg", PHOTO)

    assert opened(kept).size == (600, 800)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\scan.pdf", "scan.pdf"),
        ("旅券の写し.PDF", "旅券の写し.pdf"),
        ('a"<b>|c.pdf', "abc.pdf"),
        ("line\nbreak\x00.pdf", "linebreak.pdf"),
        ("no ending", "no ending.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_name_of_a_file_becomes_harmless(given: str, kept: str) -> None:
    assert kept_of(pdf(), given, SCAN).name == kept


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_picture_whose_notes_nobody_can_read_is_kept_as_it_is(kind: str) -> None:
    buffer = io.BytesIO()
    notes = b"Exif\x00\x00MM\x00\xf2\x00\x00\x00\x08"
    Image.effect_noise((800, 900), 20).convert("RGB").save(buffer, kind, exif=notes)

    received = accept(buffer.getvalue(), f"me.{kind.lower()}", Wanted(photo=False))

    assert opened(received.kept).size == (800, 900)


def test_kept_pdf_still_opens() -> None:
    kept = kept_of(pdf(pages=100), "all.pdf", SCAN)

    assert len(PdfReader(io.BytesIO(kept.content)).pages) == 100
