"""Counting a case by a newer table of points: what would change, then with a reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from onboarding.cases import service
from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import may_manage
from onboarding.cases.registry import consequence_of
from onboarding.extensions import Form
from onboarding.visa.points.recounting import Recount, facts_of, recount_of

blueprint = Blueprint("points", __name__)
STEP = "visa.status"


class RecountForm(Form):
    """Why a case is counted by a newer table."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[DataRequired(_l("Please fill this in.")), Length(max=1000)],
    )


@blueprint.route("/cases/<int:case_id>/points/recount", methods=["GET", "POST"])
@case_gate(may_manage)
def recount(visit: Visit) -> ResponseReturnValue:
    """Show a count beside the one by the newer table; count anew where staff say why."""
    found = recount_of(visit.progress)
    if found is None or visit.case.status != "open":
        flash(_("This case is counted by the table in force, or cannot be counted by it."))
        return redirect(url_for("cases.step", case_id=visit.case.id, key=STEP), 303)
    form = RecountForm()
    if not form.validate_on_submit():
        return _page(visit, found, form), 422 if form.errors else 200
    if request.form.get("shown") != _shown(found):
        flash(_("What would change is different now. Please look at it again."), "error")
        return _page(visit, found, form), 409
    before, reason = visit.case.sequence, form.reason.data.strip()
    facts = facts_of(visit.progress, found, reason)
    service.record_facts(visit.case.id, facts, by=visit.by, seen=before, note=reason)
    flash(_("Counted by the newer table: %(total)s points.", total=found.new.total))
    page = consequence_of(visit.case.id, before + 1)
    return redirect(page or url_for("cases.step", case_id=visit.case.id, key=STEP), 303)


def _page(visit: Visit, found: Recount, form: Form) -> str:
    return render_template(
        "visa/recount.html",
        visit=visit,
        case=visit.case,
        recount=found,
        form=form,
        shown=_shown(found),
    )


def _shown(found: Recount) -> str:
    """Return what stands for the two counts that were shown, so that no others are confirmed."""
    return f"{found.new.table.valid_from}:{found.kept.total}:{found.new.total}"
