"""Reading moves, their cases, and which cases a move touches."""

import json
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.publishing.moving.models import Move, MoveItem

PAGE = 50
WORKED_ON = ("reckoning", "moving")


def recent_moves(workflow: str) -> list[Move]:
    """Return what was moved or looked at of a workflow lately, the newest first."""
    kept = (Move.workflow == workflow, Move.state != "dropped")
    found = select(Move).where(*kept).options(joinedload(Move.person))
    return list(db.session.scalars(found.order_by(Move.id.desc()).limit(10)))


def using(workflow: str) -> list[str]:
    """Return the programmes that use a workflow."""
    programmes = library().programmes.values()
    return [p.id for p in programmes if any(c.workflow == workflow for c in p.workflows)]


def touched_ids(move: Move, after: int, limit: int) -> list[int]:
    """Return the next open cases a move is about, in order of their ids."""
    found = select(Case.id, Case.versions).where(*_wanted(move), Case.id > after)
    ids = []
    for id, versions in db.session.execute(found.order_by(Case.id)):
        if json.loads(versions).get(move.workflow) != move.version:
            ids.append(id)
            if len(ids) == limit:
                break
    return ids


def how_many(move: Move) -> int:
    """Return how many open cases a move is about."""
    counted = select(Case.versions, func.count()).where(*_wanted(move)).group_by(Case.versions)
    pins = [(json.loads(versions), count) for versions, count in db.session.execute(counted)]
    return sum(count for pin, count in pins if pin.get(move.workflow) != move.version)


def _wanted(move: Move) -> list[ColumnElement[bool]]:
    found = [Case.status == "open", Case.programme.in_(using(move.workflow))]
    if move.programme:
        found.append(Case.programme == move.programme)
    if move.department_id:
        found.append(Case.department_id == move.department_id)
    if move.starts_from:
        found.append(Case.starts_on >= move.starts_from)
    if move.starts_until:
        found.append(Case.starts_on <= move.starts_until)
    return found


def last_reckoned(move_id: int) -> int:
    """Return the case up to which a move is reckoned; 0 at its beginning."""
    found = select(func.max(MoveItem.case_id)).where(MoveItem.move_id == move_id)
    return db.session.scalar(found) or 0


def items_of(move_id: int, after: int, *, state: str = "") -> list[MoveItem]:
    """Return one page of the cases of a move and one more, with who and what they are."""
    wanted = [MoveItem.move_id == move_id, MoveItem.id > after]
    if state:
        wanted.append(MoveItem.state == state)
    found = select(MoveItem).where(*wanted).options(joinedload(MoveItem.case, innerjoin=True))
    return list(db.session.scalars(found.order_by(MoveItem.id).limit(PAGE + 1)))


def counts(move_id: int) -> dict[str, int]:
    """Return how many cases of a move are in which state, and how many are `chosen`."""
    states = select(MoveItem.state, func.count()).where(MoveItem.move_id == move_id)
    rows = db.session.execute(states.group_by(MoveItem.state))
    found = {row[0]: row[1] for row in rows}
    chosen = select(func.count()).where(MoveItem.move_id == move_id, MoveItem.chosen)
    return {**found, "chosen": db.session.scalar(chosen) or 0}


def next_item(move_id: int) -> int | None:
    """Return the next case nobody has moved yet."""
    waiting = select(MoveItem.id).where(MoveItem.move_id == move_id, MoveItem.state == "waiting")
    return db.session.scalars(waiting.order_by(MoveItem.id).limit(1)).first()


def undone_by(move_id: int) -> Move | None:
    """Return the move that undoes a move."""
    return db.session.scalar(select(Move).where(Move.undoes_id == move_id))


def to_sweep(at: datetime) -> list[int]:
    """Return moves nobody is at: a worker or the queue died, or let go of a long one."""
    free = Move.claimed_until.is_(None) | (Move.claimed_until < at)
    asked = Move.asked_at < at - timedelta(seconds=10)
    return list(db.session.scalars(select(Move.id).where(Move.state.in_(WORKED_ON), free, asked)))
