"""Tables of moves to other versions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.cases.models import Case
from onboarding.database import Base, Moment
from onboarding.people.models import Person


class Move(Base):
    """Cases to be moved to a version of a workflow, or back to what they had (`undoes_id`).

    `version` 0 is the draft, which can be looked at only. States: `reckoning` (a worker finds out
    what it would do), `shown` (to be looked at and started), `moving`, `done`, `dropped`.
    `programme`, `department_id`, `starts_from`, `starts_until`: which cases were asked for.
    `totals`: JSON of what the move does to how many cases.
    """

    __tablename__ = "moves"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    workflow: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("moves.id"), unique=True, default=None)
    programme: Mapped[str] = mapped_column(String(60), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), default=None)
    starts_from: Mapped[date | None] = mapped_column(default=None)
    starts_until: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(String(10))
    totals: Mapped[str] = mapped_column(default="{}")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    person: Mapped[Person] = relationship()


class MoveItem(Base):
    """One case of a move. States: `shown`, `waiting`, `done`, `left`.

    `effect`: JSON of what was shown to happen to it, `mark` the hash of what of that is the same
    on any day. `reason` says why a case was left: `changed`, `ended`, `there` (it has these
    versions already), `happened` (from the event `sequence` on), `again` (moved again since),
    `failed`.
    """

    __tablename__ = "move_items"
    __table_args__ = (
        UniqueConstraint("move_id", "case_id"),
        Index(None, "move_id", "state", "id"),
        Index(None, "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    move_id: Mapped[int] = mapped_column(ForeignKey("moves.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    chosen: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(10))
    effect: Mapped[str] = mapped_column(default="{}")
    mark: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(10), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    move: Mapped[Move] = relationship()
    case: Mapped[Case] = relationship()
