"""The page of a case's papers: what there is, asking for more, making one anew."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import may_keep_record, may_work
from onboarding.cases.views import step_url
from onboarding.papers import service
from onboarding.papers.listing import lines, wishes
from onboarding.papers.wanted import WANTED
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
    return redirect(url_for(".show", case_id=visit.case.id), 303)


def _asked_already(visit: Visit) -> frozenset[str]:
    return frozenset(visit.progress.facts.get(WANTED, ()))


@blueprint.post("/cases/<int:case_id>/papers/anew")
@case_gate(may_keep_record)
def anew(visit: Visit) -> ResponseReturnValue:
    """Make a paper once more, with a number and a date of its own."""
    key = request.form.get("key", "")
    if not any(line.key == key and line.anew for line in lines(visit)):
        abort(403)
    reason = request.form.get("reason", "").strip()[:1000] or _("The paper is made anew.")
    service.make_anew(visit.case.id, key, reason=reason, by=visit.by)
    flash(_("The paper is made anew. It names the one it replaces."))
    return redirect(url_for(".show", case_id=visit.case.id), 303)


@blueprint.post("/cases/<int:case_id>/papers/another")
@case_gate(may_keep_record)
def another(visit: Visit) -> ResponseReturnValue:
    """Ask for one more of a paper, for another purpose; those there are stay in use."""
    key = request.form.get("key", "")
    if not any(line.key == key and line.more for line in lines(visit)):
        abort(403)
    id = key.partition("@")[0].partition(".")[2]
    reason = _("One more paper is needed.")
    keys = service.ask_for_another(visit.case.id, id, reason=reason, by=visit.by)
    fresh = Visit(visit.case, visit.part)
    mine = [p for p in map(fresh.progress.plan.find, keys) if p and may_work(visit.part, p)]
    if mine:
        flash(_("Add a line for the paper you need, and hand the step in."))
        return redirect(step_url(visit.case.id, mine[0]), 303)
    flash(_("One more is asked for."))
    return redirect(url_for(".show", case_id=visit.case.id), 303)


@blueprint.post("/cases/<int:case_id>/papers/withdraw")
@case_gate(may_keep_record)
def withdraw(visit: Visit) -> ResponseReturnValue:
    """Take back that a paper is wanted, as long as it has no number."""
    key = request.form.get("key", "")
    if not any(line.key == key and line.drops for line in lines(visit)):
        abort(403)
    id = key.partition("@")[0].partition(".")[2]
    service.withdraw(visit.case.id, id, by=visit.by)
    flash(_("The paper is not asked for any more."))
    return redirect(url_for(".show", case_id=visit.case.id), 303)
