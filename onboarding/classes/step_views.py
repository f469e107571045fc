"""Pages about the class of one case: giving a seat, signing up oneself, leaving."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases.gate import Visit, case_gate, step_gate
from onboarding.cases.policies import Part, is_staff, may_look, may_work
from onboarding.cases.views import lines_of
from onboarding.classes import service
from onboarding.classes.fitting import Choice, Learner, choose
from onboarding.classes.forms import ChoiceForm, LeaveForm
from onboarding.classes.queries import (
    courses_from,
    enrolment_of,
    levels,
    seat_of,
    standing_of,
)
from onboarding.classes.views import level_names
from onboarding.engine.errors import CaseIsOver, StepNotOpen
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.people.gate import today
from onboarding.web.numbers import row_number, row_numbered

blueprint = Blueprint("class_steps", __name__)


def may_leave(part: Part) -> bool:
    """Return whether somebody may end a place in a class: theirs, or as the coordinator."""
    return not part.shut_out and bool({"classes", "researcher"} & part.roles.keys())


def may_choose(part: Part) -> bool:
    """Return whether somebody may look at the classes of a case: the researcher, or staff."""
    return not part.shut_out and ("researcher" in part.roles or is_staff(part))


def may_sign_up(part: Part) -> bool:
    """Return whether somebody is the researcher who would sit in the class."""
    return not part.shut_out and "researcher" in part.roles


def choices_of(visit: Visit) -> list[Choice]:
    """Return the classes that may suit a case, the best first."""
    facts = visit.progress.facts
    learner = Learner(
        facts.get("japanese.placed_level", ""), facts.get("stay.starts_on"), visit.case.ends_on
    )
    names = [option.id for option in levels()]
    return choose(courses_from(today()), learner, levels=names, today=today())


@blueprint.get("/cases/<int:case_id>/steps/<key>/seat")
@step_gate(may_look)
def show(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    return _page(visit, planned, ChoiceForm())


def _page(
    visit: Visit,
    planned: PlannedStep,
    form: ChoiceForm,
    status: int = 200,
    *,
    full: bool = False,
) -> ResponseReturnValue:
    line = next((one for one in lines_of(visit).lines if one.planned.key == planned.key), None)
    if line is None:
        abort(404)
    may_act = line.state is State.OPEN and may_work(visit.part, planned)
    page = render_template(
        "classes/step.html",
        visit=visit,
        case=visit.case,
        line=line,
        form=form,
        full=full,
        may_act=may_act,
        standing=standing_of(visit.case.id, planned.key),
        facts=visit.progress.facts,
        choices=choices_of(visit) if may_act else [],
        levels=level_names(),
        fields=visit.progress.plan.blueprint.fields,
        may_leave=may_leave(visit.part),
    )
    return page, status


@blueprint.post("/cases/<int:case_id>/steps/<key>/seat")
@step_gate(may_work)
def give(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    """Give a seat in the class chosen, or put the case on its waiting list."""
    form = ChoiceForm()
    if not form.validate():
        return _page(visit, planned, form, 422)
    course_id = row_numbered(form.course.data or "")
    if course_id is None:
        form.course.errors = [_("Choose one of the classes.")]
        return _page(visit, planned, form, 422)
    try:
        seated = _give(visit, planned, course_id, form.note.data or "")
    except service.CourseFull:
        return _page(Visit(visit.case, visit.part), planned, form, 409, full=True)
    except (StepNotOpen, CaseIsOver):
        flash(_("This step was finished or closed meanwhile. Nothing was changed."), "error")
        return _page(Visit(visit.case, visit.part), planned, form, 409)
    flash(_("The seat is given.") if seated else _("On the waiting list. The step stays open."))
    return redirect(url_for("cases.show", case_id=visit.case.id), 303)


def _give(visit: Visit, planned: PlannedStep, course_id: int, note: str) -> bool:
    """Do as the button says; return whether there is a seat."""
    if request.form.get("do") == "wait":
        return service.wait_for_seat(visit.case.id, planned.key, course_id, by=visit.by)
    service.give_seat(visit.case.id, planned.key, course_id, by=visit.by, note=note)
    return True


@blueprint.get("/cases/<int:case_id>/classes")
@case_gate(may_choose)
def mine(visit: Visit) -> ResponseReturnValue:
    """Show a researcher their class, or those they may choose from."""
    steps = [p for p in visit.progress.plan.steps if _gives_seat(p)]
    open_steps = [p for p in steps if visit.progress.open >> p.number & 1]
    standings = [standing_of(visit.case.id, planned.key) for planned in steps]
    level = visit.progress.facts.get("japanese.placed_level", "")
    offered = [one for one in choices_of(visit) if one.course.self_sign_up]
    return render_template(
        "classes/mine.html",
        visit=visit,
        case=visit.case,
        standing=next((s for s in standings if s), None),
        step=open_steps[0] if open_steps else None,
        choices=[one for one in offered if one.course.level == level],
        levels=level_names(),
        level=level,
        may_sign_up=may_sign_up(visit.part),
    )


def _gives_seat(planned: PlannedStep) -> bool:
    return planned.step.options.get("allocates") == service.RESOURCE


@blueprint.post("/cases/<int:case_id>/classes")
@case_gate(may_sign_up)
def sign_up(visit: Visit) -> ResponseReturnValue:
    key, course_id = request.form.get("step", ""), request.form.get("course", 0, type=row_number)
    planned = visit.progress.plan.find(key)
    if planned is None or not _gives_seat(planned):
        abort(404)
    seated = service.sign_up(visit.case.id, key, course_id, by=visit.by)
    flash(_("You have a seat.") if seated else _("You are on the waiting list."))
    return redirect(url_for(".mine", case_id=visit.case.id), 303)


@blueprint.route("/cases/<int:case_id>/classes/<int:enrolment_id>/leave", methods=["GET", "POST"])
@case_gate(may_leave)
def leave(visit: Visit, enrolment_id: int) -> ResponseReturnValue:
    enrolment = enrolment_of(visit.case, enrolment_id)
    if enrolment is None:
        abort(404)
    form = LeaveForm()
    running = visit.case.status == "open"
    if not form.validate_on_submit():
        page = render_template(
            "classes/leave.html",
            case=visit.case,
            enrolment=enrolment,
            form=form,
            running=running,
            sits=seat_of(enrolment) is not None,
        )
        return page, 422 if form.errors else 200
    act: Any = service.leave_class
    if running and form.then.data == "none":
        act = service.give_up_classes
    act(enrolment.id, by=visit.by, reason=form.reason.data)
    flash(_("Done. The place is free for the next person."))
    return redirect(url_for("cases.show", case_id=visit.case.id), 303)
