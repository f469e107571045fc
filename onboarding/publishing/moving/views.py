"""Pages of moving cases to another version: asking, looking, starting, what became of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.database import db
from onboarding.people.gate import current_person, holding, now
from onboarding.publishing import showing as workflows
from onboarding.publishing.moving import jobs, queries, service, showing
from onboarding.publishing.moving.foreseeing import read_totals
from onboarding.publishing.moving.forms import MoveForm
from onboarding.publishing.moving.models import Move
from onboarding.publishing.moving.words import (
    effect_word,
    item_word,
    move_heading,
    move_word,
    reason_word,
)
from onboarding.publishing.queries import versions_of
from onboarding.web.numbers import row_number, row_numbered
from onboarding.web.refusals import refusal

blueprint = Blueprint("moves", __name__)
View = TypeVar("View", bound=Callable[..., Any])
refusal(
    service.MovedOn, 409, _l("This move has moved on: somebody started it, dropped it or undid it.")
)
_AT_ONCE = 20


def move_gate(view: View) -> View:
    """Let administrators in; the view gets the move the address names in place of its id."""

    @holding("admin")
    @wraps(view)
    def inside(move_id: int, **kwargs: Any) -> Any:
        move = db.session.get(Move, move_id)
        if move is None:
            abort(404)
        return view(move, **kwargs)

    return cast("View", inside)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Return what the templates of moves say."""
    tellers = (move_word, move_heading, item_word, effect_word, reason_word)
    return {teller.__name__: teller for teller in tellers}


@blueprint.route("/workflows/<workflow>/move", methods=["GET", "POST"])
@holding("admin")
def ask(workflow: str) -> ResponseReturnValue:
    """Ask what moving cases to a version would do."""
    if not versions_of(workflow):
        abort(404)
    form = MoveForm()
    form.offer(workflow)
    if form.validate_on_submit():
        wanted = form.wanted()
        move = service.ask(workflow, form.version.data, wanted, by=current_person(), at=now())
        _work(move)
        return redirect(url_for(".show", move_id=move.id), 303)
    page = render_template(
        "publishing/move_ask.html",
        form=form,
        workflow=workflow,
        title=_title(workflow),
        recent=queries.recent_moves(workflow),
    )
    return page, 422 if form.errors else 200


def _title(workflow: str) -> Any:
    return workflows.title_of(workflow, versions_of(workflow)[0].version)


def _work(move: Move) -> None:
    """Do what is little at once; a worker was told of it already."""
    if move.total <= _AT_ONCE:
        jobs.go_on(move.id)


@blueprint.get("/moves/<int:move_id>")
@move_gate
def show(move: Move) -> ResponseReturnValue:
    """Show how far a move is, what it would do, or what became of it."""
    given = {"move": move, "title": _title(move.workflow), "draft": service.DRAFT}
    if move.state in queries.WORKED_ON:
        part = "_move_progress" if request.headers.get("HX-Request") else "move"
        return render_template(f"publishing/{part}.html", **given)
    if request.headers.get("HX-Request"):
        return Response("", headers={"HX-Refresh": "true"})
    return render_template("publishing/move.html", **given, **_cases(move))


def _cases(move: Move) -> dict[str, Any]:
    """Return a page of the cases of a move and the totals."""
    state, after = request.args.get("show", ""), request.args.get("after", 0, type=row_number)
    catalogue = showing.catalogue_of(move)
    items = queries.items_of(move.id, after, state=state if state in ("done", "left") else "")
    totals = read_totals(move.totals)
    return {
        "counts": queries.counts(move.id),
        "totals": totals,
        "steps": showing.step_lines(totals, catalogue),
        "lines": showing.case_lines(items[: queries.PAGE], catalogue),
        "more": items[queries.PAGE - 1].id if len(items) > queries.PAGE else 0,
        "after": after,
        "shown": state,
        "undone": queries.undone_by(move.id),
        "columns": showing.columns(totals),
    }


@blueprint.post("/moves/<int:move_id>/cases")
@move_gate
def choose(move: Move) -> ResponseReturnValue:
    """Keep which cases of a page are ticked and, where asked for, move all that are."""
    listed = [row_numbered(id) or 0 for id in request.form.getlist("listed")]
    service.choose(move, listed, [row_numbered(id) or 0 for id in request.form.getlist("item")])
    if "start" not in request.form:
        return _back(move, after=request.form.get("next", 0, type=row_number) or None)
    if not queries.counts(move.id)["chosen"]:
        flash(_("Tick at least one case first."), "error")
    elif service.start(move, at=now()):
        db.session.refresh(move)
        _work(move)
    return _back(move)


@blueprint.post("/moves/<int:move_id>/drop")
@move_gate
def drop(move: Move) -> ResponseReturnValue:
    workflow = move.workflow
    service.drop(move)
    flash(_("Nothing was moved."))
    return redirect(url_for("workflows.show", workflow=workflow), 303)


@blueprint.post("/moves/<int:move_id>/undo")
@move_gate
def undo(move: Move) -> ResponseReturnValue:
    """Put the cases back to what they were; a second click shows the same."""
    back = service.undo(move, by=current_person(), at=now())
    _work(back)
    return _back(back)


def _back(move: Move, **where: Any) -> ResponseReturnValue:
    return redirect(url_for(".show", move_id=move.id, **where), 303)
