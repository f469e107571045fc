"""Files with a known fault each, made on the spot: none of them is anybody's."""

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter
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


def written(blur: float = 0, lines: int = 40) -> bytes:
    """Return a picture of a page with so many lines of print, out of focus by so many dots."""
    picture = Image.new("RGB", (1240, 1754), "#f4f2ec")
    draw = ImageDraw.Draw(picture)
    for line in range(lines):
        words = f"{line:02d} Certificate of a doctor's degree, Universidad de Madrid"
        draw.text((120, 120 + line * 36), words, fill="#333333", font_size=22)
    return saved(picture.filter(ImageFilter.GaussianBlur(blur)), "JPEG")


def dusty() -> bytes:
    """Return a scan of an empty page: grain all over it, and dust on the glass."""
    dots = random.Random(2)
    grain = bytes(236 + dots.randrange(8) for _ in range(1240 * 1754))
    picture = Image.frombytes("L", (1240, 1754), grain)
    draw = ImageDraw.Draw(picture)
    for _ in range(4):
        x, y = dots.randrange(1200), dots.randrange(1700)
        draw.ellipse((x, y, x + 5, y + 4), fill=40)
    return saved(picture, "JPEG")


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


def heavy_pdf() -> bytes:
    """Return a PDF of pictures that hardly compress, over the limit."""
    return pdf(noise(2400, 3300), noise(2400, 3300), noise(2400, 3300))


def turned() -> bytes:
    """Return a photo as a camera held sideways keeps it: lying, with a note to turn it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    target = BytesIO()
    Image.open(BytesIO(face())).rotate(90, expand=True).save(target, "JPEG", exif=exif)
    return target.getvalue()


def pages(count: int) -> bytes:
    writer = PdfWriter()
    first = PdfReader(BytesIO(pdf())).pages[0]
    for _ in range(count):
        writer.add_page(first)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def with_blank_page() -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(pdf())))
    writer.add_blank_page(595, 842)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def bomb() -> bytes:
    """Return a small PNG whose head promises far too many dots."""
    picture = BytesIO()
    Image.new("1", (9000, 8000)).save(picture, "PNG")
    return picture.getvalue()


WHITE = Image.new("RGB", (1240, 1754), "white")

# What it is → (name, maker, whether it is a photo, the faults expected, what becomes of it).
SEEDS: dict[str, tuple[str, Callable[[], bytes], bool, list[str], str]] = {
    "a good scan": ("passport.pdf", pdf, False, [], "kept"),
    "a good picture": ("passport.jpg", page, False, [], "kept"),
    "a good photo": ("face.jpg", face, True, [], "kept"),
    "a photo held sideways": ("face.jpg", turned, True, [], "kept"),
    "a coarse scan": ("id.jpg", lambda: page(400, 560), False, ["too_coarse"], "kept"),
    "a printed page": ("cv.jpg", written, False, [], "kept"),
    "one line on a page": ("cv.jpg", lambda: written(lines=1), False, [], "kept"),
    "a page a little out of focus": ("cv.jpg", lambda: written(1.5), False, [], "kept"),
    "a blurred scan": ("cv.jpg", lambda: written(6), False, ["blurred"], "kept"),
    "a blurred PDF": ("cv.pdf", lambda: pdf(written(6)), False, ["blurred"], "kept"),
    "a coarse PDF": ("id.pdf", lambda: pdf(page(400, 560)), False, ["too_coarse"], "kept"),
    "a blank page among others": ("cv.pdf", with_blank_page, False, ["blank_page"], "kept"),
    "forbidden to print": (
        "cv.pdf",
        lambda: locked(pdf(), user=""),
        False,
        ["restricted"],
        "mended",
    ),
    "a picture named PDF": ("cv.pdf", page, False, ["wrong_ending"], "mended"),
    "a PDF named picture": ("cv.jpg", pdf, False, ["wrong_ending"], "mended"),
    "a huge picture": ("id.jpg", lambda: noise(3400, 3000), False, ["too_large"], "mended"),
    "a huge PDF": ("cv.pdf", heavy_pdf, False, ["too_large"], "mended"),
    "a photo as PNG": ("face.png", lambda: face(kind="PNG"), True, ["not_jpeg"], "mended"),
    "a scan as WEBP": ("id.webp", lambda: page(kind="WEBP"), False, ["not_jpeg"], "mended"),
    "a square photo": ("face.jpg", lambda: face(800, 800), True, ["photo_proportion"], "mended"),
    "a tall PNG photo": (
        "face.png",
        lambda: face(600, 1200, "PNG"),
        True,
        ["not_jpeg", "photo_proportion"],
        "mended",
    ),
    "an empty file": ("cv.pdf", lambda: b"", False, ["empty"], "refused"),
    "a text file": ("cv.pdf", lambda: b"Curriculum vitae", False, ["unknown_kind"], "refused"),
    "a program": ("cv.exe", lambda: b"MZ\x90\x00", False, ["unknown_kind"], "refused"),
    "a password": ("cv.pdf", lambda: locked(pdf(), user="x"), False, ["encrypted"], "refused"),
    "cut off": ("cv.pdf", lambda: pdf()[:300], False, ["damaged"], "refused"),
    "no pages": ("cv.pdf", without_pages, False, ["no_pages"], "refused"),
    "too many pages": ("cv.pdf", lambda: pages(101), False, ["too_many_pages"], "refused"),
    "a blank page": ("cv.pdf", blank_pdf, False, ["blank"], "refused"),
    "a picture cut off": ("cv.jpg", lambda: page()[:2000], False, ["damaged"], "refused"),
    "an unreadable scan": ("id.jpg", lambda: page(250, 350), False, ["unreadable"], "refused"),
    "a white picture": ("id.png", lambda: saved(WHITE, "PNG"), False, ["blank"], "refused"),
    "dust on an empty page": ("id.jpg", dusty, False, ["blank"], "refused"),
    "a lying photo": ("face.jpg", lambda: face(800, 600), True, ["photo_lying"], "refused"),
    "a small photo": ("face.jpg", lambda: face(240, 320), True, ["photo_small"], "refused"),
    "a small square photo": (
        "face.jpg",
        lambda: face(310, 310),
        True,
        ["photo_proportion", "photo_small"],
        "refused",
    ),
    "a photo as PDF": ("face.pdf", pdf, True, ["no_photo"], "refused"),
    "too many dots": ("id.png", bomb, False, ["too_many_dots"], "refused"),
}
