"""Tables of cases: the history, what is made of it, and what lists read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment
from onboarding.people.models import Department, Person

NO_DUE = date(9999, 12, 31)


class Case(Base):
    """One stay of one researcher at one department under one programme.

    `snapshot` is the state as JSON, a cache of the events; `data_key` is the case's own key,
    wrapped, for what is sealed. `names` is what search looks through. `start_safe_until`: the
    last day on which the wanted start can still be met though nothing happens till then.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "status", "starts_on", "id"),
        Index(None, "department_id", "status", "starts_on"),
        Index(None, "wakes_on"),
        Index(None, "status", "start_safe_until"),
        Index(None, "researcher_id"),
        Index(None, "host_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    programme: Mapped[str] = mapped_column(String(60))
    versions: Mapped[str]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    researcher_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    status: Mapped[str] = mapped_column(String(10), default="open")
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    wakes_on: Mapped[date | None] = mapped_column(default=None)
    start_safe_until: Mapped[date | None] = mapped_column(default=None)
    name: Mapped[str] = mapped_column(String(200), default="")
    names: Mapped[str] = mapped_column(default="")
    data_key: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default="")
    snapshot: Mapped[str] = mapped_column(default="", deferred=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    department: Mapped[Department] = relationship()
    researcher: Mapped[Person] = relationship(foreign_keys=researcher_id)
    host: Mapped[Person | None] = relationship(foreign_keys=host_id)
    events: Mapped[list[CaseEvent]] = relationship(
        back_populates="case", order_by="CaseEvent.sequence"
    )


class CaseEvent(Base):
    """One fact of a case's history: appended, never changed, chained by hash."""

    __tablename__ = "case_events"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    data: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))
    case: Mapped[Case] = relationship(back_populates="events")
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    on_behalf_of: Mapped[Person | None] = relationship(foreign_keys=on_behalf_of_id)


class CaseMove(Base):
    """Which days of a case one of its events moved, and why, as it was told then."""

    __tablename__ = "case_moves"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    told: Mapped[str]


class CaseMember(Base):
    """Somebody else with a part in a case: a panel member, or a family member (`item`)."""

    __tablename__ = "case_members"
    __table_args__ = (
        UniqueConstraint("case_id", "person_id", "role"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(20), default="")
    person: Mapped[Person] = relationship()
    case: Mapped[Case] = relationship()


class CaseWord(Base):
    """A word a case can be found by, folded as search compares it."""

    __tablename__ = "case_words"

    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)


class StepRow(Base):
    """A step of a case as lists read it; `onboarding rebuild` makes it anew from the history.

    `due` is 9999-12-31 where there is none, so that lists sort by one column.
    """

    __tablename__ = "steps"
    __table_args__ = (
        UniqueConstraint("case_id", "key"),
        Index(
            "ix_steps_open_role_due",
            *("role", "due", "id", "assignee_id"),
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_steps_open_due",
            *("due", "id", "role"),
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_steps_open_department_role_due",
            *("department_id", "role", "due", "id", "assignee_id"),
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint(
            "state in ('open', 'waiting', 'done', 'skipped', 'stopped')",
            name="known_state",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    key: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    workflow: Mapped[str] = mapped_column(String(60))
    step: Mapped[str] = mapped_column(String(60))
    item: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(40))
    department_id: Mapped[int]
    programme: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10))
    due: Mapped[date]
    opened_on: Mapped[date | None]
    done_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(40))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)


class SensitiveReading(Base):
    """Who looked at which sensitive fact or file, and when."""

    __tablename__ = "sensitive_readings"
    __table_args__ = (Index(None, "case_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
