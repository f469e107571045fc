"""What is wrong with a file, before an authority's upload refuses it without a word.

Pure: bytes in, verdict out. The limits of the agency's online filing (25 MB for all files of an
application together, a photo in the proportion of 40 × 30 mm as JPEG) come from the caller.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from PIL import Image, ImageStat, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
MOST_BYTES = 10 * 1024 * 1024
MOST_TOGETHER = 25 * 1024 * 1024
# Height to width of a photo of 40 × 30 mm, and how far off is still the same to the eye.
PROPORTION, TOLERANCE = 40 / 30, 0.03
LEAST_PHOTO = (354, 472)  # 30 × 40 mm at 300 dots an inch; our own setting
LEAST_SCAN = 700  # dots on the short side of a page one can still read; our own setting
_MOST_DOTS = 60_000_000
_FLAT = 4.0
_SIGNS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg", ".jpe"), PNG: (".png",)}
# What can be mended without touching what the paper says.
_MENDABLE = frozenset(
    {"restricted", "wrong_ending", "too_large", "photo_not_jpeg", "photo_proportion"}
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is, and everything wrong with it; `media_type` is empty where it is unknown."""

    media_type: str
    faults: tuple[Fault, ...]

    @property
    def mendable(self) -> bool:
        """Return whether all that is wrong can be mended."""
        return bool(self.faults) and all(fault.mendable for fault in self.faults)


def judge(name: str, content: bytes, *, photo: bool = False) -> Verdict:
    """Return what is wrong with a file; a photo is of a face, anything else a paper."""
    media_type = kind_of(content)
    if not content:
        return Verdict("", (Fault("empty"),))
    if not media_type or (photo and media_type == PDF):
        return Verdict(media_type, (Fault("unknown_kind", (PurePath(name).suffix,)),))
    inside = _pdf(content) if media_type == PDF else _image(content, media_type, photo=photo)
    return Verdict(media_type, (*_outside(name, content, media_type), *inside))


def together(sizes: list[int]) -> Fault | None:
    """Return what is wrong with the files of one application taken together."""
    total = sum(sizes)
    return Fault("too_large_together", (megabytes(total), "25")) if total > MOST_TOGETHER else None


def kind_of(content: bytes) -> str:
    """Return what a file is by its first bytes; empty where it is none of ours."""
    return next((kind for sign, kind in _SIGNS if content.startswith(sign)), "")


def megabytes(size: int) -> str:
    """Return a size in megabytes with one decimal."""
    return f"{size / 1024 / 1024:.1f}"


def ending_of(media_type: str) -> str:
    """Return the usual ending of a kind of file."""
    return _ENDINGS[media_type][0]


def _outside(name: str, content: bytes, media_type: str) -> Iterator[Fault]:
    ending = PurePath(name).suffix.lower()
    if ending not in _ENDINGS[media_type]:
        yield Fault("wrong_ending", (ending or "-", ending_of(media_type)))
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
        pages = list(reader.pages)
        if not pages:
            yield Fault("no_pages")
        yield from _scans(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError):
        yield Fault("damaged")


def _scans(reader: PdfReader) -> Iterator[Fault]:
    """Name the pages that are one small or empty picture and nothing else."""
    for number, page in enumerate(reader.pages, 1):
        if page.extract_text().strip():
            continue
        pictures = [image.image for image in page.images if image.image]
        if not pictures:
            if page.get_contents() is None:
                yield Fault("blank", (str(number),))
            continue
        largest = max(pictures, key=lambda one: one.width * one.height)
        yield from _readable(largest, str(number))


def _readable(picture: Image.Image, page: str) -> Iterator[Fault]:
    if min(picture.size) < LEAST_SCAN:
        yield Fault("too_coarse", (page, str(min(picture.size)), str(LEAST_SCAN)))
    elif _is_flat(picture):
        yield Fault("blank", (page,))


def _is_flat(picture: Image.Image) -> bool:
    grey = picture.convert("L")
    grey.thumbnail((400, 400))
    return ImageStat.Stat(grey).stddev[0] < _FLAT


def _image(content: bytes, media_type: str, *, photo: bool) -> Iterator[Fault]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content))
            if picture.width * picture.height > _MOST_DOTS:
                yield Fault("too_many_dots", (str(picture.width), str(picture.height)))
                return
            picture.load()
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
    ):
        yield Fault("damaged")
        return
    yield from (_face(picture, media_type) if photo else _readable(picture, "1"))


def _face(picture: Image.Image, media_type: str) -> Iterator[Fault]:
    width, height = picture.size
    if media_type != JPEG:
        yield Fault("photo_not_jpeg")
    if width > height:
        yield Fault("photo_lying", (str(width), str(height)))
    elif abs(height / width / PROPORTION - 1) > TOLERANCE:
        yield Fault("photo_proportion", (str(width), str(height)))
    if width < LEAST_PHOTO[0] or height < LEAST_PHOTO[1]:
        yield Fault("photo_small", (f"{width} × {height}", f"{LEAST_PHOTO[0]} × {LEAST_PHOTO[1]}"))
    if _is_flat(picture):
        yield Fault("blank", ("1",))
