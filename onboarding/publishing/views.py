"""Pages of workflows: the list, one with its versions, the text of a version."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.engine.definition import Programme
from onboarding.people.gate import holding
from onboarding.publishing import showing
from onboarding.publishing.comparing import compare, sentence
from onboarding.publishing.drawing.described import describe
from onboarding.publishing.drawing.picture import draw
from onboarding.publishing.queries import draft_of, version_of, versions_of
from onboarding.web.numbers import row_number
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("workflows", __name__)
add_link(Link("workflows.index", _l("Workflows"), frozenset({"admin"}), 84))


@blueprint.get("/workflows")
@holding("admin")
def index() -> ResponseReturnValue:
    """List the workflows."""
    return render_template(
        "publishing/workflows.html", lines=showing.lines(), begun=showing.begun()
    )


@blueprint.get("/workflows/<workflow>")
@holding("admin")
def show(workflow: str) -> ResponseReturnValue:
    """Show a workflow with its versions."""
    versions = versions_of(workflow)
    if not versions:
        abort(404)
    programmes = showing.programmes_with(workflow)
    wanted = request.args.get("programme", "")
    chosen = next((one for one in programmes if one.id == wanted), None)
    return render_template(
        "publishing/workflow.html",
        workflow=workflow,
        title=showing.title_of(workflow, versions[0].version),
        versions=versions,
        running=showing.running().get(workflow, {}),
        draft=draft_of(workflow),
        programmes=programmes,
        chosen=chosen,
        **drawn(workflow, versions[0].version, chosen),
    )


def drawn(workflow: str, version: int, programme: Programme | None = None) -> dict[str, Any]:
    """Return a version in words and as a picture; nothing where it is not loaded."""
    found = library().workflows.get(workflow, {}).get(version)
    if found is None:
        return {"described": None, "picture": None}
    described = describe(found, library(), programme.id if programme else "")
    return {"described": described, "picture": draw(described)}


@blueprint.get("/workflows/<workflow>/versions/<int:number>")
@holding("admin")
def version(workflow: str, number: int) -> ResponseReturnValue:
    """Show the text of one version."""
    found = version_of(workflow, number)
    if found is None:
        abort(404)
    title = showing.title_of(workflow, number)
    return render_template(
        "publishing/version.html", version=found, title=title, **drawn(workflow, number)
    )


@blueprint.get("/workflows/<workflow>/changes")
@holding("admin")
def changes(workflow: str) -> ResponseReturnValue:
    """Say in words what one version has otherwise than another: the last two, if not asked."""
    known = library().workflows.get(workflow, {})
    numbers = sorted(known, reverse=True)
    if not numbers:
        abort(404)
    new = request.args.get("to", numbers[0], type=row_number)
    before = [number for number in numbers if number < new]
    old = request.args.get("from", before[0] if before else new, type=row_number)
    if old not in known or new not in known:
        abort(404)
    differences = compare(known[old], known[new], library())
    return render_template(
        "publishing/changes.html",
        workflow=workflow,
        title=showing.title_of(workflow, new),
        numbers=numbers,
        old=old,
        new=new,
        sentences=[sentence(one) for one in differences],
    )
