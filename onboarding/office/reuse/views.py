"""Pages of what typing was saved: of one case, and of the institution."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.library import library
from onboarding.cases.policies import is_staff
from onboarding.office.reuse import service
from onboarding.office.reuse.counting import by_paper, reuse_of
from onboarding.people.gate import holding

blueprint = Blueprint("reuse", __name__)


@blueprint.get("/cases/<int:case_id>/reuse")
@case_gate(is_staff)
def case(visit: Visit) -> ResponseReturnValue:
    """Show what was typed in a case against what its papers tell."""
    found = reuse_of(visit.case)
    return render_template(
        "office/reuse/case.html",
        visit=visit,
        case=visit.case,
        found=found,
        papers=by_paper(found.papers),
        titles={id: kind.title for id, kind in library().documents.items()},
    )


@blueprint.get("/reuse")
@holding("office", "admin")
def institution() -> ResponseReturnValue:
    """Show the sums over all cases, by programme."""
    parts = service.sums()
    titles = {id: programme.label for id, programme in library().programmes.items()}
    return render_template(
        "office/reuse/institution.html", parts=parts, whole=service.whole(parts), titles=titles
    )
