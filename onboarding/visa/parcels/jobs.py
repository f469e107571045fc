"""Worker entry: the workbooks of a parcel one by one, going on where a dead worker stopped."""

import logging
from datetime import UTC, datetime
from time import monotonic, sleep

from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import OperationalError

from onboarding import jobs
from onboarding.visa.parcels import queries, service

logger = logging.getLogger(__name__)
_LONGEST = 200.0


def work(parcel_id: int) -> None:
    """Fill in what a parcel waits for; a second time changes nothing.

    A very long one is let go of after a while: the sweep hands it to the next worker.
    """
    with jobs.app_context():
        go_on(parcel_id)


def go_on(parcel_id: int) -> None:
    """Fill in what a parcel waits for, here and now."""
    if not service.claim(parcel_id, at=datetime.now(UTC)):
        return
    begun = monotonic()
    while (item := queries.next_item(parcel_id)) is not None:
        if monotonic() - begun > _LONGEST:
            service.let_go(parcel_id)
            return
        before = monotonic()
        _fill(item)
        sleep(min(0.05, (monotonic() - before) / 10))  # others write between the items
    service.finish(parcel_id)


def _fill(item_id: int) -> None:
    try:
        service.fill_one(item_id, at=datetime.now(UTC))
    except (OperationalError, JobTimeoutException):
        raise
    except Exception:
        logger.exception("application %s of a parcel cannot be filled in", item_id)
        service.leave(item_id, at=datetime.now(UTC))


def sweep(at: datetime) -> int:
    """Poke a worker for parcels nobody is at, and remove the files of old ones."""
    ids = queries.to_sweep(at)
    for id in ids:
        jobs.enqueue(service.JOB, id)
    service.remove_old(at)
    return len(ids)
