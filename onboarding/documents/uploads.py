"""Files people send: judged before they are kept, mended where that is safe.

Pictures are written anew without what cameras add. A file that was mended is kept beside its
original, and whoever sent it looks at both.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from onboarding.documents.attachments.judging import DAMAGED, JPEG, MOST_BYTES, PDF, Fault, judge
from onboarding.documents.attachments.mending import Mended, mend, plain
from onboarding.documents.attachments.stripping import stripped
from onboarding.documents.attachments.words import fault_word
from onboarding.documents.files import Incoming


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a field takes: `photo` wants a picture of a person, a scan a picture or a PDF."""

    photo: bool


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it is kept. `original` is there where it had to be mended: what it was made from.

    `faults`: what was wrong with the original.
    """

    kept: Incoming
    original: Incoming | None = None
    faults: tuple[Fault, ...] = ()


class NotAccepted(Exception):
    """A file that is not kept, with what is wrong with it; `sentence` says it in words."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(", ".join(fault.reason for fault in faults))

    @property
    def sentence(self) -> str:
        """Return why the file is not kept and what to send instead, in the reader's language."""
        return " ".join(map(fault_word, self.faults))


def accept(content: bytes, name: str, wanted: Wanted) -> Received:
    """Return a file as it is kept, mended where it had to be.

    Raises:
        NotAccepted: something is wrong with it that cannot be mended safely.
    """
    name = harmless(name)
    verdict = judge(name, content, photo=wanted.photo)
    if not verdict.grave:
        return Received(_as_it_is(name, content, verdict.media_type))
    mended = mend(name, content, verdict, photo=wanted.photo)
    if mended is None:
        raise NotAccepted(_told(verdict.grave))
    original = Incoming(name, verdict.media_type, stripped(content))
    return Received(_kept(mended), original, verdict.grave)


def _told(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return the faults that could not be mended; all of them where each alone could."""
    return tuple(fault for fault in faults if not fault.mendable) or faults


def _as_it_is(name: str, content: bytes, media_type: str) -> Incoming:
    if media_type == PDF:
        return Incoming(_with_ending(name, ".pdf"), PDF, content)
    return _cleaned(name, content)


def _kept(mended: Mended) -> Incoming:
    if mended.media_type in (PDF, JPEG):
        return Incoming(mended.name, mended.media_type, mended.content)
    return _cleaned(mended.name, mended.content)


def _cleaned(name: str, content: bytes) -> Incoming:
    """Turn a picture upright and write it anew, without place, camera and hidden parts."""
    for quality in (90, 80, 70):
        written = _written(plain(content), quality)
        if len(written) <= MOST_BYTES:
            break
    return Incoming(_with_ending(name, ".jpg"), JPEG, written)


def _written(picture: Image.Image, quality: int) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def thumbnail(content: bytes, side: int = 480) -> bytes:
    """Return a small JPEG of a picture; empty where it cannot be read."""
    try:
        picture = plain(content)
    except (*DAMAGED, Image.DecompressionBombError):
        return b""
    picture.thumbnail((side, side))
    return _written(picture, 80)


def harmless(name: str) -> str:
    """Return a file's name without folders and letters that could do harm."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = last.rpartition(".") if "." in last else (last, "", "")
    plain_stem, plain_ending = _letters(stem)[:120], _letters(ending)[:12]
    return f"{plain_stem or 'file'}{dot}{plain_ending}"


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter not in '"<>|:*?')


def _with_ending(name: str, ending: str) -> str:
    stem, dot, _rest = name.rpartition(".")
    return f"{stem if dot else name}{ending}"
