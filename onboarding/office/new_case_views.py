"""The page on which the office opens one case by hand."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases.recording import By
from onboarding.office.importing.matching import find_cases
from onboarding.office.importing.opening import open_rows
from onboarding.office.lists.directory import Directory, looked_after
from onboarding.office.lists.starts import start_unmet
from onboarding.office.new_case import NewCaseForm
from onboarding.people.gate import current_person, holding, now, today
from onboarding.web.speaking import reader_language

blueprint = Blueprint("new_case", __name__)


@blueprint.route("/cases/new", methods=["GET", "POST"])
@holding("office")
def enter() -> ResponseReturnValue:
    """Open one case; where the same stay has one already, show that."""
    form, directory = NewCaseForm(), Directory(looked_after(current_person(), today()))
    form.offer(directory)
    if form.is_submitted() and form.validate():
        row = form.read(directory, today())
        if row.state == "good":
            found = find_cases([row]).get(1)
            unmet = None if found else start_unmet(row, today())
            if unmet and request.form.get("warned") != unmet.wanted.isoformat():
                return render_template("office/new_case.html", form=form, unmet=unmet), 422
            case_id = found or open_rows([row], by=By(current_person(), now()))[0].id
            flash(_("There is a case for this stay already.") if found else _("The case is open."))
            for hint in row.hints if not found else ():
                flash(hint.say.in_(reader_language()), "warn")
            return redirect(url_for("cases.show", case_id=case_id), 303)
    page = render_template("office/new_case.html", form=form, unmet=None)
    return page, 422 if form.errors else 200
