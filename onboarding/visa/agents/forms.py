"""The form of one forwarding agent."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, TextAreaField
from wtforms.validators import Length

from onboarding.cases.inputs import ReadField
from onboarding.engine.months import add_months
from onboarding.extensions import Form
from onboarding.people.models import Person
from onboarding.people.queries import colleagues
from onboarding.visa.agents.models import Agent
from onboarding.visa.agents.queries import agents
from onboarding.visa.agents.rules import Table
from onboarding.web.filters import day
from onboarding.web.speaking import reader_language

_LONGEST_NAME = 26  # what the agency's form takes


class AgentForm(Form):
    """Somebody who files applications for the institution, and their papers."""

    person = SelectField(_l("Account here"), coerce=int)
    name = ReadField(_l("Name on forms"), kind="text", length=_LONGEST_NAME)
    post = ReadField(_l("Post"), kind="text", length=100)
    certificate_no = ReadField(_l("Number of the certificate"), kind="text", length=40)
    certificate_from = ReadField(_l("Issued on"), kind="date")
    certificate_until = ReadField(_l("Valid until (last day)"), kind="date")
    handed_back_on = ReadField(_l("Handed back on"), kind="date")
    trained_on = ReadField(_l("Training attended on"), kind="date")
    training = ReadField(_l("Training: which, by whom"), kind="text", length=200)
    online_id = ReadField(_l("User ID of the online system (no password)"), kind="text", length=40)
    online_until = ReadField(_l("Registration valid until (last day)"), kind="date")
    left_on = ReadField(_l("Left, or changed post: last day"), kind="date")
    note = TextAreaField(_l("Note"), [Length(max=1000)])

    def __init__(self, agent: Agent, rules: Table) -> None:
        columns = (column.name for column in Agent.__table__.columns)
        known = {name: getattr(agent, name) for name in columns}
        super().__init__(data={**known, "person": agent.person_id or 0})
        self.agent, self.rules = agent, rules
        self.known = {person.id: person for person in colleagues()}
        if agent.person is not None:
            self.known[agent.person.id] = agent.person
        language = reader_language()
        named = [(person.id, person.name_in(language)) for person in self.known.values()]
        self.person.choices = [(0, _("None: a name only, reminded through the office")), *named]

    def validate_person(self, field: Field) -> None:
        """Refuse an account that stands in the register already."""
        others = [one for one in agents() if one.id != self.agent.id]
        if field.data and any(one.person_id == field.data for one in others):
            field.errors = [*field.errors, _("This person stands in the register already.")]

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a paper of which a part is missing, or that no office would issue so."""
        super().validate(extra_validators)
        if not self.person.data and not self.name.data:
            self._refuse(self.name, _("Choose an account or write a name."))
        self._pair(self.certificate_no, self.certificate_until)
        self._pair(self.online_id, self.online_until)
        self._check_length()
        self._after(self.certificate_until, self.certificate_from)
        self._after(self.handed_back_on, self.certificate_from)
        return not self.errors

    def _pair(self, one: Field, other: Field) -> None:
        for first, second in ((one, other), (other, one)):
            if first.data and not second.data and not second.errors:
                self._refuse(second, _("Please fill this in as well."))

    def _after(self, later: Field, earlier: Field) -> None:
        if later.data and earlier.data and later.data < earlier.data:
            self._refuse(later, _("This lies before the day it was issued."))

    def _check_length(self) -> None:
        first, last = self.certificate_from.data, self.certificate_until.data
        months = self.rules.papers["certificate"].months
        longest = add_months(first, months) if first else None
        if longest and last and last > longest:
            sentence = _("A certificate lasts %(years)s years: until %(day)s at the latest.")
            self._refuse(
                self.certificate_until, sentence % {"years": months // 12, "day": day(longest)}
            )

    def _refuse(self, field: Field, sentence: str) -> None:
        field.errors = [*field.errors, sentence]

    def values(self) -> dict[str, Any]:
        """Return column → value."""
        given: dict[str, Any] = {
            field.name: field.data or ("" if _is_text(field) else None)
            for field in self
            if field.name not in ("csrf_token", "person")
        }
        person = self.known.get(self.person.data or 0)
        given["person_id"] = person.id if person else None
        given["name"] = given["name"] or _name_of(person)
        return given


def _is_text(field: Field) -> bool:
    return isinstance(field, TextAreaField) or field.definition.type == "text"


def _name_of(person: Person | None) -> str:
    return (person.name_ja or person.name)[:_LONGEST_NAME] if person else ""
