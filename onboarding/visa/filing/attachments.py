"""The files of a case looked into again before filing: whether an authority will take them."""

from collections.abc import Iterator
from dataclasses import dataclass

from onboarding.cases.filed import standing_faults
from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.documents import files
from onboarding.documents.attachments.judging import Fault, together
from onboarding.engine.definition import Field
from onboarding.engine.progress import Progress
from onboarding.web.numbers import row_numbered

# What people hand in that may go along with an application; the points' proofs beside these.
HANDED_IN = frozenset(
    {
        *("passport.photo", "passport.scan", "position.living_costs_proof"),
        *("researcher.cv", "researcher.degree_certificate", "researcher.works"),
        *("member.passport_scan", "member.relation_proof"),
    }
)
_PROOFS = "proof"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file with what is wrong with it; `field` is None for all files of one applicant.

    `key`: the fact that mends it, for all files that of the largest. `name`: what its sender
    called it.
    """

    field: Field | None
    key: str
    faults: tuple[Fault, ...]
    name: str = ""

    @property
    def refused(self) -> bool:
        """Return whether it stands against filing."""
        return any(fault.grave for fault in self.faults)


def attachments(case: Case, progress: Progress) -> dict[str, list[Attachment]]:
    """Return applicant → the files of theirs with something wrong, and all of them together.

    Applicants go by their item: empty for the researcher, `m1` for a family member.
    """
    named = list(_files(progress))
    photos = {id for field, _key, id in named if field.type == "photo"}
    found = standing_faults(case, photos, {id for _field, _key, id in named} - photos)
    wrong: dict[str, list[Attachment]] = {}
    sizes: dict[str, dict[str, int]] = {}
    for field, key, id in named:
        if id in found:
            file, faults = found[id]
            item = key.partition("@")[2]
            sizes.setdefault(item, {})[key] = file.size
            if faults:
                name = files.name_of(file, sealer_of(case))
                wrong.setdefault(item, []).append(Attachment(field, key, faults, name))
    for item, all_sizes in sizes.items():
        whole = together(list(all_sizes.values()))
        if whole:
            largest = max(all_sizes, key=lambda key: all_sizes[key])
            wrong.setdefault(item, []).append(Attachment(None, largest, (whole,)))
    return wrong


def _files(progress: Progress) -> Iterator[tuple[Field, str, int]]:
    """Return (field, key, id) of each file that goes along: of proofs those that count still."""
    fields = progress.plan.blueprint.fields
    counted = {f"{_PROOFS}.{one}" for one in progress.facts.get("points.proofs") or ()}
    for key, value in progress.facts.items():
        name = key.partition("@")[0]
        field = fields.get(name) if name in HANDED_IN or name in counted else None
        id = row_numbered(str(value)) if field else None
        if field and id:
            yield field, key, id
