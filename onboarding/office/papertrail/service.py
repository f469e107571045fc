"""What can be done about papers made from facts of before. Each is one transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import aliased

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.papers import asked_for
from onboarding.cases.queries import lock_case, progress_of
from onboarding.cases.recording import By, record
from onboarding.database import db, transaction
from onboarding.documents import service as documents
from onboarding.documents.models import Document
from onboarding.engine import actions
from onboarding.office.papertrail.letterheads import note_differences
from onboarding.office.papertrail.models import Outdating
from onboarding.visa.exported.models import Exported


class NothingToMake(Exception):
    """The paper is up to date, is being made already, or its step does not come to it now."""


def make_anew(case_id: int, keys: Iterable[str], *, reason: str, by: By) -> int:
    """Have the outdated papers of steps made anew as a set; return how many are made now.

    Raises:
        engine.errors.Refusal: the case is closed.
    """
    with transaction():
        case = lock_case(case_id)
        return sum(_make_one(case, key, reason, by) for key in dict.fromkeys(keys))


def make_one_anew(case_id: int, key: str, *, reason: str, by: By) -> None:
    """Have the outdated paper of one step made anew.

    Raises:
        NothingToMake: nothing is to be made.
        FactsLacking: facts for it are missing.
        engine.errors.Refusal: the case is closed.
    """
    with transaction():
        case = lock_case(case_id)
        if not _make_one(case, key, reason, by):
            newest = documents.newest_for(case.id, key)
            if newest is not None and newest.state == "lacking":
                raise documents.FactsLacking(tuple(documents.lacking(newest)))
            raise NothingToMake(key)


def _make_one(case: Case, key: str, reason: str, by: By) -> bool:
    progress = progress_of(case, local_day(by.at))
    planned, newest = progress.plan.find(key), documents.newest_for(case.id, key)
    if planned is None or newest is None or newest.state in ("asked", "making"):
        return False
    if progress.done >> planned.number & 1:
        documents.mark_stale(case.id, key)
        change = actions.reopen(progress, key, reason=reason)
        record(case, change, before=progress, by=by)
    elif not progress.open >> planned.number & 1:
        return False
    elif newest.state == "made":
        documents.mark_stale(case.id, key)
        documents.ask(asked_for(case, progress, planned), at=by.at)
    else:
        documents.ask_again(newest, asked_for(case, progress, planned), at=by.at)
    made = documents.newest_for(case.id, key)
    return (made is not None and made.id != newest.id) or newest.state == "asked"


def settle(case_id: int, ids: Iterable[int]) -> None:
    """Say that nothing is to be done about outdated papers any more."""
    mine = (Outdating.case_id == case_id, Outdating.id.in_(list(ids)))
    with transaction():
        db.session.execute(update(Outdating).where(*mine).values(settled=True))


def settle_replaced() -> int:
    """Settle what another paper took the place of; return how much that was."""
    with transaction():
        replaced = update(Outdating).where(~Outdating.settled, is_replaced())
        done = db.session.execute(replaced.values(settled=True))
    return int(done.rowcount)  # type: ignore[attr-defined]


def is_replaced() -> ColumnElement[bool]:
    """Return the condition that something was made in place of an outdated one."""
    later, left = aliased(Document), aliased(Exported)
    paper = exists().where(later.replaces_id == Outdating.document_id, later.state == "made")
    export = exists().where(left.replaces_id == Outdating.export_id)
    return or_(paper, export)


def has_outdated(case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a case has outdated papers that nothing was made in place of."""
    return case_id.in_(select(Outdating.case_id).where(~Outdating.settled, ~is_replaced()))


def sweep(at: datetime) -> int:
    """Settle what was replaced meanwhile; note what names an institution of before."""
    settle_replaced()
    note_differences()
    return 0
