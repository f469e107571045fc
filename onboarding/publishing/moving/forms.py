"""Which cases to move to which version."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from onboarding.cases.library import library
from onboarding.extensions import Form
from onboarding.people.queries import departments
from onboarding.publishing.moving.queries import using
from onboarding.publishing.moving.service import DRAFT, Wanted
from onboarding.publishing.queries import draft_of, versions_of
from onboarding.web.filters import department_name
from onboarding.web.speaking import reader_language


class MoveForm(Form):
    """The version and, if not all cases, which of them."""

    version = SelectField(_l("Version"), coerce=int)
    programme = SelectField(_l("Programme"))
    department = SelectField(_l("Department"), coerce=int)
    starts_from = DateField(_l("Arrival from"), [Optional()])
    starts_until = DateField(_l("Arrival until"), [Optional()])

    def offer(self, workflow: str) -> None:
        """Give the choices a workflow has."""
        numbers = [one.version for one in versions_of(workflow)]
        self.version.choices = [(n, _("Version %(number)s", number=n)) for n in numbers]
        if draft_of(workflow):
            self.version.choices.append((DRAFT, _("The draft (only to look at)")))
        found = [library().programmes[id] for id in using(workflow)]
        named = [(one.id, one.label.in_(reader_language())) for one in found]
        self.programme.choices = [("", _("all")), *named]
        places = [(one.id, department_name(one)) for one in departments()]
        self.department.choices = [(0, _("all")), *places]

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse days in the wrong order."""
        fine = super().validate(extra_validators)
        first, last = self.starts_from.data, self.starts_until.data
        if fine and first and last and last < first:
            self.starts_until.errors = [_("The last day lies before the first day.")]
            fine = False
        return fine

    def wanted(self) -> Wanted:
        """Return which cases are asked for."""
        days = (self.starts_from.data, self.starts_until.data)
        return Wanted(self.programme.data or "", self.department.data or None, *days)
