"""Tables of acts on many cases at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment
from onboarding.people.models import Person


class Batch(Base):
    """One act on many cases, done in the background."""

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    act: Mapped[str] = mapped_column(String(30))
    data: Mapped[str] = mapped_column(default="{}")
    state: Mapped[str] = mapped_column(String(10))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    person: Mapped[Person] = relationship()
    items: Mapped[list[BatchItem]] = relationship(
        back_populates="batch", order_by="BatchItem.id", cascade="all, delete-orphan"
    )


class BatchItem(Base):
    """One step of one case in an act on many. States: `waiting`, `done`, `failed`.

    `problem`: JSON `{en, ja}` of one that failed.
    """

    __tablename__ = "batch_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    step_key: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    problem: Mapped[str] = mapped_column(default="")
    batch: Mapped[Batch] = relationship(back_populates="items")
