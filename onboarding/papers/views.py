"""The page of a case's papers: what there is, asking for more, making one anew."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import may_keep_record, may_work
from onboarding.cases.views import step_url
from onboarding.papers import service
from onboarding.papers.listing import PaperLine, lines, may_ask_for_id, wishes
from onboarding.papers.wanted import WANTED, asking_for_each, id_of
from onboarding.papers.words import for_whom, paper_state

blueprint = Blueprint("papers", __name__)


@blueprint.get("/cases/<int:case_id>/papers")
@case_gate(may_keep_record)
def show(visit: Visit) -> ResponseReturnValue:
    return _page(visit)


def _page(visit: Visit, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "papers/papers.html",
        visit=visit,
        case=visit.case,
        lines=lines(visit),
        wishes=wishes(visit),
        paper_state=paper_state,
        for_whom=for_whom,
        nothing_chosen=status == 422,
    )
    return page, status


@blueprint.post("/cases/<int:case_id>/papers")
@case_gate(may_keep_record)
def ask(visit: Visit) -> ResponseReturnValue:
    """Ask for the ticked papers; each is made in the background."""
    ticked = set(request.form.getlist("paper"))
    asked = _asked_already(visit)
    if ticked - asked - {wish.id for wish in wishes(visit)}:
        abort(403)
    if not ticked:
        return _page(visit, 422)
    new = service.ask_for(visit.case.id, ticked, by=visit.by)
    count = len(new)
    flash(
        ngettext("%(num)s paper is asked for.", "%(num)s papers are asked for.", count)
        if new
        else _("These papers were asked for already.")
    )
    return _back(visit)


def _asked_already(visit: Visit) -> frozenset[str]:
    return frozenset(visit.progress.facts.get(WANTED, ()))


@blueprint.post("/cases/<int:case_id>/papers/anew")
@case_gate(may_keep_record)
def anew(visit: Visit) -> ResponseReturnValue:
    """Make a paper once more, with a number and a date of its own."""
    line = _asked_about(visit)
    if not line.anew:
        flash(_("This paper is being made already."))
        return _back(visit)
    reason = request.form.get("reason", "").strip()[:1000] or _("The paper is made anew.")
    service.make_anew(visit.case.id, line.key, reason=reason, by=visit.by)
    flash(_("The paper is made anew. It names the one it replaces."))
    return _back(visit)


def _asked_about(visit: Visit) -> PaperLine:
    """Return the paper a button was pressed for, if the visitor may ask for it at all."""
    key = request.form.get("key", "")
    line = next((line for line in lines(visit) if line.key == key and line.asks), None)
    if line is None:
        abort(403)
    return line


def _back(visit: Visit) -> ResponseReturnValue:
    return redirect(url_for(".show", case_id=visit.case.id), 303)


@blueprint.post("/cases/<int:case_id>/papers/another")
@case_gate(may_keep_record)
def another(visit: Visit) -> ResponseReturnValue:
    """Ask for one more of a paper, for another purpose; those there are stay in use."""
    line = _asked_about(visit)
    asking = asking_for_each(visit.progress, id_of(line.key))
    if not asking:
        abort(403)
    if line.more:
        reason = _("One more paper is needed.")
        service.ask_for_another(visit.case.id, id_of(line.key), reason=reason, by=visit.by)
    fresh = Visit(visit.case, visit.part)
    again = [fresh.progress.plan.find(planned.key) for planned in asking]
    mine = [planned for planned in again if planned and may_work(visit.part, planned)]
    if mine:
        flash(_("Add a line for the paper you need, and hand the step in."))
        return redirect(step_url(visit.case.id, mine[0]), 303)
    flash(_("One more is asked for."))
    return _back(visit)


@blueprint.post("/cases/<int:case_id>/papers/withdraw")
@case_gate(may_keep_record)
def withdraw(visit: Visit) -> ResponseReturnValue:
    """Take back that a paper is wanted, as long as it has no number."""
    id = id_of(request.form.get("key", ""))
    if not may_ask_for_id(visit, id):
        abort(403)
    if id in _asked_already(visit):
        service.withdraw(visit.case.id, id, by=visit.by)
    flash(_("The paper is not asked for any more."))
    return _back(visit)
