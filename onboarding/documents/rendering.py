"""From facts to PDF. A template gets plain values, loads nothing, and is parsed once."""

import gc
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import segno
from jinja2 import TemplateError
from PIL import ImageFile

from onboarding.documents.fonts import check_characters, drawable, our_fonts_only
from onboarding.documents.letterhead import Noting, mark_of
from onboarding.documents.preparing import values_of
from onboarding.documents.templates import environment, own_folder, sample_of, style_of
from onboarding.engine.definition import DocumentType
from onboarding.sealing import Sealer

with our_fonts_only():
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    _FONTS = FontConfiguration()

ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on, for every upload as well


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that is printed. `facts` as `cases.papers.written` gives them."""

    kind: DocumentType
    number: str
    code: str
    dated_on: date
    replaces: str
    facts: Mapping[str, Any]
    institution: Mapping[str, Any]
    base_url: str


class LoadsSomething(Exception):
    """A template wants to load something; a paper must not reach out of itself."""


class PicturesInMemory(URLFetcher):
    """Takes the small pictures we make ourselves, such as QR codes, and nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), fail_on_errors=True)


def opened(sealed: str, sealer: Sealer) -> dict[str, Any]:
    """Return the facts of a paper from their sealed row."""
    facts: dict[str, Any] = json.loads(sealer.open(sealed))
    return facts


def render(paper: Paper) -> bytes:
    """Return the paper as PDF: tagged, with title and language, text that can be copied.

    Raises: as `render_from`.
    """
    return render_from(own_folder(), paper)


def render_from(own: Path | None, paper: Paper) -> bytes:
    """Return the paper as PDF, by templates of an institution's own folder where it has any.

    Raises:
        jinja2.exceptions.SecurityError: the template reaches for what is not a value.
        CharactersMissing: a text has a character no font of ours can draw.
        LoadsSomething: the template names a picture or style outside of itself.
    """
    html = drawable(as_html(paper, own))
    check_characters(html)
    styles = ("_shared/paper.css", f"{paper.kind.id}/style.css")
    return as_pdf(html, [_style(own, path) for path in styles])


def as_pdf(html: str, styles: list[weasyprint.CSS]) -> bytes:
    """Lay out HTML and return it as PDF.

    Raises:
        LoadsSomething: the HTML names a picture or style outside of itself.
    """
    document = weasyprint.HTML(string=html, url_fetcher=_fetcher())
    try:
        with _uncollected():
            pdf: bytes = document.write_pdf(
                stylesheets=styles, font_config=_FONTS, finisher=_compress, pdf_tags=True
            )
    except FatalURLFetchingError as error:
        raise LoadsSomething(str(error)) from error
    return pdf


def _compress(document: Any, pdf: Any) -> None:
    """Compress fonts and pages here: the writer's own level takes three times as long for 1 %."""
    for found in pdf.objects:
        if getattr(found, "compress", False):
            found.compress = False
            plain = found.data.partition(b"stream\n")[2].removesuffix(b"\nendstream")
            found.stream = [zlib.compress(plain)]
            found.extra["Filter"] = "/FlateDecode"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make no search for garbage meanwhile: a layout is one big web that lives to the end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def as_html(paper: Paper, own: Path | None = None) -> str:
    """Return the paper as the HTML it is laid out from."""
    language = "en" if paper.kind.languages == "en" else "ja"
    page = environment(own).get_template(f"{paper.kind.id}/page.html")
    return page.render(
        **values_of(paper.kind.id, paper.facts, paper.institution),
        paper=paper,
        language=language,
        institution=paper.institution,
        verify=verification(paper),
    )


def read_of_us(kind: DocumentType, institution: Mapping[str, Any]) -> frozenset[str]:
    """Return which details of the institution a paper tells, as its sample shows; by dotted name.

    A paper whose sample cannot be laid out tells none.
    """
    own, mark = own_folder(), mark_of(institution)
    if (own, kind.id, mark) not in _READ_OF_US:
        _READ_OF_US[own, kind.id, mark] = _noted_by_sample(own, kind, institution)
    return _READ_OF_US[own, kind.id, mark]


_READ_OF_US: dict[tuple[Path | None, str, str], frozenset[str]] = {}


def _noted_by_sample(
    own: Path | None, kind: DocumentType, institution: Mapping[str, Any]
) -> frozenset[str]:
    noting = Noting(institution)
    paper = Paper(
        kind=kind,
        number=kind.prefix,
        code="ABCDEFGHJKLM",
        dated_on=date(2027, 1, 15),
        replaces=kind.prefix,
        facts=sample_of(own, kind.id),
        institution=noting,
        base_url="",
    )
    try:
        as_html(paper, own)
    except (TemplateError, LookupError, TypeError, ValueError):
        return frozenset()
    return frozenset(noting.noted)


def verification(paper: Paper) -> dict[str, str]:
    """Return where a reader confirms the paper: address, code in groups, QR picture."""
    code = segno.make_qr(f"{paper.base_url}/verify/{paper.code}", error="m", mask=5)
    groups = "-".join(paper.code[start : start + 4] for start in range(0, len(paper.code), 4))
    place = paper.base_url.partition("://")[2]
    picture = code.png_data_uri(scale=4, border=0)
    return {"address": f"{place}/verify", "code": groups, "picture": picture}


@cache
def _fetcher() -> PicturesInMemory:
    return PicturesInMemory()


@cache
def _style(own: Path | None, path: str) -> weasyprint.CSS:
    text = style_of(own, path)
    return weasyprint.CSS(string=text, font_config=_FONTS, url_fetcher=_fetcher())


def warm_up(kinds: Mapping[str, DocumentType]) -> None:
    """Load every template, style and font, so that a forked child starts with all of it.

    What is alive then stays out of later garbage collection, so that children share its pages.
    """
    own = own_folder()
    for name in kinds:
        environment(own).get_template(f"{name}/page.html")
        _style(own, f"{name}/style.css")
    check_characters("令和 Nguyễn 𠮷 ☑")
    as_pdf("<html lang=ja><p>令和 Nguyễn 𠮷 ☑</p>", [_style(own, "_shared/paper.css")])
    gc.collect()
    gc.freeze()
