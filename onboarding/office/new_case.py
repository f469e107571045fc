"""One case opened by hand: the form, read like a row of a list."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import Length
from wtforms.widgets import DateInput

from onboarding.cases.library import library
from onboarding.extensions import Form
from onboarding.office.lists.checked import Checked
from onboarding.office.lists.columns import Column
from onboarding.office.lists.directory import Directory
from onboarding.office.lists.reading import Line
from onboarding.office.lists.rows import RowReader
from onboarding.web.countries import countries
from onboarding.web.speaking import reader_language

_FITS = Length(max=254)
TARGETS = {
    "programme": "case.programme",
    "department": "case.department",
    "host_name": "host.any_name",
    "host_email": "host.email",
    "family_name": "researcher.family_name",
    "given_name": "researcher.given_name",
    "email": "researcher.email",
    "nationality": "researcher.nationality",
    "birth_date": "researcher.birth_date",
    "starts_on": "stay.starts_on",
    "ends_on": "stay.ends_on",
}
OPTIONAL = ("host_name", "host_email", "given_name", "nationality", "birth_date")


class NewCaseForm(Form):
    """What a case is opened with; everything else is asked later, of whoever knows it."""

    programme = SelectField(_l("Programme"))
    department = SelectField(_l("Department"))
    host_name = StringField(_l("Host researcher"), [_FITS])
    host_email = EmailField(_l("E-mail address of the host"), [_FITS])
    family_name = StringField(_l("Family name"), [_FITS])
    given_name = StringField(_l("Given names"), [_FITS])
    email = EmailField(_l("E-mail address"), [_FITS])
    nationality = SelectField(_l("Nationality / region"))
    birth_date = StringField(_l("Date of birth"), [_FITS], widget=DateInput())
    starts_on = StringField(_l("First day of the stay"), [_FITS], widget=DateInput())
    ends_on = StringField(_l("Last day of the stay"), [_FITS], widget=DateInput())

    def offer(self, directory: Directory) -> None:
        """Fill the selections: what there is, and what the visitor looks after."""
        for name in set(TARGETS) - set(OPTIONAL):
            self[name].flags.required = True
        language, choose = reader_language(), ("", _l("Choose…"))
        programmes = (one for one in library().programmes.values() if not one.umbrella)
        self.programme.choices = [choose, *((p.id, p.title.in_(language)) for p in programmes)]
        places = [(p.names[0], p.title.in_(language)) for p in directory.own_places()]
        self.department.choices = [choose, *places]
        self.nationality.choices = [choose, *countries(language).items()]

    def read(self, directory: Directory, today: date) -> Checked:
        """Return what was typed as a row of a list, with what is wrong beside each input."""
        columns = [Column(name, target, known=True) for name, target in TARGETS.items()]
        cells = tuple((self[name].data or "").strip() for name in TARGETS)
        row = RowReader(columns, directory, today).check(Line(1, cells))
        for problem in row.problems:
            if not problem.hint:
                field = self[problem.column or "family_name"]
                field.errors = [*field.errors, problem.say.in_(reader_language())]
        return row
