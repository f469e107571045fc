"""The forms of panel members: declaring, scoring, settling a conflict; and of who decides."""

from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from onboarding.cases.forms import Asking, FactField, StepForm, Typed
from onboarding.extensions import Form
from onboarding.interviews.conflicts import CONFLICTS, is_hard
from onboarding.interviews.figures import NOT_JUDGED, Sheet
from onboarding.interviews.rubric import SCALE, Rubric
from onboarding.web.speaking import reader_language

_MISSING = _l("Please fill this in.")
_CHOOSE = _l("Choose an answer.")
_COMMENT = _l("Write a few sentences of comment.")


class DeclarationForm(Form):
    """Whether anything stands between a panel member and a candidate."""

    answer = RadioField(
        _l("Your declaration"),
        choices=[
            SelectChoice("none", _l("I have no conflict of interest.")),
            SelectChoice("some", _l("I have, or may have, a conflict of interest.")),
        ],
        validators=[InputRequired(_CHOOSE)],
    )
    kinds = SelectMultipleField(_l("Which?"), choices=[])
    details = TextAreaField(_l("In a few words"), validators=[Length(max=1000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = reader_language()
        self.kinds.choices = [SelectChoice(one.id, one.label.in_(language)) for one in CONFLICTS]

    def validate_kinds(self, field: SelectMultipleField) -> None:
        """Ask which conflict there is, where there is one."""
        if self.answer.data == "some" and not field.data:
            raise ValidationError(_l("Choose at least one."))

    def validate_details(self, field: TextAreaField) -> None:
        """Ask what a soft conflict is about: somebody has to judge by it."""
        soft = bool(self.conflicts) and not is_hard(self.conflicts)
        if soft and not (field.data or "").strip():
            raise ValidationError(_MISSING)

    @property
    def conflicts(self) -> list[str]:
        """Return the kinds declared; those ticked under the other answer do not count."""
        return list(self.kinds.data or ()) if self.answer.data == "some" else []


class SettleForm(Form):
    """Whether a member with a soft conflict may score."""

    answer = RadioField(
        _l("Your answer"),
        choices=[
            SelectChoice("allow", _l("They may score.")),
            SelectChoice("refuse", _l("They may not score; the case is closed to them.")),
        ],
        validators=[InputRequired(_CHOOSE)],
    )
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(_MISSING), Length(max=1000)])


class ScoreForm(Form):
    """The sheet of one member. `points` are its inputs by criterion, in the rubric's order."""

    overall: RadioField
    comment: TextAreaField

    @property
    def points(self) -> dict[str, RadioField]:
        """Return criterion → its input."""
        return {f.name.removeprefix("p-"): f for f in self if f.name.startswith("p-")}

    @property
    def sheet(self) -> Sheet:
        """Return what is handed in."""
        points = {id: _point(field.data) for id, field in self.points.items()}
        return Sheet(points, int(self.overall.data), self.comment.data.strip())

    def validate_comment(self, field: TextAreaField) -> None:
        """Refuse a comment of blanks."""
        if not field.data.strip():
            raise ValidationError(_COMMENT)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a sheet on which nothing was judged, besides what is wrong with its inputs."""
        if not super().validate(extra_validators):
            return False
        first = next(iter(self.points.values()))
        if all(field.data == NOT_JUDGED for field in self.points.values()):
            first.errors = [_("Score at least one criterion.")]
        return not first.errors


def _point(text: str) -> int | str:
    return text if text == NOT_JUDGED else int(text)


def score_form(rubric: Rubric) -> type[ScoreForm]:
    """Return the form of a rubric: an input for each criterion, `p-<id>`."""
    language = reader_language()
    choices = [SelectChoice(level) for level in (*SCALE, NOT_JUDGED)]
    inputs = {
        f"p-{one.id}": RadioField(
            one.label.in_(language),
            choices=choices,
            validators=[InputRequired(_CHOOSE)],
        )
        for one in rubric.criteria
    }
    overall = RadioField(
        rubric.overall.in_(language),
        choices=[SelectChoice(level) for level in SCALE],
        validators=[InputRequired(_CHOOSE)],
    )
    comment = TextAreaField(
        _l("Your comments"),
        validators=[InputRequired(_COMMENT), Length(max=3000)],
        render_kw={"rows": 6},
    )
    last = {"overall": overall, "comment": comment}
    return type("BoundScoreForm", (ScoreForm,), {**inputs, **last})


class VerdictForm(StepForm):
    """A decision on scores: one place for the reason, whichever outcome asks for it.

    It starts empty, even where the step was decided before and came back.
    """

    def __init__(self, asking: Asking, typed: Typed | None) -> None:
        super().__init__(asking, typed)
        asked = [field for fields in self.of_outcome.values() for field in fields]
        self.inputs = list({field.name: field for field in (*self.own, *asked)}.values())
        for question in asking.questions(self.outcome):
            self[question.key].question = question
        if typed is None:
            for field in asked:
                field.typed, field.data = [""], None

    def needed_for(self, field: FactField) -> str:
        """Say for which outcomes an input must be filled in; empty where for all."""
        asks = [
            (outcome.label.in_(reader_language()), ask.optional or field.definition.optional)
            for outcome in self.planned.step.outcomes
            for ask in outcome.asks
            if ask.field == field.definition.id
        ]
        needed = [label for label, optional in asks if not optional]
        every = len(needed) == len(self.planned.step.outcomes)
        return "" if every else str(format_list(needed, locale=get_locale()))
