"""Files people send: looked into before they are kept, images cleaned of what cameras add."""

import io
import struct
import warnings
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from onboarding.documents.attachments.mending import without_restrictions
from onboarding.documents.files import Incoming

MAX_BYTES = 10 * 1024 * 1024
_MAX_PIXELS = 60_000_000
_SMALLEST_PHOTO = 300
_DAMAGED = (PyPdfError, ValueError, LookupError, RecursionError, TypeError, AttributeError)
_PROTECTED = _l("This PDF is protected by a password. Save it without one and send it again.")
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a field takes: `photo` wants a picture of a person, a scan a picture or a PDF."""

    photo: bool


class NotAccepted(Exception):
    """A file that is not kept; `sentence` says why and what to send instead."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def accept(content: bytes, name: str, wanted: Wanted) -> Incoming:
    """Return a file as it is kept.

    Raises:
        NotAccepted: too large, empty, damaged, encrypted, or not what the field takes.
    """
    if not content:
        raise NotAccepted(_l("The file is empty. Choose it again."))
    if len(content) > MAX_BYTES:
        raise NotAccepted(_l("The file is larger than 10 MB. Make it smaller and send it again."))
    if content.startswith(b"%PDF-") and not wanted.photo:
        return _accept_pdf(content, name)
    return _accept_image(content, name, wanted)


def _accept_pdf(content: bytes, name: str) -> Incoming:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            if not reader.decrypt(""):
                raise NotAccepted(_PROTECTED)
            content = without_restrictions(content)
        pages = len(reader.pages)
    except _DAMAGED as error:
        raise NotAccepted(_l("This PDF is damaged. Save it anew and send it again.")) from error
    if not 1 <= pages <= 100:
        raise NotAccepted(_l("A PDF may have 100 pages at most."))
    return Incoming(_with_ending(name, ".pdf"), "application/pdf", content)


def _accept_image(content: bytes, name: str, wanted: Wanted) -> Incoming:
    kinds = (
        _l("Send a JPEG or PNG picture.")
        if wanted.photo
        else _l("Send a PDF, or a JPEG or PNG picture.")
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=list(_IMAGES))
            if image.width * image.height > _MAX_PIXELS:
                raise NotAccepted(_l("The picture has too many pixels. Send a smaller one."))
            image.load()
    except NotAccepted:
        raise
    except UnidentifiedImageError as error:
        raise NotAccepted(kinds) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise NotAccepted(_l("The picture has too many pixels. Send a smaller one.")) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise NotAccepted(_l("The picture is damaged. Save it anew and send it again.")) from error
    if wanted.photo and min(image.size) < _SMALLEST_PHOTO:
        raise NotAccepted(
            _l("The photo is too small. It needs 300 pixels or more on its shorter side.")
        )
    return _cleaned(image, name)


def _cleaned(image: Image.Image, name: str) -> Incoming:
    """Turn a picture upright and write it anew, without place, camera and hidden parts."""
    upright = _upright(image).convert("RGB")
    upright.info.clear()
    buffer = io.BytesIO()
    upright.save(buffer, "JPEG", quality=90, optimize=True)
    return Incoming(_with_ending(name, ".jpg"), "image/jpeg", buffer.getvalue())


def _upright(image: Image.Image) -> Image.Image:
    """Turn a picture as its camera noted; notes nobody can read turn nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except (*_DAMAGED, struct.error, SyntaxError, OSError):
        return image


def _with_ending(name: str, ending: str) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "file"
    plain = "".join(letter for letter in stem if letter.isprintable() and letter not in '"<>|:*?')
    return f"{plain[:120] or 'file'}{ending}"
