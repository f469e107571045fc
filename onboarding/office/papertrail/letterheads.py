"""Papers and applications that say of the institution what is another by now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, case, delete, exists, select, update
from sqlalchemy.orm import aliased

from onboarding.cases.models import Case
from onboarding.database import db, read, to_json, transaction
from onboarding.documents.letterhead import mark_of, now_of, said_by
from onboarding.documents.models import Document, Letterhead
from onboarding.office.papertrail.models import Outdating
from onboarding.visa.exported.behind import OF_US
from onboarding.visa.exported.models import Exported

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """What is another by now under one letterhead: detail → (before, now). `mark`: of what is."""

    changed: Mapping[str, tuple[Any, Any]]
    mark: str


def differences() -> dict[int, Difference]:
    """Return letterhead → what the institution says otherwise by now; none where nothing."""
    institution = current_app.extensions["institution"]
    found = {}
    for one in db.session.scalars(select(Letterhead)):
        said = said_by(one)
        now = now_of(institution, said)
        other = {name for name in said if to_json(said[name]) != to_json(now[name])}
        if other:
            changed = {name: (said[name], now[name]) for name in sorted(other)}
            found[one.id] = Difference(changed, mark_of(now))
    return found


def note_differences() -> int:
    """Note what was made under a letterhead that is another by now; return how much is new.

    What is noted already stays as it stands: staff may have said that it remains in use. What
    says again what is true is taken off.
    """
    found = differences()
    _take_back(found)
    new = [*_papers(found), *_exports(found)][:_AT_ONCE] if found else []
    if new:
        with transaction():
            db.session.add_all(new)
            _mark_exports(new)
    return len(new)


def _take_back(found: Mapping[int, Difference]) -> None:
    marks = {one.mark for one in found.values()}
    old = (~Outdating.settled, Outdating.mark != "", Outdating.mark.not_in(marks))
    ids = [id for (id,) in read(select(Outdating.id).where(*old).limit(_AT_ONCE))]
    if ids:
        with transaction():
            gone = select(Outdating.export_id).where(Outdating.id.in_(ids))
            other = exists().where(Outdating.export_id == Exported.id, Outdating.mark == "")
            again = update(Exported).where(Exported.id.in_(gone), ~other)
            db.session.execute(again.values(stale=False))
            db.session.execute(delete(Outdating).where(Outdating.id.in_(ids)))


def _papers(found: Mapping[int, Difference]) -> list[Outdating]:
    """Return what is to be noted of papers: the newest of their step, made, not noted yet."""
    later = aliased(Document)
    same = (later.case_id == Document.case_id, later.step_key == Document.step_key)
    newer = exists().where(*same, later.id > Document.id)
    noted = exists().where(Outdating.document_id == Document.id, Outdating.mark == _now(found))
    rows = select(Document.case_id, Document.letterhead_id, Document.id).join(Case)
    rows = rows.where(*_under(Document.letterhead_id, found))
    made = rows.where(Document.state == "made", ~newer, ~noted).limit(_AT_ONCE)
    return [_row(case_id, found[head], document_id=id) for case_id, head, id in read(made)]


def _exports(found: Mapping[int, Difference]) -> list[Outdating]:
    later = aliased(Exported)
    same = (later.case_id == Exported.case_id, later.kind == Exported.kind)
    newer = exists().where(*same, later.item == Exported.item, later.id > Exported.id)
    now = _now(found, of=Exported.letterhead_id)
    noted = exists().where(Outdating.export_id == Exported.id, Outdating.mark == now)
    rows = select(Exported.case_id, Exported.letterhead_id, Exported.id).join(Case)
    left = rows.where(*_under(Exported.letterhead_id, found), ~newer, ~noted).limit(_AT_ONCE)
    return [_row(case_id, found[head], export_id=id) for case_id, head, id in read(left)]


def _now(found: Mapping[int, Difference], of: Any = Document.letterhead_id) -> Any:
    """Return the expression for the mark a letterhead would have now."""
    return case({id: one.mark for id, one in found.items()}, value=of, else_="")


def _under(head: Any, found: Mapping[int, Difference]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an open case's paper stands under one of these letterheads."""
    return head.in_(found), Case.status == "open"


def _row(case_id: int, difference: Difference, **what: int) -> Outdating:
    facts = to_json([f"{OF_US}{name}" for name in difference.changed])
    return Outdating(case_id=case_id, sequence=0, facts=facts, mark=difference.mark, **what)


def _mark_exports(new: list[Outdating]) -> None:
    """Say of what left that it would say something else now, as a fact of its case would."""
    for one in new:
        if one.export_id is not None:
            db.session.get_one(Exported, one.export_id).stale = True
