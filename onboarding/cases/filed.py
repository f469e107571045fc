"""Files as pages show them: which one counts, what it was made from, what is wrong with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from onboarding import jobs
from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.cases.queries import find_case
from onboarding.database import db
from onboarding.documents import files
from onboarding.documents.attachments import keeping
from onboarding.documents.attachments.judging import Fault
from onboarding.documents.attachments.words import done_word, fault_word
from onboarding.documents.models import StoredFile
from onboarding.sealing import Sealer
from onboarding.web.numbers import row_numbered

JOB = "onboarding.cases.filed.judge_file"


@dataclass(frozen=True, slots=True)
class Original:
    """The file another was made from; `wrong` and `done`, in words, what was mended and how."""

    id: int
    name: str
    size: int
    is_picture: bool
    wrong: tuple[str, ...]
    done: tuple[str, ...]
    accepted: bool


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as a page shows it; `remarks`: what is wrong with it still, in words."""

    id: int
    name: str
    size: int
    is_picture: bool
    remarks: tuple[str, ...]
    original: Original | None


def shown_file(file: StoredFile, sealer: Sealer, *, photo: bool) -> ShownFile:
    """Return a file as a page shows it."""
    remarks = keeping.faults_of(file, keeping.judged(file.id), sealer, photo=photo)
    return ShownFile(
        file.id,
        files.name_of(file, sealer),
        file.size,
        file.media_type.startswith("image/"),
        tuple(map(fault_word, remarks)),
        _original(file, sealer),
    )


def _original(file: StoredFile, sealer: Sealer) -> Original | None:
    known = keeping.judged(file.id)
    if known is None or known.original is None:
        return None
    faults, original = keeping.mended_faults(known), known.original
    return Original(
        original.id,
        files.name_of(original, sealer),
        original.size,
        original.media_type.startswith("image/"),
        tuple(map(fault_word, faults)),
        tuple(done_word(fault.reason) for fault in faults),
        known.accepted_at is not None,
    )


def file_answering(case: Case, value: str, *, photo: bool) -> ShownFile | None:
    """Return the file a fact holds the id of."""
    file = db.session.get(StoredFile, row_numbered(str(value)) or 0)
    return shown_file(file, sealer_of(case), photo=photo) if file else None


def standing_faults(
    case: Case, photos: Collection[int], others: Collection[int]
) -> dict[int, tuple[StoredFile, tuple[Fault, ...]]]:
    """Return id → stored file with what is wrong with it, `photos` being pictures of a face.

    Verdicts kept are taken; a worker is asked to keep those that are missing or out of date.
    """
    sealer = sealer_of(case)
    found = {}
    for file, known in keeping.of_case(case.id, {*photos, *others}):
        if not keeping.is_fresh(known, file):
            jobs.enqueue(JOB, file.id)
        found[file.id] = file, keeping.faults_of(file, known, sealer, photo=file.id in photos)
    return found


def judge_file(file_id: int) -> None:
    """Worker entry: judge one file by today's rules; a second time changes nothing."""
    with jobs.app_context():
        file = db.session.get(StoredFile, file_id)
        case = find_case(file.case_id) if file else None
        if case is not None:
            keeping.judge_again(file_id, sealer_of(case))


def sweep_files(at: datetime) -> int:
    """Poke a worker for files nobody has judged by today's rules."""
    ids = keeping.to_judge(50)
    for id in ids:
        jobs.enqueue(JOB, id)
    return len(ids)
