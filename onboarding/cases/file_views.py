"""Files and papers of a case, each through the gate, each sensitive reading noted."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from onboarding.cases.forms import FILES
from onboarding.cases.gate import Visit, case_gate
from onboarding.cases.history import sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import SensitiveReading
from onboarding.cases.policies import may_read, may_see, may_work
from onboarding.database import db, transaction
from onboarding.documents import files
from onboarding.documents.attachments.keeping import made_from
from onboarding.documents.models import Document, StoredFile
from onboarding.documents.uploads import thumbnail
from onboarding.engine.definition import DocumentType
from onboarding.people.gate import current_person, now
from onboarding.web.filters import shown

blueprint = Blueprint("case_files", __name__)


@blueprint.get("/cases/<int:case_id>/papers/<int:document_id>")
@case_gate(may_see)
def paper(visit: Visit, document_id: int) -> ResponseReturnValue:
    document = db.session.get(Document, document_id)
    if document is None or document.case_id != visit.case.id or document.file is None:
        abort(404)
    if not may_open(visit, document):
        abort(403)
    return _send(visit, document.file)


def may_open(visit: Visit, document: Document) -> bool:
    """Return whether a paper is for the visitor, or theirs to sign: then before its release too.

    The office opens every paper but those made from facts it may not read itself.
    """
    kind, planned = (
        library().documents.get(document.name),
        visit.progress.plan.find(document.step_key),
    )
    roles = visit.part.roles.keys()
    signs = planned is not None and may_work(visit.part, planned)
    reads = kind is not None and document.released_at is not None and set(kind.readers) & roles
    return ("office" in roles and _reads_all_of(visit, kind)) or signs or bool(reads)


def _reads_all_of(visit: Visit, kind: DocumentType | None) -> bool:
    fields = visit.progress.plan.blueprint.fields
    names = kind.reads & fields.keys() if kind else frozenset()
    return all(not fields[name].readers or may_read(visit.part, fields[name]) for name in names)


@blueprint.get("/cases/<int:case_id>/files/<int:file_id>")
@case_gate(may_see)
def uploaded(visit: Visit, file_id: int) -> ResponseReturnValue:
    return _send(visit, _found(visit, file_id))


@blueprint.get("/cases/<int:case_id>/files/<int:file_id>/small")
@case_gate(may_see)
def small(visit: Visit, file_id: int) -> ResponseReturnValue:
    """Send a picture small enough to be shown beside another."""
    file = _found(visit, file_id)
    content = thumbnail(files.read(file, sealer_of(visit.case)))
    if not content:
        abort(404)
    if file.sealed:
        note_reading(visit, f"file {file.id}")
    return Response(content, mimetype="image/jpeg")


def _found(visit: Visit, file_id: int) -> StoredFile:
    file = db.session.get(StoredFile, file_id)
    if file is None or file.case_id != visit.case.id:
        abort(404)
    if file.added_by_id != current_person().id and not _may_read(visit, file):
        abort(403)
    return file


def _may_read(visit: Visit, file: StoredFile) -> bool:
    """Whether the fact this file answers, or what was made from it, may be read by the visitor."""
    made = made_from(file.id)
    ids = {str(file.id), *([str(made.file_id)] if made else [])}
    for key, value in visit.progress.facts.items():
        name, _, item = key.partition("@")
        field = library().fields.get(name)
        if field and field.type in FILES and value in ids and may_read(visit.part, field, item):
            return True
    return False


def _send(visit: Visit, file: StoredFile) -> ResponseReturnValue:
    sealer = sealer_of(visit.case)
    content, name = files.read(file, sealer), quote(files.name_of(file, sealer))
    if file.sealed:
        note_reading(visit, f"file {file.id}")
    response = Response(content, mimetype=file.media_type)
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/cases/<int:case_id>/facts/<key>")
@case_gate(may_see)
def sensitive_fact(visit: Visit, key: str) -> ResponseReturnValue:
    """Show one sensitive fact to somebody who may read it, and note that they did."""
    name, _, item = key.partition("@")
    field = library().fields.get(name)
    if field is None or key not in visit.progress.facts:
        abort(404)
    if not may_read(visit.part, field, item):
        abort(403)
    note_reading(visit, key)
    value = visit.progress.facts[key]
    template = "cases/_fact.html" if request.headers.get("HX-Request") else "cases/fact.html"
    return render_template(
        template, case=visit.case, field=field, key=key, value=value, text=shown(value, field)
    )


def note_reading(visit: Visit, what: str) -> None:
    """Keep who read what. A reading is not a change, so a GET may write this one row."""
    with transaction():
        db.session.add(
            SensitiveReading(
                case_id=visit.case.id, person_id=current_person().id, what=what[:200], at=now()
            )
        )
