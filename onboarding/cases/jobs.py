"""Worker entries about cases: making papers, and the work of each day."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import current_app

from onboarding import jobs
from onboarding.cases import reminding, service
from onboarding.cases.history import local_day, sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.policies import Part
from onboarding.cases.queries import cases_with_dues_near, find_case, lock_case, progress_of
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.documents import files, rendering
from onboarding.documents import service as documents
from onboarding.documents.fonts import CharactersMissing
from onboarding.documents.letterhead import Noting
from onboarding.documents.models import Document
from onboarding.engine.actions import find

logger = logging.getLogger(__name__)
JOB = "onboarding.cases.jobs.make_document"
LOOK_AT_HELD = "onboarding.cases.jobs.look_at_held"


def make_document(document_id: int) -> None:
    """Make a paper and some that wait behind it; a second time changes nothing."""
    for id in jobs.in_a_row(JOB, document_id):
        _make_one(id)


def _make_one(document_id: int) -> None:
    with jobs.app_context():
        at = datetime.now(UTC)
        asked = db.session.get(Document, document_id)
        if asked is None:
            return
        prefix = library().documents[asked.name].prefix
        document = documents.claim(document_id, prefix, at=at, on=local_day(at))
        if document is None:
            return
        try:
            pdf, says = _render(document, at)
        except CharactersMissing as missing:
            documents.give_up(document_id, lacks=missing.characters, error="characters")
            return
        except Exception as error:
            documents.give_up(document_id, lacks=[], error=type(error).__name__)
            raise
        _keep(document, pdf, says, at)


def _render(document: Document, at: datetime) -> tuple[bytes, Mapping[str, Any]]:
    """Return a paper as PDF, and what it says of the institution."""
    institution = Noting(current_app.extensions["institution"])
    case = db.session.get_one(Case, document.case_id)
    facts = rendering.opened(document.facts, sealer_of(case))
    paper = rendering.Paper(
        kind=library().documents[document.name],
        number=document.number or "",
        code=document.code or "",
        dated_on=local_day(at),
        replaces=document.replaces.number or "" if document.replaces else "",
        facts=facts,
        institution=institution,
        base_url=current_app.extensions["settings"].base_url,
    )
    db.session.rollback()
    return rendering.render(paper), institution.noted


def _keep(document: Document, pdf: bytes, says: Mapping[str, Any], at: datetime) -> None:
    """Store a paper and, where nobody has to sign it, finish its step: in one commit."""
    with transaction():
        case = lock_case(document.case_id)
        incoming = files.Incoming(f"{document.number}.pdf", "application/pdf", pdf)
        file = files.store(case.id, incoming, sealer=sealer_of(case), by=None, at=at)
        if not documents.keep(document, file, at=at, dated_on=local_day(at), says=says):
            db.session.delete(file)
            return
        newest = documents.newest_for(case.id, document.step_key)
        if newest is not None and newest.id != document.id:
            document.stale = True
            return
        _finish_if_nobody_signs(case, document, at)


def _finish_if_nobody_signs(case: Case, document: Document, at: datetime) -> None:
    """Finish the step of a paper; one whose step was closed meanwhile is made anew once it opens.

    A step that something before it was taken back from releases nothing.
    """
    progress = progress_of(case, local_day(at))
    planned = find(progress, document.step_key)
    if "confirm" in planned.step.options:
        return
    if not progress.open >> planned.number & 1:
        document.stale = not progress.done >> planned.number & 1
    else:
        part = Part(0, {planned.step.role: None})
        service.finish_step(case.id, planned.key, by=By(None, at, part))


def sweep_documents(at: datetime) -> int:
    """Poke a worker for papers nobody is making."""
    ids = documents.to_sweep(at, 200)
    for id in ids:
        jobs.enqueue(JOB, id)
    return len(ids)


def look_at_held(at: datetime | None = None) -> None:
    """Ask for the papers that were held back and are no more, though nothing befell their case."""
    at = at or datetime.now(UTC)
    with jobs.app_context():
        for case_id in documents.cases_with_held():
            service.ask_for_papers(case_id, at)


def sweep_day(at: datetime) -> int:
    """Open the steps whose date has come, and queue the reminders of the day."""
    service.wake_cases(local_day(at), at)
    return 0


def remind_all(at: datetime) -> int:
    """Queue today's reminders of all open cases; those queued already stay single."""
    count = 0
    ahead, late = reminding.furthest_told()
    for case_id in cases_with_dues_near(local_day(at), ahead=ahead, late=late):
        with transaction():
            case = find_case(case_id)
            if case is not None:
                count += reminding.queue_reminders(case, progress_of(case, local_day(at)), at)
    return count
