"""Pages of a panel member: the candidate, the declaration, the scores."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from onboarding.cases.gate import Visit, case_gate, step_gate
from onboarding.cases.library import library
from onboarding.cases.policies import UNSETTLED, may_manage
from onboarding.cases.views import lines_of
from onboarding.engine.errors import CaseIsOver, StepNotOpen
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.interviews import service
from onboarding.interviews.forms import DeclarationForm, ScoreForm, score_form
from onboarding.interviews.policies import is_member, may_follow, may_score
from onboarding.interviews.queries import (
    current_round,
    declaration,
    handed_in,
    panel_of,
    rubric_of,
    scores_of,
)
from onboarding.interviews.refusals import ScoresAreIn
from onboarding.interviews.returning import returned_by
from onboarding.interviews.showing import facts_before, shown_rounds
from onboarding.people.gate import current_person
from onboarding.web.kept import drop_draft, read_draft, save_draft

blueprint = Blueprint("scores", __name__)


@blueprint.get("/cases/<int:case_id>/candidate")
@case_gate(is_member)
def candidate(visit: Visit) -> ResponseReturnValue:
    """Show a panel member who it is about and what is theirs to do."""
    if UNSETTLED in visit.part.roles:
        return redirect(url_for(".declare", case_id=visit.case.id))
    lines = [line for line in lines_of(visit).lines if line.mine]
    evaluation = next((x.planned for x in lines if x.planned.step.kind == "evaluation"), None)
    return render_template(
        "interviews/candidate.html",
        case=visit.case,
        visit=visit,
        programme=library().programmes[visit.case.programme],
        lines=lines,
        scored=_has_scored(visit, evaluation) if evaluation else False,
        shown=facts_before(visit, evaluation) if evaluation else [],
    )


def _has_scored(visit: Visit, planned: PlannedStep) -> bool:
    return current_person().id in handed_in(visit.case.id, planned.key)


@blueprint.route("/cases/<int:case_id>/declaration", methods=["GET", "POST"])
@case_gate(is_member)
def declare(visit: Visit) -> ResponseReturnValue:
    """Let a member declare conflicts of interest: before anything else, and later if one comes."""
    form = DeclarationForm()
    if form.validate_on_submit():
        allowed = service.declare(
            visit.case.id, form.conflicts, (form.details.data or "").strip(), by=visit.by
        )
        return _declared(visit, allowed)
    page = render_template(
        "interviews/declaration.html",
        case=visit.case,
        visit=visit,
        programme=library().programmes[visit.case.programme],
        facts=visit.progress.facts,
        form=form,
        before=declaration(visit.case.id, current_person().id),
    )
    return page, 422 if form.errors else 200


def _declared(visit: Visit, allowed: bool | None) -> ResponseReturnValue:
    if allowed:
        flash(_("Thank you. The file is open for you now."))
        return redirect(url_for(".candidate", case_id=visit.case.id), 303)
    if allowed is None:
        flash(_("Thank you. The chair or the office decides whether you may score."))
        return redirect(url_for(".declare", case_id=visit.case.id), 303)
    flash(
        _(
            "Thank you. You are no longer on this panel, and the case is closed to you. The office "
            "has been told."
        )
    )
    return redirect(url_for("office.mine"), 303)


@blueprint.get("/cases/<int:case_id>/steps/<key>/scores")
@step_gate(may_follow)
def show(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    if not is_member(visit.part):
        return _overview(visit, planned)
    if UNSETTLED in visit.part.roles:
        return redirect(url_for(".declare", case_id=visit.case.id))
    return _sheet_page(visit, planned, _form(visit, planned))


def _overview(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    """Show staff how far the scoring is, and its result once it is there for them to see."""
    return render_template(
        "interviews/progress.html",
        case=visit.case,
        visit=visit,
        step=planned.step,
        state=visit.progress.state(planned),
        due=visit.progress.dues.get(planned.number),
        members=panel_of(visit.case),
        scored=handed_in(visit.case.id, planned.key),
        rounds=shown_rounds(visit, planned),
        rubric=rubric_of(visit.progress, planned),
        manages=may_manage(visit.part),
    )


def _form(visit: Visit, planned: PlannedStep) -> ScoreForm:
    """Return the sheet as typed, as kept, or as handed in a round before."""
    form = score_form(rubric_of(visit.progress, planned))
    if request.method == "POST" or g.get("kept") is not None:
        return form()
    draft = read_draft(current_person(), _page(visit, planned)) or _last_sheet(visit, planned)
    return form(MultiDict(draft)) if draft else form()


def _page(visit: Visit, planned: PlannedStep) -> str:
    return url_for(".show", case_id=visit.case.id, key=planned.key)


def _last_sheet(visit: Visit, planned: PlannedStep) -> Mapping[str, Any]:
    """Return what the member gave in the round before, as the form sends it; not the comment."""
    mine = [s for s in scores_of(visit.case.id, planned.key) if s.person_id == current_person().id]
    if not mine:
        return {}
    points = {f"p-{id}": str(point) for id, point in mine[-1].sheet.items()}
    return {**points, "overall": str(mine[-1].overall)}


def _sheet_page(
    visit: Visit, planned: PlannedStep, form: ScoreForm, status: int = 200, *, typed: str = ""
) -> ResponseReturnValue:
    state = visit.progress.state(planned)
    scored = _has_scored(visit, planned) or state is State.DONE
    number = current_round(visit.case.id, planned.key, done=state is State.DONE)
    line = next(one for one in lines_of(visit).lines if one.planned is planned)
    page = render_template(
        "interviews/scores.html",
        case=visit.case,
        visit=visit,
        line=line,
        step=planned.step,
        rubric=rubric_of(visit.progress, planned),
        form=form,
        may_act=state is State.OPEN and not scored,
        scored=scored,
        round=number,
        rounds=shown_rounds(visit, planned),
        returned=returned_by(visit.case, visit.progress, planned),
        waiting=len(panel_of(visit.case)) - len(handed_in(visit.case.id, planned.key)),
        shown=facts_before(visit, planned),
        typed=typed,
    )
    return page, status


@blueprint.post("/cases/<int:case_id>/steps/<key>/scores")
@step_gate(may_score)
def hand_in(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    if UNSETTLED in visit.part.roles:
        return redirect(url_for(".declare", case_id=visit.case.id), 303)
    form = _form(visit, planned)
    if request.form.get("save") == "draft":
        return _keep_draft(visit, planned)
    if not form.validate():
        return _sheet_page(visit, planned, form, 422)
    try:
        service.hand_in(visit.case.id, planned.key, form.sheet, by=visit.by)
    except (ScoresAreIn, StepNotOpen, CaseIsOver):
        flash(_("Scores can no longer be handed in here. What you typed is shown below."), "error")
        fresh = Visit(visit.case, visit.part)
        return _sheet_page(fresh, planned, form, 409, typed=form.comment.data)
    drop_draft(current_person(), _page(visit, planned))
    flash(_("Your scores are in. Thank you."))
    return redirect(_page(visit, planned), 303)


def _keep_draft(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    typed = {name: values for name, values in request.form.lists() if name in _kept(request.form)}
    save_draft(current_person(), _page(visit, planned), typed)
    flash(_("Draft saved. You can go on later, here or on another device."))
    return redirect(url_for(".candidate", case_id=visit.case.id), 303)


def _kept(typed: Mapping[str, Any]) -> list[str]:
    return [name for name in typed if name.startswith("p-") or name in ("overall", "comment")]
