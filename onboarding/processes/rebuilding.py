"""`onboarding rebuild` and `audit`: every case held against its own history."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select

from onboarding.cases.auditing import BrokenLink, broken_link
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.service import rebuild
from onboarding.database import db, transaction


class _Undone(Exception):
    """Takes back what was done only to be looked at."""


def rebuild_all(at: datetime) -> list[str]:
    """Make the index of every case anew; return the numbers of those it differed in."""
    return [number for id, number in _cases() if rebuild(id, local_day(at))]


def differing(at: datetime) -> list[str]:
    """Return the numbers of the cases whose index differs from their history."""
    return [number for id, number in _cases() if _would_change(id, local_day(at))]


def _would_change(case_id: int, today: date) -> bool:
    changes = False
    try:
        with transaction():
            changes = rebuild(case_id, today)
            raise _Undone
    except _Undone:
        return changes


def broken_links() -> tuple[int, list[BrokenLink]]:
    """Return how many cases there are, and the first broken link of each that has one."""
    found = [broken_link(db.session.get_one(Case, id)) for id, _number in _cases()]
    return len(found), [link for link in found if link]


def _cases() -> Iterator[tuple[int, str]]:
    rows = db.session.execute(select(Case.id, Case.number).order_by(Case.id)).all()
    for id, number in rows:
        db.session.expunge_all()
        yield id, number
