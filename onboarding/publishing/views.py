"""Pages of workflows: the list, one with its versions, the text of a version."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from onboarding.people.gate import holding
from onboarding.publishing import showing
from onboarding.publishing.queries import draft_of, version_of, versions_of
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("workflows", __name__)
add_link(Link("workflows.index", _l("Workflows"), frozenset({"admin"}), 84))


@blueprint.get("/workflows")
@holding("admin")
def index() -> ResponseReturnValue:
    """List the workflows."""
    return render_template("publishing/workflows.html", lines=showing.lines())


@blueprint.get("/workflows/<workflow>")
@holding("admin")
def show(workflow: str) -> ResponseReturnValue:
    """Show a workflow with its versions."""
    versions = versions_of(workflow)
    if not versions:
        abort(404)
    return render_template(
        "publishing/workflow.html",
        workflow=workflow,
        title=showing.title_of(workflow, versions[0].version),
        versions=versions,
        running=showing.running().get(workflow, {}),
        draft=draft_of(workflow),
    )


@blueprint.get("/workflows/<workflow>/versions/<int:number>")
@holding("admin")
def version(workflow: str, number: int) -> ResponseReturnValue:
    """Show the text of one version."""
    found = version_of(workflow, number)
    if found is None:
        abort(404)
    title = showing.title_of(workflow, number)
    return render_template("publishing/version.html", version=found, title=title)
