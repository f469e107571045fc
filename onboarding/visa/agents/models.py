"""Tables of forwarding agents, of their papers, and of who files the applications of a case."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.cases.models import Case
from onboarding.database import Base, Moment
from onboarding.people.models import Person


class Agent(Base):
    """Somebody of the staff who files applications: one of this service's people, or a name.

    `certificate_until`, `online_until`, `left_on`: the last day. No password is kept.
    """

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id"), unique=True, default=None
    )
    name: Mapped[str] = mapped_column(String(26))
    post: Mapped[str] = mapped_column(String(100), default="")
    certificate_no: Mapped[str] = mapped_column(String(40), default="")
    certificate_from: Mapped[date | None] = mapped_column(default=None)
    certificate_until: Mapped[date | None] = mapped_column(default=None)
    handed_back_on: Mapped[date | None] = mapped_column(default=None)
    trained_on: Mapped[date | None] = mapped_column(default=None)
    training: Mapped[str] = mapped_column(String(200), default="")
    online_id: Mapped[str] = mapped_column(String(40), default="")
    online_until: Mapped[date | None] = mapped_column(default=None)
    left_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    changed_by: Mapped[Person] = relationship(foreign_keys=changed_by_id)


class ChosenAgent(Base):
    """Who files one kind of application of a case and of the family with it."""

    __tablename__ = "case_agents"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    chosen_at: Mapped[datetime] = mapped_column(Moment)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    agent: Mapped[Agent] = relationship()
    case: Mapped[Case] = relationship()


class AgentPaper(Base):
    """An application for an agent's certificate as it was made: it belongs to no case.

    `facts`: sealed JSON of what it is made from, `fingerprint` the hash of it; `content`: the
    sealed PDF. `replaces_id`: the paper it takes the place of.
    """

    __tablename__ = "agent_papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    dated_on: Mapped[date]
    facts: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("agent_papers.id"), default=None)
    replaces: Mapped[AgentPaper | None] = relationship(remote_side="AgentPaper.id")
