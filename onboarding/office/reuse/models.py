"""The table of what was typed and printed in each case, as counted last."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from onboarding.database import Base


class CaseReuse(Base):
    """The count of one case; `sequence`: its last event when it was counted."""

    __tablename__ = "case_reuse"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    sequence: Mapped[int]
    answered: Mapped[int]
    corrected: Mapped[int]
    papers: Mapped[int]
    printed: Mapped[int]
