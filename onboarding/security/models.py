"""Tables of export control: lists in every version, screenings, hits, records, what to look at."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.cases.models import Case
from onboarding.database import Base, Moment
from onboarding.people.models import Person


class ScreeningList(Base):
    """One version of a list, kept for ever. `state`: `running` while open cases are screened.

    `total`, `done`: how many cases are to be screened with it, and were; `last_case_id`: the
    last of them; `claimed_until`: until when a worker is at it.
    """

    __tablename__ = "screening_lists"
    __table_args__ = (Index(None, "key", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    effective_on: Mapped[date]
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    entries: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(String(10), default="running")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    last_case_id: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    added_by: Mapped[Person] = relationship()


class ScreeningEntry(Base):
    """A body on a list. `others`: JSON, its other and former names."""

    __tablename__ = "screening_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("screening_lists.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(400))
    others: Mapped[str]
    country: Mapped[str] = mapped_column(String(120))
    concern: Mapped[str] = mapped_column(String(400))


class Screening(Base):
    """One screening of a case. `lists`: JSON, the ids of the versions; `names`: JSON, of whom."""

    __tablename__ = "screenings"
    __table_args__ = (Index(None, "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    cause: Mapped[str] = mapped_column(String(20))
    lists: Mapped[str]
    names: Mapped[str]
    hits: Mapped[int]
    new_hits: Mapped[int]


class ScreeningHit(Base):
    """A listed body a name of a case is like. `decision`: empty, `same` body or `other` body.

    `gone`: the newest screening does not find it any more.
    """

    __tablename__ = "screening_hits"
    __table_args__ = (UniqueConstraint("case_id", "list_key", "entry_name", "asked"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("screening_lists.id"))
    list_key: Mapped[str] = mapped_column(String(40))
    entry_name: Mapped[str] = mapped_column(String(400))
    named: Mapped[str] = mapped_column(String(400))
    country: Mapped[str] = mapped_column(String(120))
    concern: Mapped[str] = mapped_column(String(400))
    asked: Mapped[str] = mapped_column(String(400))
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(String(10))
    first_seen: Mapped[datetime] = mapped_column(Moment)
    gone: Mapped[bool] = mapped_column(default=False)
    decision: Mapped[str] = mapped_column(String(10), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    decided_by: Mapped[Person | None] = relationship()


class ExportRecord(Base):
    """One decision or declaration, with the lists then in use. `event`: where in the history."""

    __tablename__ = "export_records"
    __table_args__ = (UniqueConstraint("case_id", "event"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    event: Mapped[int]
    step: Mapped[str] = mapped_column(String(120))
    outcome: Mapped[str] = mapped_column(String(40))
    lists: Mapped[str]
    rules: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    person: Mapped[Person | None] = relationship()


class LookAgain(Base):
    """A case whose verdict has to be looked at again.

    `cause`: `list`, `facts` (both took the verdict back), or a trigger of the rules. `settled`:
    empty, or how it ended: `redone` (a new verdict or declaration) or `stands`.
    """

    __tablename__ = "look_again"
    __table_args__ = (Index(None, "settled", "id"), Index(None, "case_id", "settled"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    cause: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(Moment)
    settled: Mapped[str] = mapped_column(String(10), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    settled_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    case: Mapped[Case] = relationship()
    settled_by: Mapped[Person | None] = relationship()


class ToldChange(Base):
    """What somebody told of a change. `said`: their words, sealed with the key of the case."""

    __tablename__ = "told_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    look_again_id: Mapped[int] = mapped_column(ForeignKey("look_again.id"), index=True)
    said: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    person: Mapped[Person] = relationship()
    row: Mapped[LookAgain] = relationship()


class ExportWatch(Base):
    """On which day something of a case with a verdict comes up by itself."""

    __tablename__ = "export_watches"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    next_on: Mapped[date] = mapped_column(index=True)


class ExportPurge(Base):
    """What was removed of a case once its time had come. `rows`: JSON, table → how many."""

    __tablename__ = "export_purges"
    __table_args__ = (Index(None, "at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    kept_until: Mapped[date]
    rules: Mapped[str] = mapped_column(String(10))
    rows: Mapped[str]
