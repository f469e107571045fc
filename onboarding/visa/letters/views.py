"""The page where a spelling for official forms is agreed to: original and spelling side by side."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.policies import Part, may_read
from onboarding.cases.recording import ChangedMeanwhile
from onboarding.people.gate import today
from onboarding.visa.letters import service
from onboarding.visa.letters.spellings import Spelling, spellings

blueprint = Blueprint("letters", __name__)
OWN = "own"
_TOLD_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with an answer to one spelling: `part` is the input, `say` the sentence."""

    key: str
    part: str
    say: str


def may_agree(part: Part) -> bool:
    """Return whether a person may agree: whose names they are, or the office they told."""
    return not part.shut_out and bool(part.roles.keys() & {"researcher", "family", "office"})


def theirs(visit: Visit) -> list[Spelling]:
    """Return the spellings whoever is here may look at."""
    found = spellings(visit.progress)
    return [one for one in found if may_read(visit.part, one.field, one.key.partition("@")[2])]


@blueprint.get("/cases/<int:case_id>/letters")
@case_gate(may_agree)
def page(visit: Visit) -> ResponseReturnValue:
    """Show every text that forms cannot take, beside its spelling in forms."""
    return _page(visit)


@blueprint.post("/cases/<int:case_id>/letters")
@case_gate(may_agree)
def agree(visit: Visit) -> ResponseReturnValue:
    """Keep an agreement to one spelling."""
    typed = request.form
    spelling = next((one for one in theirs(visit) if one.key == typed.get("key")), None)
    if spelling is None:
        abort(404)
    becomes, wrong = _chosen(visit, spelling)
    if wrong:
        return _page(visit, 422, wrong=wrong)
    told = typed.get("told", "").strip()[:_TOLD_LENGTH]
    agreement = service.Agreement(typed.get("was", ""), becomes, told)
    try:
        service.agree(visit, spelling, agreement, on=today())
    except ChangedMeanwhile:
        flash(_("This text was changed meanwhile. Please look at it again."), "error")
        return _page(Visit(visit.case, visit.part), 409)
    flash(_("Kept: in official forms it is written %(text)s.", text=becomes))
    return redirect(url_for(".page", case_id=visit.case.id), 303)


def _chosen(visit: Visit, spelling: Spelling) -> tuple[str, Wrong | None]:
    """Return the spelling that was chosen or typed, and what is wrong with the answer."""
    typed, say = request.form, _("Choose a spelling.")
    part, text = "way", typed.get("way", "")
    if text == OWN:
        part, say = "own", _("Only signs that official forms take may stand here.")
        text = spelling.accepted(typed.get("own", "")) or ""
    elif text not in spelling.ways:
        text = ""
    if not text:
        return "", Wrong(spelling.key, part, say)
    if "agree" not in typed:
        return text, Wrong(spelling.key, "agree", _("Nothing is changed unless somebody agrees."))
    if service.speaks_for_another(visit) and not typed.get("told", "").strip():
        return text, Wrong(spelling.key, "told", _("Write how and when the person told you."))
    return text, None


def _page(visit: Visit, status: int = 200, *, wrong: Wrong | None = None) -> ResponseReturnValue:
    shown: dict[str, Any] = {
        "found": theirs(visit),
        "wrong": wrong,
        "typed": request.form if wrong else {},
        "for_another": service.speaks_for_another(visit),
    }
    return render_template("visa/letters.html", visit=visit, case=visit.case, **shown), status
