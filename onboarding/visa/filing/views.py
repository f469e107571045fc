"""Pages of filing: the agency's files, one case looked over, what is downloaded."""

from typing import Any
from urllib.parse import quote

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
from flask_babel import lazy_gettext as _l

from onboarding.cases.file_views import note_reading
from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import may_manage
from onboarding.cases.recording import ChangedMeanwhile
from onboarding.database import db
from onboarding.people.gate import current_person, holding, now
from onboarding.visa.agents import service as agents
from onboarding.visa.agents.choosing import COE, choice_of
from onboarding.visa.agents.models import Agent
from onboarding.visa.agents.words import permission_word
from onboarding.visa.exported.service import newest_exports, note_exported
from onboarding.visa.filing import service
from onboarding.visa.filing.applications import (
    NotReady,
    bulk_of,
    look_over,
    own_answers,
    workbook_of,
)
from onboarding.visa.filing.models import BULK, KINDS, WORKBOOK
from onboarding.visa.filing.showing import lines_of
from onboarding.visa.forms.bulk import NotExportable, OtherColumns
from onboarding.visa.forms.lists import option_lists
from onboarding.visa.forms.workbook import NoWorkbook, OtherVersion
from onboarding.visa.forms.writing import in_print
from onboarding.web.numbers import row_number, row_numbered
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("filing", __name__)
add_link(Link("filing.forms", _l("Official forms"), frozenset({"admin"}), 78))
_LIMIT = 5 * 1024 * 1024
_TYPES = {
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    BULK: "text/csv; charset=utf-8",
}


@blueprint.route("/filing/forms", methods=["GET", "POST"])
@holding("office", "admin")
def forms() -> ResponseReturnValue:
    """Show the agency's files in use, and take a new one."""
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        kind = request.form.get("kind", "")
        if kind not in KINDS:
            abort(404)
        wrong = _take(kind)
        if not wrong:
            return redirect(url_for(".forms"), 303)
    page = render_template(
        "visa/forms.html", files=service.newest_known(), wrong=wrong, own=own_answers()
    )
    return page, 422 if wrong else 200


def _take(kind: str) -> dict[str, Any]:
    """Keep an uploaded file; return what is wrong with it, if anything."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return {"kind": kind, "say": _("Choose a file.")}
    content = upload.read(_LIMIT + 1)
    if len(content) > _LIMIT:
        return {"kind": kind, "say": _("The file is larger than 5 MB.")}
    try:
        version = service.keep_official(
            kind, upload.filename, content, by=current_person(), at=now()
        )
    except NoWorkbook:
        return {"kind": kind, "say": _("This is no Excel workbook (.xlsx) of the agency.")}
    except OtherVersion as other:
        return {"kind": kind, "say": _OTHER_WORKBOOK, "misplaced": other.misplaced[:8]}
    except OtherColumns as other:
        return {"kind": kind, "say": _OTHER_FILE, "columns": other}
    flash(_("The agency's file is in use now (form of %(version)s).", version=version))
    return {}


_OTHER_WORKBOOK = _l(
    "This workbook is of a version we do not know: labels stand elsewhere. Nothing is filled in, "
    "as a value in the wrong box is worse than none. Ask for a new cell map, or upload the "
    "workbook it was made for."
)
_OTHER_FILE = _l(
    "This is not the agency's file for bulk filing (certificate of eligibility, identity part), "
    "or of a version we do not know."
)


@blueprint.get("/cases/<int:case_id>/application")
@case_gate(may_manage)
def application(visit: Visit) -> ResponseReturnValue:
    """Show the applications of a case, what is wrong with them, and what can be downloaded."""
    note_reading(visit, "application")
    return _page(visit)


def _page(visit: Visit, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "visa/application.html",
        visit=visit,
        case=visit.case,
        found=[(one, lines_of(visit, one)) for one in look_over(visit.case, visit.progress)],
        files=service.newest_known(),
        lists=option_lists(current_app.extensions["settings"].workflows),
        in_print=in_print,
        exports=newest_exports(visit.case.id),
        agents=choice_of(visit.case, visit.progress, _usual_agent()),
    )
    return page, status


def _usual_agent() -> str:
    return str(current_app.extensions["institution"].get("agent", ""))


@blueprint.post("/cases/<int:case_id>/application/agent")
@case_gate(may_manage)
def choose_agent(visit: Visit) -> ResponseReturnValue:
    """Have somebody of the register file the applications of a case."""
    agent = db.session.get(Agent, row_numbered(request.form.get("agent", "")) or 0)
    status = visit.progress.facts.get("visa.residence_status")
    if agent is None or not status:
        flash(_("Choose who files it."), "error")
        return _page(visit, 422)
    try:
        seen = request.form.get("seen", type=row_number)
        agents.choose_agent(visit.case, agent, COE, status, by=visit.by, seen=seen)
    except agents.MayNotFile as refused:
        flash(permission_word(refused.permission), "error")
        return _page(visit, 422)
    except ChangedMeanwhile:
        flash(_("Somebody else chose meanwhile. Look at their choice, then choose again."), "error")
        return _page(Visit(visit.case, visit.part), 409)
    flash(_("%(name)s files it.", name=agent.name))
    return redirect(url_for(".application", case_id=visit.case.id, _anchor="agent"), 303)


@blueprint.post("/cases/<int:case_id>/application/<int:number>/workbook")
@case_gate(may_manage)
def workbook(visit: Visit, number: int) -> ResponseReturnValue:
    """Send the agency's workbook filled for one applicant."""
    found, official = look_over(visit.case, visit.progress), service.newest(WORKBOOK)
    if official is None or not 0 <= number < len(found):
        abort(404)
    try:
        content = workbook_of(found[number], official)
    except NotReady:
        return _refused(visit)
    note_reading(visit, f"application {number}")
    note_exported([found[number]], WORKBOOK, by=current_person(), at=now())
    who = f"-{number}" if number else ""
    return _send(content, WORKBOOK, f"coe-{visit.case.number}{who}.xlsx")


@blueprint.post("/cases/<int:case_id>/application/bulk")
@case_gate(may_manage)
def bulk(visit: Visit) -> ResponseReturnValue:
    """Send the agency's file for bulk filing with the applications of a case."""
    found, official = look_over(visit.case, visit.progress), service.newest(BULK)
    if official is None or not found:
        abort(404)
    try:
        content = bulk_of(found, official)
    except (NotReady, NotExportable):
        return _refused(visit)
    note_reading(visit, "application bulk")
    note_exported(found, BULK, by=current_person(), at=now())
    return _send(content, BULK, f"coe-{visit.case.number}.csv")


def _refused(visit: Visit) -> ResponseReturnValue:
    flash(_("Nothing was exported: the errors below have to be mended first."), "error")
    return _page(visit, 409)


def _send(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, mimetype=_TYPES[kind], headers=headers)
