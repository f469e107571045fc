"""Worker entry: an act on many steps, step by step, going on where a dead worker stopped."""

from datetime import UTC, datetime

from onboarding import jobs
from onboarding.database import db
from onboarding.documents.service import FactsLacking
from onboarding.engine.errors import Refusal
from onboarding.office import batches
from onboarding.office.models import Batch
from onboarding.people.models import Person
from onboarding.web.refusals import sentence_for
from onboarding.web.speaking import speaking

_EXPECTED = (Refusal, batches.NobodyToRemind, batches.NoPaper, FactsLacking)


def run(batch_id: int) -> None:
    """Do all steps of an act that wait; a second time changes nothing."""
    with jobs.app_context():
        if not batches.claim(batch_id, at=datetime.now(UTC)):
            return
        batch = db.session.get_one(Batch, batch_id)
        language = db.session.get_one(Person, batch.person_id).language
        while (item := batches.next_item(batch_id)) is not None:
            _do(item, language)
        batches.finish(batch_id)


def _do(item_id: int, language: str) -> None:
    at = datetime.now(UTC)
    try:
        batches.do_item(item_id, at=at)
    except _EXPECTED as refusal:
        with speaking(language):
            _status, sentence = sentence_for(refusal)
        batches.note_failure(item_id, sentence, at=at)


def sweep(at: datetime) -> int:
    """Poke a worker for acts nobody is at."""
    ids = batches.to_sweep(at)
    for id in ids:
        jobs.enqueue(batches.JOB, id)
    return len(ids)
