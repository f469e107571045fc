"""Pages of packages: handing one in, choosing item by item; and what can be downloaded."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from onboarding.cases.faults import sentence
from onboarding.cases.library import library
from onboarding.engine.errors import FaultyDefinition
from onboarding.exchange.diagrams import workflow_diagram
from onboarding.exchange.packages.exporting import export
from onboarding.exchange.packages.keeping import keep, kept
from onboarding.exchange.packages.looking import Looked, input_of, look, weigh
from onboarding.exchange.packages.publishing import PublishedMeanwhile, publish
from onboarding.exchange.packages.reading import MAX_BYTES, Package
from onboarding.exchange.packages.showing import difference_in_words, kind_word
from onboarding.extensions import Form
from onboarding.people.gate import current_person, holding, now
from onboarding.web.refusals import refusal
from onboarding.web.speaking import reader_language

blueprint = Blueprint("packages", __name__)
refusal(
    PublishedMeanwhile,
    409,
    _l("Somebody published one of these workflows meanwhile. Look at the package again."),
)


class PackageForm(Form):
    """A package to hand in."""

    package = FileField(_l("Package"), [FileRequired(_l("Choose a file."))])


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Return what the templates say of items."""
    tellers = (difference_in_words, kind_word, input_of, sentence)
    return {teller.__name__: teller for teller in tellers}


@blueprint.get("/packages")
@holding("admin")
def index() -> ResponseReturnValue:
    """Offer the programmes as packages, and take a package in."""
    return _index(PackageForm()), 200


def _index(form: PackageForm) -> str:
    programmes = [one for one in library().programmes.values() if not one.umbrella]
    return render_template("exchange/packages.html", form=form, programmes=programmes)


@blueprint.post("/packages")
@holding("admin")
def hand_in() -> ResponseReturnValue:
    """Keep a package to decide about it; nothing of it comes in yet."""
    form = PackageForm()
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        name = keep(form.package.data.read(MAX_BYTES + 1))
    except FaultyDefinition as faulty:
        form.package.errors = [sentence(fault) for fault in faulty.faults[:10]]
        return _index(form), 422
    return redirect(url_for(".show", name=name), 303)


@blueprint.get("/packages/<name>")
@holding("admin")
def show(name: str) -> ResponseReturnValue:
    """Show what a package brings."""
    return _page(name, look(_kept(name)))


@blueprint.post("/packages/<name>")
@holding("admin")
def decide(name: str) -> ResponseReturnValue:
    """Check what was chosen and show what comes of it; publish workflows once that is confirmed."""
    looked = weigh(_kept(name), request.form)
    if not looked.sound:
        return _page(name, looked), 422
    if request.form.get("confirm") != "yes" or looked.needs_files or not looked.workflows:
        return _page(name, looked)
    package = looked.package
    origin = f"{package.title.in_(reader_language())}, {package.origin.in_(reader_language())}"
    note = _("From the package “%(package)s” of %(day)s", package=origin, day=package.made_on)
    publish(looked.workflows, note=note, by=current_person(), at=now())
    flash(_("The workflows are published. New cases take them."))
    return redirect(url_for("workflows.index"), 303)


def _kept(name: str) -> Package:
    found = kept(name)
    if found is None:
        abort(404)
    return found


def _page(name: str, looked: Looked) -> str:
    return render_template("exchange/package.html", name=name, looked=looked)


@blueprint.get("/packages/programmes/<programme>.yaml")
@holding("admin")
def download(programme: str) -> ResponseReturnValue:
    """Hand a programme out with all it needs."""
    found = library().programmes.get(programme)
    if found is None or found.umbrella:
        abort(404)
    return _file(export(programme, now()), f"{programme}.onboarding.yaml", "application/yaml")


@blueprint.get("/workflows/<workflow>/versions/<int:number>.bpmn")
@holding("admin")
def bpmn(workflow: str, number: int) -> ResponseReturnValue:
    """Hand a version of a workflow out as BPMN, named in the reader's language."""
    found = library().workflows.get(workflow, {}).get(number)
    if found is None:
        abort(404)
    text = workflow_diagram(library(), found, reader_language())
    return _file(text, f"{workflow}-v{number}.bpmn", "application/xml")


def _file(text: str, name: str, media_type: str) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
