"""Rehearsals asked for on the page: written down, done by a worker, kept to be looked at again."""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from onboarding import jobs
from onboarding.database import after_commit, db, to_json, transaction
from onboarding.people.models import Person
from onboarding.rehearsal.clockwork.figures import Figures, from_plain
from onboarding.rehearsal.clockwork.season import Settings
from onboarding.rehearsal.models import Rehearsed

JOB = "onboarding.rehearsal.jobs.run"
KEPT = 30
_CLAIM = timedelta(seconds=90)


def start(settings: Settings, *, by: Person, at: datetime, beside: int | None = None) -> Rehearsed:
    """Write a rehearsal down and let a worker do it; the oldest of many are forgotten."""
    with transaction():
        _forget_oldest()
        found = Rehearsed(
            person_id=by.id,
            beside_id=beside if beside and db.session.get(Rehearsed, beside) else None,
            settings=to_json({**asdict(settings), "first": settings.first.isoformat()}),
            total=settings.arrivals,
            asked_at=at,
        )
        db.session.add(found)
        db.session.flush()
        id = found.id
        after_commit(lambda: jobs.enqueue(JOB, id))
    return found


def _forget_oldest() -> None:
    newest = select(Rehearsed.id).order_by(Rehearsed.id.desc()).limit(KEPT - 1)
    kept = set(db.session.scalars(newest))
    gone = Rehearsed.id.not_in(kept)
    db.session.execute(
        update(Rehearsed).where(Rehearsed.beside_id.not_in(kept)).values(beside_id=None)
    )
    db.session.execute(delete(Rehearsed).where(gone))


def claim(id: int, *, at: datetime) -> Settings | None:
    """Take a rehearsal to do it; None where it is done or somebody else is at it."""
    free = Rehearsed.claimed_until.is_(None) | (Rehearsed.claimed_until < at)
    with transaction():
        taken = db.session.execute(
            update(Rehearsed)
            .where(Rehearsed.id == id, Rehearsed.state == "waiting", free)
            .values(claimed_until=at + _CLAIM)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]
            return None
        return settings_of(db.session.get_one(Rehearsed, id))


def note_progress(id: int, done: int, *, at: datetime) -> None:
    """Say how many cases have opened, and that somebody is still at it."""
    _set(id, done=done, claimed_until=at + _CLAIM)


def keep(id: int, figures: Figures) -> None:
    """Keep what came of a rehearsal."""
    plain = to_json(figures.plain())
    _set(id, state="done", result=plain, done=figures.arrivals, claimed_until=None)


def fail(id: int) -> None:
    """Say that a rehearsal cannot be done with the rule tables as they are."""
    _set(id, state="failed", claimed_until=None)


def _set(id: int, **values: Any) -> None:
    with transaction():
        db.session.execute(update(Rehearsed).where(Rehearsed.id == id).values(**values))


def to_sweep(at: datetime) -> list[int]:
    """Return rehearsals nobody is at: a worker or the queue died."""
    free = Rehearsed.claimed_until.is_(None) | (Rehearsed.claimed_until < at)
    asked = Rehearsed.asked_at < at - timedelta(seconds=10)
    found = select(Rehearsed.id).where(Rehearsed.state == "waiting", free, asked)
    return list(db.session.scalars(found.order_by(Rehearsed.id)))


def newest() -> list[Rehearsed]:
    """Return the rehearsals that are kept, the newest first."""
    return list(db.session.scalars(select(Rehearsed).order_by(Rehearsed.id.desc()).limit(KEPT)))


def settings_of(found: Rehearsed) -> Settings:
    """Return what was asked for."""
    plain = json.loads(found.settings)
    programmes, first = tuple(plain.pop("programmes")), date.fromisoformat(plain.pop("first"))
    return Settings(programmes=programmes, first=first, **plain)


def figures_of(found: Rehearsed) -> Figures | None:
    """Return what came of a rehearsal; None while it is not done."""
    return from_plain(json.loads(found.result)) if found.state == "done" else None
