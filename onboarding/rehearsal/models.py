"""The table of rehearsals: what was asked, how far it is, what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment
from onboarding.people.models import Person


class Rehearsed(Base):
    """One rehearsal. `settings`, `result`: JSON; `beside_id`: the one it is compared with.

    States: `waiting`, `done`, `failed` (the rule tables have faults). `done` counts the cases
    opened so far, of `total`.
    """

    __tablename__ = "rehearsals"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    beside_id: Mapped[int | None] = mapped_column(ForeignKey("rehearsals.id"), default=None)
    settings: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    result: Mapped[str] = mapped_column(default="", deferred=True)
    person: Mapped[Person] = relationship()
