"""Tables of lists being imported."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment
from onboarding.people.models import Person


class Import(Base):
    """A list somebody handed in; `person_id` is empty where it came from the command line.

    States: `reading`, `read` (to be looked at and confirmed), `writing`, `done`, `refused`
    (the file as a whole cannot be read), `dropped`. The file itself lies sealed in the data
    folder until the list is done.
    `problem`: JSON `{en, ja}`. `columns`: JSON list of [heading, target, known], empty before
    the first reading. `source`: JSON of how it was written and what was left aside.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), index=True)
    problem: Mapped[str] = mapped_column(default="")
    columns: Mapped[str] = mapped_column(default="[]")
    source: Mapped[str] = mapped_column(default="{}")
    mails: Mapped[bool] = mapped_column(default=True)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime] = mapped_column(Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=confirmed_by_id)


class ImportRow(Base):
    """One row of a list: its cells as written, what is wrong with it, what became of it.

    States: `good` (a case would be opened), `change` (one would be brought up to date),
    `known` (the very same is in the system), `bad`, `skipped` (a total); afterwards `opened`
    and `updated`. `content` is sealed JSON: cells, facts, problems, changes.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        UniqueConstraint("import_id", "line"),
        Index(None, "import_id", "state", "line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    line: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    hints: Mapped[int] = mapped_column(default=0)
    content: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), default=None)


class ListedCase(Base):
    """What a list said last of a case: sealed JSON of fact key → value.

    A later list is compared with it, so that what the office corrected since stays.
    """

    __tablename__ = "listed_cases"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    facts: Mapped[str]


class ListHeading(Base):
    """What somebody said a heading means, for the next list. `heading` as it is compared."""

    __tablename__ = "list_headings"

    heading: Mapped[str] = mapped_column(String(120), primary_key=True)
    target: Mapped[str] = mapped_column(String(80))
