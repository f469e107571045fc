"""Pages about a case: the checklist, one step, the history, files and the calendar."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases import service
from onboarding.cases.again import changed_since
from onboarding.cases.approvals import free_seat, route_around, routes_of
from onboarding.cases.calendar import as_calendar
from onboarding.cases.checklist import Checklist, Line, checklist, item_name
from onboarding.cases.forms import StepForm
from onboarding.cases.gate import Visit, case_gate, step_gate
from onboarding.cases.library import library
from onboarding.cases.outlooks import my_recent_moves
from onboarding.cases.planning import marked
from onboarding.cases.policies import (
    GUESTS,
    is_staff,
    may_keep_record,
    may_look,
    may_manage,
    may_see,
    may_work,
)
from onboarding.cases.recipients import sat_beside
from onboarding.cases.recording import ChangedMeanwhile
from onboarding.cases.registry import (
    ShownPanel,
    case_page_of,
    consequence_of,
    hold_on,
    near_days_of,
    page_of,
    pages_about,
    panel_of,
    researcher_pages,
)
from onboarding.cases.reminding import escalations
from onboarding.cases.steps import (
    Sent,
    add_meanwhile,
    answers_given,
    form_of,
    page_of_step,
    receive,
    shown_facts,
    shown_files,
)
from onboarding.documents.models import Document
from onboarding.documents.service import HELD, lacking, of_case
from onboarding.engine.errors import CaseIsOver, StepNotOpen
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.people.gate import current_person, now, today
from onboarding.web.filters import text
from onboarding.web.kept import drop_draft, save_draft
from onboarding.web.speaking import reader_language

blueprint = Blueprint("cases", __name__)


def lines_of(visit: Visit) -> Checklist:
    """Return a case's checklist as the visitor sees it."""
    return checklist(visit.progress, visit.part, library().roles, today())


@blueprint.get("/cases/<int:case_id>")
@case_gate(may_see)
def show(visit: Visit) -> ResponseReturnValue:
    if is_staff(visit.part):
        return redirect(url_for("case_staff.overview", case_id=visit.case.id))
    own = case_page_of(visit.part.roles.keys())
    if own is not None:
        return redirect(url_for(own, case_id=visit.case.id))
    return render_template(
        "cases/mine.html",
        visit=visit,
        case=visit.case,
        list=marked(lines_of(visit), visit.outlook),
        start=visit.outlook,
        recent=my_recent_moves(visit),
        routes={} if visit.part.roles.keys() <= GUESTS else routes_of(visit),
        documents=readable(visit),
        family=family_of(visit),
        near_days=near_days_of(visit.case, today()) if "researcher" in visit.part.roles else [],
        programme=library().programmes[visit.case.programme],
        at_home=bool(visit.part.roles.keys() & GUESTS),
        links=links_of(visit),
    )


def links_of(visit: Visit) -> list[tuple[str, str]]:
    """Return (label, address) of the pages features have about a case.

    A researcher has some about steps that others do.
    """
    progress, pages = visit.progress, pages_about(visit.part)
    if "researcher" in visit.part.roles:
        states = (State.OPEN, State.DONE)
        begun = (p.step for p in progress.plan.steps if progress.state(p) in states)
        pages += researcher_pages(begun)
    return [(str(label), url_for(page, case_id=visit.case.id)) for label, page in pages]


def family_of(visit: Visit) -> list[tuple[str, str]]:
    """Return (item, name) of the family members of a case."""
    items = visit.progress.facts.get("family.members") or ()
    return [(item, item_name(visit.progress, item)) for item in items]


def readable(visit: Visit) -> list[Any]:
    """Return the papers the visitor may read: those released to one of their roles."""
    roles = visit.part.roles.keys()
    found = []
    for document in of_case(visit.case.id):
        kind = library().documents.get(document.name)
        mine = kind is not None and bool(set(kind.readers) & roles)
        if document.state == "made" and document.released_at and mine and not document.stale:
            found.append((kind, document))
    return found


def lacks_of(document: Document) -> list[str]:
    """Return what a paper lacks, in words: labels of facts, characters no font has, or a hold."""
    fields, hold = library().fields, hold_on(document.name)
    found = []
    for lack in lacking(document):
        field = fields.get(lack.partition("@")[0])
        if hold and lack == HELD + hold.reason:
            found.append(str(hold.say))
        else:
            found.append(field.label.in_(reader_language()) if field else lack)
    return found


def held_url(visit: Visit, document: Document) -> str:
    """Return where the visitor sees to what holds a paper back; empty where nothing does."""
    hold = hold_on(document.name)
    if hold is None or HELD + hold.reason not in lacking(document) or not may_manage(visit.part):
        return ""
    return url_for(hold.page, case_id=visit.case.id)


def step_url(case_id: int, planned: PlannedStep) -> str:
    """Return the address of a step's page, a feature's own where it has one."""
    return url_for(page_of(planned.step), case_id=case_id, key=planned.key)


@blueprint.get("/cases/<int:case_id>/steps/<key>")
@step_gate(may_look)
def step(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    elsewhere = step_url(visit.case.id, free_seat(visit, planned) or planned)
    if elsewhere != request.path:
        return redirect(elsewhere)
    return _step_page(visit, planned, form_of(visit, planned))


def _step_page(
    visit: Visit,
    planned: PlannedStep,
    form: StepForm,
    status: int = 200,
    *,
    typed: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    line = next((one for one in lines_of(visit).lines if one.planned is planned), None)
    if line is None:
        abort(404)
    sat_already = str(visit.part.person_id) in sat_beside(visit.progress, planned)
    open_to_me = line.state is State.OPEN and may_work(visit.part, planned) and not sat_already
    page = render_template(
        "cases/step.html",
        visit=visit,
        case=visit.case,
        line=line,
        step=planned.step,
        form=form,
        may_act=open_to_me,
        files=shown_files(visit, form) if open_to_me else {},
        answers=answers_given(visit, planned) if line.state is State.DONE else [],
        documents=[d for d in of_case(visit.case.id) if d.step_key == planned.key],
        shown=shown_facts(visit, planned),
        route=route_around(visit, planned),
        changed=changed_since(visit.case, visit.progress, planned),
        escalated=escalations(visit.progress, planned),
        sat_already=sat_already,
        roles=library().roles,
        at_work=bool(visit.part.roles.keys() - GUESTS),
        typed=typed,
        panel=_panel(visit, planned, form),
    )
    return page, status


def _panel(visit: Visit, planned: PlannedStep, form: StepForm) -> ShownPanel | None:
    """Return what a feature shows among the questions."""
    panel = panel_of(planned.step)
    if panel is None:
        return None
    before = (field.name for field in form.own if field.definition.id == panel.before)
    values = panel.show(visit, planned, form)
    return ShownPanel(panel.template, next(before, ""), values, panel.done)


@blueprint.post("/cases/<int:case_id>/steps/<key>")
@step_gate(may_work)
def finish_step(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    elsewhere = step_url(visit.case.id, planned)
    if elsewhere != request.path:
        return redirect(elsewhere, 303)
    sent = receive(visit, planned, request.form, request.files)
    panel = panel_of(planned.step)
    if panel and panel.fill and request.form.get("save") == "look":
        panel.fill(visit, planned, sent.typed)
    form = form_of(visit, planned, sent)
    if request.form.get("save") == "draft":
        return _keep_draft(visit, planned, form)
    if _asks_again(request.form):
        form.leave_out()
        save_draft(current_person(), page_of_step(visit, planned), form.draft())
        return _step_page(visit, planned, form)
    if not form.validate():
        return _step_page(visit, planned, form, 422)
    return _hand_in(visit, planned, form, sent)


def _asks_again(typed: Mapping[str, str]) -> bool:
    """Return whether a button only asks for the page anew: a row more or less, a look."""
    return "add" in typed or "remove" in typed or typed.get("save") == "look"


def _keep_draft(visit: Visit, planned: PlannedStep, form: StepForm) -> ResponseReturnValue:
    save_draft(current_person(), page_of_step(visit, planned), form.draft())
    if request.headers.get("HX-Request"):
        return render_template("cases/_draft_saved.html", at=now())
    flash(_("Draft saved. You can go on later, here or on another device."))
    return redirect(url_for(".show", case_id=visit.case.id), 303)


def _hand_in(visit: Visit, planned: PlannedStep, form: StepForm, sent: Sent) -> ResponseReturnValue:
    seen, before = sent.typed.get("seen", type=int), visit.case.sequence
    try:
        service.finish_step(
            visit.case.id,
            planned.key,
            by=visit.by,
            facts=form.facts(),
            outcome=form.outcome or None,
            back_to=form.back_to or None,
            note=sent.typed.get("note", "")[:1000],
            seen=seen,
        )
    except ChangedMeanwhile as meanwhile:
        fresh = Visit(visit.case, visit.part)
        again = form_of(fresh, planned, sent)
        again.validate()
        add_meanwhile(again, meanwhile)
        return _step_page(fresh, planned, again, 409)
    except (StepNotOpen, CaseIsOver):
        return _closed_meanwhile(visit, planned, form, sent)
    drop_draft(current_person(), page_of_step(visit, planned))
    flash(_("Done: %(step)s", step=planned.step.title.in_(reader_language())))
    page = consequence_of(visit.case.id, before + 1) if may_manage(visit.part) else None
    return redirect(page or url_for(".show", case_id=visit.case.id), 303)


def _closed_meanwhile(
    visit: Visit, planned: PlannedStep, form: StepForm, sent: Sent
) -> ResponseReturnValue:
    """Show the step as it is now, with what was typed still there to be read."""
    fresh = Visit(visit.case, visit.part)
    flash(_("This step was finished or closed meanwhile. What you typed is shown below."), "error")
    current_planned = fresh.progress.plan.find(planned.key)
    if current_planned is None:
        abort(404)
    return _step_page(
        fresh, current_planned, form, 409, typed=_typed(form, sent.typed.get("note", ""))
    )


def _typed(form: StepForm, note: str) -> list[tuple[str, str]]:
    """Return label and text of all that was typed, the comment last."""
    found = [(text(one.definition.label), one.text) for one in form.counted()]
    return [(label, said) for label, said in (*found, (_("Comment"), note.strip())) if said]


@blueprint.get("/cases/<int:case_id>/plan.ics")
@case_gate(may_see)
def calendar(visit: Visit) -> ResponseReturnValue:
    lines = [line for line in lines_of(visit).lines if line.mine]
    base = current_app.extensions["settings"].base_url
    content = as_calendar(visit, lines, base_url=base, at=now())
    headers = {"Content-Disposition": f'attachment; filename="plan-{visit.case.number}.ics"'}
    return Response(content, mimetype="text/calendar", headers=headers)


def _is_known(line: Line) -> bool:
    """Whether a researcher hears how a step ended: their own, and what was decided outside."""
    return line.mine or line.planned.step.kind not in ("decision", "approval")


@blueprint.get("/cases/<int:case_id>/record")
@case_gate(may_keep_record)
def record(visit: Visit) -> ResponseReturnValue:
    """Show all that was done, as a page to print or keep.

    How the institution decided inside is not on it for those it decided about.
    """
    lines, at_work = lines_of(visit).lines, bool(visit.part.roles.keys() - GUESTS)
    done = [x for x in lines if x.state is State.DONE and (at_work or not x.is_seat)]
    return render_template(
        "cases/record.html",
        visit=visit,
        case=visit.case,
        lines=[(line, line.outcome if at_work or _is_known(line) else None) for line in done],
        left=sum(line.state in (State.OPEN, State.WAITING) for line in lines),
        documents=readable(visit),
        programme=library().programmes[visit.case.programme],
        made_on=today(),
    )
