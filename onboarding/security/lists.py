"""The lists people are screened against: every version is kept, the newest of each is in use."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import func, insert, select

from onboarding import jobs
from onboarding.cases.models import Case
from onboarding.database import after_commit, db, to_json, transaction
from onboarding.people.models import Person
from onboarding.security.matching import Listed
from onboarding.security.models import ScreeningEntry, ScreeningList

JOB = "onboarding.security.jobs.run"


@dataclass(frozen=True, slots=True)
class NewList:
    """A version of a list as it comes in."""

    title: str
    effective_on: date
    file_name: str
    content: bytes


def key_of(title: str) -> str:
    """Return what tells a list from others whatever its version: its title without marks."""
    return re.sub(r"\W+", "_", title.casefold()).strip("_")[:40] or "list"


def keep_list(new: NewList, entries: Iterable[Listed], *, by: Person, at: datetime) -> int | None:
    """Keep a version of a list for ever, and have a worker screen every open case with it.

    None where the newest version is this one already: the same file in force since the same day.
    """
    entries = list(entries)
    with transaction():
        if _is_here(new):
            return None
        version = ScreeningList(
            key=key_of(new.title),
            title=new.title[:200],
            effective_on=new.effective_on,
            file_name=new.file_name[:200],
            sha256=hashlib.sha256(new.content).hexdigest(),
            entries=len(entries),
            added_at=at,
            added_by_id=by.id,
            total=db.session.scalar(select(func.count()).where(Case.status == "open")) or 0,
        )
        db.session.add(version)
        db.session.flush()
        id = version.id
        db.session.execute(insert(ScreeningEntry), [_row(id, one) for one in entries])
        after_commit(lambda: jobs.enqueue(JOB, id))
    return id


def _is_here(new: NewList) -> bool:
    found = select(ScreeningList).where(ScreeningList.key == key_of(new.title))
    order = found.order_by(ScreeningList.effective_on.desc(), ScreeningList.id.desc())
    newest = db.session.scalars(order.limit(1)).first()
    mark = (hashlib.sha256(new.content).hexdigest(), new.effective_on)
    return newest is not None and (newest.sha256, newest.effective_on) == mark


def _row(id: int, one: Listed) -> dict[str, object]:
    return {
        "list_id": id,
        "number": one.number[:40],
        "name": one.name[:400],
        "others": to_json([other[:400] for other in one.others]),
        "country": one.country[:120],
        "concern": one.concern[:400],
    }


def versions() -> list[ScreeningList]:
    """Return every version of every list, the newest of each list first."""
    found = db.session.scalars(select(ScreeningList)).all()
    return sorted(found, key=lambda one: (one.title, one.effective_on, one.id), reverse=True)


def in_use() -> list[ScreeningList]:
    """Return the newest version of each list, in the order of their titles."""
    newest: dict[str, ScreeningList] = {}
    for one in reversed(versions()):
        newest[one.key] = one
    return sorted(newest.values(), key=lambda one: one.title)


def named(ids: Iterable[int]) -> list[ScreeningList]:
    """Return versions by their ids."""
    ids = list(ids)
    if not ids:
        return []
    found = select(ScreeningList).where(ScreeningList.id.in_(ids)).order_by(ScreeningList.title)
    return list(db.session.scalars(found))


def entries_of(version: ScreeningList) -> tuple[Listed, ...]:
    """Return the bodies of a version; a version never changes, so a process reads it once."""
    kept = current_app.extensions.setdefault("screening_entries", {})
    mark = (version.id, version.sha256)
    if mark not in kept:
        found = select(ScreeningEntry).where(ScreeningEntry.list_id == version.id)
        rows = db.session.scalars(found.order_by(ScreeningEntry.id))
        kept[mark] = tuple(
            Listed(one.number, one.name, tuple(json.loads(one.others)), one.country, one.concern)
            for one in rows
        )
    found_entries: tuple[Listed, ...] = kept[mark]
    return found_entries
