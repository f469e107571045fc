"""The form of a rehearsal: which arrivals, and what would be otherwise."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from onboarding.cases.inputs import ReadField
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Step
from onboarding.extensions import Form
from onboarding.rehearsal.clockwork.season import Settings
from onboarding.rehearsal.wishes import MOST_DAYS, MOST_STAFF

MOST_ON_PAGE = 2000
CHANGES = 3
_NEEDED = InputRequired(_l("Please fill this in."))
_SEEDS = 999_999


class RehearsalForm(Form):
    """Which arrivals are rehearsed. Inputs for staff and lead times come with the definitions."""

    programmes = SelectMultipleField(
        _l("Programmes"), [InputRequired(_l("Choose at least one programme."))]
    )
    arrivals = ReadField(
        _l("Number of arrivals"), [_NEEDED], kind="integer", min=1, max=MOST_ON_PAGE
    )
    first = ReadField(_l("Stays begin within twelve months from"), [_NEEDED], kind="date")
    seed = ReadField(_l("Number of the season"), [_NEEDED], kind="integer", min=0, max=_SEEDS)
    beside = HiddenField()

    def changes(self) -> Iterator[tuple[Any, Any]]:
        """Return the pairs of inputs that say a step takes otherwise."""
        for number in range(CHANGES):
            yield self[f"step_{number}"], self[f"days_{number}"]

    def people(self) -> Iterator[Any]:
        """Return the inputs that say how many people a role has."""
        return (field for field in self if field.name.startswith("staff_"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a step without its days, and days without their step."""
        fine = super().validate(extra_validators)
        for step, days in self.changes():
            if step.data and days.data is None and not days.errors:
                days.errors = [_("Write how many days the step takes.")]
                fine = False
            if not step.data and days.data is not None:
                step.errors = [_("Choose the step that takes so many days.")]
                fine = False
        return fine

    def settings(self) -> Settings:
        """Return what was asked for, where nothing is wrong with it."""
        times = {step.data: days.data for step, days in self.changes() if step.data}
        staff = {one.name.removeprefix("staff_"): one.data for one in self.people()}
        assert self.first.data is not None
        return Settings(
            tuple(self.programmes.data or ()),
            self.arrivals.data or 0,
            self.first.data,
            self.seed.data or 0,
            {step: days for step, days in times.items() if days is not None},
            {role: people for role, people in staff.items() if people},
        )


def form_for(catalogue: Catalogue, language: str, like: Settings) -> RehearsalForm:
    """Return the form of an institution's definitions, filled in like some settings."""
    roles = [role for role in catalogue.roles.values() if role.held == "department"]
    inputs: dict[str, Any] = {
        f"staff_{role.id}": ReadField(
            role.label.in_(language), kind="integer", min=1, max=MOST_STAFF
        )
        for role in roles
    }
    choices = [SelectChoice("", _("no change")), *_choices(catalogue, language)]
    for number in range(CHANGES):
        inputs[f"step_{number}"] = SelectField(_l("Step"), choices=choices)
        inputs[f"days_{number}"] = ReadField(_l("Days"), kind="integer", min=0, max=MOST_DAYS)
    kind = type("OwnRehearsalForm", (RehearsalForm,), inputs)
    form: RehearsalForm = kind(data=_filled(like))
    programmes = [one for one in catalogue.programmes.values() if not one.umbrella]
    form.programmes.choices = [(one.id, one.label.in_(language)) for one in programmes]
    return form


def _choices(catalogue: Catalogue, language: str) -> list[SelectChoice]:
    """Return all steps, each with how long it takes, under the names of their workflows."""
    return [
        SelectChoice(
            step.key,
            _with_days(step, catalogue, language),
            optgroup=workflow.title.in_(language),
        )
        for workflow in catalogue.current()
        for step in workflow.steps
    ]


def _with_days(step: Step, catalogue: Catalogue, language: str) -> str:
    days = catalogue.lead_times.of(step).usual
    return _("%(step)s: now %(days)s", step=step.title.in_(language), days=days)


def _filled(like: Settings) -> dict[str, Any]:
    """Return the values of inputs that ask for the same."""
    plain: dict[str, Any] = {
        "programmes": list(like.programmes),
        "arrivals": like.arrivals,
        "first": like.first,
        "seed": like.seed,
    }
    plain |= {f"staff_{role}": people for role, people in like.staff.items()}
    for number, (step, days) in enumerate(list(like.set.items())[:CHANGES]):
        plain |= {f"step_{number}": step, f"days_{number}": days}
    return plain


def usual(catalogue: Catalogue, today: date) -> Settings:
    """Return what the form shows at first: all programmes, the next fiscal year."""
    programmes = tuple(p.id for p in catalogue.programmes.values() if not p.umbrella)
    april = date(today.year + (today.month >= 4), 4, 1)
    return Settings(programmes, 300, april, 1)
