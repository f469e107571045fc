"""The forms of writing workflows: the note of a version, a new workflow, a supposed case."""

import re
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from onboarding.cases.library import library
from onboarding.engine.catalogue import Catalogue
from onboarding.extensions import Form
from onboarding.publishing.editing.rehearsing import Supposed, users_of
from onboarding.publishing.queries import draft_of
from onboarding.web.countries import countries
from onboarding.web.speaking import reader_language

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NEEDED = _l("Please fill this in.")
_NOTE_NEEDED = _l("Say what changes and why: nobody can ask the version later.")
# Words the addresses of pages use, and folders of the definitions that hold no workflow.
_TAKEN = frozenset({"new", "names", "fields", "programmes", "rules"})


class PublishForm(Form):
    """Why a version is published; `revision` is the draft that was looked at."""

    note = TextAreaField(
        _l("What changes, and why"),
        [InputRequired(_NOTE_NEEDED), Length(max=2000)],
        render_kw={"rows": 3},
    )
    revision = HiddenField()

    def validate_note(self, field: TextAreaField) -> None:
        """Refuse a note of nothing but blanks."""
        if not (field.data or "").strip():
            raise ValidationError(str(_NOTE_NEEDED))


class NewWorkflowForm(Form):
    """What a new workflow begins with."""

    id = StringField(_l("Short name"), [InputRequired(_NEEDED), Length(max=40)])
    title_en = StringField(_l("Title in English"), [InputRequired(_NEEDED), Length(max=120)])
    title_ja = StringField(_l("Title in Japanese"), [InputRequired(_NEEDED), Length(max=120)])

    def validate_id(self, field: StringField) -> None:
        """Refuse a name the files cannot have, or have already."""
        if not _ID.fullmatch(field.data or ""):
            raise ValidationError(
                _("Write small letters, digits and underscores, beginning with a letter.")
            )
        if field.data in _TAKEN or field.data in library().workflows or draft_of(field.data):
            raise ValidationError(_("This name is in use already. Choose another one."))


class RehearsalForm(Form):
    """The supposed case a checklist is rehearsed with, and who looks at it."""

    class Meta(Form.Meta):
        """Sent by GET, changing nothing."""

        csrf = False

    programme = SelectField(_l("Programme"))
    role = SelectField(_l("Seen by"))
    starts_on = DateField(_l("First day of the stay"))
    days = IntegerField(_l("Days of the stay"), [NumberRange(1, 3660)])
    nationality = SelectField(_l("Nationality / region"))
    family = SelectField(_l("Who comes"))
    others_done = BooleanField(_l("Suppose that everything in other workflows is done"))

    def offer(self, catalogue: Catalogue, workflow: str, today: date) -> None:
        """Fill the selections, and what nobody chose yet with a usual case."""
        language = reader_language()
        programmes = users_of(catalogue, workflow)
        self.programme.choices = [(p.id, p.label.in_(language)) for p in programmes]
        self.role.choices = [(r.id, r.label.in_(language)) for r in catalogue.roles.values()]
        self.nationality.choices = [*countries(language).items()]
        self.family.choices = [
            ("alone", _("The researcher alone")),
            ("spouse", _("With spouse")),
            ("children", _("With spouse and two children")),
        ]
        self._begin(catalogue, workflow, today)

    def _begin(self, catalogue: Catalogue, workflow: str, today: date) -> None:
        if self.is_filled():
            return
        newest = catalogue.newest(workflow)
        self.programme.data = self.programme.choices[0][0]
        self.role.data = newest.steps[0].role if newest else "office"
        self.starts_on.data = today + timedelta(days=180)
        self.days.data, self.nationality.data, self.family.data = 365, "IND", "alone"

    def is_filled(self) -> bool:
        """Return whether somebody chose a case, as the address says."""
        return self.programme.raw_data is not None and bool(self.programme.raw_data)

    def supposed(self, done: tuple[tuple[str, str], ...]) -> Supposed:
        """Return the case the form describes."""
        return Supposed(
            programme=self.programme.data,
            starts_on=self.starts_on.data,
            days=self.days.data,
            nationality=self.nationality.data,
            family=self.family.data,
            others_done=self.others_done.data,
            done=done,
        )
