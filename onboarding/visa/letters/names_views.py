"""The names of a researcher side by side: passport, own script, kanji, katakana, display."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases import service
from onboarding.cases.correcting import CorrectionForm
from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.names import DISPLAY, full_name
from onboarding.cases.policies import Part
from onboarding.cases.recording import ChangedMeanwhile
from onboarding.cases.registry import consequence_of
from onboarding.engine.asking import Question
from onboarding.visa.letters.spellings import spellings
from onboarding.visa.passport.panel import keys_for, name_of

blueprint = Blueprint("names", __name__)
# What is shown as it was given, and what is said here; no step has to ask for these.
_SHOWN = ("researcher.native_name", "researcher.katakana_name")
_SAID = (DISPLAY, "researcher.kanji_name")


def may_name(part: Part) -> bool:
    """Return whether a person may see all names: whose they are, or the office."""
    return not part.shut_out and bool(part.roles.keys() & {"researcher", "office"})


@blueprint.route("/cases/<int:case_id>/names", methods=["GET", "POST"])
@case_gate(may_name)
def page(visit: Visit) -> ResponseReturnValue:
    """Show the names; keep what the person wants to be called, and the name in kanji."""
    form = _form(visit)
    if request.method == "GET":
        return _page(visit, form)
    if not form.validate():
        return _page(visit, form), 422
    before = visit.case.sequence
    try:
        seen = request.form.get("seen", before, type=int)
        service.record_facts(visit.case.id, form.facts(), by=visit.by, seen=seen)
    except ChangedMeanwhile:
        flash(_("This was changed meanwhile. Please look at it again."), "error")
        return _page(Visit(visit.case, visit.part), form), 409
    flash(_("Saved."))
    after = consequence_of(visit.case.id, before + 1) if "office" in visit.part.roles else None
    return redirect(after or url_for(".page", case_id=visit.case.id), 303)


def _form(visit: Visit) -> CorrectionForm:
    fields = visit.progress.plan.blueprint.fields
    questions = [Question(name, fields[name], True) for name in _SAID]
    typed = request.form if request.method == "POST" else None
    return CorrectionForm(visit.progress, questions, typed)


def _page(visit: Visit, form: CorrectionForm) -> str:
    facts, fields = visit.progress.facts, visit.progress.plan.blueprint.fields
    shown: dict[str, Any] = {
        "passport": full_name(facts),
        "own": [(fields[name], facts.get(name)) for name in _SHOWN],
        "official": name_of(facts, keys_for("")),
        "spellings": any(one.open for one in spellings(visit.progress)),
    }
    return render_template("visa/names.html", visit=visit, case=visit.case, form=form, **shown)
