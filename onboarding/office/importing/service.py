"""What can be done with a list: handing it in, saying what its columns mean, confirming it."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select, update

from onboarding.config import Settings
from onboarding.database import after_commit, db, to_json, transaction
from onboarding.office.importing.models import Import, ImportRow, ListHeading
from onboarding.office.importing.storing import keep, row_of, sealer
from onboarding.office.lists.columns import Column, chosen
from onboarding.office.lists.spelling import key_of
from onboarding.people.models import Person

TO_WRITE = ("good", "change")
KEPT = timedelta(days=30)
_CLAIM = timedelta(seconds=45)
_WORKED_ON = ("reading", "writing")


class MovedOn(Exception):
    """The list is in another state by now: somebody confirmed it, dropped it, or is at it."""


def start(content: bytes, name: str, *, by: Person | None, at: datetime) -> Import:
    """Take a list in, to be read; its bytes are kept sealed until it is done."""
    with transaction():
        record = Import(
            person_id=by.id if by else None,
            name=name.replace("\\", "/").rpartition("/")[2][:200] or "list",
            state="reading",
            added_at=at,
        )
        db.session.add(record)
        db.session.flush()
        _write(file_of(record.id), sealer().seal_bytes(content))
    return record


def file_of(import_id: int) -> Path:
    """Return where the bytes of a list lie."""
    settings: Settings = current_app.extensions["settings"]
    return settings.data / "lists" / str(import_id)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(content)
    os.replace(draft.name, path)


def columns_of(record: Import) -> list[Column]:
    """Return the columns of a list; none before the first reading."""
    return [Column(*kept) for kept in json.loads(record.columns)]


def problem_of(record: Import) -> dict[str, str]:
    """Return why a list is refused, as `{en, ja}`."""
    found: dict[str, str] = json.loads(record.problem or "{}")
    return found


def source_of(record: Import) -> dict[str, Any]:
    """Return how a list was written: `encoding delimiter sheet others blank`."""
    found: dict[str, Any] = json.loads(record.source)
    return found


def claim(import_id: int, state: str, *, at: datetime) -> bool:
    """Take a list to work on it; False where it is in another state or somebody is at it."""
    free = Import.claimed_until.is_(None) | (Import.claimed_until < at)
    with transaction():
        return _moved(import_id, [state], free, claimed_until=at + _CLAIM)


def still_at_it(import_id: int, **values: Any) -> None:
    """Keep a list a while longer, with how far it has come: `done`, `total`.

    This work is long, so it reads the clock itself.
    """
    values["claimed_until"] = datetime.now(UTC) + _CLAIM
    db.session.execute(update(Import).where(Import.id == import_id).values(**values))


def let_go(import_id: int) -> None:
    """Let somebody else go on with a list."""
    with transaction():
        _moved(import_id, _WORKED_ON, claimed_until=None)


def _moved(
    import_id: int, states: Sequence[str], *also: ColumnElement[bool], **values: Any
) -> bool:
    """Change a list that is in one of these states; False where it is not."""
    where = (Import.id == import_id, Import.state.in_(states), *also)
    done = db.session.execute(update(Import).where(*where).values(**values))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def choose_columns(record: Import, wanted: Sequence[str]) -> None:
    """Say what each column of a list holds, remember it, and have the list read again.

    Raises:
        MovedOn: it is not waiting to be looked at.
    """
    columns = chosen(columns_of(record), wanted)
    kept = to_json([[c.heading, c.target, c.known] for c in columns])
    with transaction():
        if not _moved(record.id, ["read"], state="reading", columns=kept, claimed_until=None):
            raise MovedOn
        for column in columns:
            key = key_of(column.heading)[:120]
            if key:
                db.session.merge(ListHeading(heading=key, target=column.target))


def remembered() -> dict[str, str]:
    """Return compared heading → target of all somebody chose before."""
    return {one.heading: one.target for one in db.session.scalars(select(ListHeading))}


def decide(record: Import, line: int, key: str, *, take: bool) -> None:
    """Choose between the list's value and the system's for one fact of one row.

    Raises:
        MovedOn: the list is not waiting to be looked at, or has no such row.
    """
    with transaction():
        waiting = _moved(record.id, ["read"], state="read")  # nobody confirms it meanwhile
        wanted = select(ImportRow).where(ImportRow.import_id == record.id, ImportRow.line == line)
        stored = db.session.scalars(wanted).first()
        if not waiting or stored is None or stored.state != "change":
            raise MovedOn
        row = row_of(stored)
        for change in row.changes:
            if change.key == key:
                change.take = take
        keep(stored, row)


def confirm(record: Import, *, by: Person | None, mails: bool) -> bool:
    """Let the good rows in; False where that was done before.

    `mails`: the welcome mails go out at once; else they wait until somebody lets them go.
    """
    counted = select(func.count()).where(
        ImportRow.import_id == record.id, ImportRow.state.in_(TO_WRITE)
    )
    with transaction():
        return _moved(
            record.id,
            ["read"],
            state="writing",
            confirmed_by_id=by.id if by else None,
            mails=mails,
            total=db.session.scalar(counted) or 0,
            done=0,
            claimed_until=None,
        )


def drop(record: Import) -> None:
    """Throw a list away of which nothing has gone in.

    Raises:
        MovedOn: it was confirmed.
    """
    with transaction():
        if not _moved(record.id, ["read", "refused"], state="dropped"):
            raise MovedOn
        db.session.execute(delete(ImportRow).where(ImportRow.import_id == record.id))
        forget_file(record.id)


def forget_file(import_id: int) -> None:
    """Remove the bytes of a list once this transaction is committed."""
    path = file_of(import_id)
    after_commit(lambda: path.unlink(missing_ok=True))


def to_sweep(at: datetime) -> list[int]:
    """Return lists nobody is at: a worker or the queue died, or let go of a long one."""
    free = Import.claimed_until.is_(None) | (Import.claimed_until < at)
    waiting = select(Import.id).where(Import.state.in_(_WORKED_ON), free)
    return list(db.session.scalars(waiting))


def forget_old(at: datetime) -> None:
    """Forget lists of a month ago with all the personal data in them; the cases stay."""
    old = select(Import.id).where(Import.added_at < at - KEPT)
    for id in list(db.session.scalars(old)):
        with transaction():
            db.session.execute(delete(ImportRow).where(ImportRow.import_id == id))
            db.session.execute(delete(Import).where(Import.id == id))
            forget_file(id)
