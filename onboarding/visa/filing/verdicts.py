"""What is wrong with the files of a case: judged once for each file, as a file never changes."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.database import db, to_json, transaction
from onboarding.documents import files
from onboarding.documents.attachments import judging
from onboarding.documents.attachments.judging import Fault
from onboarding.documents.models import StoredFile
from onboarding.visa.filing.models import FileVerdict

# file id → its size in bytes, and what is wrong with it
Judged = dict[int, tuple[int, tuple[Fault, ...]]]


def judged(case: Case, photos: Collection[int], others: Collection[int]) -> Judged:
    """Return what is wrong with files of a case; what is found out now is kept for next time.

    `photos`: ids of pictures of a face; `others`: of papers.
    """
    found: Judged = {}
    news: dict[int, tuple[Fault, ...]] = {}
    for file, verdict in _with_verdicts(case, {*photos, *others}):
        if verdict is not None and verdict.mark == mark():
            found[file.id] = file.size, _read(verdict.faults)
            continue
        news[file.id] = _judge(case, file, photo=file.id in photos)
        found[file.id] = file.size, news[file.id]
    if news:
        _keep(news)
    return found


def _with_verdicts(
    case: Case, ids: Collection[int]
) -> Iterator[tuple[StoredFile, FileVerdict | None]]:
    if not ids:
        return
    both = select(StoredFile, FileVerdict).outerjoin(
        FileVerdict, FileVerdict.file_id == StoredFile.id
    )
    mine = (StoredFile.case_id == case.id, StoredFile.id.in_(ids))
    for file, verdict in db.session.execute(both.where(*mine)).all():  # noqa: UP028 - typed so
        yield file, verdict


def _judge(case: Case, file: StoredFile, *, photo: bool) -> tuple[Fault, ...]:
    sealer = sealer_of(case)
    name, content = files.name_of(file, sealer), files.read(file, sealer)
    return judging.judge(name, content, photo=photo).faults


def _keep(news: Mapping[int, tuple[Fault, ...]]) -> None:
    """Keep verdicts; they say nothing new of the case, so a GET may write them."""
    rows = [
        {
            "file_id": id,
            "mark": mark(),
            "faults": to_json([[fault.reason, *fault.about] for fault in faults]),
        }
        for id, faults in news.items()
    ]
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    with transaction():
        db.session.execute(delete(FileVerdict).where(FileVerdict.file_id.in_(news)))
        db.session.execute(insert(FileVerdict).values(rows).on_conflict_do_nothing())


def _read(text: str) -> tuple[Fault, ...]:
    return tuple(Fault(reason, tuple(about)) for reason, *about in json.loads(text))


@cache
def mark() -> str:
    """Return what the judge is known by: judged by another version, a file is judged anew."""
    return hashlib.sha256(Path(judging.__file__).read_bytes()).hexdigest()
