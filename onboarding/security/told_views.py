"""The page on which host and researcher tell export control what has changed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, StopValidation

from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.history import sealer_of
from onboarding.cases.policies import Part
from onboarding.extensions import Form
from onboarding.people.gate import current_person, now, today
from onboarding.security import service
from onboarding.security.rules import rules_on
from onboarding.security.screening import stands
from onboarding.web.speaking import reader_language

blueprint = Blueprint("export_told", __name__)
_LONGEST = 600


class TellForm(Form):
    """What has changed, and how."""

    what = RadioField(
        _l("What has changed or is going to?"),
        validate_choice=False,
    )
    said = TextAreaField(
        _l("In your words: what, and from when on"),
        filters=[lambda text: (text or "").strip()],
        validators=[
            DataRequired(_l("Write a sentence.")),
            Length(max=_LONGEST, message=_l("At most 600 characters.")),
        ],
        render_kw={"rows": 4, "maxlength": _LONGEST},
    )

    def validate_what(self, field: RadioField) -> None:
        """Take only what the visitor may tell of."""
        if field.data not in dict(field.choices):
            raise StopValidation(_("Choose one."))


def may_tell_export(part: Part) -> bool:
    """Return whether somebody may tell export control of a change."""
    return not part.shut_out and bool(part.roles.keys() & service.TELLERS)


@blueprint.route("/cases/<int:case_id>/export-control/changes", methods=["GET", "POST"])
@case_gate(may_tell_export)
def tell(visit: Visit) -> ResponseReturnValue:
    """Ask what has changed, and show what the visitor told so far; nobody else reads it here."""
    form = TellForm(request.form if request.method == "POST" else None)
    form.what.choices = _choices(visit.part)
    if request.method == "GET" or not stands(visit.progress):
        return _page(visit, form)
    if not form.validate():
        return _page(visit, form), 422
    service.tell(visit.case, form.what.data, form.said.data, by=current_person(), at=now())
    flash(_thanks(visit.part))
    return redirect(url_for(".tell", case_id=visit.case.id), 303)


def _is_office(part: Part) -> bool:
    """Return whether a visitor is the export-control office: it writes down what others tell."""
    return bool(part.roles.keys() & service.OFFICE)


def _thanks(part: Part) -> str:
    if _is_office(part):
        return _("It is on the list of what to look at again.")
    return _("The export-control office has it. You hear from them if anything has to be done.")


def _choices(part: Part) -> list[tuple[str, str]]:
    """Return the triggers somebody may tell of, by the rules of today."""
    language = reader_language()
    every = rules_on(today()).again.items()
    return [(id, t.title.in_(language)) for id, t in every if part.roles.keys() & set(t.told_by)]


def _page(visit: Visit, form: TellForm) -> str:
    opened = sealer_of(visit.case)
    rows = service.told(visit.case, current_person())
    return render_template(
        "security/tell.html",
        visit=visit,
        case=visit.case,
        form=form,
        judged=stands(visit.progress),
        is_office=_is_office(visit.part),
        told=[(one.row, one.at, opened.open(one.said)) for one in rows],
    )
