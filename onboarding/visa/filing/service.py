"""Keeping the agency's files: each is looked into before it is used for anybody."""

import hashlib
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import defer

from onboarding import jobs
from onboarding.cases.jobs import LOOK_AT_HELD
from onboarding.database import after_commit, db, transaction
from onboarding.people.models import Person
from onboarding.visa.filing.models import BULK, WORKBOOK, OfficialFile
from onboarding.visa.forms.bulk import read_template
from onboarding.visa.forms.maps import bulk_map, form_maps
from onboarding.visa.forms.workbook import FormMap, Misplaced, OtherVersion, check


def keep_official(kind: str, name: str, content: bytes, *, by: Person, at: datetime) -> str:
    """Keep a file of the agency; return the version of the map that fits it.

    Raises:
        NoWorkbook, OtherVersion, OtherColumns: it is no such file, or of an unknown version.
    """
    version = _version(kind, content)
    with transaction():
        after_commit(lambda: jobs.enqueue(LOOK_AT_HELD))
        db.session.add(
            OfficialFile(
                kind=kind,
                version=version,
                name=name[:200],
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                added_at=at,
                added_by_id=by.id,
            )
        )
    return version


def _version(kind: str, content: bytes) -> str:
    folder = current_app.extensions["settings"].workflows
    if kind == BULK:
        form = bulk_map(folder)
        read_template(content, form)
        return form.version
    found: tuple[Misplaced, ...] = ()
    for workbook in form_maps(folder):
        found = check(content, workbook)
        if not found:
            return workbook.version
    raise OtherVersion(found)


def newest(kind: str) -> OfficialFile | None:
    """Return the newest file of a kind, with its content."""
    found = select(OfficialFile).where(OfficialFile.kind == kind)
    return db.session.scalar(found.order_by(OfficialFile.id.desc()).limit(1))


def newest_known() -> dict[str, OfficialFile | None]:
    """Return kind → the newest file, its content left in the database."""
    lazily = select(OfficialFile).options(defer(OfficialFile.content))
    return {
        kind: db.session.scalar(
            lazily.where(OfficialFile.kind == kind).order_by(OfficialFile.id.desc()).limit(1)
        )
        for kind in (WORKBOOK, BULK)
    }


def map_of(file: OfficialFile) -> FormMap:
    """Return the cell map that fits a workbook."""
    maps = form_maps(current_app.extensions["settings"].workflows)
    return next(form for form in maps if form.version == file.version)
