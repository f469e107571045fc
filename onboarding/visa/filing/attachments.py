"""The files of a case looked into again before filing: whether an authority will take them."""

from collections.abc import Iterator
from dataclasses import dataclass

from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.documents import files
from onboarding.documents.attachments.judging import Fault, judge, together
from onboarding.documents.models import StoredFile
from onboarding.engine.definition import Field
from onboarding.engine.progress import Progress
from onboarding.web.numbers import row_numbered

# What goes along with an application for a certificate of eligibility.
_GROUPS = ("passport", "member", "position")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file with what is wrong with it; `field` is None for all files together."""

    field: Field | None
    key: str
    faults: tuple[Fault, ...]


def attachments(case: Case, progress: Progress) -> list[Attachment]:
    """Return the files that go along and have something wrong, and all of them together."""
    found, sizes = [], []
    for field, key, file in _files(progress):
        content = files.read(file, sealer_of(case))
        sizes.append(len(content))
        name = files.name_of(file, sealer_of(case))
        faults = judge(name, content, photo=field.type == "photo").faults
        if faults:
            found.append(Attachment(field, key, faults))
    whole = together(sizes)
    return [*found, *([Attachment(None, "", (whole,))] if whole else [])]


def _files(progress: Progress) -> Iterator[tuple[Field, str, StoredFile]]:
    fields = progress.plan.blueprint.fields
    for key, value in progress.facts.items():
        field = fields.get(key.partition("@")[0])
        if field and field.type in ("scan", "photo") and field.group in _GROUPS:
            file = db.session.get(StoredFile, row_numbered(str(value)) or 0)
            if file is not None:
                yield field, key, file
