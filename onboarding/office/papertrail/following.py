"""Noting, with every event that changes facts, which papers were made from the old ones."""

from collections.abc import Iterable, Iterator, Set
from typing import Any

from sqlalchemy import select

from onboarding.cases.registry import Happened
from onboarding.database import db, to_json
from onboarding.documents.models import Document
from onboarding.engine.events import MOVE_UNDONE, MOVED
from onboarding.engine.plan import Plan, PlannedStep
from onboarding.engine.progress import Progress
from onboarding.office.papertrail.models import Outdating
from onboarding.visa.exported import service as exported


def note_outdated(happened: Happened) -> None:
    """Note the papers and the exported applications an event put out of date."""
    changed = changed_facts(happened.before, happened.after)
    moved = happened.event.kind in (MOVED, MOVE_UNDONE)
    if moved or _concern_papers(happened, changed):
        _note_papers(happened, changed)
    if changed:
        _note_exports(happened, changed)


def changed_facts(before: Progress, after: Progress) -> frozenset[str]:
    """Return the keys of the facts that are others, new or gone after an event."""
    old, new = before.facts, after.facts
    gone = (key for key in old if key not in new)
    return frozenset((*gone, *(key for key, value in new.items() if old.get(key) != value)))


def _concern_papers(happened: Happened, changed: Iterable[str]) -> bool:
    old, new = happened.before.plan, happened.after.plan
    return any(key in old.papers or key in new.papers for key in changed)


def _note_papers(happened: Happened, changed: Set[str]) -> None:
    for document in newest_made(happened.case.id):
        facts = outdated_by(happened.before, happened.after, document.step_key, changed)
        if facts is not None:
            document.stale = True
            _add(happened, facts, document_id=document.id)


def newest_made(case_id: int) -> list[Document]:
    """Return the papers of a case that are made and not replaced by another one made."""
    mine = (Document.case_id == case_id, Document.state == "made")
    found: dict[str, Document] = {}
    for document in db.session.scalars(select(Document).where(*mine).order_by(Document.id.desc())):
        found.setdefault(document.step_key, document)
    return sorted(found.values(), key=lambda document: document.id)


def outdated_by(
    before: Progress, after: Progress, key: str, changed: Set[str]
) -> tuple[str, ...] | None:
    """Return the facts of a step's paper that are others after an event; None where none is.

    A paper whose step is gone, as that of a family member who does not come, is made from what
    is not so any more: then it is the list that changed.
    """
    old, new = before.plan.find(key), after.plan.find(key)
    if old is None:
        return None
    if new is None:
        return tuple(sorted(changed & before.plan.shaped_by))
    if _used(old, before) == _used(new, after):
        return None
    behind = {*_behind(before.plan, old), *_behind(after.plan, new)}
    return tuple(sorted(changed & behind))


def _used(planned: PlannedStep, progress: Progress) -> dict[str, Any]:
    return planned.used(progress.facts)


def _behind(plan: Plan, planned: PlannedStep) -> Iterator[str]:
    """Yield the keys of the facts a step's paper is calculated from."""
    return (key for key, steps in plan.papers.items() if steps & planned.bit)


def _note_exports(happened: Happened, changed: Set[str]) -> None:
    case, after = happened.case, happened.after
    for one in exported.newest_exports(case.id):
        was, one.stale = one.stale, exported.differs(case, after, one)
        facts = exported.facts_of_difference(case, after, one) if one.stale else ()
        mine = tuple(sorted(changed & set(facts)))
        if mine or (one.stale and not was):
            _add(happened, mine or tuple(sorted(changed)), export_id=one.id)


def _add(happened: Happened, facts: tuple[str, ...], **what: int) -> None:
    sequence = happened.event.sequence
    db.session.add(
        Outdating(case_id=happened.case.id, sequence=sequence, facts=to_json(facts), **what)
    )
