"""What the demo hands in where a scan or a photo is asked: a drawn page that says it is none."""

from datetime import datetime
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.documents import files
from onboarding.documents.attachments import keeping
from onboarding.engine.definition import Field
from onboarding.people.models import Person

_PAGE, _PHOTO = (1240, 1752), (600, 800)


@cache
def _drawn(size: tuple[int, int]) -> bytes:
    wide, high = size
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, wide - 20, high - 20), outline="gray", width=3)
    draw.line((20, 20, wide - 20, high - 20), fill="silver", width=2)
    draw.text((wide // 2, high // 3), "EXAMPLE", fill="black", anchor="mm", font_size=wide // 10)
    kept = BytesIO()
    image.save(kept, "JPEG", quality=60)
    return kept.getvalue()


def add_scan(case: Case, field: Field, *, by: Person, at: datetime) -> str:
    """Keep the example as the file a field asks for; return its id as answers name it."""
    drawn = _drawn(_PHOTO if field.type == "photo" else _PAGE)
    scan = files.Incoming("example.jpg", "image/jpeg", drawn)
    sealer = sealer_of(case) if field.privacy == "sensitive" else None
    file = files.store(case.id, scan, sealer=sealer, by=by.id, at=at)
    keeping.leave_to_judge(file)
    return str(file.id)
