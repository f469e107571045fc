"""Worker entry: finding out what a move does, moving its cases, going on after a dead worker."""

import logging
from datetime import UTC, datetime
from time import monotonic, sleep

from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import OperationalError

from onboarding import jobs
from onboarding.database import db
from onboarding.publishing.moving import queries, service
from onboarding.publishing.moving.carrying import carry, leave
from onboarding.publishing.moving.models import Move

logger = logging.getLogger(__name__)
_LONGEST = 200.0


def work(move_id: int) -> None:
    """Do what a move waits for; a second time changes nothing.

    A very long one is let go of after a while: the sweep hands it to the next worker.
    """
    with jobs.app_context():
        go_on(move_id)


def go_on(move_id: int) -> None:
    """Do what a move waits for, here and now."""
    state = service.claim(move_id, at=datetime.now(UTC))
    if state == "reckoning":
        _reckon(move_id)
    elif state == "moving":
        _move(move_id)


def _reckon(move_id: int) -> None:
    target = service.target_of(db.session.get_one(Move, move_id))
    if target is None:
        service.drop(db.session.get_one(Move, move_id))
        return
    while service.reckon_some(move_id, target, at=datetime.now(UTC)):
        pass


def _move(move_id: int) -> None:
    """Move case by case, resting a little: SQLite gives its lock to whoever asks first."""
    begun = monotonic()
    while (item := queries.next_item(move_id)) is not None:
        if monotonic() - begun > _LONGEST:
            service.let_go(move_id)
            return
        before = monotonic()
        _carry(item)
        sleep(min(0.05, (monotonic() - before) / 10))
    service.finish(move_id)


def _carry(item_id: int) -> None:
    """Move one case; one that makes the moving fail is left, or it would be tried for ever."""
    try:
        carry(item_id, at=datetime.now(UTC))
    except (OperationalError, JobTimeoutException):
        raise
    except Exception:
        logger.exception("case %s of a move cannot be moved", item_id)
        leave(item_id, at=datetime.now(UTC))


def sweep(at: datetime) -> int:
    """Poke a worker for moves nobody is at, and forget old previews."""
    ids = queries.to_sweep(at)
    for id in ids:
        jobs.enqueue(service.JOB, id)
    service.forget_old(at)
    return len(ids)
