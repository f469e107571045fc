"""The table of what a change of facts put out of date."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base
from onboarding.documents.models import Document
from onboarding.visa.exported.models import Exported


class Outdating(Base):
    """A paper, or an application that left, that an event of its case put out of date.

    `facts`: JSON list of the keys of the facts that changed and that it was made from. `settled`:
    another one took its place, or somebody said that nothing is to be done.
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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    facts: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), default=None)
    export_id: Mapped[int | None] = mapped_column(ForeignKey("exports.id"), default=None)
    settled: Mapped[bool] = mapped_column(default=False)
    document: Mapped[Document | None] = relationship()
    exported: Mapped[Exported | None] = relationship()
