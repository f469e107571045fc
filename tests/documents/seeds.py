"""Files with a known fault each, made on the spot: none of them is anybody's."""

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

Seed = tuple[str, bytes, bool]


def face(width: int = 600, height: int = 800, kind: str = "JPEG") -> bytes:
    """Return a photo of a drawn face."""
    picture = Image.new("RGB", (width, height), "#dfe7ef")
    draw = ImageDraw.Draw(picture)
    w, h = width, height
    draw.ellipse((w * 0.25, h * 0.15, w * 0.75, h * 0.65), fill="#c79b7b")
    draw.rectangle((w * 0.1, h * 0.7, w * 0.9, h), fill="#223355")
    return saved(picture, kind)


def page(width: int = 1240, height: int = 1754, kind: str = "JPEG") -> bytes:
    """Return a picture of a written page."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    for line in range(6, height // 30):
        draw.line((80, line * 30, width - 80, line * 30), fill="black", width=6)
    return saved(picture, kind)


def saved(picture: Image.Image, kind: str) -> bytes:
    target = BytesIO()
    picture.save(target, kind)
    return target.getvalue()


def noise(width: int, height: int) -> bytes:
    """Return a picture that hardly compresses."""
    made = random.Random(1).randbytes(width * height * 3)
    target = BytesIO()
    Image.frombytes("RGB", (width, height), made).save(target, "JPEG", quality=97)
    return target.getvalue()


def pdf(*pictures: bytes) -> bytes:
    """Return a PDF of one page for each picture."""
    first, *rest = (Image.open(BytesIO(one)).convert("RGB") for one in pictures or (page(),))
    target = BytesIO()
    first.save(target, "PDF", save_all=True, append_images=rest, resolution=150)
    return target.getvalue()


def locked(content: bytes, *, user: str, owner: str = "owner") -> bytes:
    """Return a PDF that asks for a password, or only forbids printing where `user` is empty."""
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(content)))
    writer.encrypt(user, owner, algorithm="AES-256", permissions_flag=0)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def without_pages() -> bytes:
    target = BytesIO()
    PdfWriter().write(target)
    return target.getvalue()


def blank_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


# What it is → (name, maker, whether it is a photo, the faults expected, whether it is mended).
SEEDS: dict[str, tuple[str, Callable[[], bytes], bool, list[str], bool]] = {
    "a good scan": ("passport.pdf", pdf, False, [], False),
    "a good picture": ("passport.jpg", page, False, [], False),
    "a good photo": ("face.jpg", face, True, [], False),
    "an empty file": ("cv.pdf", lambda: b"", False, ["empty"], False),
    "a text file": ("cv.pdf", lambda: b"Curriculum vitae", False, ["unknown_kind"], False),
    "a program": ("cv.exe", lambda: b"MZ\x90\x00", False, ["unknown_kind"], False),
    "a password": ("cv.pdf", lambda: locked(pdf(), user="x"), False, ["encrypted"], False),
    "forbidden to print": ("cv.pdf", lambda: locked(pdf(), user=""), False, ["restricted"], True),
    "cut off": ("cv.pdf", lambda: pdf()[:300], False, ["damaged"], False),
    "no pages": ("cv.pdf", without_pages, False, ["no_pages"], False),
    "a blank page": ("cv.pdf", blank_pdf, False, ["blank"], False),
    "a picture named PDF": ("cv.pdf", page, False, ["wrong_ending"], True),
    "a PDF named picture": ("cv.jpg", pdf, False, ["wrong_ending"], True),
    "a picture cut off": ("cv.jpg", lambda: page()[:2000], False, ["damaged"], False),
    "a coarse scan": ("id.jpg", lambda: page(400, 560), False, ["too_coarse"], False),
    "a coarse PDF": ("id.pdf", lambda: pdf(page(400, 560)), False, ["too_coarse"], False),
    "a white picture": (
        "id.png",
        lambda: saved(Image.new("RGB", (1240, 1754), "white"), "PNG"),
        False,
        ["blank"],
        False,
    ),
    "a huge picture": ("id.jpg", lambda: noise(3400, 3000), False, ["too_large"], True),
    "a photo as PNG": ("face.png", lambda: face(kind="PNG"), True, ["photo_not_jpeg"], True),
    "a square photo": ("face.jpg", lambda: face(800, 800), True, ["photo_proportion"], True),
    "a lying photo": ("face.jpg", lambda: face(800, 600), True, ["photo_lying"], False),
    "a small photo": ("face.jpg", lambda: face(240, 320), True, ["photo_small"], False),
    "a photo as PDF": ("face.pdf", pdf, True, ["unknown_kind"], False),
}
