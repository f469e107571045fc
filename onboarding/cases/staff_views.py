"""Pages about a case for the offices: everything on one page, corrections, ending it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from onboarding.cases import service
from onboarding.cases.approvals import routes_of
from onboarding.cases.checklist import item_name
from onboarding.cases.correcting import CorrectionForm, correction_form
from onboarding.cases.gate import Visit, case_gate, step_gate
from onboarding.cases.library import library
from onboarding.cases.narrating import tell
from onboarding.cases.outlooks import start_in_words
from onboarding.cases.picture import draw
from onboarding.cases.planning import made_unmet, marked
from onboarding.cases.policies import Part, is_staff, may_manage, may_read
from onboarding.cases.queries import step_rows
from onboarding.cases.recording import ChangedMeanwhile
from onboarding.cases.registry import consequence_of
from onboarding.cases.steps import add_meanwhile
from onboarding.cases.views import family_of, lines_of, links_of
from onboarding.database import db
from onboarding.documents.service import of_case
from onboarding.engine.asking import broken_programme_rules
from onboarding.engine.backplan import Outlook
from onboarding.engine.definition import Field
from onboarding.engine.plan import PlannedStep
from onboarding.extensions import Form
from onboarding.notices.service import send_again, undelivered
from onboarding.people.gate import now
from onboarding.people.models import Person
from onboarding.people.queries import holders
from onboarding.web.speaking import reader_language

blueprint = Blueprint("case_staff", __name__)


class ReasonForm(Form):
    """Why something is taken back or ended; everybody on the case can read it."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Please fill this in.")), Length(max=1000)],
    )


class AssignForm(Form):
    """To whom a step is given."""

    assignee = SelectField(_l("Person"), coerce=int)


def may_manage_step(part: Part, planned: PlannedStep) -> bool:
    """Return whether a person may take this step back or assign it."""
    return may_manage(part)


@blueprint.get("/cases/<int:case_id>/overview")
@case_gate(is_staff)
def overview(visit: Visit) -> ResponseReturnValue:
    """Show staff everything about a case on one page."""
    found, blueprint_ = marked(lines_of(visit), visit.outlook), visit.progress.plan.blueprint
    return render_template(
        "cases/overview.html",
        visit=visit,
        case=visit.case,
        list=found,
        programme=library().programmes[visit.case.programme],
        workflows={workflow.id: workflow for workflow in blueprint_.workflows},
        assigned=_assigned(visit),
        routes=routes_of(visit),
        picture=draw(found.lines, blueprint_.workflows),
        history=tell(visit),
        **start_in_words(visit),
        facts=_facts(visit),
        groups=_groups(visit),
        documents=[(library().documents.get(d.name), d) for d in of_case(visit.case.id)],
        warnings=list(broken_programme_rules(visit.progress)),
        undelivered=undelivered(visit.case.id),
        family=family_of(visit) if may_manage(visit.part) else (),
        may_manage=may_manage(visit.part),
        links=links_of(visit),
    )


@blueprint.post("/cases/<int:case_id>/mails/again")
@case_gate(may_manage)
def mail_again(visit: Visit) -> ResponseReturnValue:
    """Try to deliver once more what was given up."""
    number = send_again(visit.case.id, at=now())
    flash(
        ngettext("%(num)s mail is sent again.", "%(num)s mails are sent again.", number)
        if number
        else _("There is no mail to send again.")
    )
    return redirect(url_for(".overview", case_id=visit.case.id), 303)


def _assigned(visit: Visit) -> dict[str, str]:
    """Return step key → name of whom it is given to."""
    rows = [row for row in step_rows(visit.case) if row.assignee_id]
    people = {row.key: db.session.get(Person, row.assignee_id) for row in rows}
    return {key: who.name_in(reader_language()) for key, who in people.items() if who}


def _facts(visit: Visit) -> list[tuple[Field, str, Any]]:
    """Return (field, fact key, value) of all the reader may see; sensitive ones masked."""
    fields, found = library().fields, []
    for key, value in visit.progress.facts.items():
        name, _, item = key.partition("@")
        field = fields.get(name)
        if field and field.type != "list" and may_read(visit.part, field, item):
            found.append((field, key, "" if field.privacy == "sensitive" else value))
    order = {id: number for number, id in enumerate(fields)}
    return sorted(found, key=lambda row: (order[row[0].id], row[1]))


def _groups(visit: Visit) -> list[tuple[str, str]]:
    """Return (group, first label) of the facts the office can correct."""
    found: dict[str, str] = {}
    for field, key, _value in _facts(visit):
        name, _, item = key.partition("@")
        group = name.partition(".")[0]
        if not field.formula and field.privacy != "sensitive":
            found.setdefault(f"{group}@{item}" if item else group, _group_label(visit, group, item))
    return list(found.items())


def _group_label(visit: Visit, group: str, item: str) -> str:
    words = {
        "researcher": _("Person"),
        "stay": _("Stay"),
        "position": _("Position"),
        "host": _("Host"),
        "department": _("Department"),
        "housing": _("Housing"),
        "arrival": _("Arrival"),
        "visa": _("Visa"),
        "japanese": _("Japanese"),
        "interview": _("Interview"),
        "export": _("Export control"),
        "award": _("Award"),
        "emergency": _("Emergency contact"),
        "office": _("Office"),
        "research": _("Research"),
        "passport": _("Passport"),
        "family": _("Family"),
    }
    return item_name(visit.progress, item) or words.get(group, group)


@blueprint.route("/cases/<int:case_id>/steps/<key>/reopen", methods=["GET", "POST"])
@step_gate(may_manage_step)
def reopen(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit():
        service.reopen_step(visit.case.id, planned.key, reason=form.reason.data, by=visit.by)
        flash(_("The step is open again."))
        return redirect(url_for(".overview", case_id=visit.case.id), 303)
    title = _("Open “%(step)s” again", step=planned.step.title.in_(reader_language()))
    return _reason_page(visit, form, title, _("Open the step again"))


@blueprint.route("/cases/<int:case_id>/stop", methods=["GET", "POST"])
@case_gate(may_manage)
def stop(visit: Visit) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit():
        service.stop_case(visit.case.id, reason=form.reason.data, by=visit.by)
        flash(_("The case has been ended. Rooms and seats kept for it are free again."))
        return redirect(url_for(".overview", case_id=visit.case.id), 303)
    return _reason_page(visit, form, _("End this case early"), _("End the case"))


def _reason_page(visit: Visit, form: Form, title: str, action: str) -> ResponseReturnValue:
    page = render_template(
        "cases/reason.html", case=visit.case, form=form, title=title, action=action
    )
    return page, 422 if form.errors else 200


@blueprint.route("/cases/<int:case_id>/steps/<key>/assign", methods=["GET", "POST"])
@step_gate(may_manage_step)
def assign(visit: Visit, planned: PlannedStep) -> ResponseReturnValue:
    form = AssignForm()
    people = holders(planned.step.role, visit.case.department_id)
    everybody = (0, _("Everybody with the role"))
    named = [(person.id, person.name_in(reader_language())) for person in people]
    form.assignee.choices = [everybody, *named]
    if form.validate_on_submit():
        chosen = next((p for p in people if p.id == form.assignee.data), None)
        service.assign_step(visit.case.id, planned.key, chosen, by=visit.by)
        flash(_("Assigned."))
        return redirect(url_for(".overview", case_id=visit.case.id), 303)
    page = render_template("cases/assign.html", case=visit.case, form=form, step=planned.step)
    return page, 422 if form.errors else 200


@blueprint.route("/cases/<int:case_id>/facts/<group>/correct", methods=["GET", "POST"])
@case_gate(may_manage)
def correct(visit: Visit, group: str) -> ResponseReturnValue:
    """Correct the facts of one group outside their steps, with a reason."""
    form = correction_form(visit, group, request.form if request.method == "POST" else None)
    if not list(form):
        abort(404)
    if request.method == "POST" and form.validate():
        unmet = made_unmet(visit.progress, form.facts())
        if unmet and request.form.get("warned") != unmet.wanted.isoformat():
            return _correct_page(visit, group, form, 422, unmet=unmet)
        return _correct(visit, group, form)
    return _correct_page(visit, group, form, 422 if form.error_summary() else 200)


def _correct(visit: Visit, group: str, form: CorrectionForm) -> ResponseReturnValue:
    """Record the facts; where somebody else was faster, show both values beside the input."""
    note, seen = request.form.get("note", "").strip()[:1000], request.form.get("seen", type=int)
    before = visit.case.sequence
    try:
        service.record_facts(visit.case.id, form.facts(), by=visit.by, seen=seen, note=note)
    except ChangedMeanwhile as meanwhile:
        add_meanwhile(form, meanwhile)
        return _correct_page(Visit(visit.case, visit.part), group, form, 409)
    flash(_("Facts corrected. Dates that follow from them are up to date."))
    page = consequence_of(visit.case.id, before + 1)
    return redirect(page or url_for(".overview", case_id=visit.case.id), 303)


def _correct_page(
    visit: Visit, group: str, form: CorrectionForm, status: int, *, unmet: Outlook | None = None
) -> ResponseReturnValue:
    given = {"form": form, "group": group, "unmet": unmet, "note": request.form.get("note", "")}
    page = render_template("cases/correct.html", case=visit.case, **given)
    return page, status


@blueprint.post("/cases/<int:case_id>/notes")
@case_gate(is_staff)
def add_note(visit: Visit) -> ResponseReturnValue:
    text = request.form.get("note", "").strip()[:1000]
    if text:
        service.add_note(visit.case.id, "noted", {"note": text}, by=visit.by)
        flash(_("Note added."))
    return redirect(url_for(".overview", case_id=visit.case.id), 303)
