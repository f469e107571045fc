"""One screen on which a decision about scores is made: by the chair, then by the head."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from onboarding.cases import service as cases
from onboarding.cases.forms import FILES, Asking
from onboarding.cases.gate import Visit, step_gate
from onboarding.cases.library import library
from onboarding.cases.policies import UNSETTLED, may_look
from onboarding.cases.recording import ChangedMeanwhile
from onboarding.cases.views import lines_of
from onboarding.database import db
from onboarding.engine.errors import CaseIsOver, StepNotOpen
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.interviews.forms import VerdictForm
from onboarding.interviews.policies import may_decide
from onboarding.interviews.queries import rubric_of
from onboarding.interviews.returning import decisions_before, returned_by
from onboarding.interviews.showing import Fact, facts_before, shown_rounds
from onboarding.people.gate import current_person, today
from onboarding.people.models import Person
from onboarding.web.kept import drop_draft, read_draft, save_draft
from onboarding.web.speaking import reader_language

blueprint = Blueprint("verdict", __name__)


@blueprint.get("/cases/<int:case_id>/steps/<key>/verdict")
@step_gate(may_look)
def show(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    if UNSETTLED in visit.part.roles:
        return redirect(url_for("scores.declare", case_id=visit.case.id))
    typed = g.get("kept") or read_draft(current_person(), _path(visit, planned))
    return _page(visit, planned, _form(visit, planned, typed))


def _form(visit: Visit, planned: PlannedStep, typed: Any) -> VerdictForm:
    asking = Asking(visit.progress, planned, today())
    return VerdictForm(asking, MultiDict(typed) if typed else None)


def _path(visit: Visit, planned: PlannedStep) -> str:
    return url_for(".show", case_id=visit.case.id, key=planned.key)


def _page(
    visit: Visit, planned: PlannedStep, form: VerdictForm, status: int = 200, *, typed: str = ""
) -> ResponseReturnValue:
    evaluation = _evaluation(visit, planned)
    shown = facts_before(visit, planned)
    is_open = visit.progress.state(planned) is State.OPEN
    page = render_template(
        "interviews/verdict.html",
        case=visit.case,
        visit=visit,
        programme=library().programmes[visit.case.programme],
        line=next(one for one in lines_of(visit).lines if one.planned is planned),
        step=planned.step,
        form=form,
        may_act=is_open and may_decide(visit.part, planned),
        scored_too=is_open and planned.step.role in visit.part.roles,
        acts_for=_acts_for(visit, planned),
        **_arranged(shown),
        rounds=shown_rounds(visit, evaluation),
        rubric=rubric_of(visit.progress, evaluation),
        decided=decisions_before(visit, planned),
        returned=returned_by(visit.case, visit.progress, planned),
        typed=typed,
    )
    return page, status


def _arranged(shown: list[Fact]) -> dict[str, list[Fact]]:
    """Sort what a step shows: short facts, the host's statement, and what takes time to read."""
    found: dict[str, list[Fact]] = {"person": [], "statement": [], "papers": []}
    for row in shown:
        field = row[0]
        long = field.type in FILES or "lines" in field.limits
        in_statement = field.id.startswith("interview.")
        found["statement" if in_statement else "papers" if long else "person"].append(row)
    return found


def _evaluation(visit: Visit, planned: PlannedStep) -> PlannedStep:
    """Return the evaluation a decision is about; the checker saw that there is one."""
    about = planned.step.options["about"]
    key = about if "." in about else f"{planned.step.workflow}.{about}"
    return visit.progress.plan.steps[visit.progress.plan.number[key]]


def _acts_for(visit: Visit, planned: PlannedStep) -> str:
    """Return the name of the absent person a deputy decides for."""
    absent = visit.part.behalf_for(planned.step.role)
    person = db.session.get(Person, absent) if absent else None
    return person.name_in(reader_language()) if person else ""


@blueprint.post("/cases/<int:case_id>/steps/<key>/verdict")
@step_gate(may_decide)
def decide(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    form = _form(visit, planned, request.form)
    if request.form.get("save") == "draft":
        save_draft(current_person(), _path(visit, planned), form.draft())
        flash(_("Draft saved. You can go on later, here or on another device."))
        return redirect(_next_page(visit), 303)
    if not form.validate():
        return _page(visit, planned, form, 422)
    try:
        _record(visit, planned, form)
    except (StepNotOpen, CaseIsOver, ChangedMeanwhile):
        flash(_("Somebody decided meanwhile. What you typed is shown below."), "error")
        fresh = Visit(visit.case, visit.part)
        return _page(fresh, planned, form, 409, typed=_typed(form))
    drop_draft(current_person(), _path(visit, planned))
    flash(_("Recorded: %(outcome)s", outcome=_label(planned, form.outcome)))
    return redirect(_next_page(visit), 303)


def _record(visit: Visit, planned: PlannedStep, form: VerdictForm) -> None:
    outcome = planned.step.outcome(form.outcome)
    cases.finish_step(
        visit.case.id,
        planned.key,
        by=visit.by,
        facts=form.facts(),
        outcome=form.outcome,
        back_to=form.back_to or None,
        note=_typed(form) if outcome and outcome.then == "back" else "",
        seen=request.form.get("seen", type=int),
    )


def _typed(form: VerdictForm) -> str:
    return "\n".join(field.text for field in form.inputs if field.text.strip())


def _label(planned: PlannedStep, outcome: str) -> str:
    chosen = planned.step.outcome(outcome)
    return chosen.label.in_(reader_language()) if chosen else outcome


def _next_page(visit: Visit) -> str:
    """Return where somebody goes on: a head to the other decisions, a chair to the candidate."""
    if "panel" in visit.part.roles:
        return url_for("scores.candidate", case_id=visit.case.id)
    return url_for("office.decisions")
