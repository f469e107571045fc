"""Keeping what left, and finding out whether it would leave the same today."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from onboarding.cases.history import sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.database import db, to_json, transaction
from onboarding.documents.letterhead import detail, kept
from onboarding.engine.asking import value_of
from onboarding.engine.progress import Progress
from onboarding.people.models import Person
from onboarding.visa.exported.behind import OF_US, facts_behind, facts_by_definition
from onboarding.visa.exported.models import Exported
from onboarding.visa.exported.saying import names_on, otherwise, said
from onboarding.visa.filing.applications import (
    Looked,
    Rules,
    answers_of,
    applicants,
)
from onboarding.visa.forms.answers import Applicant, Read
from onboarding.visa.forms.items import application
from onboarding.visa.forms.lists import option_lists
from onboarding.visa.forms.maps import bulk_map
from onboarding.visa.letters.consents import as_agreed


def note_exported(found: Sequence[Looked], kind: str, *, by: Person | None, at: datetime) -> None:
    """Keep what applications say that leave now; each names the one it takes the place of."""
    names, by_id = names_on(kind, _folder()), by.id if by else None
    heads = [said_of_us(one.flight.who, kind) for one in found]
    with transaction():
        before = _newest_ids(kind, {one.case.id for one in found})
        for one, head in zip(found, heads, strict=True):
            values = said(one.flight.answers, names)
            row = Exported(
                case_id=one.case.id,
                item=one.item,
                kind=kind,
                at=at,
                by_id=by_id,
                fingerprint=fingerprint(values),
                said=sealer_of(one.case).seal(to_json(values)),
                printed=len(values),
                letterhead_id=kept(head),
                replaces_id=before.get((one.case.id, one.item)),
            )
            db.session.add(row)


def said_of_us(who: Applicant, kind: str) -> dict[str, Any]:
    """Return what an application says of the institution in one form: detail → value."""
    names, institution = names_on(kind, _folder()), _institution()
    behind = facts_by_definition(application(_folder()), who, library().fields, institution)
    keys = {key for name, facts in behind.items() if name in names for key in facts}
    details = sorted(key.removeprefix(OF_US) for key in keys if key.startswith(OF_US))
    return {name: detail(institution, name) for name in details}


def _newest_ids(kind: str, cases: set[int]) -> dict[tuple[int, str], int]:
    """Return (case, item) → the id of what left last in a form."""
    mine = (Exported.kind == kind, Exported.case_id.in_(cases))
    found = select(Exported.case_id, Exported.item, func.max(Exported.id)).where(*mine)
    rows = db.session.execute(found.group_by(Exported.case_id, Exported.item))
    return {(case_id, item): id for case_id, item, id in rows}


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return a hash of what an application says."""
    return hashlib.sha256(to_json(dict(sorted(values.items()))).encode()).hexdigest()


def newest(case_id: int, kind: str, item: str) -> Exported | None:
    """Return what left last in one form for one person."""
    mine = (Exported.case_id == case_id, Exported.kind == kind, Exported.item == item)
    found = select(Exported).where(*mine).order_by(Exported.id.desc()).limit(1)
    return db.session.scalars(found).first()


def exports_of(case_id: int) -> list[Exported]:
    """Return all that left of a case, the newest first."""
    found = select(Exported).where(Exported.case_id == case_id).order_by(Exported.id.desc())
    return list(db.session.scalars(found))


def newest_exports(case_id: int) -> list[Exported]:
    """Return what left of a case and has not been replaced, the newest first."""
    found: dict[tuple[str, str], Exported] = {}
    for one in exports_of(case_id):
        found.setdefault((one.kind, one.item), one)
    return list(found.values())


def left_with(case_ids: Iterable[int], kind: str, *, since: datetime) -> list[Exported]:
    """Return what left first of cases in one form from a moment on, of each person one."""
    mine = (Exported.case_id.in_(list(case_ids)), Exported.kind == kind, Exported.at >= since)
    found: dict[tuple[int, str], Exported] = {}
    for one in db.session.scalars(select(Exported).where(*mine).order_by(Exported.id)):
        found.setdefault((one.case_id, one.item), one)
    return list(found.values())


def would_say(case: Case, progress: Progress, exported: Exported) -> dict[str, Any] | None:
    """Return what an application that left would say now; None where nobody applies any more."""
    who = applicant(progress, exported.item)
    if who is None:
        return None
    given = answers_of(progress, who, _rules())
    return said(given, names_on(exported.kind, _folder()))


def _rules() -> Rules:
    """Return what answers are written by: the agency's own file is not looked into."""
    folder = _folder()
    return Rules(
        form=application(folder),
        lists=option_lists(folder),
        bulk=bulk_map(folder),
        template=None,
        institution=_institution(),
    )


def differs(case: Case, progress: Progress, exported: Exported) -> bool:
    """Return whether what left would say something else now."""
    now = would_say(case, progress, exported)
    return now is None or fingerprint(now) != exported.fingerprint


def facts_of_difference(case: Case, progress: Progress, exported: Exported) -> set[str]:
    """Return the keys of the facts behind what an application that left would say otherwise.

    Who applies, and for which status, decides about the whole of it.
    """
    now, who = would_say(case, progress, exported), applicant(progress, exported.item)
    if now is None or who is None:
        return decisive(exported.item)
    before: dict[str, Any] = json.loads(sealer_of(case).open(exported.said))
    names = otherwise(before, now)
    behind = facts_behind(
        application(_folder()), who, read=reader_of(progress), institution=_institution()
    )
    found = {key for name in names for key in behind.get(name, ())}
    of_status = "purpose" in names or any(name not in behind for name in names)
    return found | (decisive(exported.item) if of_status else set())


def decisive(item: str) -> set[str]:
    """Return the keys of the facts that decide whether somebody applies, and for what."""
    if not item:
        return {"visa.residence_status", "advice.place", "stay.starts_on", "stay.ends_on"}
    of_member = {f"member.{name}@{item}" for name in ("comes_along", "nationality", "coe_later")}
    return decisive("") | {"family.members"} | of_member


def applicant(progress: Progress, item: str) -> Applicant | None:
    """Return whoever applies as the person an application left for; None where they do not."""
    return next((who for who in applicants(progress) if who.item == item), None)


def reader_of(progress: Progress) -> Read:
    """Return what reads the facts of a case for its applications."""
    known = progress.plan.blueprint.fields

    def read(name: str, item: str) -> Any:
        return value_of(progress, name, item) if name in known else None

    return as_agreed(progress.facts, read)


def _institution() -> Mapping[str, Any]:
    found: Mapping[str, Any] = current_app.extensions["institution"]
    return found


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].workflows
    return folder
