"""Files people sent as rows: kept with their verdict, judged again when rules or content change."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from sqlalchemy import or_, select

from onboarding.database import db, to_json, transaction
from onboarding.documents import files
from onboarding.documents.attachments import judging
from onboarding.documents.attachments.judging import Fault, judge
from onboarding.documents.models import JudgedFile, StoredFile
from onboarding.documents.uploads import Received
from onboarding.sealing import Sealer

_PAPER, _PHOTO = "paper", "photo"
_LOST = [["lost"]]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is: of which case, sent by whom, when."""

    case_id: int
    person_id: int
    at: datetime


def keep(received: Received, owner: Owner, *, sealer: Sealer, sealed: bool) -> StoredFile:
    """Keep what was received, an original beside what was made from it; return what counts.

    An original is always sealed: nobody has looked at what it says but whoever sent it.
    """
    original = None
    if received.original:
        original = _store(received.original, owner, sealer)
    kept = _store(received.kept, owner, sealer if sealed else None)
    db.session.add(
        JudgedFile(
            file_id=kept.id,
            original_id=original.id if original else None,
            mended=to_json(_rows(received.faults)),
            judged_by=rules(),
            verdict=_written(received.kept.name, received.kept.content, kept),
        )
    )
    return kept


def leave_to_judge(file: StoredFile) -> None:
    """Let a worker judge a file that is kept already."""
    db.session.add(JudgedFile(file_id=file.id))


def _store(incoming: files.Incoming, owner: Owner, sealer: Sealer | None) -> StoredFile:
    return files.store(owner.case_id, incoming, sealer=sealer, by=owner.person_id, at=owner.at)


def judged(file_id: int) -> JudgedFile | None:
    """Return what is known of a file."""
    return db.session.get(JudgedFile, file_id)


def made_from(original_id: int) -> JudgedFile | None:
    """Return what was made from an original; None where the file is none."""
    found = select(JudgedFile).where(JudgedFile.original_id == original_id)
    return db.session.scalar(found)


def waits(file_id: int) -> bool:
    """Return whether a file was mended and nobody has accepted that yet."""
    known = judged(file_id)
    return known is not None and known.original_id is not None and known.accepted_at is None


def accept_mended(file_id: int, *, at: datetime) -> None:
    """Note that whoever sent a file has looked at what was made from it, and takes it."""
    known = judged(file_id)
    if known is not None and known.original_id is not None and known.accepted_at is None:
        known.accepted_at = at


@cache
def rules() -> str:
    """Return what today's rules are known by: judged by others, a file is judged again."""
    return hashlib.sha256(Path(judging.__file__).read_bytes()).hexdigest()[:20]


def of_case(case_id: int, ids: Collection[int]) -> list[tuple[StoredFile, JudgedFile | None]]:
    """Return files of a case, each with what is known of it, in one query."""
    both = select(StoredFile, JudgedFile).outerjoin(JudgedFile, JudgedFile.file_id == StoredFile.id)
    mine = (StoredFile.case_id == case_id, StoredFile.id.in_(ids))
    rows = db.session.execute(both.where(*mine).order_by(StoredFile.id)) if ids else ()
    return [(file, known) for file, known in rows]


def faults_of(
    file: StoredFile, known: JudgedFile | None, sealer: Sealer, *, photo: bool
) -> tuple[Fault, ...]:
    """Return what is wrong with a stored file, by today's rules.

    The verdict kept with it is taken while rules and content are the same; else it is judged.
    """
    fresh = known.verdict if known and is_fresh(known, file) else _judged_now(file, sealer)
    return _read(json.loads(fresh)[_PHOTO if photo else _PAPER])


def is_fresh(known: JudgedFile | None, file: StoredFile) -> bool:
    """Return whether a verdict is by today's rules, and of what lies in the store today."""
    if known is None or known.judged_by != rules() or not known.verdict:
        return False
    kept: dict[str, object] = json.loads(known.verdict)
    return kept["stamp"] == _stamp(file)


def to_judge(limit: int) -> list[int]:
    """Return files nobody has judged by today's rules."""
    other = or_(JudgedFile.judged_by < rules(), JudgedFile.judged_by > rules())
    found = select(JudgedFile.file_id).where(other).order_by(JudgedFile.file_id)
    return list(db.session.scalars(found.limit(limit)))


def judge_again(file_id: int, sealer: Sealer) -> None:
    """Judge a file by today's rules and keep the verdict.

    It is marked as judged first: a file that takes a worker's life is not tried for ever.
    """
    with transaction():
        known = judged(file_id) or JudgedFile(file_id=file_id)
        db.session.add(known)
        db.session.flush()
        if is_fresh(known, known.file):
            return
        known.judged_by, known.verdict = rules(), ""
    with transaction():
        known = db.session.get_one(JudgedFile, file_id)
        known.verdict = _judged_now(known.file, sealer)


def mended_faults(known: JudgedFile) -> tuple[Fault, ...]:
    """Return what was wrong with the original of a file."""
    return _read(json.loads(known.mended))


def _judged_now(file: StoredFile, sealer: Sealer) -> str:
    try:
        content = files.read(file, sealer)
    except (OSError, InvalidTag):
        content = b""
    if not files.is_same(file, content):
        return to_json({"stamp": _stamp(file), _PAPER: _LOST, _PHOTO: _LOST})
    return _written(files.name_of(file, sealer), content, file)


def _written(name: str, content: bytes, file: StoredFile) -> str:
    """Return a verdict as it is kept, once as of a paper and once as of a photo."""
    found = {
        kind: _rows(judge(name, content, photo=photo).faults)
        for kind, photo in ((_PAPER, False), (_PHOTO, True))
    }
    return to_json({"stamp": _stamp(file), **found})


def _stamp(file: StoredFile) -> str:
    """Return what tells, without reading it, whether a file in the store was changed."""
    try:
        there = files.path_of(file).stat()
    except OSError:
        return ""
    return f"{there.st_mtime_ns}-{there.st_size}"


def _rows(faults: Iterable[Fault]) -> list[list[str]]:
    return [[fault.reason, *fault.about] for fault in faults]


def _read(rows: Iterable[list[str]]) -> tuple[Fault, ...]:
    return tuple(Fault(reason, tuple(about)) for reason, *about in rows)
