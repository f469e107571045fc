"""The original of a picture, byte by byte but for what cameras and programs hide in it.

Pure. Nothing is compressed again: parts of the file that hold notes, places and thumbnails are
left out, and whatever lies behind its end. How the camera was held is kept.
"""

import struct
from collections.abc import Iterator

from PIL import Image
from PIL.ExifTags import Base

from onboarding.documents.attachments.judging import DAMAGED, JPEG, PNG, WEBP, kind_of, opened

_PNG_PARTS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB"})
_WEBP_PARTS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
_SCAN = 0xDA
# Marks of notes: APP1 to APP15 but the one colours need (14), and comments.
_NOTES = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})


def stripped(content: bytes) -> bytes:
    """Return a picture without its notes; a file that is none, or cannot be read, as it is."""
    strip = {JPEG: _jpeg, PNG: _png, WEBP: _webp}.get(kind_of(content))
    try:
        return strip(content) if strip else content
    except (*DAMAGED, IndexError):
        return content


def _jpeg(content: bytes) -> bytes:
    parts, at = [content[:2], *_turned(content)], 2
    while content[at + 1] != _SCAN:
        (length,) = struct.unpack_from(">H", content, at + 2)
        if content[at + 1] not in _NOTES:
            parts.append(content[at : at + 2 + length])
        at += 2 + length
    end = content.index(b"\xff\xd9", at)  # the data of a scan never holds this mark
    return b"".join((*parts, content[at : end + 2]))


def _turned(content: bytes) -> Iterator[bytes]:
    """Return a note of how the camera was held, and of nothing else."""
    held = opened(content).getexif().get(Base.Orientation, 1)
    if held != 1:
        note = Image.Exif()
        note[Base.Orientation] = held
        data = note.tobytes()
        yield b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def _png(content: bytes) -> bytes:
    parts, at = [content[:8]], 8
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if kind in _PNG_PARTS:
            parts.append(content[at:end])
        if kind == b"IEND":
            break
        at = end
    return b"".join(parts)


def _webp(content: bytes) -> bytes:
    parts, at = [], 12
    last = min(len(content), 8 + int(struct.unpack_from("<I", content, 4)[0]))
    while at + 8 <= last:
        (length,) = struct.unpack_from("<I", content, at + 4)
        end = at + 8 + length + length % 2
        if content[at : at + 4] in _WEBP_PARTS:
            parts.append(content[at:end])
        at = end
    body = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
