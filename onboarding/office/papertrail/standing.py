"""How the papers of a case stand that were made from facts of before."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from onboarding.cases.checklist import item_name
from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.database import db
from onboarding.documents.models import Document
from onboarding.documents.service import newest_for
from onboarding.engine.definition import DocumentType, Text
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, State
from onboarding.office.papertrail.details import detail_text
from onboarding.office.papertrail.models import Outdating
from onboarding.visa.exported import service as exported
from onboarding.visa.exported.behind import OF_US
from onboarding.visa.exported.models import Exported

# What becomes of an outdated paper: another is made, is being made, cannot be yet, is not needed.
REPLACED, MAKING, LACKING, FAILED = "replaced", "making", "lacking", "failed"
WAITS, UNNEEDED, AGAIN = "waits", "unneeded", "again"
BY_HAND = frozenset({AGAIN, FAILED, LACKING})


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact that changed: its label, the item it is about, its key."""

    label: Text
    who: str
    key: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """An outdated paper: since which events, what becomes of it, and by which it is replaced.

    `by_choice`: its own facts are as they were, only the institution is another. It may stay in
    use as it is.
    """

    ids: tuple[int, ...]
    document: Document
    kind: DocumentType | None
    planned: PlannedStep | None
    who: str
    changed: tuple[Changed, ...]
    state: str
    successor: Document | None
    by_choice: bool = False


@dataclass(frozen=True, slots=True)
class ExportLine:
    """An application that left, outdated; `successor`: what left in its place.

    `by_choice` as of a paper.
    """

    ids: tuple[int, ...]
    exported: Exported
    who: str
    changed: tuple[Changed, ...]
    successor: Exported | None
    by_choice: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What is outdated in a case; `at`: when the change was made that is asked about, if one."""

    papers: tuple[PaperLine, ...]
    exports: tuple[ExportLine, ...]
    at: datetime | None = None

    @property
    def number(self) -> int:
        """Return how many papers were made from facts of before."""
        return len(self.papers) + len(self.exports)

    @property
    def done(self) -> int:
        """Return how many of our papers are made anew."""
        return sum(line.state == REPLACED for line in self.papers)

    @property
    def coming(self) -> bool:
        """Return whether one is being made now."""
        return any(line.state == MAKING for line in self.papers)

    @property
    def by_hand(self) -> list[PaperLine]:
        """Return those that are made anew only if somebody says so."""
        return [line for line in self.papers if line.state in BY_HAND]


def standing(visit: Visit, since: int | None = None) -> Standing:
    """Return what is outdated in a case: by events from a number on, else all not settled yet."""
    rows = _rows(visit.case.id, since)
    papers: dict[int, list[Outdating]] = {}
    exports: dict[int, list[Outdating]] = {}
    for row in rows:
        if row.document is not None:
            papers.setdefault(row.document.id, []).append(row)
        elif row.exported is not None:
            exports.setdefault(row.exported.id, []).append(row)
    return Standing(
        tuple(_paper(visit.progress, found) for found in papers.values()),
        tuple(_export(visit.progress, found) for found in exports.values()),
    )


def _rows(case_id: int, since: int | None) -> list[Outdating]:
    found = select(Outdating).where(Outdating.case_id == case_id)
    found = found.options(joinedload(Outdating.document), joinedload(Outdating.exported))
    if since is None:
        found = found.where(~Outdating.settled)
    else:
        found = found.where(Outdating.sequence >= since)
    return list(db.session.scalars(found.order_by(Outdating.id)))


def _paper(progress: Progress, rows: list[Outdating]) -> PaperLine:
    document = rows[0].document
    assert document is not None
    planned = progress.plan.find(document.step_key)
    newest = newest_for(document.case_id, document.step_key)
    successor = newest if newest and newest.id != document.id else None
    by_choice = all(row.mark for row in rows) and not document.stale
    return PaperLine(
        ids=tuple(row.id for row in rows),
        document=document,
        kind=library().documents.get(document.name),
        planned=planned,
        who=item_name(progress, planned.item) if planned and planned.item else "",
        changed=_changed(progress, rows),
        state=_becomes(progress, planned, successor),
        successor=successor,
        by_choice=by_choice,
    )


_OF_NEWEST = {
    "asked": MAKING,
    "making": MAKING,
    "made": REPLACED,
    "lacking": LACKING,
    "failed": FAILED,
}


def _becomes(progress: Progress, planned: PlannedStep | None, newest: Document | None) -> str:
    if newest is not None and (newest.state != "made" or not newest.stale):
        return _OF_NEWEST[newest.state]
    if planned is None or progress.state(planned) in (State.SKIPPED, State.STOPPED):
        return UNNEEDED
    return WAITS if progress.state(planned) is State.WAITING else AGAIN


def _export(progress: Progress, rows: list[Outdating]) -> ExportLine:
    one = rows[0].exported
    assert one is not None
    newest = exported.newest(one.case_id, one.kind, one.item)
    return ExportLine(
        ids=tuple(row.id for row in rows),
        exported=one,
        who=item_name(progress, one.item) if one.item else "",
        changed=_changed(progress, rows),
        successor=newest if newest and newest.id != one.id else None,
        by_choice=all(row.mark for row in rows),
    )


def _changed(progress: Progress, rows: Iterable[Outdating]) -> tuple[Changed, ...]:
    """Return what changed, each fact once, in the order it did."""
    keys: Iterable[Any] = (key for row in rows for key in json.loads(row.facts))
    found = (_fact(progress, key) for key in dict.fromkeys(keys))
    labelled = {(one.label, one.who): one for one in found if one is not None}
    return tuple(labelled.values())


def _fact(progress: Progress, key: str) -> Changed | None:
    if key.startswith(OF_US):
        return Changed(detail_text(key.removeprefix(OF_US)), "", key.split(".")[1])
    name, _, item = key.partition("@")
    field, step = library().fields.get(name), progress.plan.blueprint.by_key.get(name)
    label = field.label if field else step.title if step else None
    return Changed(label, item_name(progress, item) if item else "", key) if label else None
