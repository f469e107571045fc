"""Forms of Japanese classes: a course, choosing one, leaving it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from onboarding.cases.inputs import ReadField
from onboarding.classes.queries import course_by_code, levels
from onboarding.extensions import Form
from onboarding.web.speaking import reader_language

_NEEDED = InputRequired(_l("Please fill this in."))
_MOST_SEATS = 200


class CourseForm(Form):
    """A course as the coordinator describes it."""

    code = ReadField(_l("Code"), [_NEEDED], kind="text", length=40)
    level = SelectField(_l("Level"), [_NEEDED])
    title_ja = ReadField(_l("Name of the class (Japanese)"), [_NEEDED], kind="text", length=120)
    title_en = ReadField(_l("Name of the class (English)"), [_NEEDED], kind="text", length=120)
    term_ja = ReadField(_l("Term (Japanese)"), [_NEEDED], kind="text", length=60)
    term_en = ReadField(_l("Term (English)"), [_NEEDED], kind="text", length=60)
    starts_on = ReadField(_l("First lesson"), [_NEEDED], kind="date")
    ends_on = ReadField(_l("Last lesson"), [_NEEDED], kind="date")
    times_ja = ReadField(_l("Days and times (Japanese)"), [_NEEDED], kind="text", length=100)
    times_en = ReadField(_l("Days and times (English)"), [_NEEDED], kind="text", length=100)
    room = ReadField(_l("Classroom"), [_NEEDED], kind="text", length=60)
    seats = ReadField(_l("Seats"), [_NEEDED], kind="integer", min=1, max=_MOST_SEATS)
    self_sign_up = BooleanField(_l("Researchers may sign up themselves"), default=True)

    def __init__(self, *args: Any, course_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course_id = course_id
        language = reader_language()
        self.level.choices = [
            SelectChoice(option.id, option.label.in_(language)) for option in levels()
        ]

    def validate_code(self, field: Field) -> None:
        """Refuse a code another course has."""
        there = course_by_code(field.data or "")
        if there is not None and there.id != self.course_id:
            raise ValidationError(_("Another class has this code."))

    def validate_ends_on(self, field: Field) -> None:
        """Refuse a class that ends before it begins."""
        first = self.starts_on.data
        if field.data and first and field.data < first:
            raise ValidationError(_("The last lesson lies before the first."))

    def values(self) -> dict[str, Any]:
        """Return column → value."""
        return {field.name: field.data for field in self if field.type != "CSRFTokenField"}


class ChoiceForm(Form):
    """Which course."""

    course = StringField()
    note = TextAreaField(_l("Message to the researcher"), [Length(max=1000)])


class LeaveForm(Form):
    """Why somebody leaves a class, and whether they want another."""

    then = RadioField(
        _l("And then?"),
        choices=[
            SelectChoice("another", _l("Another class: the step is open again")),
            SelectChoice("none", _l("No class any more")),
        ],
        default="another",
    )
    reason = TextAreaField(_l("Reason"), [_NEEDED, Length(max=1000)])
