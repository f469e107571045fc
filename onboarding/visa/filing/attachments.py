"""The files of a case looked into again before filing: whether an authority will take them."""

from collections.abc import Iterator
from dataclasses import dataclass

from onboarding.cases.models import Case
from onboarding.documents.attachments.judging import Fault, together
from onboarding.engine.definition import Field
from onboarding.engine.progress import Progress
from onboarding.visa.filing.verdicts import judged
from onboarding.web.numbers import row_numbered

# What goes along with an application for a certificate of eligibility.
_GROUPS = ("passport", "member", "position")
# Over these the agency's upload takes no application; what else is wrong is for a person to judge.
_REFUSED = frozenset(
    {"empty", "unknown_kind", "encrypted", "restricted", "damaged", "no_pages", "too_large"}
)
_REFUSED_TOGETHER = "too_large_together"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file with what is wrong with it; `field` is None for all files of one applicant."""

    field: Field | None
    key: str
    faults: tuple[Fault, ...]

    @property
    def refused(self) -> bool:
        """Return whether the agency's upload would refuse it."""
        return any(is_refused(fault) for fault in self.faults)


def is_refused(fault: Fault) -> bool:
    """Return whether the agency's upload refuses a file for a fault."""
    return fault.reason in _REFUSED or fault.reason == _REFUSED_TOGETHER


def attachments(case: Case, progress: Progress) -> dict[str, list[Attachment]]:
    """Return applicant → the files of theirs with something wrong, and all of them together.

    Applicants go by their item: empty for the researcher, `m1` for a family member.
    """
    named = list(_files(progress))
    photos = {id for field, _key, id in named if field.type == "photo"}
    found = judged(case, photos, {id for _field, _key, id in named} - photos)
    wrong: dict[str, list[Attachment]] = {}
    sizes: dict[str, list[int]] = {}
    for field, key, id in named:
        if id in found:
            size, faults = found[id]
            item = key.partition("@")[2]
            sizes.setdefault(item, []).append(size)
            if faults:
                wrong.setdefault(item, []).append(Attachment(field, key, faults))
    for item, all_sizes in sizes.items():
        whole = together(all_sizes)
        if whole:
            wrong.setdefault(item, []).append(Attachment(None, "", (whole,)))
    return wrong


def _files(progress: Progress) -> Iterator[tuple[Field, str, int]]:
    """Return (field, key, id) of each file that goes along."""
    fields = progress.plan.blueprint.fields
    for key, value in progress.facts.items():
        field = fields.get(key.partition("@")[0])
        id = row_numbered(str(value)) if field and field.type in ("scan", "photo") else None
        if field and id and field.group in _GROUPS:
            yield field, key, id
