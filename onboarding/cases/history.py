"""Events as rows: sealed where sensitive, chained by hash, read back for the engine."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidTag
from flask import current_app
from sqlalchemy import select

from onboarding.cases.facts import Fields, from_plain, to_plain
from onboarding.cases.library import library
from onboarding.cases.models import Case, CaseEvent
from onboarding.config import Settings
from onboarding.database import db, to_json
from onboarding.engine.events import Change, Event
from onboarding.sealing import Sealer


def settings() -> Settings:
    """Return the running service's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def local_day(at: datetime) -> date:
    """Return the date of a moment in the office's time zone."""
    return at.astimezone(office_zone()).date()


def office_zone() -> ZoneInfo:
    """Return the office's time zone."""
    return settings().zone


def data_key_fits() -> bool:
    """Return whether the institution's key opens what is there already."""
    wrapped = db.session.scalars(select(Case.data_key).order_by(Case.id).limit(1)).first()
    try:
        return wrapped is None or bool(current_app.extensions["sealer"].opened(wrapped))
    except InvalidTag:
        return False


def sealer_of(case: Case) -> Sealer:
    """Return what seals and opens the facts and files of one case."""
    institution: Sealer = current_app.extensions["sealer"]
    return institution.opened(case.data_key)


def append(
    case: Case, change: Change, *, by: int | None, behalf: int | None, at: datetime
) -> Event:
    """Add one event to a case's history; return it as the engine reads it.

    The unique (case, sequence) lets only one of two writers win.
    """
    data = dict(change.data)
    stored = dict(data)
    if "facts" in data:
        stored["facts"] = to_plain(data["facts"], library().fields, sealer_of(case))
    sequence, text = case.sequence + 1, to_json(stored)
    link = chained(case.head_hash, sequence, change.kind, at, (by, behalf), text)
    db.session.add(
        CaseEvent(
            case_id=case.id,
            sequence=sequence,
            kind=change.kind,
            at=at,
            by_id=by,
            on_behalf_of_id=behalf,
            data=text,
            hash=link,
        )
    )
    case.sequence, case.head_hash = sequence, link
    return Event(sequence, change.kind, local_day(at), data)


def chained(
    before: str,
    sequence: int,
    kind: str,
    at: datetime,
    who: tuple[int | None, int | None],
    data: str,
) -> str:
    """Return the hash of an event, which covers the hash of the one before it.

    `who`: the person who acted, and the one they stood in for.
    """
    moment = at.astimezone(UTC).isoformat()
    text = "\n".join((before, str(sequence), kind, moment, *(str(id or "") for id in who), data))
    return hashlib.sha256(text.encode()).hexdigest()


def read_events(case: Case) -> Iterable[Event]:
    """Return a case's history in order, as the engine reads it."""
    sealer, fields, zone = sealer_of(case), library().fields, office_zone()
    rows = db.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.sequence)
    )
    for row in rows:
        data = read_data(row, fields, sealer)
        yield Event(row.sequence, row.kind, row.at.astimezone(zone).date(), data)


def read_data(row: CaseEvent, fields: Fields, sealer: Sealer) -> dict[str, Any]:
    """Return what an event row tells, its facts opened."""
    data: dict[str, Any] = json.loads(row.data)
    if "facts" in data:
        data["facts"] = from_plain(data["facts"], fields, sealer)
    return data
