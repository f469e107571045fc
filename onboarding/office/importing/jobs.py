"""Worker entry: reading a long list, writing a confirmed one, going on where a dead worker was."""

import gc
import logging
from datetime import UTC, datetime
from time import monotonic, sleep

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import OperationalError

from onboarding import jobs
from onboarding.database import db
from onboarding.office.importing import reading as import_reading
from onboarding.office.importing import service as imports
from onboarding.office.importing import writing as import_writing
from onboarding.office.importing.models import Import
from onboarding.office.lists.problems import said

logger = logging.getLogger(__name__)
JOB = "onboarding.office.importing.jobs.work"
_LONGEST = 200.0
_SWEPT_EVERY = 20
_FAILED = _l("Something went wrong on our side while the list was read. We have a record of it.")


def work(import_id: int) -> None:
    """Do what a list waits for; a second time changes nothing.

    A very long list is let go of after a while: the sweep hands it to the next worker.
    """
    with jobs.app_context():
        record = db.session.get(Import, import_id)
        if record is not None and record.state == "reading":
            _read(import_id)
        elif record is not None and record.state == "writing":
            write(import_id, longest=_LONGEST)


def _read(import_id: int) -> None:
    """Read a list; one that makes the reading fail is refused, or it would be read for ever."""
    try:
        import_reading.read(import_id, at=datetime.now(UTC))
    except (OperationalError, JobTimeoutException):
        raise
    except Exception:
        logger.exception("list %s cannot be read", import_id)
        db.session.rollback()
        import_reading.refuse(import_id, said(_FAILED))


def write(import_id: int, *, longest: float = float("inf")) -> None:
    """Write the rows of a confirmed list, for so many seconds at most.

    It rests a little after each commit: SQLite gives its lock to whoever asks first, and people
    at their pages would ask in vain.
    """
    if not imports.claim(import_id, "writing", at=datetime.now(UTC)):
        return
    begun, rounds, more = monotonic(), 0, True
    with force_locale(_language(import_id)):
        while more and monotonic() - begun < longest:
            before = monotonic()
            more = import_writing.write_some(import_id, at=datetime.now(UTC))
            sleep(min(0.05, (monotonic() - before) / 10))
            rounds += 1
            if rounds % _SWEPT_EVERY == 0:
                gc.collect()
    if more:
        imports.let_go(import_id)


def _language(import_id: int) -> str:
    person = db.session.get_one(Import, import_id).confirmed_by
    return person.language if person else "ja"


def sweep(at: datetime) -> int:
    """Poke a worker for lists nobody is at, and forget old ones."""
    ids = imports.to_sweep(at)
    for id in ids:
        jobs.enqueue(JOB, id)
    imports.forget_old(at)
    return len(ids)
