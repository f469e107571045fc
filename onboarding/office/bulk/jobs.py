"""Worker entry: an act on many steps, step by step, going on where a dead worker stopped."""

import logging
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import OperationalError

from onboarding import jobs
from onboarding.documents.service import FactsLacking
from onboarding.engine.definition import Text
from onboarding.engine.errors import Refusal
from onboarding.office.bulk import service as batches
from onboarding.office.lists.problems import in_both, said
from onboarding.office.papertrail.service import NothingToMake
from onboarding.web.refusals import sentence_for

logger = logging.getLogger(__name__)
_FAILED = _l("Something went wrong on our side.")
_EXPECTED = (Refusal, batches.NobodyToRemind, batches.NoPaper, FactsLacking, NothingToMake)


def run(batch_id: int) -> None:
    """Do all steps of an act that wait; a second time changes nothing."""
    with jobs.app_context():
        if not batches.claim(batch_id, at=datetime.now(UTC)):
            return
        while (item := batches.next_item(batch_id)) is not None:
            _do(item)
        batches.finish(batch_id)


def _do(item_id: int) -> None:
    """Do one step, or say why not: one that fails must not be tried for ever."""
    at = datetime.now(UTC)
    try:
        batches.do_item(item_id, at=at)
    except _EXPECTED as refusal:
        batches.note_failure(item_id, _why(refusal), at=at)
    except (OperationalError, JobTimeoutException):
        raise
    except Exception:
        logger.exception("step %s of an act cannot be done", item_id)
        batches.note_failure(item_id, said(_FAILED), at=at)


def _why(refusal: Exception) -> Text:
    return in_both(lambda _language: sentence_for(refusal)[1])


def sweep(at: datetime) -> int:
    """Poke a worker for acts nobody is at."""
    ids = batches.to_sweep(at)
    for id in ids:
        jobs.enqueue(batches.JOB, id)
    return len(ids)
