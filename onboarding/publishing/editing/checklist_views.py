"""The page on which a checklist is rehearsed from the draft, as each role would see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from onboarding.cases.checklist import Line, checklist
from onboarding.cases.policies import STAFF, Part
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.progress import Progress
from onboarding.people.gate import holding, today
from onboarding.publishing.editing.forms import RehearsalForm
from onboarding.publishing.editing.rehearsing import rehearse
from onboarding.publishing.editing.writing import read, writing
from onboarding.web.speaking import reader_language

blueprint = Blueprint("workflow_rehearsal", __name__)
_MOST = 120
Done = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the lines of a checklist are told with: a supposed case, and who looks at it."""

    progress: Progress
    part: Part


@blueprint.get("/workflows/<workflow>/checklist")
@holding("admin")
def checklist_of(workflow: str) -> ResponseReturnValue:
    """Show the checklist of an invented case under the saved draft."""
    found = writing(workflow)
    if found is None:
        abort(404)
    checked = read(workflow, found.text)
    catalogue = checked.checked.catalogue
    if not checked.sound or catalogue is None:
        page = render_template("publishing/unsound.html", writing=found, read=checked)
        return page, 422
    form = RehearsalForm(formdata=request.args)
    form.offer(catalogue, workflow, today())
    wrong = form.is_filled() and not form.validate()
    shown = {} if wrong else _rehearsed(form, catalogue, workflow)
    page = render_template("publishing/checklist.html", writing=found, form=form, **shown)
    return page, 422 if wrong else 200


def _rehearsed(form: RehearsalForm, catalogue: Catalogue, workflow: str) -> dict[str, Any]:
    done = _done(request.args.getlist("done"))
    progress, refused = rehearse(catalogue, workflow, form.supposed(done), today())
    if refused:
        flash(_("Some of the steps you supposed to be done cannot be done in this case."), "error")
    role = form.role.data
    start: dict[str, Any] = dict(_chosen(form, ()))
    seen = Seen(progress, part_of_role(role))
    return {
        "list": checklist(progress, seen.part, dict(catalogue.roles), today()),
        "visit": seen,
        "role": catalogue.roles[role].label,
        "mine_only": role not in STAFF,
        "ends_of": ends_of,
        "chosen": _chosen(form, done),
        "from_the_start": url_for(".checklist_of", workflow=workflow, **start),
    }


def part_of_role(role: str) -> Part:
    """Return the part somebody of a role would have in the supposed case."""
    also = ("family",) if role == "researcher" else ()
    return Part(0, dict.fromkeys((role, *also)))


def _done(texts: Sequence[str]) -> Done:
    """Read `visa.coe_result:issued` of the address."""
    pairs = (text.partition(":") for text in texts[:_MOST])
    return tuple((key, outcome) for key, _colon, outcome in pairs)


def _chosen(form: RehearsalForm, done: Done) -> list[tuple[str, str]]:
    """Return (name, value) of all that was chosen, for whoever supposes one step more."""
    chosen = [(field.name, _written(field.data)) for field in form]
    return [pair for pair in chosen if pair[1]] + [("done", _address(*pair)) for pair in done]


def _address(key: str, outcome: str) -> str:
    return f"{key}:{outcome}" if outcome else key


def ends_of(line: Line) -> list[tuple[str, str]]:
    """Return (words, value of `done`) of each way an open step may end."""
    key, language = line.planned.key, reader_language()
    outcomes = line.planned.step.outcomes
    ends = [(outcome.label.in_(language), _address(key, outcome.id)) for outcome in outcomes]
    return ends or [(_("Suppose it is done"), key)]


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "y" if value else ""
    return str(value)
