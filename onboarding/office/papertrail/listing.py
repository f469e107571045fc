"""What the pages of the trail list: the facts of a case with their papers, cases with outdated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from onboarding.cases.checklist import item_name
from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.policies import may_read
from onboarding.database import db
from onboarding.documents.models import Document
from onboarding.documents.service import of_case
from onboarding.engine.definition import DocumentType, Field
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.office.papertrail.models import Outdating
from onboarding.office.papertrail.service import is_replaced
from onboarding.visa.exported import service as exported
from onboarding.visa.exported.behind import facts_behind
from onboarding.visa.exported.models import Exported
from onboarding.visa.exported.saying import names_on
from onboarding.visa.forms.items import application


@dataclass(frozen=True, slots=True)
class Use:
    """A paper a fact goes into: of ours with its newest document, or a form as it left last."""

    kind: DocumentType | None
    who: str
    document: Document | None = None
    exported: Exported | None = None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact of a case: its field, key, item's name and value, and the papers it goes into."""

    field: Field
    key: str
    who: str
    known: bool
    value: Any
    uses: tuple[Use, ...]


def case_rows(visit: Visit) -> list[FactRow]:
    """Return the facts of a case that go into papers, in the order of the dictionary."""
    fields, uses = library().fields, _uses(visit)
    order = {id: number for number, id in enumerate(fields)}
    rows = []
    for key in sorted(uses, key=lambda key: (order.get(key.partition("@")[0], 0), key)):
        name, _, item = key.partition("@")
        field = fields.get(name)
        if field is None or field.type == "list" or not may_read(visit.part, field, item):
            continue
        value = None if field.privacy == "sensitive" else visit.progress.facts.get(key)
        who = item_name(visit.progress, item) if item else ""
        known = key in visit.progress.facts
        rows.append(FactRow(field, key, who, known, value, tuple(uses[key])))
    return rows


def _uses(visit: Visit) -> dict[str, list[Use]]:
    """Return fact key → the papers of the case it goes into."""
    found: dict[str, list[Use]] = {}
    plan, newest = visit.progress.plan, _newest(visit.case.id)
    for planned in plan.steps:
        if planned.document is not None and _counts(visit, planned, newest):
            who = item_name(visit.progress, planned.item) if planned.item else ""
            use = Use(planned.document, who, newest.get(planned.key))
            for key, steps in plan.papers.items():
                if steps & planned.bit:
                    found.setdefault(key, []).append(use)
    for key, use in _exports(visit):
        found.setdefault(key, []).append(use)
    return found


def _newest(case_id: int) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for document in of_case(case_id):
        found.setdefault(document.step_key, document)
    return found


def _counts(visit: Visit, planned: PlannedStep, newest: dict[str, Document]) -> bool:
    return visit.progress.state(planned) is not State.SKIPPED or planned.key in newest


def _exports(visit: Visit) -> Iterator[tuple[str, Use]]:
    progress = visit.progress
    folder = current_app.extensions["settings"].workflows
    for one in exported.newest_exports(visit.case.id):
        who = exported.applicant(progress, one.item)
        if who is None:
            continue
        names = item_name(progress, one.item) if one.item else ""
        read, institution = exported.reader_of(progress), current_app.extensions["institution"]
        behind = facts_behind(application(folder), who, read=read, institution=institution)
        on_it = names_on(one.kind, folder)
        keys = {key for name, facts in behind.items() if name in on_it for key in facts}
        yield from ((key, Use(None, names, exported=one)) for key in sorted(keys))


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with the outdated papers that are not replaced yet."""

    case: Case
    documents: tuple[Document, ...]
    exports: tuple[Exported, ...]


def outdated_cases(departments: Iterable[int] | None, limit: int = 200) -> list[CaseRow]:
    """Return open cases with outdated papers, the one that starts first before the others."""
    found = select(Outdating, Case).join(Case, Case.id == Outdating.case_id)
    found = found.options(joinedload(Outdating.document), joinedload(Outdating.exported))
    found = found.where(~Outdating.settled, ~is_replaced(), Case.status == "open")
    if departments is not None:
        found = found.where(Case.department_id.in_(list(departments)))
    rows: dict[int, tuple[Case, dict[int, Document], dict[int, Exported]]] = {}
    for outdating, case in db.session.execute(found.order_by(Case.starts_on, Case.id)):
        _case, documents, exports = rows.setdefault(case.id, (case, {}, {}))
        if outdating.document is not None:
            documents[outdating.document.id] = outdating.document
        if outdating.exported is not None:
            exports[outdating.exported.id] = outdating.exported
    listed = list(rows.values())[:limit]
    return [CaseRow(c, tuple(d.values()), tuple(e.values())) for c, d, e in listed]
