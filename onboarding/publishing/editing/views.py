"""Pages of writing workflows: the editor, two editors at once, a new workflow, publishing."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from onboarding.cases.library import library
from onboarding.database import read_for_long
from onboarding.engine.definition import Text
from onboarding.extensions import UNPRINTABLE, has_unprintable
from onboarding.people.gate import current_person, holding, now
from onboarding.publishing import service
from onboarding.publishing.drawing.described import describe
from onboarding.publishing.drawing.picture import draw
from onboarding.publishing.editing.differing import side_by_side
from onboarding.publishing.editing.forms import NewWorkflowForm, PublishForm
from onboarding.publishing.editing.naming import names
from onboarding.publishing.editing.writing import (
    Read,
    Writing,
    beginning,
    prove,
    read,
    writing,
)
from onboarding.publishing.reading import renumbered

blueprint = Blueprint("workflow_editor", __name__)


def _writing(workflow: str) -> Writing:
    """Return what is being written of a workflow; 404 where there is none."""
    found = writing(workflow)
    if found is None:
        abort(404)
    return found


@blueprint.get("/workflows/<workflow>/edit")
@holding("admin")
def edit(workflow: str) -> ResponseReturnValue:
    """Show the text of the draft, or of the newest version, to be changed."""
    found = _writing(workflow)
    kept = g.get("kept")
    if kept:
        found = found.typed(MultiDict(kept))
    return _page(found, read(workflow, found.text) if found.draft and not kept else None)


def _page(found: Writing, checked: Read | None, *, status: int = 200) -> ResponseReturnValue:
    """Return the editor; with what the checker said, and the picture of a text without faults."""
    described = picture = None
    if checked and checked.sound and checked.checked.workflow and checked.checked.catalogue:
        described = describe(checked.checked.workflow, checked.checked.catalogue)
        picture = draw(described)
    page = render_template(
        "publishing/edit.html",
        writing=found,
        read=checked,
        described=described,
        picture=picture,
        lines=checked.listing.lines if checked else _unchecked(found.text),
    )
    return page, status


def _unchecked(text: str) -> list[dict[str, Any]]:
    """Return the numbers of the lines of a text nobody has checked."""
    return [{"number": number} for number, _line in enumerate(text.split("\n"), start=1)]


@blueprint.post("/workflows/<workflow>/edit")
@holding("admin")
def send(workflow: str) -> ResponseReturnValue:
    """Check what was typed, or keep it as the draft."""
    found = _writing(workflow).typed(request.form)
    if has_unprintable(found.text):
        flash(str(UNPRINTABLE), "error")
        return _page(found, None, status=422)
    if request.form.get("do") == "save":
        return _save(found)
    read_for_long()
    checked = prove(workflow, found.text)
    return _page(found, checked, status=200 if checked.sound else 422)


def _save(found: Writing) -> ResponseReturnValue:
    try:
        service.save_draft(
            found.workflow,
            found.text,
            base=found.base,
            revision=found.revision,
            by=current_person(),
            at=now(),
        )
    except service.DraftChanged:
        return _conflict(found)
    flash(_("The draft is saved. Nothing changes for anybody until it is published."))
    return redirect(url_for(".edit", workflow=found.workflow), 303)


def _conflict(mine: Writing) -> ResponseReturnValue:
    """Show both texts to the second of two editors: nothing is lost, and they choose."""
    theirs = _writing(mine.workflow)
    kept = replace(mine, base=theirs.base, revision=theirs.revision)
    return _both(theirs, kept, theirs.text, behind=False), 409


def _both(theirs: Writing, mine: Writing, other: str, *, behind: bool) -> str:
    """Return the page with two texts side by side, one's own to be changed and saved."""
    return render_template(
        "publishing/conflict.html",
        theirs=theirs,
        writing=mine,
        behind=behind,
        pairs=side_by_side(other, mine.text),
        lines=_unchecked(mine.text),
    )


@blueprint.get("/workflows/<workflow>/catch-up")
@holding("admin")
def catch_up(workflow: str) -> ResponseReturnValue:
    """Compare a draft with the version published since it was begun, and go on from there."""
    found = _writing(workflow)
    if not found.is_behind or found.newest is None:
        return redirect(url_for(".edit", workflow=workflow), 303)
    number = found.newest.version
    mine = replace(found, base=number, text=renumbered(found.text, number + 1))
    return _both(found, mine, renumbered(found.newest.text, number + 1), behind=True)


@blueprint.post("/workflows/<workflow>/draft/drop")
@holding("admin")
def drop(workflow: str) -> ResponseReturnValue:
    """Throw the draft away."""
    sent = _writing(workflow).typed(request.form)
    try:
        service.drop_draft(workflow, revision=sent.revision)
    except service.DraftChanged:
        flash(_("Somebody saved the draft meanwhile, so it was kept. Look at it first."), "error")
        return redirect(url_for(".edit", workflow=workflow), 303)
    flash(_("The draft is thrown away."))
    if sent.newest is None:
        return redirect(url_for("workflows.index"), 303)
    return redirect(url_for("workflows.show", workflow=workflow), 303)


@blueprint.route("/workflows/new", methods=["GET", "POST"])
@holding("admin")
def new() -> ResponseReturnValue:
    """Begin a workflow that is not there yet."""
    form = NewWorkflowForm()
    if not form.validate_on_submit():
        page = render_template("publishing/new.html", form=form)
        return page, 422 if form.errors else 200
    id, title = form.id.data, Text(form.title_en.data.strip(), form.title_ja.data.strip())
    text = beginning(id, title, _first_role())
    service.save_draft(id, text, base=0, revision=0, by=current_person(), at=now())
    flash(_("Here is a beginning without faults. Change it, check it, save it."))
    return redirect(url_for(".edit", workflow=id), 303)


def _first_role() -> str:
    """Return a role that works for the institution, the office where there is one."""
    roles = library().roles
    staff = [role.id for role in roles.values() if role.held == "department"]
    return "office" if "office" in staff else next(iter(staff or roles))


@blueprint.get("/workflows/names")
@holding("admin")
def names_of_all() -> ResponseReturnValue:
    """Show what texts may name: facts, roles, documents, programmes."""
    return render_template("publishing/names.html", names=names(library()))


@blueprint.get("/workflows/<workflow>/publish")
@holding("admin")
def ask_to_publish(workflow: str) -> ResponseReturnValue:
    """Ask for the note a version is published with."""
    found = _writing(workflow)
    if found.draft is None:
        return redirect(url_for(".edit", workflow=workflow), 303)
    form = PublishForm()
    if form.revision.data is None or not g.get("kept"):
        form.revision.data = str(found.revision)
    return _publish_page(found, form)


def _publish_page(found: Writing, form: PublishForm, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "publishing/publish.html",
        writing=found,
        form=form,
        read=prove(found.workflow, found.text),
        pairs=side_by_side(found.newest.text, found.text) if found.newest else [],
        number=service.newest_number(found.workflow) + 1,
    )
    return page, status


@blueprint.post("/workflows/<workflow>/publish")
@holding("admin")
def publish(workflow: str) -> ResponseReturnValue:
    """Publish the draft that was looked at."""
    found, form = _writing(workflow), PublishForm()
    if found.draft is None:
        return _published_before(found)
    if not form.validate_on_submit():
        return _publish_page(found, form, status=422)
    revision = found.typed({"revision": form.revision.data or ""}).revision
    try:
        done = service.publish_draft(
            workflow, revision=revision, note=form.note.data, by=current_person(), at=now()
        )
    except service.NotSound:
        return _publish_page(_writing(workflow), form, status=422)
    except (service.DraftChanged, service.PublishedMeanwhile, service.NothingNew) as refusal:
        return _refused(workflow, form, refusal)
    return _published(workflow, done.version.version)


def _published(workflow: str, number: int) -> ResponseReturnValue:
    flash(_("Version %(number)s is published. New cases begin with it.", number=number))
    return redirect(url_for("workflows.show", workflow=workflow), 303)


def _published_before(found: Writing) -> ResponseReturnValue:
    """Answer the second click: the draft has become a version, or is gone."""
    newest = found.newest
    if newest and newest.by_id == current_person().id and newest.origin == "browser":
        return _published(found.workflow, newest.version)
    flash(_("There is no draft to publish any more."), "error")
    return redirect(url_for("workflows.show", workflow=found.workflow), 303)


def _refused(workflow: str, form: PublishForm, refusal: Exception) -> ResponseReturnValue:
    """Show the page again with the note that was typed, and why nothing was published."""
    found = writing(workflow)
    if found is None or found.draft is None:
        return _published_before(found) if found else redirect(url_for("workflows.index"), 303)
    words = {
        service.DraftChanged: _("Somebody saved the draft meanwhile. Look at what changes now."),
        service.PublishedMeanwhile: _("Somebody published a newer version meanwhile."),
        service.NothingNew: _("The draft is the same as what is published."),
    }
    flash(words[type(refusal)], "error")
    form.revision.data = str(found.revision)
    return _publish_page(found, form, status=409)
