"""Tables of interviews: who declared what, and the scores, round by round."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment
from onboarding.people.models import Person


class Declaration(Base):
    """What a panel member declared about a candidate before seeing the file.

    `kinds`: JSON list of the conflicts named, empty for none. `allowed`: they may score; False:
    the file is shut for them; None: a soft conflict waits for the chair or the office.
    """

    __tablename__ = "declarations"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kinds: Mapped[str]
    details: Mapped[str] = mapped_column(default="")
    allowed: Mapped[bool | None] = mapped_column(default=None)
    declared_at: Mapped[datetime] = mapped_column(Moment)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    person: Mapped[Person] = relationship(foreign_keys=person_id)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return the kinds of conflict named."""
        return tuple(json.loads(self.kinds))


class Score(Base):
    """One member's scores in one round: JSON of criterion → 1 to 5, or `NA`. Never changed."""

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("case_id", "step_key", "round", "person_id"),
        CheckConstraint("overall between 1 and 5", name="overall_in_scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    step_key: Mapped[str] = mapped_column(String(120))
    round: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    points: Mapped[str]
    overall: Mapped[int]
    comment: Mapped[str]
    handed_in_at: Mapped[datetime] = mapped_column(Moment)
    person: Mapped[Person] = relationship()

    @property
    def sheet(self) -> dict[str, int | str]:
        """Return criterion → points or `NA`."""
        found: dict[str, int | str] = json.loads(self.points)
        return found
