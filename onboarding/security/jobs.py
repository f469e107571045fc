"""Worker entry: screening every open case with a new list, going on after a dead worker."""

import logging
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from rq.timeouts import JobTimeoutException
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from onboarding import jobs
from onboarding.cases.models import Case
from onboarding.cases.queries import lock_case
from onboarding.database import db, transaction
from onboarding.security.lists import JOB, entries_of, in_use
from onboarding.security.models import ScreeningList
from onboarding.security.screening import screen_again
from onboarding.security.telling import tell_list

logger = logging.getLogger(__name__)
_CLAIM = timedelta(seconds=60)
_LONGEST = 200.0
# As long as whoever waits to write sleeps before they try again.
_LONGEST_PAUSE = 0.12


def run(list_id: int) -> None:
    """Screen the open cases that wait for a list; a second time changes nothing."""
    with jobs.app_context():
        go_on(list_id)


def go_on(list_id: int) -> None:
    """Screen case by case, here and now; a very long list is let go of for the next worker."""
    if not _claim(list_id, at=datetime.now(UTC)):
        return
    begun = monotonic()
    for version in in_use():
        entries_of(version)  # read once, before anything is locked
    while (case_id := next_case(list_id)) is not None and monotonic() - begun < _LONGEST:
        before = monotonic()
        screen_one(list_id, case_id, at=datetime.now(UTC))
        sleep(min(_LONGEST_PAUSE, (monotonic() - before) / 10))  # others write between the cases
    with transaction():
        version = db.session.get_one(ScreeningList, list_id)
        version.claimed_until = None
        if next_case(list_id) is None:
            version.state = "done"
            tell_list(version, at=datetime.now(UTC))


def _claim(list_id: int, *, at: datetime) -> bool:
    free = ScreeningList.claimed_until.is_(None) | (ScreeningList.claimed_until < at)
    with transaction():
        taken = db.session.execute(
            update(ScreeningList)
            .where(ScreeningList.id == list_id, ScreeningList.state == "running", free)
            .values(claimed_until=at + _CLAIM)
        )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def next_case(list_id: int) -> int | None:
    """Return the next open case a list was not screened with yet."""
    after = select(ScreeningList.last_case_id).where(ScreeningList.id == list_id)
    waiting = select(Case.id).where(Case.status == "open", Case.id > after.scalar_subquery())
    return db.session.scalars(waiting.order_by(Case.id).limit(1)).first()


def screen_one(list_id: int, case_id: int, *, at: datetime) -> None:
    """Screen one case and say so, in one commit; one that makes it fail is left behind."""
    try:
        with transaction():
            version = db.session.get_one(
                ScreeningList, list_id, with_for_update=True, populate_existing=True
            )
            if version.last_case_id < case_id:
                version.found += bool(screen_again(lock_case(case_id), at=at))
                _counted(version, case_id, at)
    except (OperationalError, JobTimeoutException):
        raise
    except Exception:
        logger.exception("case %s cannot be screened", case_id)
        with transaction():
            _counted(db.session.get_one(ScreeningList, list_id), case_id, at)


def _counted(version: ScreeningList, case_id: int, at: datetime) -> None:
    version.done += 1
    version.total = max(version.total, version.done)
    version.last_case_id = case_id
    version.claimed_until = at + _CLAIM


def sweep(at: datetime) -> int:
    """Poke a worker for lists nobody is at."""
    free = ScreeningList.claimed_until.is_(None) | (ScreeningList.claimed_until < at)
    asked = ScreeningList.added_at < at - timedelta(seconds=10)
    waiting = select(ScreeningList.id).where(ScreeningList.state == "running", free, asked)
    ids = list(db.session.scalars(waiting))
    for id in ids:
        jobs.enqueue(JOB, id)
    return len(ids)
