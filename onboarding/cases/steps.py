"""One step on one page: reading what was sent, its files first, and what to show."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import HTTPException
from wtforms.form import BaseForm

from onboarding.cases.filed import ShownFile, shown_file
from onboarding.cases.forms import FILES, Asking, FactField, StepForm
from onboarding.cases.gate import Visit, enter
from onboarding.cases.history import sealer_of
from onboarding.cases.policies import may_read_there, may_see, may_work
from onboarding.cases.recording import ChangedMeanwhile
from onboarding.database import db, transaction
from onboarding.documents.attachments import keeping
from onboarding.documents.models import StoredFile
from onboarding.documents.uploads import NotAccepted, Wanted, accept
from onboarding.engine.asking import fact_key, value_of
from onboarding.engine.definition import Field
from onboarding.engine.plan import PlannedStep
from onboarding.people.gate import current_person, now, today
from onboarding.web.filters import shown
from onboarding.web.kept import read_draft
from onboarding.web.numbers import row_numbered
from onboarding.web.speaking import reader_language

Typed = MultiDict[str, str]
Shown = tuple[Field, str, Any]
_STEP_PAGE = re.compile(r"/cases/(?P<case>\d+)/steps/(?P<key>[\w.@]+)")


@dataclass(slots=True)
class Sent:
    """What was sent: the texts, uploaded files replaced by their ids, and files not accepted."""

    typed: Typed
    refused: dict[str, str] = field(default_factory=dict)


def page_of_step(visit: Visit, planned: PlannedStep) -> str:
    """Return the address of a step's page, under which its draft is kept."""
    return f"/cases/{visit.case.id}/steps/{planned.key}"


def receive(
    visit: Visit,
    planned: PlannedStep,
    typed: Mapping[str, Any],
    uploads: Mapping[str, FileStorage],
) -> Sent:
    """Keep the files of a request and return its texts with their ids."""
    sent = Sent(MultiDict(typed))
    asking = Asking(visit.progress, planned, today())
    for question in asking.with_rows(sent.typed):
        if question.field.type in FILES:
            _drop_foreign(visit, sent.typed, question.key)
            upload = uploads.get(question.key)
            if upload is not None and upload.filename:
                _receive_one(visit, sent, question.key, question.field, upload)
            _heed_mended(sent, question.key)
    return sent


def _heed_mended(sent: Sent, name: str) -> None:
    """Let a mended file count once whoever sent it has accepted it; refuse it till then."""
    file_id = row_numbered(sent.typed.get(name, "")) or 0
    if not keeping.waits(file_id):
        return
    if sent.typed.get(f"accept.{name}") == str(file_id):
        with transaction():
            keeping.accept_mended(file_id, at=now())
    else:
        sent.refused.setdefault(
            name, _("We mended this file. Look at both and accept it, or choose another.")
        )


def _drop_foreign(visit: Visit, typed: Typed, name: str) -> None:
    """Take back a file id that is not one of this case and this person."""
    id = typed.get(name, "")
    if id and visit.progress.facts.get(name) != id and _own_file(visit, id) is None:
        typed.setlist(name, [])


def _own_file(visit: Visit, id: str) -> StoredFile | None:
    """Return a file of this case that whoever is here has sent."""
    file = db.session.get(StoredFile, row_numbered(id) or 0)
    mine = file and file.case_id == visit.case.id and file.added_by_id == current_person().id
    is_original = mine and keeping.made_from(row_numbered(id) or 0) is not None
    return None if is_original or not mine else file


def _receive_one(
    visit: Visit, sent: Sent, name: str, definition: Field, upload: FileStorage
) -> None:
    wanted = Wanted(photo=definition.type == "photo")
    try:
        received = accept(upload.read(), upload.filename or "", wanted)
    except NotAccepted as refusal:
        sent.refused[name] = refusal.sentence
        return
    owner = keeping.Owner(visit.case.id, current_person().id, now())
    sealed = definition.privacy == "sensitive"
    with transaction():
        kept = keeping.keep(received, owner, sealer=sealer_of(visit.case), sealed=sealed)
    sent.typed.setlist(name, [str(kept.id)])


def keep_uploads(
    path: str, typed: Mapping[str, list[str]], uploads: Mapping[str, FileStorage]
) -> dict[str, list[str]]:
    """Keep the files chosen on a step's page while its language is switched."""
    match = _STEP_PAGE.fullmatch(path)
    if match is None or not any(upload.filename for upload in uploads.values()):
        return {}
    try:
        visit = enter(row_numbered(match["case"]) or 0, may_see)
    except HTTPException:
        return {}
    planned = visit.progress.plan.find(match["key"])
    if planned is None or not may_work(visit.part, planned):
        return {}
    sent = receive(visit, planned, _as_typed(typed), uploads)
    return {name: sent.typed.getlist(name) for name in uploads if name in sent.typed}


def form_of(visit: Visit, planned: PlannedStep, sent: Sent | None = None) -> StepForm:
    """Return a step's form: as sent, as kept from a language switch or a draft, as known."""
    asking = Asking(visit.progress, planned, today())
    if sent is not None:
        form = StepForm(asking, sent.typed)
        _add_refused(form, sent)
        return form
    typed = g.get("kept") or read_draft(current_person(), page_of_step(visit, planned))
    if typed is not None and not isinstance(typed, MultiDict):
        typed = _as_typed(typed)
    form = StepForm(asking, typed)
    form.leave_out()
    return form


def _as_typed(draft: Mapping[str, list[str]]) -> Typed:
    return MultiDict((name, value) for name, values in draft.items() for value in values)


def _add_refused(form: StepForm, sent: Sent) -> None:
    for name, sentence in sent.refused.items():
        form[name].process_errors = [sentence]


def shown_files(visit: Visit, fields: Iterable[FactField]) -> dict[str, ShownFile]:
    """Return file id → the files a form shows: those the case knows, and one's own.

    A kept form is shown as it was typed, so the ids in it may be any.
    """
    asked = {f.text: f for f in fields if f.definition.type in FILES and f.text}
    known = {id for id, f in asked.items() if visit.progress.facts.get(f.name) == id}
    found = {id: _own_file(visit, id) for id in asked.keys() - known}
    found |= {id: db.session.get(StoredFile, row_numbered(id) or 0) for id in known}
    return {
        id: shown_file(file, sealer_of(visit.case), photo=asked[id].definition.type == "photo")
        for id, file in found.items()
        if file
    }


def answers_given(visit: Visit, planned: PlannedStep) -> list[Shown]:
    """Return (field, fact key, value) of a finished step that may be read, as they are now."""
    mark = visit.progress.marks.get(planned.key)
    form = StepForm(Asking(visit.progress, planned, today()), None)
    form.outcome = mark.outcome or "" if mark else ""
    given = ((f.definition, f.name, f.data) for f in form.counted())
    return [row for row in given if row[0].type != "list" and _is_shown(visit, planned, row)]


def _is_shown(visit: Visit, planned: PlannedStep, row: Shown) -> bool:
    field, key, _value = row
    return may_read_there(visit.part, planned, field, key.partition("@")[2])


def shown_facts(visit: Visit, planned: PlannedStep) -> list[Shown]:
    """Return (field, fact key, value) of what a step puts before whoever decides."""
    blueprint = visit.progress.plan.blueprint
    found = []
    for ask in planned.step.shows:
        field, key = blueprint.fields[ask.field], fact_key(blueprint, ask.field, planned.item)
        found.append((field, key, value_of(visit.progress, ask.field, planned.item)))
    return [row for row in found if _is_shown(visit, planned, row)]


def add_meanwhile(form: BaseForm, meanwhile: ChangedMeanwhile) -> None:
    """Say beside each input what somebody else saved while it was being filled in."""
    who = meanwhile.by.name_in(reader_language()) if meanwhile.by else _("The system")
    for name, (there, _mine) in meanwhile.values.items():
        field = form[name]
        sentence = _(
            "%(who)s saved “%(value)s” meanwhile. What you typed is in the box; "
            "send it again to put it in place of that.",
            who=who,
            value=shown(there, field.definition),
        )
        field.errors = [*field.errors, sentence]
