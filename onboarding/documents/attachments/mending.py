"""Mending a file where that is safe: the words and the face stay, only the wrapping changes.

Pure. A restricted PDF is written anew without its restrictions, a large picture is compressed
again, a photo is cut to its proportion from the middle and turned into a JPEG. The original is
kept beside what was made from it, and somebody looks at both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from PIL import Image
from pypdf import PdfReader, PdfWriter

from onboarding.documents.attachments.judging import (
    DAMAGED,
    JPEG,
    MOST_BYTES,
    PDF,
    PROPORTION,
    Verdict,
    ending_of,
    judge,
    kind_of,
    opened,
    upright,
)

_QUALITIES = (90, 80, 72, 64)
_LONGEST_SIDE = 2400


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended file; `done` says what was done, as keys in order."""

    name: str
    media_type: str
    content: bytes
    done: tuple[str, ...]


def mend(name: str, content: bytes, verdict: Verdict, *, photo: bool = False) -> Mended | None:
    """Return a file without what was wrong with it; None where that is not to be had safely."""
    if not verdict.mendable:
        return None
    reasons = [fault.reason for fault in verdict.grave]
    try:
        made = _pdf(content, reasons) if verdict.media_type == PDF else _picture(content, reasons)
    except DAMAGED:
        return None
    if made is None:
        return None
    new, media_type = made
    named = str(PurePath(name or "file").with_suffix(ending_of(media_type)))
    if judge(named, new, photo=photo).grave:
        return None
    return Mended(named, media_type, new, tuple(reasons))


def _pdf(content: bytes, reasons: list[str]) -> tuple[bytes, str] | None:
    if reasons == ["wrong_ending"]:
        return content, PDF
    for quality in _QUALITIES if "too_large" in reasons else (0,):
        written = without_restrictions(content, quality=quality)
        if len(written) <= MOST_BYTES:
            return written, PDF
    return None


def without_restrictions(content: bytes, *, quality: int = 0) -> bytes:
    """Return a PDF that opens without a password, written anew without what it forbids.

    Its pictures are compressed again where a quality is given.
    """
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")
    writer = PdfWriter()
    writer.append(reader)
    if quality:
        for page in writer.pages:
            for image in page.images:
                if image.image:
                    image.replace(_smaller(image.image.convert("RGB")), quality=quality)
            page.compress_content_streams()
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _smaller(picture: Image.Image) -> Image.Image:
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return picture


def _picture(content: bytes, reasons: list[str]) -> tuple[bytes, str] | None:
    if reasons == ["wrong_ending"] and kind_of(content) != JPEG:
        return content, kind_of(content)
    picture = plain(content)
    if "photo_proportion" in reasons:
        picture = _cut(picture)
    for size, quality in _tries(picture):
        target = BytesIO()
        picture.resize(size).save(target, "JPEG", quality=quality, optimize=True)
        if target.tell() <= MOST_BYTES:
            return target.getvalue(), JPEG
    return None


def plain(content: bytes) -> Image.Image:
    """Return a picture upright, without place, camera and whatever else hides in it."""
    picture = upright(opened(content)).convert("RGB")
    picture.info.clear()
    return picture


def _cut(picture: Image.Image) -> Image.Image:
    """Return the middle of a photo in the proportion of 40 × 30 mm."""
    width, height = picture.size
    if height / width > PROPORTION:
        tall = round(width * PROPORTION)
        top = (height - tall) // 4  # a face stands above the middle
        return picture.crop((0, top, width, top + tall))
    wide = round(height / PROPORTION)
    left = (width - wide) // 2
    return picture.crop((left, 0, left + wide, height))


def _tries(picture: Image.Image) -> Iterator[tuple[tuple[int, int], int]]:
    for quality in _QUALITIES:
        yield picture.size, quality
    scale = min(1.0, _LONGEST_SIDE / max(picture.size))
    yield (round(picture.width * scale), round(picture.height * scale)), _QUALITIES[1]
