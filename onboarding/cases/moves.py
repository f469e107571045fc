"""What an event moved: kept beside it as it was told, since lead times are settings that change."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from onboarding.cases.library import library
from onboarding.cases.models import Case, CaseMove
from onboarding.cases.registry import Happened
from onboarding.database import db, to_json
from onboarding.engine.backplan import outlook
from onboarding.engine.slipping import Cause, Shift, What, Why, shifts


@dataclass(frozen=True, slots=True)
class Moved:
    """The days one event moved. `earliest`: the first start that can be met, if the wanted one
    became impossible with it."""

    sequence: int
    shifts: tuple[Shift, ...]
    earliest: date | None


def grouped(found: Iterable[Shift]) -> dict[Cause, list[Shift]]:
    """Return why → the days it moved, in the order met."""
    causes: dict[Cause, list[Shift]] = {}
    for shift in found:
        causes.setdefault(shift.cause, []).append(shift)
    return causes


def keep(happened: Happened) -> None:
    """Keep what an event moved, before its state is written to the case."""
    if happened.before.sequence == 0:
        return
    found = [
        s for s in shifts(happened.before, happened.after, library().tempo) if worth_telling(s)
    ]
    if found:
        told: dict[str, Any] = {"shifts": [list(_plain(shift)) for shift in found]}
        if earliest := _earliest(happened):
            told["earliest"] = earliest.isoformat()
        place = {"case_id": happened.case.id, "sequence": happened.event.sequence}
        db.session.add(CaseMove(**place, told=to_json(told)))


def worth_telling(shift: Shift) -> bool:
    """Whether anybody has to know: a due date that moved, an end that is later.

    That things go faster than reckoned moves ends ahead all the time, and latest days stand on
    the page; nobody has to act on either.
    """
    if shift.what is What.EXPECTED:
        return shift.days > 0 or shift.cause.why is Why.FACT
    return shift.what is What.DUE


def _earliest(happened: Happened) -> date | None:
    """Return the earliest start, if the wanted one could be met until this event."""
    tempo = library().tempo
    now = outlook(happened.after, tempo)
    before = outlook(happened.before, tempo) if now and not now.met else None
    return now.earliest if now and before and before.met else None


def _plain(shift: Shift) -> Iterator[str]:
    yield from (shift.step, shift.what, shift.was.isoformat(), shift.now.isoformat())
    yield from (shift.cause.why, shift.cause.about)


def moves_of(case: Case) -> dict[int, Moved]:
    """Return sequence of an event → what it moved."""
    rows = db.session.scalars(
        select(CaseMove).where(CaseMove.case_id == case.id).order_by(CaseMove.sequence)
    )
    return {row.sequence: read_move(row) for row in rows}


def read_move(row: CaseMove) -> Moved:
    """Return what a row tells."""
    told: dict[str, Any] = json.loads(row.told)
    earliest = told.get("earliest")
    return Moved(
        row.sequence,
        tuple(_shift(*values) for values in told["shifts"]),
        date.fromisoformat(earliest) if earliest else None,
    )


def _shift(step: str, what: str, was: str, now: str, *cause: str) -> Shift:
    why, about = cause
    days = date.fromisoformat(was), date.fromisoformat(now)
    return Shift(step, What(what), *days, Cause(Why(why), about))
