"""Pages about what has changed: choose what, say when and for whom, see what has to be done."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import Part
from onboarding.cases.service import record_facts
from onboarding.engine.definition import Option
from onboarding.people.gate import today
from onboarding.visa.clocks.changes import (
    EVENTS,
    Change,
    facts_of,
    foreseen,
    kind_of,
    kinds,
    known_as,
    told,
    without,
)
from onboarding.visa.clocks.forms import ChangeForm

blueprint = Blueprint("changes", __name__)


def may_tell(part: Part) -> bool:
    """Return whether somebody may say what has changed: the researcher, the offices."""
    return not part.shut_out and bool(part.roles.keys() & {"researcher", "office", "hr"})


@blueprint.get("/cases/<int:case_id>/changes")
@case_gate(may_tell)
def show(visit: Visit) -> ResponseReturnValue:
    """Show what may have changed, and what was told already."""
    return render_template(
        "visa/changes.html", visit=visit, case=visit.case, kinds=kinds(), told=told(visit)
    )


@blueprint.route("/cases/<int:case_id>/changes/<kind>", methods=["GET", "POST"])
@case_gate(may_tell)
def tell(visit: Visit, kind: str) -> ResponseReturnValue:
    """Ask when it happened and to whom; show what follows, then record it."""
    chosen = kind_of(kind)
    if chosen is None:
        abort(404)
    if request.method == "GET":
        form = ChangeForm(visit.progress, kind, visit.case.name, None)
        return _page(visit, chosen, form, foreseen(visit, Change(kind, today(), "")), dated=False)
    form = ChangeForm(visit.progress, kind, visit.case.name, request.form)
    if not form.validate():
        plain = foreseen(visit, Change(kind, today(), ""))
        return _page(visit, chosen, form, plain, dated=False), 422
    change = form.change()
    if request.form.get("save") == "look":
        return _page(visit, chosen, form, foreseen(visit, change), dated=True)
    told_before = known_as(visit.progress, change)
    if told_before:
        flash(_("This is recorded already."))
        return redirect(url_for(".show", case_id=visit.case.id, _anchor=told_before), 303)
    facts = facts_of(visit.progress, change)
    record_facts(visit.case.id, facts, by=visit.by, seen=visit.case.sequence)
    flash(_("Recorded. Below is what has to be done now, and by when."))
    return redirect(url_for(".show", case_id=visit.case.id, _anchor=facts[EVENTS][-1]), 303)


def _page(visit: Visit, kind: Option, form: ChangeForm, ahead: Any, *, dated: bool) -> str:
    return render_template(
        "visa/change.html",
        visit=visit,
        case=visit.case,
        kind=kind,
        form=form,
        ahead=ahead,
        dated=dated,
    )


@blueprint.post("/cases/<int:case_id>/changes/<item>/take-back")
@case_gate(may_tell)
def take_back(visit: Visit, item: str) -> ResponseReturnValue:
    """Take back what was told by mistake; the history keeps that it was."""
    if item not in (visit.progress.facts.get(EVENTS) or ()):
        abort(404)
    facts = without(visit.progress, item)
    record_facts(visit.case.id, facts, by=visit.by, seen=visit.case.sequence)
    flash(_("Taken back, with the steps that followed from it."))
    return redirect(url_for(".show", case_id=visit.case.id), 303)
