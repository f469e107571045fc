"""Pages of many applications at once: choosing cases, looking over, parcels of files."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from onboarding.cases.library import library
from onboarding.database import db
from onboarding.people.gate import current_person, held, here_id, holding, now, today
from onboarding.people.queries import department_rows
from onboarding.visa.filing.applications import Looked
from onboarding.visa.filing.models import BULK, WORKBOOK
from onboarding.visa.filing.service import newest, newest_known
from onboarding.visa.filing.showing import lines_of
from onboarding.visa.forms.bulk import NotExportable
from onboarding.visa.parcels import files, jobs, queries, service
from onboarding.visa.parcels.models import DONE, LEFT, MADE, MAKING, Parcel
from onboarding.visa.parcels.service import Reviewed
from onboarding.visa.parcels.words import parcel_word, reason_word
from onboarding.web.filters import department_name
from onboarding.web.numbers import row_number, row_numbered
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("parcels", __name__)
View = TypeVar("View", bound=Callable[..., Any])
add_link(Link("parcels.choose", _l("COE applications"), frozenset({"office"}), 12))
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_AT_ONCE = 5


def parcel_gate(view: View) -> View:
    """Let in whoever asked for a parcel and manages its cases still; the view gets it."""

    @holding("office")
    @wraps(view)
    def inside(parcel_id: int, **kwargs: Any) -> Any:
        parcel = db.session.get(Parcel, parcel_id)
        if parcel is None:
            abort(404)
        if parcel.person_id != here_id() or queries.is_beyond(_reach(), parcel.id):
            abort(403)
        return view(parcel, **kwargs)

    return cast("View", inside)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Return what the templates of parcels say."""
    return {"parcel_word": parcel_word, "reason_word": reason_word}


def _reach() -> queries.Reach:
    return queries.reach_of(here_id(), held())


def _wanted() -> queries.Wanted:
    """Read the filters of an address; what makes no sense is left out."""
    month = request.args.get("month", "")
    return queries.Wanted(
        department=request.args.get("department", type=row_number),
        programme=request.args.get("programme", "")[:60],
        month=month if _MONTH.fullmatch(month) else "",
    )


@blueprint.get("/filing")
@holding("office")
def choose() -> ResponseReturnValue:
    """List the cases whose filing is open or near, to choose which to look over."""
    reach, wanted = _reach(), _wanted()
    rows = queries.to_file(reach, wanted, today())
    return render_template(
        "visa/choose.html",
        rows=rows[: queries.MOST],
        more=len(rows) > queries.MOST,
        most=queries.MOST,
        wanted=wanted,
        months=queries.months(reach, today()),
        departments={row.id: department_name(row) for row in department_rows()},
        programmes=[p for p in library().programmes.values() if not p.umbrella],
        programme_names={p.id: p.label for p in library().programmes.values()},
        parcels=queries.recent(here_id()),
        files=newest_known(),
        kept=service.KEPT.days,
        today=today(),
    )


@blueprint.get("/filing/look-over")
@holding("office")
def look_over() -> ResponseReturnValue:
    """Show what is wrong with the applications of the chosen cases, and what is ready."""
    return _page(_reviewed(_ids(request.args.getlist("case"))))


def _ids(texts: list[str]) -> list[int]:
    """Return the chosen cases; without any, all that the filters list."""
    chosen = [id for id in map(row_numbered, texts) if id is not None]
    if chosen or request.method == "POST":
        return chosen[: queries.MOST]
    return [row.id for row in queries.to_file(_reach(), _wanted(), today())[: queries.MOST]]


def _reviewed(ids: list[int]) -> list[Reviewed]:
    reviewed = service.review(queries.within(_reach(), ids), here_id(), held())
    read = [one.visit.case.id for one in reviewed if one.found]
    service.note_readings(read, "application", by=here_id(), at=now())
    return reviewed


def _page(reviewed: list[Reviewed], status: int = 200, **more: Any) -> ResponseReturnValue:
    looked = [(one, lines_of(case.visit, one)) for case in reviewed for one in case.found]
    given = {
        "cases": [case.visit.case for case in reviewed],
        "wrong": [line for line in looked if not line[0].ready],
        "ready": [line for line in looked if line[0].ready],
        "nobody": [case.visit.case for case in reviewed if not case.found],
        "files": newest_known(),
        "kept": service.KEPT.days,
        "ticked": None,
    }
    return render_template("visa/look_over.html", **{**given, **more}), status


@blueprint.post("/filing/parcels")
@holding("office")
def make() -> ResponseReturnValue:
    """Make the chosen applications into the agency's file, or into workbooks."""
    official = newest(request.form.get("kind", ""))
    if official is None or official.kind not in (BULK, WORKBOOK):
        abort(404)
    reviewed = _reviewed(_ids(request.form.getlist("case")))
    chosen = set(service.parsed(request.form.getlist("one")))
    found = [one for case in reviewed for one in case.found]
    mine = [one for one in found if (one.case.id, one.item) in chosen]
    problem = _problem(found, mine, len(chosen))
    if problem:
        flash(problem, "error")
        return _page(reviewed, 409, ticked=chosen)
    try:
        parcel, is_new = service.ask(official, mine, by=current_person(), at=now())
    except NotExportable as refused:
        names = [one.name for one in mine]
        return _page(reviewed, 409, ticked=chosen, refused=refused.wrong[:8], names=names)
    if is_new and official.kind == WORKBOOK and parcel.total <= _AT_ONCE:
        jobs.go_on(parcel.id)
    return redirect(url_for(".show", parcel_id=parcel.id), 303)


def _problem(found: list[Looked], mine: list[Looked], chosen: int) -> str:
    """Return why nothing can be made of what was chosen; empty where it can."""
    left = sum(not one.ready for one in found)
    if not chosen:
        return _("Nothing was made: tick at least one application.")
    if len(mine) < chosen or not all(one.ready for one in mine):
        return _("Nothing was made: something has changed since, and is not ready any more.")
    if left and "leave_out" not in request.form:
        return ngettext(
            "Nothing was made: one application is not ready. Mend it, or say below that it is "
            "left out.",
            "Nothing was made: %(num)s applications are not ready. Mend them, or say below that "
            "they are left out.",
            left,
        )
    return ""


@blueprint.get("/filing/parcels/<int:parcel_id>")
@parcel_gate
def show(parcel: Parcel) -> ResponseReturnValue:
    """Show how far a parcel is, and what was left out."""
    working = parcel.state == MAKING
    if request.headers.get("HX-Request") and not working:
        return Response("", headers={"HX-Refresh": "true"})
    part = "_parcel_progress" if request.headers.get("HX-Request") else "parcel"
    return render_template(
        f"visa/{part}.html",
        parcel=parcel,
        working=working,
        left=[] if working else queries.items_of(parcel.id, LEFT),
        filled=0 if working else len(queries.items_of(parcel.id, DONE)),
        until=parcel.asked_at + service.KEPT,
        changed=[] if working else service.changed_since(parcel),
    )


@blueprint.post("/filing/parcels/<int:parcel_id>/file")
@parcel_gate
def download(parcel: Parcel) -> ResponseReturnValue:
    """Send the file of a parcel, and note for each case who took it away."""
    if parcel.state != MADE:
        abort(404)
    items, sealer = queries.items_of(parcel.id, DONE), files.sealer_of(parcel)
    day = parcel.asked_at.strftime("%Y%m%d")
    folder, kind, parcel_id = files.folder_of(parcel.id), parcel.official.kind, parcel.id
    named = [] if kind == BULK else [(sealer.open(one.name), folder / str(one.id)) for one in items]
    cases = dict.fromkeys(one.case_id for one in items)
    service.note_readings(cases, f"application parcel {parcel_id}", by=here_id(), at=now())
    if kind == BULK:
        content = sealer.open_bytes((folder / files.WHOLE).read_bytes())
        return _sent(Response(content, mimetype="text/csv; charset=utf-8"), f"coe-{day}.csv")
    answer = Response(files.zipped(sealer, named), mimetype="application/zip")
    return _sent(answer, f"coe-{day}.zip")


def _sent(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
