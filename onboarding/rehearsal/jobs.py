"""Worker entry: a rehearsal, played in memory; begun anew where a worker died in it."""

import time
from datetime import UTC, datetime

from flask import current_app

from onboarding import jobs
from onboarding.cases.library import library
from onboarding.engine.errors import FaultyDefinition
from onboarding.rehearsal import service
from onboarding.rehearsal.rehearsing import prepared, rehearse

_OFTEN = 1.0


def run(id: int) -> None:
    """Do a rehearsal that waits; a second time changes nothing."""
    with jobs.app_context():
        settings = service.claim(id, at=datetime.now(UTC))
        if settings is None:
            return
        try:
            folder = current_app.extensions["settings"].workflows
            rehearsal = prepared(library(), folder, settings)
        except FaultyDefinition:
            service.fail(id)
            return
        service.keep(id, rehearse(rehearsal, _Meter(id)))


class _Meter:
    """Notes how far a rehearsal is, about once a second."""

    def __init__(self, id: int) -> None:
        self.id, self.last = id, time.monotonic()

    def __call__(self, opened: int) -> None:
        """Note how many cases have opened."""
        if time.monotonic() - self.last >= _OFTEN:
            service.note_progress(self.id, opened, at=datetime.now(UTC))
            self.last = time.monotonic()


def sweep(at: datetime) -> int:
    """Poke a worker for rehearsals nobody is at."""
    ids = service.to_sweep(at)
    for id in ids:
        jobs.enqueue(service.JOB, id)
    return len(ids)
