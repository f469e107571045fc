"""Tables of published versions of workflows, and of those being written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment
from onboarding.people.models import Person


class PublishedVersion(Base):
    """One version of one workflow: its whole text, which never changes.

    `origin`: `file` where it came from the workflows folder or the command line, `browser` where
    an administrator wrote it here. `by_id` is empty where nobody was signed in.
    """

    __tablename__ = "published_versions"
    __table_args__ = (UniqueConstraint("workflow", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workflow: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[Person | None] = relationship()


class WorkflowDraft(Base):
    """The next version of a workflow as it is being written: one for each workflow.

    `base_version` is what it was begun from, 0 for a new workflow; `revision` counts how often
    it was saved, so that the second of two editors is told.
    """

    __tablename__ = "workflow_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    workflow: Mapped[str] = mapped_column(String(60), unique=True)
    base_version: Mapped[int]
    text: Mapped[str]
    revision: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[Person] = relationship()
