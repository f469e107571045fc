"""Writing the good rows of a confirmed list: cases opened, cases brought up to date.

Some rows at a time, each time in one commit with their states: whoever goes on after a crash
begins with the first row that is not in.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.exc import DataError, IntegrityError

from onboarding.cases.models import Case
from onboarding.cases.recording import By
from onboarding.database import db, leave_to_sweep, transaction
from onboarding.engine.errors import Refusal
from onboarding.notices.models import Notice
from onboarding.office.importing.models import Import, ImportRow
from onboarding.office.importing.opening import open_rows
from onboarding.office.importing.service import TO_WRITE, forget_file, still_at_it
from onboarding.office.importing.storing import keep, row_of
from onboarding.office.importing.updating import update_case
from onboarding.office.lists.checked import Checked

logger = logging.getLogger(__name__)
AT_ONCE = 25
_FEW = 100
_HELD = datetime(9999, 1, 1, tzinfo=UTC)
_OF_THE_ROW = (Refusal, IntegrityError, DataError, LookupError, ValueError, TypeError)


def write_some(import_id: int, *, at: datetime) -> bool:
    """Write the next rows of a list; False once there is none left, and the list is done.

    A row that cannot be written is kept back with the reason; the others go in.
    """
    wanted = select(ImportRow.id).where(
        ImportRow.import_id == import_id, ImportRow.state.in_(TO_WRITE)
    )
    ids = list(db.session.scalars(wanted.order_by(ImportRow.line).limit(AT_ONCE)))
    if not ids:
        _finish(import_id)
        return False
    try:
        _write(import_id, ids, at)
    except _OF_THE_ROW:
        for id in ids:
            _write_alone(import_id, id, at)
    return True


def _finish(import_id: int) -> None:
    with transaction():
        record = db.session.get_one(Import, import_id)
        record.state, record.claimed_until = "done", None
        forget_file(import_id)


def _write_alone(import_id: int, row_id: int, at: datetime) -> None:
    try:
        _write(import_id, [row_id], at)
    except _OF_THE_ROW as error:
        logger.warning(
            "row %s of list %s: %s", row_id, import_id, type(error).__name__, exc_info=True
        )
        with transaction():
            stored = db.session.get_one(ImportRow, row_id)
            row = row_of(stored)
            row.refuse("", _l("This row could not be written. Import the list once more."))
            keep(stored, row)
            still_at_it(import_id, done=Import.done + 1)


def _write(import_id: int, ids: Sequence[int], at: datetime) -> None:
    """Write some rows in one commit."""
    with transaction():
        record = db.session.get_one(Import, import_id)
        by = By(record.confirmed_by, at)
        wanted = select(ImportRow).where(ImportRow.id.in_(ids)).order_by(ImportRow.line)
        stored = list(db.session.scalars(wanted))
        rows = [row_of(one) for one in stored]
        opened = _open(_really_new(rows), by)
        for row in rows:
            if row.state == "change":
                update_case(row, by=by, list_name=record.name)
        for one, row in zip(stored, rows, strict=True):
            if row.state == "opened":
                one.state, one.case_id = row.state, row.case_id
            else:
                keep(one, row)
        still_at_it(import_id, done=Import.done + len(ids))
        if not record.mails:
            _hold_back(opened)
        if record.total > _FEW or record.confirmed_by is None:
            leave_to_sweep()


def _really_new(rows: Sequence[Checked]) -> list[Checked]:
    """Return the rows to open; those somebody opened since the list was read are known."""
    new = {row.key: row for row in rows if row.state == "good"}
    there = select(Case.import_key, Case.id).where(Case.import_key.in_(new))
    for key, id in db.session.execute(there):
        row = new.pop(key or "")
        row.state, row.case_id = "known", id
    return list(new.values())


def _open(rows: Sequence[Checked], by: By) -> list[int]:
    cases = open_rows(rows, by=by) if rows else []
    for row, case in zip(rows, cases, strict=True):
        row.state, row.case_id = "opened", case.id
    return [case.id for case in cases]


def _hold_back(case_ids: Sequence[int]) -> None:
    """Let the mails of some cases wait until somebody lets them go."""
    waiting = (Notice.case_id.in_(case_ids), Notice.state == "waiting")
    db.session.execute(update(Notice).where(*waiting).values(try_after=_HELD))


def release_mails(record: Import, *, at: datetime) -> None:
    """Let the welcome mails of a list go out; a second time changes nothing."""
    opened = select(ImportRow.case_id).where(
        ImportRow.import_id == record.id, ImportRow.state == "opened"
    )
    held = (Notice.case_id.in_(opened), Notice.state == "waiting", Notice.try_after == _HELD)
    with transaction():
        db.session.execute(update(Notice).where(*held).values(try_after=at))
        db.session.execute(update(Import).where(Import.id == record.id).values(mails=True))
