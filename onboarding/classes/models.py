"""Tables of Japanese classes. A seat is a row of its own, so there are never more people in a
class than seats, whoever signs up at the same moment.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.cases.models import Case
from onboarding.database import Base, Moment


class Course(Base):
    """A class of one level in one term.

    `self_sign_up`: researchers placed in its level may sign up themselves.
    """

    __tablename__ = "courses"
    __table_args__ = (CheckConstraint("seats >= 1", name="seats_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title_en: Mapped[str] = mapped_column(String(120))
    title_ja: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(10))
    term_en: Mapped[str] = mapped_column(String(60))
    term_ja: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    times_en: Mapped[str] = mapped_column(String(100))
    times_ja: Mapped[str] = mapped_column(String(100))
    room: Mapped[str] = mapped_column(String(60))
    seats: Mapped[int]
    self_sign_up: Mapped[bool] = mapped_column(default=True)


class Enrolment(Base):
    """Somebody in a class, or waiting for it: in the order they asked."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("course_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    step_key: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    course: Mapped[Course] = relationship()
    case: Mapped[Case] = relationship()


class Seat(Base):
    """One seat of a class, taken by one enrolment at most."""

    __tablename__ = "seats"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int | None] = mapped_column(
        ForeignKey("enrolments.id"), unique=True, default=None
    )
