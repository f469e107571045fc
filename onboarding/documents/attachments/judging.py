"""What is wrong with a file, before an authority's upload refuses it without a word.

Pure: bytes in, verdict out; the same at the door and again before filing. The limits of the
agency's online filing are 25 MB for all files of an application together (since 2026-01-05) and
a photo as JPEG in the proportion of 40 × 30 mm (unverified); all other limits are our own.
"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

PDF, JPEG, PNG, WEBP = "application/pdf", "image/jpeg", "image/png", "image/webp"
MOST_BYTES = 10 * 1024 * 1024
MOST_TOGETHER = 25 * 1024 * 1024
MOST_PAGES = 100
# Height to width of a photo of 40 × 30 mm, and how far off is still the same to the eye.
PROPORTION, TOLERANCE = 40 / 30, 0.03
LEAST_PHOTO = (300, 400)
# Dots on the short side of a page: with fewer it cannot be read, or only with trouble.
UNREADABLE, COARSE = 350, 700
_MOST_DOTS = 60_000_000
_FLAT = 24
# The share of dots that may be dust on an empty page, darkest and brightest.
_DUST = 0.0002
# Edges are looked for on a page of this size. On a good scan brightness changes from one dot to
# the next by half of what it changes within a dozen; where it is less than this share, print of
# the usual size has run together. `_EDGES`: how many dots have to be that steep.
_LOOKED_AT, _NEAR, _EDGES, _BLURRED = 1750, 12, 200, 0.18
_PAGES_LOOKED_AT = 12
_PICTURE_ALONE = 2000
_ENDINGS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    PNG: (".png",),
    WEBP: (".webp",),
}
# What can be mended without touching what the paper says.
_MENDABLE = frozenset({"restricted", "wrong_ending", "too_large", "not_jpeg", "photo_proportion"})
# What is said of the agency's upload without a page of its own that says so.
_UNVERIFIED = frozenset({"not_jpeg", "photo_proportion"})
# What somebody should look at; the agency takes the file all the same.
_WARNINGS = frozenset({"too_coarse", "blank_page", "blurred"})
DAMAGED = (
    *(PyPdfError, ValueError, LookupError, RecursionError, TypeError, AttributeError),
    *(OSError, SyntaxError, NotImplementedError, struct.error, zlib.error, EOFError),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: a key, and with what."""

    reason: str
    about: tuple[str, ...] = ()

    @property
    def mendable(self) -> bool:
        """Return whether it can be mended without touching what the paper says."""
        return self.reason in _MENDABLE

    @property
    def grave(self) -> bool:
        """Return whether it stands against keeping and filing the file."""
        return self.reason not in _WARNINGS

    @property
    def verified(self) -> bool:
        """Return whether a source of the agency's own says so."""
        return self.reason not in _UNVERIFIED


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is, and everything wrong with it; `media_type` is empty where it is unknown."""

    media_type: str
    faults: tuple[Fault, ...]

    @property
    def grave(self) -> tuple[Fault, ...]:
        """Return the faults that stand against keeping and filing the file."""
        return tuple(fault for fault in self.faults if fault.grave)

    @property
    def mendable(self) -> bool:
        """Return whether all that is wrong can be mended."""
        return bool(self.grave) and all(fault.mendable for fault in self.grave)


def judge(name: str, content: bytes, *, photo: bool = False) -> Verdict:
    """Return what is wrong with a file; a photo is of a face, anything else a paper."""
    media_type = kind_of(content)
    if not content:
        return Verdict("", (Fault("empty"),))
    if photo and media_type in ("", PDF):
        return Verdict(media_type, (Fault("no_photo"),))
    if not media_type:
        return Verdict("", (Fault("unknown_kind"),))
    inside = _pdf(content) if media_type == PDF else _image(content, media_type, photo=photo)
    return Verdict(media_type, (*_outside(name, content, media_type), *inside))


def together(sizes: list[int]) -> Fault | None:
    """Return what is wrong with the files of one application taken together."""
    total = sum(sizes)
    return Fault("too_large_together", (megabytes(total), "25")) if total > MOST_TOGETHER else None


def kind_of(content: bytes) -> str:
    """Return what a file is by its first bytes; empty where it is none of ours."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    signs = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
    return next((kind for sign, kind in signs if content.startswith(sign)), "")


def megabytes(size: int) -> str:
    """Return a size in megabytes with one decimal."""
    return f"{size / 1024 / 1024:.1f}"


def ending_of(media_type: str) -> str:
    """Return the usual ending of a kind of file."""
    return _ENDINGS[media_type][0]


def upright(image: Image.Image) -> Image.Image:
    """Turn a picture as its camera noted; notes nobody can read turn nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except DAMAGED:
        return image


def _outside(name: str, content: bytes, media_type: str) -> Iterator[Fault]:
    ending = PurePath(name).suffix.lower()
    if ending and ending not in _ENDINGS[media_type]:
        yield Fault("wrong_ending", (ending, ending_of(media_type)))
    if len(content) > MOST_BYTES:
        yield Fault("too_large", (megabytes(len(content)), megabytes(MOST_BYTES)))


def _pdf(content: bytes) -> Iterator[Fault]:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            if not reader.decrypt(""):
                yield Fault("encrypted")
                return
            yield Fault("restricted")
        count = len(reader.pages)
        pages = [reader.pages[number] for number in range(min(count, _PAGES_LOOKED_AT))]
        yield from _pages(count, [fault for page in pages for fault in _page(page)])
    except DAMAGED:
        yield Fault("damaged")


def _pages(count: int, found: list[Fault]) -> Iterator[Fault]:
    blank = [fault for fault in found if fault.reason == "blank_page"]
    if not count:
        yield Fault("no_pages")
    elif count > MOST_PAGES:
        yield Fault("too_many_pages", (str(count), str(MOST_PAGES)))
    elif len(blank) == count:
        yield Fault("blank")
    else:
        yield from found


def _page(page: PageObject) -> list[Fault]:
    """Return what is wrong with a page that is empty, or one picture and nothing else."""
    number = str((page.page_number or 0) + 1)
    drawn = page.get_contents()
    if drawn is None:
        return [Fault("blank_page", (number,))]
    if len(drawn.get_data()) > _PICTURE_ALONE or page.extract_text().strip():
        return []
    pictures = _pictures(page)
    return list(_readable(pictures[0], number)) if len(pictures) == 1 else []


def _pictures(page: PageObject) -> list[Image.Image]:
    """Return the pictures of a page; none where one of them is written in a way we cannot read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return [found.image for found in page.images if found.image]
    except (*DAMAGED, Image.DecompressionBombError):
        return []


def _readable(picture: Image.Image, page: str) -> Iterator[Fault]:
    short = min(picture.size)
    if _is_flat(picture):
        yield Fault("blank_page", (page,))
    elif short < COARSE:
        yield Fault("unreadable" if short < UNREADABLE else "too_coarse", (page, str(short)))
    elif _is_blurred(picture):
        yield Fault("blurred", (page,))


def _is_flat(picture: Image.Image) -> bool:
    """Return whether nothing can be seen on a picture: all but dust is of nearly one brightness."""
    return _range(_grey(picture, 400)) < _FLAT


def _is_blurred(picture: Image.Image) -> bool:
    """Return whether nothing on a picture has a sharp edge, neither upright nor lying."""
    grey = _grey(picture, _LOOKED_AT)
    return _steepest(grey, 1) < _steepest(grey, _NEAR) * _BLURRED


def _steepest(grey: Image.Image, apart: int) -> int:
    """Return how far dots so far apart differ in brightness, where they do most."""
    moved = (ImageChops.offset(grey, apart, 0), ImageChops.offset(grey, 0, apart))
    inside = (apart, apart, *grey.size)
    steps = (ImageChops.difference(grey, one).crop(inside).histogram() for one in moved)
    return max(_highest(step, _EDGES) for step in steps)


def _grey(picture: Image.Image, longest: int) -> Image.Image:
    """Return a picture in grey and no longer than that, neighbouring dots taken together."""
    grey = picture.convert("L")
    grey.thumbnail((longest, longest), Image.Resampling.BOX)
    return grey


def _range(grey: Image.Image) -> int:
    """Return how far the darkest and the brightest of a picture are apart, dust left out."""
    found = grey.histogram()
    dust = int(sum(found) * _DUST)
    return _highest(found, dust) - (255 - _highest(found[::-1], dust))


def _highest(histogram: list[int], left_out: int) -> int:
    """Return the highest value that more than so many dots reach."""
    count = 0
    for value in range(len(histogram) - 1, 0, -1):
        count += histogram[value]
        if count > left_out:
            return value
    return 0


def opened(content: bytes) -> Image.Image:
    """Return a picture, read to its end.

    Raises:
        one of DAMAGED, or PIL's DecompressionBombError: it cannot be read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
        if picture.width * picture.height <= _MOST_DOTS:
            picture.load()
    return picture


def _image(content: bytes, media_type: str, *, photo: bool) -> list[Fault]:
    try:
        picture = opened(content)
    except Image.DecompressionBombError:
        return [Fault("too_many_dots", ("?", "?"))]
    except (UnidentifiedImageError, *DAMAGED):
        return [Fault("damaged")]
    if picture.width * picture.height > _MOST_DOTS:
        return [Fault("too_many_dots", (str(picture.width), str(picture.height)))]
    found = list(_face(upright(picture)) if photo else _readable(picture, "1"))
    found = [Fault("blank") if fault.reason == "blank_page" else fault for fault in found]
    return [*([Fault("not_jpeg")] if _is_unusual(media_type, photo=photo) else []), *found]


def _is_unusual(media_type: str, *, photo: bool) -> bool:
    return media_type == WEBP or (photo and media_type != JPEG)


def _face(picture: Image.Image) -> Iterator[Fault]:
    width, height = picture.size
    if width > height:
        yield Fault("photo_lying", (str(width), str(height)))
    elif abs(height / width / PROPORTION - 1) > TOLERANCE:
        yield Fault("photo_proportion", (str(width), str(height)))
    if width < LEAST_PHOTO[0] or height < LEAST_PHOTO[1]:
        yield Fault("photo_small", (f"{width} × {height}", f"{LEAST_PHOTO[0]} × {LEAST_PHOTO[1]}"))
    if _is_flat(picture):
        yield Fault("blank")
