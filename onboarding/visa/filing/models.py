"""The agency's files as the office uploaded them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment
from onboarding.people.models import Person

WORKBOOK, BULK = "workbook", "bulk"
KINDS = (WORKBOOK, BULK)


class OfficialFile(Base):
    """One file of the agency. The newest of its kind is used; older ones are kept as proof."""

    __tablename__ = "official_files"
    __table_args__ = (Index(None, "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    added_by: Mapped[Person] = relationship()
