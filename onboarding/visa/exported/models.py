"""The table of applications that left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment
from onboarding.people.models import Person

WORKBOOK, BULK = "workbook", "bulk"


class Exported(Base):
    """One application of a case as it left, in one form: the agency's workbook or its file.

    `item`: the family member who applies, empty for the researcher. `said`: sealed JSON of answer
    name → what was written, `fingerprint` the hash of it. `stale`: it would say something else now.
    `letterhead_id`: what it says of the institution.
    """

    __tablename__ = "exports"
    __table_args__ = (Index(None, "case_id", "kind", "item"), Index(None, "letterhead_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    item: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    said: Mapped[str]
    printed: Mapped[int]
    stale: Mapped[bool] = mapped_column(default=False)
    letterhead_id: Mapped[int | None] = mapped_column(ForeignKey("letterheads.id"), default=None)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("exports.id"), default=None)
    by: Mapped[Person | None] = relationship()
    replaces: Mapped[Exported | None] = relationship(remote_side="Exported.id")
