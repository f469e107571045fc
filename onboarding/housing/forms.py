"""Forms of housing: a room, the nights looked for, the nights of a stay."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from onboarding.cases.inputs import ReadField
from onboarding.extensions import Form
from onboarding.housing.nights import LONGEST, Period
from onboarding.housing.queries import room_called

_NEEDED = InputRequired(_l("Please fill this in."))
_MOST_PERSONS = 20


class _Nights(Form):
    """A first night and a day of leaving."""

    first = ReadField(_l("First night"), [_NEEDED], kind="date")
    leaving = ReadField(_l("Day of leaving"), [_NEEDED], kind="date")

    def validate_leaving(self, field: Field) -> None:
        """Refuse nights that are none, or too many."""
        if self.first.data is None or field.data is None:
            return
        if field.data <= self.first.data:
            raise ValidationError(_("The day of leaving must lie after the first night."))
        if self.period.nights > LONGEST:
            raise ValidationError(_("That is longer than ten years. Look at the year again."))

    @property
    def period(self) -> Period:
        """Return the nights typed; ask only where both days are there."""
        assert self.first.data is not None
        assert self.leaving.data is not None
        return Period(self.first.data, self.leaving.data)


class NeedForm(_Nights):
    """What is looked for, and which room is chosen."""

    persons = ReadField(_l("Persons"), [_NEEDED], kind="integer", min=1, max=_MOST_PERSONS)
    step_free = BooleanField(_l("Only rooms without steps"))
    room = StringField()
    note = TextAreaField(_l("Message to the researcher"), [Length(max=1000)])


class StayForm(_Nights):
    """The nights of a stay, and why they change."""

    reason = TextAreaField(_l("Reason"), [_NEEDED, Length(max=1000)])


class RoomForm(Form):
    """A room as the housing office describes it."""

    building_ja = ReadField(_l("Building (Japanese)"), [_NEEDED], kind="text", length=120)
    building_en = ReadField(_l("Building (English)"), [_NEEDED], kind="text", length=120)
    code = ReadField(_l("Room number"), [_NEEDED], kind="text", length=40)
    address_ja = ReadField(_l("Address (Japanese)"), [_NEEDED], kind="text", length=200)
    address_en = ReadField(_l("Address (English)"), [_NEEDED], kind="text", length=200)
    capacity = ReadField(_l("Persons at most"), [_NEEDED], kind="integer", min=1, max=_MOST_PERSONS)
    rent = ReadField(_l("Rent (yen a month)"), [_NEEDED], kind="money", min=0, max=1_000_000)
    step_free = BooleanField(_l("No steps (wheelchair)"))
    available_from = ReadField(_l("Can be had from"), kind="date")
    available_until = ReadField(_l("Can be had until (last day of leaving)"), kind="date")

    def __init__(self, *args: Any, room_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room_id = room_id

    def validate_code(self, field: Field) -> None:
        """Refuse a number another room of the building has."""
        there = room_called(self.building_en.data or "", field.data or "")
        if there is not None and there.id != self.room_id:
            raise ValidationError(_("Another room of this building has this number."))

    def validate_available_until(self, field: Field) -> None:
        """Refuse a time that ends before it begins."""
        first = self.available_from.data
        if field.data and first and field.data <= first:
            raise ValidationError(_("This must lie after the day from which it can be had."))

    def values(self) -> dict[str, Any]:
        """Return column → value."""
        return {field.name: field.data for field in self if field.type != "CSRFTokenField"}
