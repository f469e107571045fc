"""Reading published versions and drafts."""

import json
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.publishing.models import PublishedVersion, WorkflowDraft

# How many versions there are by now, as one number that only grows.
GENERATION = select(func.coalesce(func.max(PublishedVersion.id), 0)).scalar_subquery()


def generation() -> int:
    """Return the number that grows with each published version."""
    return db.session.scalar(select(GENERATION)) or 0


def version_of(workflow: str, version: int) -> PublishedVersion | None:
    """Return one published version."""
    wanted = (PublishedVersion.workflow == workflow, PublishedVersion.version == version)
    return db.session.scalar(select(PublishedVersion).where(*wanted))


def versions_of(workflow: str) -> list[PublishedVersion]:
    """Return the versions of a workflow with who published them, the newest first."""
    found = (
        select(PublishedVersion)
        .where(PublishedVersion.workflow == workflow)
        .options(joinedload(PublishedVersion.by))
    )
    return list(db.session.scalars(found.order_by(PublishedVersion.version.desc())))


def newest_versions() -> list[PublishedVersion]:
    """Return the newest version of each workflow, by its id."""
    newest = (
        select(PublishedVersion.workflow, func.max(PublishedVersion.version).label("version"))
        .group_by(PublishedVersion.workflow)
        .subquery()
    )
    same = (PublishedVersion.workflow == newest.c.workflow) & (
        PublishedVersion.version == newest.c.version
    )
    found = select(PublishedVersion).join(newest, same).options(joinedload(PublishedVersion.by))
    return list(db.session.scalars(found.order_by(PublishedVersion.workflow)))


def texts_beyond(known: Collection[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """Return (workflow, version, text) of the published versions that are none of the known."""
    keys = db.session.execute(
        select(PublishedVersion.id, PublishedVersion.workflow, PublishedVersion.version)
    )
    ids = [id for id, workflow, version in keys if (workflow, version) not in known]
    found = select(PublishedVersion.workflow, PublishedVersion.version, PublishedVersion.text)
    rows = db.session.execute(
        found.where(PublishedVersion.id.in_(ids)).order_by(PublishedVersion.id)
    )
    return [(workflow, version, text) for workflow, version, text in rows]


def draft_of(workflow: str, *, locked: bool = False) -> WorkflowDraft | None:
    """Return what is being written as the next version of a workflow."""
    found = select(WorkflowDraft).where(WorkflowDraft.workflow == workflow)
    if locked:
        fresh = found.with_for_update(of=WorkflowDraft)
        return db.session.scalar(fresh.execution_options(populate_existing=True))
    return db.session.scalar(found.options(joinedload(WorkflowDraft.by)))


def drafts() -> list[WorkflowDraft]:
    """Return all drafts, by workflow."""
    found = select(WorkflowDraft).options(joinedload(WorkflowDraft.by))
    return list(db.session.scalars(found.order_by(WorkflowDraft.workflow)))


def pins_of_open_cases() -> list[tuple[dict[str, int], int]]:
    """Return the versions open cases have, each combination with how many have it."""
    counted = select(Case.versions, func.count()).where(Case.status == "open")
    rows = db.session.execute(counted.group_by(Case.versions).order_by(Case.versions))
    return [(json.loads(versions), number) for versions, number in rows]
