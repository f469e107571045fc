"""Reading the two lines from a picture of the passport, where the machine has tesseract.

What is recognised is a proposal: it goes through the same checks as what is typed, and the
person compares it with the page. Without the program typing stays.
"""

import re
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from onboarding.visa.passport.mrz import LENGTH

_PROGRAM = "tesseract"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
_LINE = re.compile(r"[A-Z0-9<]{20,}")
_SECONDS = 20
_WIDTH = 1800
# What a place of the second line can only be: letters of a country, digits of a date.
_AS_LETTER, _AS_DIGIT = str.maketrans("01258", "OIZSB"), str.maketrans("OQDIZSB", "0001258")
_DIGITS = (slice(9, 10), slice(13, 20), slice(21, 28), slice(43, 44))
# The lower part of a data page holds the lines; the whole picture may hold two pages.
_PARTS = ((0.70, 1.0), (0.55, 1.0), (0.0, 1.0))


def can_recognise() -> bool:
    """Return whether this machine can read pictures."""
    return shutil.which(_PROGRAM) is not None


def recognise(picture: bytes) -> str | None:
    """Return the two lines found in a picture of a data page; None where there are none.

    A picture taken sideways or upside down by a camera that says so is turned first.
    """
    if not can_recognise():
        return None
    try:
        page = ImageOps.exif_transpose(Image.open(BytesIO(picture))).convert("L")
    except (UnidentifiedImageError, OSError, ValueError):
        return None
    for top, bottom in _PARTS:
        part = page.crop((0, round(page.height * top), page.width, round(page.height * bottom)))
        found = _two_lines(_read(_prepared(part)))
        if found:
            return found
    return None


def _prepared(part: Image.Image) -> Image.Image:
    """Return a strip in the size and contrast the program reads best."""
    scale = _WIDTH / part.width
    sized = part.resize((_WIDTH, max(1, round(part.height * scale))))
    return ImageOps.expand(ImageOps.autocontrast(sized, cutoff=2), 40, 255)


def _read(picture: Image.Image) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        picture.save(path)
        command = [_PROGRAM, str(path), "stdout", "--psm", "6", "-l", "eng"]
        command += ["-c", f"tessedit_char_whitelist={_LETTERS}"]
        command += ["-c", "load_system_dawg=0", "-c", "load_freq_dawg=0"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except (subprocess.TimeoutExpired, OSError):
            return ""
        return done.stdout


def _two_lines(text: str) -> str | None:
    """Return the last two lines that look machine-readable, in their full length."""
    plain = [re.sub(r"\s", "", line) for line in text.splitlines()]
    lines = [_whole(line) for line in plain if _LINE.fullmatch(line) and "<" in line]
    if len(lines) < 2 or not lines[-2].startswith("P"):
        return None
    return f"{lines[-2].translate(_AS_LETTER)}\n{_by_place(lines[-1])}"


def _by_place(line: str) -> str:
    """Return the second line with letters and digits where only they can stand."""
    signs = list(line)
    signs[10:13] = line[10:13].translate(_AS_LETTER)
    for place in _DIGITS:
        signs[place] = line[place].translate(_AS_DIGIT)
    return "".join(signs)


def _whole(line: str) -> str:
    """Return a line in its full length: readers miscount a long run of fillers."""
    runs = re.findall("<{3,}", line)
    if not runs or len(line) == LENGTH:
        return line
    run = max(runs, key=len)
    wanted = len(run) + LENGTH - len(line)
    return line.replace(run, "<" * wanted, 1) if wanted > 0 else line
