"""Pages of export control: the lists, one case's file, the cases to look at again."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.file_views import note_reading
from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import Part
from onboarding.people.gate import current_person, held, holding, now, today
from onboarding.security import queries, service
from onboarding.security.judging import judge
from onboarding.security.keeping import count_of, keeping_of, purges
from onboarding.security.lists import NewList, in_use, keep_list, named, versions
from onboarding.security.reading import NotAScreeningList, read_entries
from onboarding.security.rules import rules_on
from onboarding.security.screening import TAKEN, hits_of
from onboarding.security.words import REFUSED
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("export_control", __name__)
READERS = frozenset({"export", "controller", "president"})
_LIMIT = 8 * 1024 * 1024
add_link(
    Link("export_control.again", _l("To look at again"), frozenset({"export", "controller"}), 76)
)
add_link(
    Link("export_control.lists", _l("Screening lists"), frozenset({"export", "controller"}), 77)
)


def may_read_file(part: Part) -> bool:
    """Return whether a person may read the whole file: never the host of the case."""
    return not part.shut_out and "host" not in part.roles and bool(READERS & part.roles.keys())


@blueprint.route("/export-control/lists", methods=["GET", "POST"])
@holding("export", "controller")
def lists() -> ResponseReturnValue:
    """Show every version of every list, and take a new one."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = _take()
        if not wrong:
            return redirect(url_for(".lists"), 303)
    page = render_template(
        "security/lists.html",
        versions=versions(),
        newest={one.id for one in in_use()},
        known=rules_on(today()).known,
        purges=purges(),
        count_of=count_of,
        typed=request.form,
        wrong=wrong,
    )
    return page, 422 if wrong else 200


def _take() -> dict[str, str]:
    """Keep an uploaded list; return field → what is wrong with it."""
    title, effective = request.form.get("title", "").strip(), _day(request.form.get("effective_on"))
    upload = request.files.get("file")
    content = upload.read(_LIMIT + 1) if upload and upload.filename else b""
    wrong = {
        "title": "" if title else _("Give the list a name."),
        "effective_on": "" if effective else _("Say since when this version is in force."),
        "file": _wrong_file(content),
    }
    wrong = {field: say for field, say in wrong.items() if say}
    if wrong or effective is None or upload is None:
        return wrong
    try:
        entries = read_entries(content, rules_on(today()).columns)
    except NotAScreeningList as error:
        return {"file": str(REFUSED[error.reason])}
    new = NewList(title, effective, upload.filename or "", content)
    if keep_list(new, entries, by=current_person(), at=now()) is None:
        return {"file": _("This very version is in use already. Nothing was imported.")}
    flash(_("The list is kept; the open cases are screened with it in the background."))
    return {}


def _wrong_file(content: bytes) -> str:
    if not content:
        return _("Choose a file.")
    return _("The file is larger than 8 MB.") if len(content) > _LIMIT else ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


@blueprint.get("/export-control/look-again")
@holding("export", "controller")
def again() -> ResponseReturnValue:
    """Show the cases whose verdict has to be looked at again."""
    places = queries.places(held(), READERS)
    rows = queries.to_look_at(places)
    told = queries.told_of([row.id for row in rows])
    return render_template(
        "security/again.html", rows=rows, told=told, taken=TAKEN, running=queries.running()
    )


@blueprint.post("/cases/<int:case_id>/export-control/again/<int:row_id>")
@case_gate(may_read_file)
def stands(visit: Visit, row_id: int) -> ResponseReturnValue:
    """Say that the verdict stands as it is, or take it back to be given anew."""
    note = request.form.get("note", "").strip()
    if request.form.get("decision") == "again":
        well = service.judge_again(visit.case, row_id, note, by=visit.by)
        refused = _("This was settled meanwhile.")
    else:
        well = service.stands(visit.case, row_id, note, by=current_person(), at=now())
        refused = _("Write what you found. Nothing was recorded.")
        refused = _("This was settled meanwhile.") if note else refused
    if not well:
        flash(refused, "error")
    return redirect(url_for(".again", _anchor=f"again-{row_id}"), 303)


@blueprint.get("/cases/<int:case_id>/export-control")
@case_gate(may_read_file)
def file(visit: Visit) -> ResponseReturnValue:
    """Show the file of one case; that somebody read it is noted."""
    note_reading(visit, "export file")
    return _file(visit)


def _file(visit: Visit, **more: Any) -> str:
    rules = rules_on(today())
    return render_template(
        "security/file.html",
        visit=visit,
        case=visit.case,
        rules=rules,
        judged=judge(visit.progress.facts, rules),
        hits=hits_of(visit.case.id, gone=True),
        lists=in_use(),
        looked=queries.looked_at(visit.case.id),
        screenings=queries.screenings(visit.case.id),
        records=queries.records(visit),
        keeping=keeping_of(visit.case, rules),
        named=named,
        decided_mark=service.decided_mark,
        **more,
    )


@blueprint.post("/cases/<int:case_id>/export-control/hits/<int:hit_id>")
@case_gate(may_read_file)
def decide(visit: Visit, hit_id: int) -> ResponseReturnValue:
    """Decide whether a hit is the same body or another."""
    decision, note = request.form.get("decision", ""), request.form.get("note", "").strip()
    said = service.Decision(decision, note, request.form.get("seen"))
    try:
        if not service.decide(visit.case, hit_id, said, by=current_person(), at=now()):
            abort(404)
    except service.DecidedMeanwhile:
        flash(_("This was decided meanwhile. Yours was not recorded; your note is kept."), "error")
        note_reading(visit, "export file")
        return _file(visit, typed={hit_id: note}), 409
    return redirect(url_for(".file", case_id=visit.case.id, _anchor=f"hit-{hit_id}"), 303)


@blueprint.post("/cases/<int:case_id>/export-control/screen")
@case_gate(may_read_file)
def screen(visit: Visit) -> ResponseReturnValue:
    """Screen a case now, with every list in use."""
    service.screen_now(visit.case.id, at=now())
    return redirect(url_for(".file", case_id=visit.case.id), 303)
