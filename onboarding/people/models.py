"""Tables of people, departments and what each may do where."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.database import Base, Moment


class Department(Base):
    """A school, institute or centre that receives researchers."""

    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(200))
    name_ja: Mapped[str] = mapped_column(String(200))
    aliases: Mapped[str] = mapped_column(default="")


class Person(Base):
    """Anybody who signs in or is written to. Staff have a password or an OpenID subject."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_ja: Mapped[str] = mapped_column(String(200), default="")
    title_en: Mapped[str] = mapped_column(String(100), default="")
    title_ja: Mapped[str] = mapped_column(String(100), default="")
    language: Mapped[str] = mapped_column(String(2), default="ja")
    password_hash: Mapped[str | None] = mapped_column(default=None)
    oidc_subject: Mapped[str | None] = mapped_column(unique=True, default=None)
    active: Mapped[bool] = mapped_column(default=True)
    session_mark: Mapped[int] = mapped_column(default=0)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), default=None)
    department: Mapped[Department | None] = relationship()
    grants: Mapped[list[Grant]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="Grant.id"
    )

    def name_in(self, language: str) -> str:
        """Return the name to show a reader of `language`."""
        return self.name_ja if language == "ja" and self.name_ja else self.name


class Grant(Base):
    """A role a person holds in one department, or in all where none is named."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("person_id", "role", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(40))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), default=None)
    person: Mapped[Person] = relationship(back_populates="grants")


class Deputy(Base):
    """Somebody who acts for somebody absent, from one day to another, both included."""

    __tablename__ = "deputies"
    __table_args__ = (Index(None, "deputy_id", "ends_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    absent: Mapped[Person] = relationship(foreign_keys=absent_id)
    deputy: Mapped[Person] = relationship(foreign_keys=deputy_id)


class SignInLink(Base):
    """A mailed link: works once, until it expires. Only a hash of its secret is kept."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    leads_to: Mapped[str] = mapped_column(String(500))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    person: Mapped[Person] = relationship()


class SignInFailure(Base):
    """A wrong password or link, for slowing down whoever guesses."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "who", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)


class Draft(Base):
    """What somebody typed and did not hand in yet: sealed, one for each page and person."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "page"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    page: Mapped[str] = mapped_column(String(300))
    sealed: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(Moment)
