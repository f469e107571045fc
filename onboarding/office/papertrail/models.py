"""The table of what a change of facts put out of date."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base
from onboarding.documents.models import Document
from onboarding.visa.exported.models import Exported

_MARKED: dict[str, Any] = {
    "sqlite_where": text("mark <> ''"),
    "postgresql_where": text("mark <> ''"),
}


class Outdating(Base):
    """A paper, or an application that left, that an event of its case put out of date.

    `facts`: JSON list of the keys of the facts that changed and that it was made from. `settled`:
    another one took its place, or somebody said that nothing is to be done. Where it is the
    institution that is another, no event of the case did it: `sequence` is 0, `mark` the hash of
    what the paper would say of it instead, and `facts` names the details.
    """

    __tablename__ = "outdatings"
    __table_args__ = (
        Index(None, "case_id", "sequence"),
        Index(
            "ix_outdatings_unsettled",
            "case_id",
            sqlite_where=text("not settled"),
            postgresql_where=text("not settled"),
        ),
        Index(None, "document_id", "mark", unique=True, **_MARKED),
        Index(None, "export_id", "mark", unique=True, **_MARKED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    facts: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), default=None)
    export_id: Mapped[int | None] = mapped_column(ForeignKey("exports.id"), default=None)
    settled: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[str] = mapped_column(String(64), default="", server_default="")
    document: Mapped[Document | None] = relationship()
    exported: Mapped[Exported | None] = relationship()
