"""Pages of the trail: outdated papers of a case, of all cases, and the matrix of facts."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.library import library
from onboarding.cases.policies import STAFF, is_staff, may_manage
from onboarding.engine.definition import Text
from onboarding.office.bulk import service as batches
from onboarding.office.desk import places_of
from onboarding.office.papertrail import reviewing, service
from onboarding.office.papertrail.listing import case_rows, outdated_cases
from onboarding.office.papertrail.matrix import Matrix, matrix, papers_of
from onboarding.office.papertrail.standing import standing
from onboarding.office.papertrail.words import form_titles
from onboarding.people.gate import current_person, held, holding, now
from onboarding.web.numbers import row_number, row_numbered
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("papertrail", __name__)
OFFICES = tuple(sorted(STAFF))
add_link(Link("papertrail.facts", _l("Facts and papers"), frozenset({"office", "admin"}), 79))


@blueprint.get("/cases/<int:case_id>/papers/outdated")
@case_gate(may_manage)
def outdated(visit: Visit) -> ResponseReturnValue:
    """Show the papers of a case made from facts of before, and what becomes of each."""
    since = request.args.get("since", type=row_number)
    template = "office/papertrail/_outdated.html" if request.headers.get("HX-Request") else ""
    return render_template(
        template or "office/papertrail/outdated.html",
        visit=visit,
        case=visit.case,
        found=standing(visit, since),
        roles=library().roles,
        since=since,
        filed_on=visit.progress.facts.get("visa.coe_filed_on"),
    )


@blueprint.post("/cases/<int:case_id>/papers/outdated")
@case_gate(may_manage)
def anew(visit: Visit) -> ResponseReturnValue:
    """Have the ticked papers made anew as a set; a worker makes them."""
    since = request.form.get("since", type=row_number)
    if request.form.get("what") == "stay":
        return _leave(visit)
    reason = _("Made anew, as facts have changed.")
    count = service.make_anew(
        visit.case.id, request.form.getlist("step"), reason=reason, by=visit.by
    )
    if count:
        said = ngettext("%(num)s paper is made anew.", "%(num)s papers are made anew.", count)
        flash(said)
    else:
        flash(_("Nothing could be made anew: look at what is missing."), "error")
    return redirect(url_for(".outdated", case_id=visit.case.id, since=since), 303)


def _leave(visit: Visit) -> ResponseReturnValue:
    """Leave the ticked papers in use that differ in what they tell of the institution alone."""
    keys = set(request.form.getlist("step"))
    lines = [one for one in standing(visit).by_hand if one.by_choice]
    mine = [one for one in lines if one.document.step_key in keys]
    service.settle(visit.case.id, [id for one in mine for id in one.ids])
    if mine:
        flash(ngettext("%(num)s stays as it is.", "%(num)s stay as they are.", len(mine)))
    else:
        flash(_("Only papers that differ in the institution's details alone may stay."), "error")
    return redirect(url_for(".outdated", case_id=visit.case.id), 303)


@blueprint.post("/cases/<int:case_id>/papers/settled")
@case_gate(may_manage)
def settle(visit: Visit) -> ResponseReturnValue:
    """Take a paper off the list that nobody needs any more."""
    ids = [row_numbered(text) or 0 for text in request.form.getlist("outdating")]
    service.settle(visit.case.id, ids)
    flash(_("Taken off the list."))
    return redirect(url_for(".outdated", case_id=visit.case.id), 303)


@blueprint.get("/papers/outdated")
@holding("office")
def all_outdated() -> ResponseReturnValue:
    """Show the cases that have papers made from facts of before."""
    rows = outdated_cases(places_of(held(), "office"))
    return render_template(
        "office/papertrail/cases.html",
        rows=rows,
        titles=_titles(),
        told=reviewing.count_told(places_of(held(), "office")),
    )


def _titles() -> dict[str, Text]:
    return {id: kind.title for id, kind in library().documents.items()}


@blueprint.get("/papers/institution")
@holding("office")
def institution() -> ResponseReturnValue:
    """Show what tells details of the institution that are others by now."""
    return render_template(
        "office/papertrail/institution.html",
        told=reviewing.told_of_before(places_of(held(), "office")),
        details=reviewing.details_of_before(),
        most=reviewing.MOST,
        titles=_titles(),
    )


@blueprint.post("/papers/institution")
@holding("office")
def decide() -> ResponseReturnValue:
    """Have the ticked papers made anew as a set, or leave them as they are."""
    ids = [row_numbered(text) or 0 for text in request.form.getlist("told")]
    places = places_of(held(), "office")
    stays = request.form.get("what") == "stay"
    steps = () if stays else tuple(dict.fromkeys(reviewing.steps_of(ids, places)))
    if stays and (count := reviewing.leave(ids, places)):
        flash(ngettext("%(num)s stays as it is.", "%(num)s stay as they are.", count))
    elif not steps:
        flash(_("Tick at least one paper first."), "error")
    if not steps:
        return redirect(url_for(".institution"), 303)
    batch = batches.start(batches.Asked("anew", steps), by=current_person(), at=now())
    return redirect(url_for("batches.show", batch_id=batch.id), 303)


@blueprint.post("/papers/outdated")
@holding("office")
def all_anew() -> ResponseReturnValue:
    """Have the papers of the ticked cases made anew in the background."""
    names = request.form.getlist("step")
    steps = batches.within_reach(batches.parsed(names)[:_MOST], held())
    if not steps:
        flash(_("Tick at least one step first."), "error")
        return redirect(url_for(".all_outdated"), 303)
    batch = batches.start(batches.Asked("anew", steps), by=current_person(), at=now())
    return redirect(url_for("batches.show", batch_id=batch.id), 303)


_MOST = 500


@blueprint.get("/papers/facts")
@holding("office", "admin")
def facts() -> ResponseReturnValue:
    """Show the matrix of facts and papers, narrowed as the address says."""
    catalogue, whole = library(), whole_matrix()
    fact, paper = request.args.get("fact", ""), request.args.get("paper", "")
    programme = request.args.get("programme", "")
    made = papers_of(catalogue, programme) if programme in catalogue.programmes else ()
    return render_template(
        "office/papertrail/facts.html",
        whole=whole,
        shown=whole.narrowed(fact=fact, paper=paper, made=made),
        chosen={"fact": fact, "paper": paper, "programme": programme},
        programmes=[one for one in catalogue.programmes.values() if not one.umbrella],
    )


def whole_matrix() -> Matrix:
    """Return the matrix of the running institution."""
    app = current_app.extensions
    return matrix(library(), app["settings"].workflows, form_titles(), app["institution"])


@blueprint.get("/cases/<int:case_id>/papers/facts")
@case_gate(is_staff)
def case_facts(visit: Visit) -> ResponseReturnValue:
    """Show each fact of a case with its value, and the papers made from it with their state."""
    return render_template(
        "office/papertrail/case_facts.html",
        visit=visit,
        case=visit.case,
        rows=case_rows(visit),
        may_manage=may_manage(visit.part),
    )
