"""Pages about the room of one case: giving one, changing its nights, taking it back."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases import service as cases
from onboarding.cases.gate import Visit, case_gate, step_gate
from onboarding.cases.policies import Part, may_look, may_work
from onboarding.cases.staff_views import ReasonForm
from onboarding.cases.views import lines_of
from onboarding.engine.asking import value_of
from onboarding.engine.errors import CaseIsOver, StepNotOpen
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.housing import service
from onboarding.housing.forms import NeedForm, StayForm
from onboarding.housing.models import RoomStay
from onboarding.housing.nights import proposed
from onboarding.housing.queries import case_of_stay, held_stay, look_at_rooms, visible_departments
from onboarding.housing.suggesting import Need, Suggestion, suggest
from onboarding.people.gate import held, today
from onboarding.web.numbers import row_numbered

blueprint = Blueprint("room_steps", __name__)
_STEP_FREE_WORDS = (
    *("step-free", "step free", "wheelchair", "barrier", "段差", "車椅子", "車いす"),
    "バリアフリー",
)


def may_house(part: Part) -> bool:
    """Return whether somebody gives rooms to the people of this case."""
    return not part.shut_out and "housing" in part.roles


@blueprint.get("/cases/<int:case_id>/steps/<key>/room")
@step_gate(may_look)
def show(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    return _page(visit, planned, _form(visit, planned))


def _form(visit: Visit, planned: PlannedStep) -> NeedForm:
    """Return the form as typed, else with what the case asks for."""
    period = proposed(visit.progress.facts, today())
    wish = str(visit.progress.facts.get("housing.needs") or "").casefold()
    return NeedForm(
        first=period.first if period else None,
        leaving=period.leaving if period else None,
        persons=value_of(visit.progress, "housing.household") or 1,
        step_free=any(word in wish for word in _STEP_FREE_WORDS),
    )


def _page(
    visit: Visit,
    planned: PlannedStep,
    form: NeedForm,
    status: int = 200,
    *,
    taken: service.RoomTaken | None = None,
) -> ResponseReturnValue:
    line = next((one for one in lines_of(visit).lines if one.planned.key == planned.key), None)
    if line is None:
        abort(404)
    stay = held_stay(visit.case.id, planned.key)
    may_act = line.state is State.OPEN and may_work(visit.part, planned)
    page = render_template(
        "housing/step.html",
        visit=visit,
        case=visit.case,
        line=line,
        form=form,
        stay=stay,
        taken=taken,
        may_act=may_act,
        may_house=may_house(visit.part) and visit.case.status == "open",
        facts=visit.progress.facts,
        household=value_of(visit.progress, "housing.household"),
        suggestions=_suggestions(visit, form, stay) if may_act else [],
        may_name=_may_name(),
    )
    return page, status


def _may_name() -> Any:
    departments = visible_departments(held())
    return lambda case: departments is None or case.department_id in departments


def _suggestions(visit: Visit, form: NeedForm, stay: RoomStay | None) -> list[Suggestion]:
    """Return the rooms for what was typed; none where that makes no sense."""
    if form.first.data is None or form.leaving.data is None or form.period.nights <= 0:
        return []
    need = Need(
        form.period,
        persons=form.persons.data or 1,
        budget=visit.progress.facts.get("housing.budget"),
        step_free=form.step_free.data,
    )
    return suggest(look_at_rooms(form.period, besides=stay), need)


@blueprint.post("/cases/<int:case_id>/steps/<key>/room")
@step_gate(may_work)
def give(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    """Look for rooms, give the one chosen, or say that there is none."""
    form, wish = NeedForm(), request.form.get("do")
    if wish == "none" and form.note.validate(form):
        service.refuse_room(visit.case.id, planned.key, by=visit.by, note=form.note.data or "")
        flash(_("Recorded: no room. The researcher is asked to look for a place of their own."))
        return redirect(url_for("cases.show", case_id=visit.case.id), 303)
    if not form.validate():
        return _page(visit, planned, form, 422)
    if wish != "give":
        return _page(visit, planned, form)
    room_id = row_numbered(form.room.data or "")
    if room_id is None:
        form.room.errors = [_("Choose one of the rooms.")]
        return _page(visit, planned, form, 422)
    return _give(visit, planned, form, room_id)


def _give(visit: Visit, planned: PlannedStep, form: NeedForm, room_id: int) -> ResponseReturnValue:
    wanted = service.Wanted(room_id, form.period)
    try:
        service.assign_room(
            visit.case.id, planned.key, wanted, by=visit.by, note=form.note.data or ""
        )
    except service.RoomTaken as taken:
        return _page(Visit(visit.case, visit.part), planned, form, 409, taken=taken)
    except (StepNotOpen, CaseIsOver):
        flash(_("This step was finished or closed meanwhile. Nothing was changed."), "error")
        return _page(Visit(visit.case, visit.part), planned, form, 409)
    flash(_("The room is assigned. The researcher is asked whether they take it."))
    return redirect(url_for("cases.show", case_id=visit.case.id), 303)


@blueprint.route("/cases/<int:case_id>/steps/<key>/room/take-back", methods=["GET", "POST"])
@step_gate(may_work)
def take_back(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    """Open the step again: the nights are free from then on."""
    form = ReasonForm()
    if form.validate_on_submit():
        cases.reopen_step(visit.case.id, planned.key, reason=form.reason.data, by=visit.by)
        flash(_("The room was given back and the step is open again."))
        return redirect(url_for(".show", case_id=visit.case.id, key=planned.key), 303)
    title, action = _("Take the room back"), _("Take the room back")
    page = render_template(
        "cases/reason.html", case=visit.case, form=form, title=title, action=action
    )
    return page, 422 if form.errors else 200


@blueprint.route("/cases/<int:case_id>/room-stays/<int:stay_id>", methods=["GET", "POST"])
@case_gate(may_house)
def nights(visit: Visit, stay_id: int) -> ResponseReturnValue:
    """Change the nights of a stay in its room."""
    stay = case_of_stay(visit.case, stay_id)
    if stay is None or stay.given_back_at is not None or stay.in_question:
        abort(404)
    form = StayForm(first=stay.from_night, leaving=stay.until_night)
    if not form.validate_on_submit():
        return _nights_page(visit, stay, form, 422 if form.errors else 200)
    try:
        service.change_nights(stay.id, form.period, by=visit.by, reason=form.reason.data)
    except service.RoomTaken as taken:
        return _nights_page(visit, stay, form, 409, taken=taken)
    flash(_("The nights are changed."))
    return redirect(url_for("housing.room", room_id=stay.room_id), 303)


def _nights_page(
    visit: Visit,
    stay: RoomStay,
    form: StayForm,
    status: int,
    *,
    taken: service.RoomTaken | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "housing/nights.html",
        case=visit.case,
        stay=stay,
        form=form,
        taken=taken,
        may_name=_may_name(),
    )
    return page, status
