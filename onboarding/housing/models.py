"""Tables of housing. A night of a room is a row of its own, so the database itself keeps two
people from the same room: of two writers at the same moment one meets the primary key.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.cases.models import Case
from onboarding.database import Base, Moment


class Room(Base):
    """A room or flat: how many may live in it, what it costs a month, when it can be had."""

    __tablename__ = "rooms"
    __table_args__ = (
        UniqueConstraint("building_en", "code"),
        CheckConstraint("capacity >= 1", name="capacity_positive"),
        CheckConstraint("rent >= 0", name="rent_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    building_en: Mapped[str] = mapped_column(String(120))
    building_ja: Mapped[str] = mapped_column(String(120))
    address_en: Mapped[str] = mapped_column(String(200))
    address_ja: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[int]
    rent: Mapped[int]
    step_free: Mapped[bool] = mapped_column(default=False)
    available_from: Mapped[date | None] = mapped_column(default=None)
    available_until: Mapped[date | None] = mapped_column(default=None)


class RoomStay(Base):
    """A room held for a case from its first night until the day of leaving (no night).

    `in_question`: the dates of the case moved and the nights could not follow; they are kept
    until housing has decided. Given back, the nights slept stay and the others are gone.
    """

    __tablename__ = "room_stays"
    __table_args__ = (Index(None, "case_id"), Index(None, "room_id", "from_night"))

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    step_key: Mapped[str] = mapped_column(String(120))
    from_night: Mapped[date]
    until_night: Mapped[date]
    assigned_at: Mapped[datetime] = mapped_column(Moment)
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    given_back_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    in_question: Mapped[bool] = mapped_column(default=False)
    room: Mapped[Room] = relationship()
    case: Mapped[Case] = relationship()


class RoomNight(Base):
    """One night of one room, taken by one stay."""

    __tablename__ = "room_nights"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    night: Mapped[date] = mapped_column(primary_key=True)
    stay_id: Mapped[int] = mapped_column(ForeignKey("room_stays.id"), index=True)
