"""The papers of invented cases: a sheet that says it is an example, in place of each."""

from datetime import datetime
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from onboarding.cases.history import local_day, sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.documents import files
from onboarding.documents import service as documents
from onboarding.engine.plan import PlannedStep
from onboarding.office.demo.scans import add_scan

__all__ = ["add_scan", "keep_example"]
_SIZE = (595, 842)


@cache
def _sheet() -> bytes:
    """Return a page of A4 with the word EXAMPLE, as PDF."""
    image = Image.new("1", _SIZE, 1)
    draw = ImageDraw.Draw(image)
    draw.text((_SIZE[0] // 2, _SIZE[1] // 3), "EXAMPLE", fill=0, anchor="mm", font_size=64)
    kept = BytesIO()
    image.save(kept, "PDF")
    return kept.getvalue()


def keep_example(case: Case, step: PlannedStep, *, at: datetime) -> None:
    """Keep the example as the paper a step asked for, numbered as the real one would be."""
    asked = documents.newest_for(case.id, step.key)
    if asked is not None and documents.is_held(asked):
        documents.let_go(asked)
        db.session.flush()
    if asked is None or asked.state != "asked":
        return
    prefix = library().documents[asked.name].prefix
    document = documents.claim(asked.id, prefix, at=at, on=local_day(at))
    if document is None:
        return
    sheet = files.Incoming(f"{document.number}.pdf", "application/pdf", _sheet())
    file = files.store(case.id, sheet, sealer=sealer_of(case), by=None, at=at)
    documents.keep(document, file, at=at, dated_on=local_day(at))
