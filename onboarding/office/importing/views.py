"""Pages of a list: handing it in, looking at its rows, confirming, what became of it."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from onboarding import jobs
from onboarding.cases.library import library
from onboarding.extensions import Form
from onboarding.office.importing import jobs as import_jobs
from onboarding.office.importing import mending
from onboarding.office.importing import reading as import_reading
from onboarding.office.importing import service as imports
from onboarding.office.importing import writing as import_writing
from onboarding.office.importing.gate import list_gate, may_see_list
from onboarding.office.importing.models import Import
from onboarding.office.importing.queries import PAGE, counts, first_cells, recent, rows_of
from onboarding.office.importing.showing import (
    cell_of,
    change_label,
    list_word,
    row_status,
    row_word,
    value_in_words,
)
from onboarding.office.lists.columns import Column, missing, targets
from onboarding.office.lists.reading import MAX_BYTES
from onboarding.people.gate import current_person, held, here_id, holding, now
from onboarding.people.queries import departments
from onboarding.web.numbers import row_number
from onboarding.web.pages import Link, add_link
from onboarding.web.refusals import refusal

blueprint = Blueprint("imports", __name__)
add_link(Link("imports.index", _l("Import"), frozenset({"office"}), 12))
refusal(imports.MovedOn, 409, _l("This list has moved on: somebody confirmed it or dropped it."))
_AT_ONCE_BYTES = 64 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AT_ONCE_ROWS = 100


class ListForm(Form):
    """A list to hand in."""

    list = FileField(_l("List of arrivals"), [FileRequired(_l("Choose a file."))])


@blueprint.get("/imports")
@holding("office")
def index() -> ResponseReturnValue:
    return _index(ListForm()), 200


def _index(form: ListForm) -> str:
    everywhere = may_see_list(None, here_id(), held())
    lists = recent(None if everywhere else here_id())
    return render_template("office/imports.html", form=form, lists=lists, needed=missing([]))


@blueprint.post("/imports")
@holding("office")
def hand_in() -> ResponseReturnValue:
    """Take a list in; a short one is read at once."""
    form = ListForm()
    if not form.validate_on_submit():
        return _index(form), 422
    content = form.list.data.read(MAX_BYTES + 1)
    record = imports.start(content, form.list.data.filename, by=current_person(), at=now())
    _work(record, at_once=len(content) <= _AT_ONCE_BYTES)
    return redirect(url_for(".show", import_id=record.id), 303)


def _work(record: Import, *, at_once: bool) -> None:
    id, state = record.id, record.state
    if not at_once:
        jobs.enqueue(import_jobs.JOB, id)
    elif state == "reading":
        import_reading.read(id, at=now())
    else:
        import_jobs.write(id)


@blueprint.get("/imports/<int:import_id>")
@list_gate
def show(record: Import) -> ResponseReturnValue:
    """Show a list: how far it is, its rows, or what became of it."""
    if record.state in ("reading", "writing"):
        part = "_import_progress" if request.headers.get("HX-Request") else "import"
        return render_template(f"office/{part}.html", record=record)
    if request.headers.get("HX-Request"):
        return Response("", headers={"HX-Refresh": "true"})
    if record.state in ("refused", "dropped"):
        problem = imports.problem_of(record)
        return render_template("office/import.html", record=record, problem=problem)
    return _show_rows(record)


def _show_rows(record: Import) -> str:
    state, after = request.args.get("show", ""), request.args.get("after", 0, type=row_number)
    rows, columns = rows_of(record, state, after), imports.columns_of(record)
    return render_template(
        "office/import.html",
        record=record,
        counts=counts(record),
        shown=state,
        rows=rows[:PAGE],
        more=rows[PAGE - 1].line.number if len(rows) > PAGE else 0,
        columns=columns,
        source=imports.source_of(record),
        choices=_choices(record, columns),
        unknown=[column for column in columns if not column.known and column.heading],
        lacking=missing(columns),
        targets=targets(),
        departments={one.id: one for one in departments()},
        programmes=library().programmes,
    )


def _choices(record: Import, columns: list[Column]) -> list[tuple[int, Column, str]]:
    """Return number, column and first entry of those columns that hold anything."""
    cells = first_cells(record, len(columns))
    pairs = enumerate(zip(columns, cells, strict=True))
    return [(number, column, cell) for number, (column, cell) in pairs if column.heading or cell]


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Return what the templates of lists say of rows and changes."""
    tellers = (change_label, value_in_words, row_word, list_word, row_status, cell_of)
    return {teller.__name__: teller for teller in tellers}


@blueprint.post("/imports/<int:import_id>/columns")
@list_gate
def choose_columns(record: Import) -> ResponseReturnValue:
    """Take what each column was said to hold, and read the list again."""
    names = [f"column-{number}" for number in range(len(imports.columns_of(record)))]
    imports.choose_columns(record, [request.form.get(name, "") for name in names])
    _work(record, at_once=record.total <= _AT_ONCE_ROWS)
    flash(_("The list was read again with these columns."))
    return _back(record)


@blueprint.post("/imports/<int:import_id>/rows/<int:line>")
@list_gate
def decide(record: Import, line: int) -> ResponseReturnValue:
    """Take the list's value or the system's for one fact of a row."""
    take = request.form.get("take") == "list"
    imports.decide(record, line, request.form.get("fact", ""), take=take)
    shown, after = request.form.get("show", ""), request.form.get("after", 0, type=row_number)
    there = url_for(".show", import_id=record.id, show=shown, after=after, _anchor=f"row-{line}")
    return redirect(there, 303)


@blueprint.post("/imports/<int:import_id>/confirm")
@list_gate
def confirm(record: Import) -> ResponseReturnValue:
    """Let the good rows in; a second click changes nothing."""
    mails = request.form.get("mails", "now") == "now"
    if imports.confirm(record, by=current_person(), mails=mails):
        _work(record, at_once=record.total <= _AT_ONCE_ROWS)
    return _back(record)


@blueprint.post("/imports/<int:import_id>/drop")
@list_gate
def drop(record: Import) -> ResponseReturnValue:
    imports.drop(record)
    flash(_("The list was thrown away. Nothing of it went in."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/imports/<int:import_id>/mails")
@list_gate
def send_mails(record: Import) -> ResponseReturnValue:
    import_writing.release_mails(record, at=now())
    flash(_("The welcome mails go out now."))
    return _back(record)


def _back(record: Import) -> ResponseReturnValue:
    return redirect(url_for(".show", import_id=record.id), 303)


@blueprint.get("/imports/<int:import_id>/to-mend.csv")
@list_gate
def mend_csv(record: Import) -> ResponseReturnValue:
    return _download(mending.as_csv(record), mending.name_of(record, "csv"), "text/csv")


@blueprint.get("/imports/<int:import_id>/to-mend.xlsx")
@list_gate
def mend_xlsx(record: Import) -> ResponseReturnValue:
    return _download(mending.as_xlsx(record), mending.name_of(record, "xlsx"), _XLSX)


def _download(content: bytes, name: str, media_type: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
