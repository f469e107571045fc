"""Tables of parcels: the applications chosen to leave together, and the files made of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onboarding.cases.models import Case
from onboarding.database import Base, Moment
from onboarding.people.models import Person
from onboarding.visa.filing.models import OfficialFile

MAKING, MADE, REMOVED = "making", "made", "removed"
WAITING, DONE, LEFT = "waiting", "done", "left"


class Parcel(Base):
    """Files of many applications, filled into one file of the agency. States as named above.

    `mark`: hash of what was chosen, so that a second click finds the first. `data_key`: the
    parcel's own key, wrapped; its files are sealed with it and removed after some days.
    """

    __tablename__ = "parcels"
    __table_args__ = (Index(None, "state"), Index(None, "person_id", "mark"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    official_id: Mapped[int] = mapped_column(ForeignKey("official_files.id"))
    mark: Mapped[str] = mapped_column(String(64))
    data_key: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default=MAKING)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    person: Mapped[Person] = relationship()
    official: Mapped[OfficialFile] = relationship()
    items: Mapped[list[ParcelItem]] = relationship(
        back_populates="parcel", order_by="ParcelItem.id", cascade="all, delete-orphan"
    )


class ParcelItem(Base):
    """One application of a parcel; `item` as in `Applicant`. States as named above.

    `reason` says why one was left: `not_ready` (changed since it was looked over), `not_yours`
    (whoever asked may not manage the case any more), `gone`, `failed`. `name`: of its file, sealed.
    """

    __tablename__ = "parcel_items"
    __table_args__ = (UniqueConstraint("parcel_id", "case_id", "item"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    item: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    reason: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(default="")
    parcel: Mapped[Parcel] = relationship(back_populates="items")
    case: Mapped[Case] = relationship()
