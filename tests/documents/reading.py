"""Reading a PDF as a reader's program does: its text, its glyphs, where its words stand."""

import io
import re
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile

from pypdf import PdfReader
from pypdf.generic import ByteStringObject, ContentStream, TextStringObject

_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)"')


def read(pdf: bytes) -> PdfReader:
    """Open a PDF; anything unsound in it is an error."""
    return PdfReader(io.BytesIO(pdf), strict=True)


def text_of(pdf: bytes) -> str:
    """Return the text as it was meant: lines in the order they were written."""
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def printed(pdf: bytes) -> str:
    """Return the text as the usual program takes it out, each run of white space one space."""
    return " ".join(_poppler("pdftotext", pdf, "-raw").split())


def words_beside(pdf: bytes, left: float, right: float, bottom: float) -> int:
    """Return how many words leave the sheet between two edges and above a lower one, in points."""
    places = _WORD.findall(_poppler("pdftotext", pdf, "-bbox"))
    assert places
    return sum(
        float(start) < left or float(end) > right or float(low) > bottom
        for start, end, low in places
    )


def faults(pdf: bytes) -> str:
    """Return what a strict checker says against the file; nothing where it is sound."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(pdf)
        done = subprocess.run(
            ["qpdf", "--check", file.name], capture_output=True, text=True, check=False
        )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def glyphs(pdf: bytes) -> list[tuple[str, int]]:
    """Return every glyph drawn as (font, number), in drawing order; 0 is the empty box."""
    found: list[tuple[str, int]] = []
    reader = read(pdf)
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        font = ""
        content = page.get_contents()
        assert isinstance(content, ContentStream)
        for operands, operator in content.operations:
            if operator == b"Tf":
                font = str(fonts[operands[0]]["/BaseFont"]).partition("+")[2]
            elif operator == b"TJ":
                found += [(font, code) for part in operands[0] for code in _codes(part)]
    return found


def _codes(part: object) -> list[int]:
    if not isinstance(part, TextStringObject | ByteStringObject):
        return []
    plain = part if isinstance(part, bytes) else part.original_bytes
    return [int.from_bytes(plain[at : at + 2]) for at in range(0, len(plain), 2)]


def _poppler(program: str, pdf: bytes, *options: str) -> str:
    done = subprocess.run([program, *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()
