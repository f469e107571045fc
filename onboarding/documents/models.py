"""Tables of papers and stored files."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment


class StoredFile(Base):
    """A file in the store, under the hash of its plain bytes and the case.

    `name`: what its sender called it, sealed where the file is.
    """

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class JudgedFile(Base):
    """What is known of a file somebody sent: what is wrong with it, and what it was made from.

    `verdict`: JSON of what is wrong by the rules `judged_by`. `original_id`: the file it was
    mended from, kept beside it, which answers nothing itself; `mended`: JSON of what was wrong
    with that. A mended file counts once whoever sent it has looked at both: `accepted_at`.
    """

    __tablename__ = "judged_files"

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), primary_key=True)
    original_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id"), unique=True, default=None
    )
    mended: Mapped[str] = mapped_column(default="[]")
    accepted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    judged_by: Mapped[str] = mapped_column(String(20), index=True, default="")
    verdict: Mapped[str] = mapped_column(default="")
    file: Mapped[StoredFile] = relationship(foreign_keys=file_id)
    original: Mapped[StoredFile | None] = relationship(foreign_keys=original_id)


class Letterhead(Base):
    """What papers say of the institution: `said` is JSON of detail → value, `mark` its hash.

    Nothing of it is about a person of a case, so it is not sealed.
    """

    __tablename__ = "letterheads"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    said: Mapped[str]


class Document(Base):
    """A paper asked for, made, or impossible yet.

    States: `asked` (a worker will make it), `making`, `made`, `lacking` (facts or characters
    missing, named in `lacks`), `failed`. `stale` says its facts have changed since;
    `replaces_id` names the paper it takes the place of. `facts` is sealed JSON of what it is
    made from, `fingerprint` the hash of it; `letterhead_id`: what it says of the institution.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index(None, "case_id", "step_key"),
        Index(None, "replaces_id"),
        Index(None, "letterhead_id"),
        Index(
            "ix_documents_asked",
            "claimed_until",
            sqlite_where=text("state in ('asked', 'making')"),
            postgresql_where=text("state in ('asked', 'making')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    step_key: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10))
    fingerprint: Mapped[str] = mapped_column(String(64))
    facts: Mapped[str]
    lacks: Mapped[str] = mapped_column(default="[]")
    asked_at: Mapped[datetime] = mapped_column(Moment)
    number: Mapped[str | None] = mapped_column(String(60), unique=True, default=None)
    code: Mapped[str | None] = mapped_column(String(20), unique=True, default=None)
    dated_on: Mapped[date | None] = mapped_column(default=None)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    released_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    stale: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), default=None)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), default=None)
    letterhead_id: Mapped[int | None] = mapped_column(ForeignKey("letterheads.id"), default=None)
    replaces: Mapped[Document | None] = relationship(remote_side="Document.id")
    file: Mapped[StoredFile | None] = relationship()


class Counter(Base):
    """The last number given in a series, such as one paper's numbers of one fiscal year."""

    __tablename__ = "counters"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
