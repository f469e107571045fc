"""Pages of the office about a panel: naming it, how far it is, changing it, settling conflicts."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases.gate import Visit, case_gate, step_gate
from onboarding.cases.policies import may_look, may_manage
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.interviews import service
from onboarding.interviews.conflicts import conflict
from onboarding.interviews.forms import SettleForm
from onboarding.interviews.models import Declaration
from onboarding.interviews.naming import PanelForm
from onboarding.interviews.policies import may_name, may_settle
from onboarding.interviews.queries import (
    chair_of,
    declaration,
    declarations,
    evaluations,
    handed_in,
    panel_of,
    panel_size,
    quorum,
    rubric_of,
)
from onboarding.interviews.refusals import PanelRefusal
from onboarding.people.gate import current_person, today
from onboarding.people.models import Person
from onboarding.web.refusals import sentence_for

blueprint = Blueprint("panel", __name__)


@blueprint.get("/cases/<int:case_id>/steps/<key>/panel")
@step_gate(may_look)
def show(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    if _is_open_for(visit, planned):
        return _form_page(visit, planned, _form(visit, planned, g.get("kept")))
    return render_template(
        "interviews/panel.html",
        case=visit.case,
        visit=visit,
        step=planned.step,
        planned=planned,
        state=visit.progress.state(planned),
        members=_members(visit, planned),
        manages=may_manage(visit.part),
        may_change=_may_change(visit, planned),
    )


def _is_open_for(visit: Visit, planned: PlannedStep) -> bool:
    return visit.progress.state(planned) is State.OPEN and may_name(visit.part, planned)


def _may_change(visit: Visit, planned: PlannedStep) -> bool:
    over = visit.progress.closed or visit.progress.stopped
    done = visit.progress.state(planned) is State.DONE
    return done and not over and may_name(visit.part, planned)


@blueprint.post("/cases/<int:case_id>/steps/<key>/panel")
@step_gate(may_name)
def name(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    """Put a panel together, and name it with the last button."""
    if not _is_open_for(visit, planned):
        flash(_("This panel has been named already."))
        return redirect(url_for(".show", case_id=visit.case.id, key=planned.key), 303)
    form = _form(visit, planned, request.form)
    action = request.form.get("action", "search")
    if action != "finish":
        form.act(action, today())
        return _form_page(visit, planned, form, 422 if form.errors else 200)
    if not form.check(reason_needed=False):
        return _form_page(visit, planned, form, 422)
    service.name_panel(visit.case.id, planned.key, form.wanted, by=visit.by)
    flash(_("The panel is named. Its members have mail and declare their conflicts first."))
    return redirect(url_for(".show", case_id=visit.case.id, key=planned.key), 303)


@blueprint.route("/cases/<int:case_id>/steps/<key>/panel/change", methods=["GET", "POST"])
@step_gate(may_name)
def change(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    """Replace members of a named panel, or its chair, with a reason."""
    if not _may_change(visit, planned):
        abort(404)
    typed = request.form if request.method == "POST" else g.get("kept")
    form = _form(visit, planned, typed)
    if request.method == "GET":
        return _form_page(visit, planned, form)
    if request.form.get("action", "search") != "finish":
        form.act(request.form.get("action", ""), today())
        return _form_page(visit, planned, form, 422 if form.errors else 200)
    if not form.check(reason_needed=True):
        return _form_page(visit, planned, form, 422)
    return _change(visit, planned, form)


def _change(visit: Visit, planned: PlannedStep, form: PanelForm) -> ResponseReturnValue:
    by, reason = visit.by, form.reason[:1000]
    try:
        service.change_panel(visit.case.id, planned.key, form.wanted, reason=reason, by=by)
    except PanelRefusal as refusal:
        status, sentence = sentence_for(refusal)
        form.errors.append(("members", sentence))
        return _form_page(visit, planned, form, status)
    flash(_("The panel has been changed."))
    return redirect(url_for(".show", case_id=visit.case.id, key=planned.key), 303)


def _form(visit: Visit, planned: PlannedStep, typed: Any) -> PanelForm:
    locked = service.locked(visit.case, visit.progress, planned)
    done = visit.progress.state(planned) is State.DONE
    gone = sum(row.allowed is False for row in declarations(visit.case.id).values())
    size = panel_size(visit.progress, planned)
    least = quorum(visit.progress, planned, gone) if done else size
    return PanelForm(visit.case, typed, locked=locked, least=least)


def _form_page(
    visit: Visit, planned: PlannedStep, form: PanelForm, status: int = 200
) -> ResponseReturnValue:
    steps = evaluations(visit.progress, planned)
    burden = rubric_of(visit.progress, steps[0]).burden if steps else None
    count = max(len(form.seats), form.least)
    page = render_template(
        "interviews/panel_form.html",
        visit=visit,
        planned=planned,
        case=visit.case,
        step=planned.step,
        form=form,
        changing=visit.progress.state(planned) is State.DONE,
        burden=burden,
        count=count,
        hours=_hours(count * burden.minutes) if burden else 0,
    )
    return page, status


def _hours(minutes: int) -> float:
    """Return minutes as hours to the half, rounded up, so that nobody promises too little."""
    return -(-minutes // 30) / 2


def _members(visit: Visit, planned: PlannedStep) -> list[dict[str, Any]]:
    """Return each member with how far they are."""
    steps = list(evaluations(visit.progress, planned))
    done = all(visit.progress.state(one) is State.DONE for one in steps)
    scored = set().union(*(handed_in(visit.case.id, one.key) for one in steps))
    declared, chair = declarations(visit.case.id), chair_of(visit.case)
    return [
        {
            "person": person,
            "chair": chair is not None and chair.id == person.id,
            "state": "scored" if done or person.id in scored else _declared(declared, person),
        }
        for person in panel_of(visit.case)
    ]


def _declared(declared: dict[int, Declaration], person: Person) -> str:
    row = declared.get(person.id)
    if row is None:
        return "undeclared"
    return "ready" if row.allowed else "unsettled"


@blueprint.route("/cases/<int:case_id>/conflicts/<int:person_id>", methods=["GET", "POST"])
@case_gate(may_settle)
def settle(visit: Visit, person_id: int) -> ResponseReturnValue:
    """Let a member with a soft conflict score, or not."""
    row = declaration(visit.case.id, person_id)
    if row is None or person_id == current_person().id:
        abort(404)
    form = SettleForm()
    if row.allowed is None and form.validate_on_submit():
        allow = form.answer.data == "allow"
        service.settle(visit.case.id, person_id, allow=allow, reason=form.reason.data, by=visit.by)
        flash(_("Settled. The member has been told."))
        return redirect(url_for("cases.show", case_id=visit.case.id), 303)
    page = render_template(
        "interviews/settle.html",
        case=visit.case,
        row=row,
        form=form,
        conflicts=[conflict(id) for id in row.conflicts],
    )
    return page, 422 if form.errors else 200
