"""The page of a case's family: the bundle, who is filed when, who does not come after all."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases import service
from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import may_manage
from onboarding.cases.registry import consequence_of
from onboarding.visa.family.bundle import COMES, LATER, bundle
from onboarding.visa.family.starting import start_of, to_file

blueprint = Blueprint("family", __name__)
# What the office may say of a member: the word of the button → the fact, and its value.
_SAYS = {"later": (LATER, True), "together": (LATER, False), "stays": (COMES, False)}
_SAYS["comes"] = (COMES, True)


@blueprint.get("/cases/<int:case_id>/family")
@case_gate(may_manage)
def show(visit: Visit) -> ResponseReturnValue:
    """Show the family as one bundle."""
    return render_template(
        "visa/family.html",
        visit=visit,
        case=visit.case,
        members=bundle(visit),
        asked=_asked(visit),
        start=start_of(visit),
    )


def _asked(visit: Visit) -> bool:
    """Return whether the family has been asked for, so that members are added there."""
    planned = visit.progress.plan.find("acceptance.household")
    return planned is not None and bool(visit.progress.done >> planned.number & 1)


@blueprint.post("/cases/<int:case_id>/family")
@case_gate(may_manage)
def file_later(visit: Visit) -> ResponseReturnValue:
    """Record that the whole family is filed for later, so that the researcher's filing starts."""
    return _recorded(visit, {f"{LATER}@{item}": True for item in to_file(visit)})


@blueprint.post("/cases/<int:case_id>/family/<item>")
@case_gate(may_manage)
def say(visit: Visit, item: str) -> ResponseReturnValue:
    """Record that a member is filed for later or together, comes or does not come after all."""
    says = _SAYS.get(request.form.get("says", ""))
    if says is None or item not in (visit.progress.facts.get("family.members") or ()):
        abort(404)
    name, value = says
    return _recorded(visit, {f"{name}@{item}": value})


def _recorded(visit: Visit, facts: dict[str, bool]) -> ResponseReturnValue:
    before, known = visit.case.sequence, visit.progress.facts
    new = {key: value for key, value in facts.items() if known.get(key) != value}
    if new:
        service.record_facts(visit.case.id, new, by=visit.by)
    flash(_("Recorded. Dates and papers that follow from it are up to date."))
    page = consequence_of(visit.case.id, before + 1)
    return redirect(page or url_for(".show", case_id=visit.case.id), 303)
