"""Asking for an act on many steps, watching it, and reading what did not work."""

import json

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.policies import STAFF
from onboarding.database import db
from onboarding.documents.service import FactsLacking
from onboarding.office.bulk import service as batches
from onboarding.office.bulk.models import Batch
from onboarding.office.lists.problems import text_of
from onboarding.office.papertrail.service import NothingToMake
from onboarding.people.gate import current_person, held, holding, now
from onboarding.visa.parcels.queries import MOST as MOST_LOOKED_OVER
from onboarding.web.numbers import row_number
from onboarding.web.refusals import refusal

blueprint = Blueprint("batches", __name__)
OFFICES = tuple(sorted(STAFF))
MOST = 500
refusal(batches.NobodyToRemind, 409, _l("Nobody with an address holds this step."))
refusal(
    batches.NoPaper, 409, _l("There is no document to make: the step makes none, or it is made.")
)
refusal(FactsLacking, 409, _l("The document lacks something: its step says what."))
refusal(
    NothingToMake,
    409,
    _l("There is nothing to make anew: it is made already, or other steps come first."),
)


@blueprint.post("/desk/acts")
@holding(*OFFICES)
def ask() -> ResponseReturnValue:
    """Take the ticked steps of a list, or all listed ones."""
    act = request.form.get("act", "")
    names = request.form.getlist("listed" if "all" in request.form else "step")
    steps = batches.within_reach(batches.parsed(names)[:MOST], held())
    if act == "filing" and steps:
        cases = list(dict.fromkeys(case for case, _key in steps))[:MOST_LOOKED_OVER]
        return redirect(url_for("parcels.look_over", case=cases), 303)
    if act not in batches.ACTS or not steps:
        flash(_("Tick at least one step first."), "error")
        return redirect(url_for("office.desk", tab=request.form.get("tab", "mine")), 303)
    if act == "assign" and "assignee" not in request.form:
        people = batches.could_take(steps)
        return render_template("office/assign_many.html", steps=steps, people=people)
    asked = batches.Asked(act, steps, request.form.get("assignee", type=row_number) or None)
    batch = batches.start(asked, by=current_person(), at=now())
    return redirect(url_for(".show", batch_id=batch.id), 303)


@blueprint.get("/acts/<int:batch_id>")
@holding(*OFFICES)
def show(batch_id: int) -> ResponseReturnValue:
    """Show how far an act has come; its own person only."""
    batch = db.session.get(Batch, batch_id)
    if batch is None:
        abort(404)
    if batch.person_id != current_person().id:
        abort(403)
    failed = batches.failures(batch) if batch.state == "done" else []
    problems = {item.id: text_of(json.loads(item.problem)) for item in failed}
    cases = {item.case_id: db.session.get_one(Case, item.case_id) for item in failed}
    template = "office/_act.html" if request.headers.get("HX-Request") else "office/act.html"
    steps = {step.key: step.title for w in library().current() for step in w.steps}
    return render_template(
        template, batch=batch, failed=failed, problems=problems, cases=cases, step_titles=steps
    )
