"""What the demo hands in where a scan or a photo is asked: a drawn page that says it is none."""

from datetime import datetime
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.documents import files
from onboarding.engine.definition import Field
from onboarding.people.models import Person

_WIDE, _HIGH = 620, 876


@cache
def _page() -> bytes:
    image = Image.new("RGB", (_WIDE, _HIGH), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, _WIDE - 20, _HIGH - 20), outline="gray", width=3)
    draw.line((20, 20, _WIDE - 20, _HIGH - 20), fill="silver", width=2)
    draw.text((_WIDE // 2, _HIGH // 3), "EXAMPLE", fill="black", anchor="mm", font_size=64)
    kept = BytesIO()
    image.save(kept, "JPEG", quality=60)
    return kept.getvalue()


def add_scan(case: Case, field: Field, *, by: Person, at: datetime) -> str:
    """Keep the example as the file a field asks for; return its id as answers name it."""
    scan = files.Incoming("example.jpg", "image/jpeg", _page())
    sealer = sealer_of(case) if field.privacy == "sensitive" else None
    return str(files.store(case.id, scan, sealer=sealer, by=by.id, at=at).id)
