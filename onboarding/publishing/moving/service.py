"""What can be done with a move: asking what it would do, choosing cases, starting it, undoing."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from onboarding import jobs
from onboarding.cases.history import local_day
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.database import after_commit, db, to_json, transaction
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.errors import Refusal
from onboarding.people.models import Person
from onboarding.publishing.moving.foreseeing import (
    Foreseen,
    Totals,
    foresee,
    read_totals,
    with_snapshots,
)
from onboarding.publishing.moving.models import Move, MoveItem
from onboarding.publishing.moving.queries import (
    WORKED_ON,
    how_many,
    last_reckoned,
    touched_ids,
    undone_by,
)
from onboarding.publishing.queries import draft_of
from onboarding.publishing.reading import file_of, read_version, renumbered
from onboarding.publishing.service import newest_number

JOB = "onboarding.publishing.moving.jobs.work"
CLAIM = timedelta(seconds=15)
DRAFT = 0
_KEPT = timedelta(days=7)
_AT_A_TIME = 50


class MovedOn(Refusal):
    """The move is in another state by now: somebody started it, dropped it, or it is undone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are asked for; empty for all. The days are those of the arrival."""

    programme: str = ""
    department_id: int | None = None
    starts_from: date | None = None
    starts_until: date | None = None


def ask(workflow: str, version: int, wanted: Wanted, *, by: Person, at: datetime) -> Move:
    """Ask what moving cases to a version would do; a worker finds out. `DRAFT` is the draft."""
    with transaction():
        move = Move(
            person_id=by.id,
            workflow=workflow,
            version=version,
            programme=wanted.programme,
            department_id=wanted.department_id,
            starts_from=wanted.starts_from,
            starts_until=wanted.starts_until,
            state="reckoning",
            totals=to_json(Totals().plain()),
            asked_at=at,
        )
        move.total = how_many(move)
        db.session.add(move)
        db.session.flush()
        _poke(move.id)
    return move


def _poke(move_id: int) -> None:
    after_commit(lambda: jobs.enqueue(JOB, move_id))


@dataclass(frozen=True, slots=True)
class Target:
    """A version to move to, and the catalogue that has it; None where the running one does."""

    workflow: str
    version: int
    catalogue: Catalogue | None = None

    def versions_of(self, case: Case) -> dict[str, int]:
        """Return the versions a case has afterwards."""
        pins: dict[str, int] = json.loads(case.versions)
        return {**pins, self.workflow: self.version}


def target_of(move: Move) -> Target | None:
    """Return what a move is to; None where its draft is gone, or cannot be read any more."""
    if move.version != DRAFT:
        return Target(move.workflow, move.version)
    draft = draft_of(move.workflow)
    number = newest_number(move.workflow) + 1
    text = renumbered(draft.text, number) if draft else ""
    found, faults = read_version(text, file_of(move.workflow, number))
    if found is None or faults:
        return None
    return Target(move.workflow, number, library().with_workflows([found]))


def reckon_some(move_id: int, target: Target, *, at: datetime) -> bool:
    """Find out what a move would do to the next cases; return whether there are more."""
    move = db.session.get_one(Move, move_id, populate_existing=True)
    totals, today = read_totals(move.totals), local_day(at)
    ids, rows = touched_ids(move, last_reckoned(move_id), _AT_A_TIME), []
    for case in with_snapshots(ids):
        one = foresee(case, target.versions_of(case), today, target.catalogue)
        if one:
            totals.add(one.effect)
            rows.append(_row(move_id, case.id, one))
    more = len(ids) == _AT_A_TIME
    _keep(move_id, rows, totals, "reckoning" if more else "shown", at)
    return more


def _row(move_id: int, case_id: int, one: Foreseen) -> dict[str, object]:
    shown = {"effect": to_json(one.effect.plain()), "mark": one.mark, "state": "shown"}
    return {"move_id": move_id, "case_id": case_id, "chosen": True, **shown}


def _keep(
    move_id: int, rows: Sequence[dict[str, object]], totals: Totals, state: str, at: datetime
) -> None:
    with transaction():
        if rows:
            db.session.execute(insert(MoveItem), rows)
        free = {"claimed_until": at + CLAIM if state == "reckoning" else None}
        values = {"totals": to_json(totals.plain()), "done": totals.cases, **free}
        _moved(move_id, ["reckoning"], state=state, **values)


def claim(move_id: int, *, at: datetime) -> str:
    """Take a move to work on it; return its state, empty where somebody else is at it."""
    free = Move.claimed_until.is_(None) | (Move.claimed_until < at)
    with transaction():
        taken = update(Move).where(Move.id == move_id, Move.state.in_(WORKED_ON), free)
        state = db.session.scalars(taken.values(claimed_until=at + CLAIM).returning(Move.state))
        return state.first() or ""


def let_go(move_id: int) -> None:
    """Let somebody else go on with a move."""
    with transaction():
        _moved(move_id, WORKED_ON, claimed_until=None)


def _moved(
    move_id: int, states: Collection[str], *also: ColumnElement[bool], **values: object
) -> bool:
    """Change a move that is in one of these states; False where it is not."""
    where = (Move.id == move_id, Move.state.in_(states), *also)
    done = db.session.execute(update(Move).where(*where).values(**values))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def choose(move: Move, listed: Collection[int], ticked: Collection[int]) -> None:
    """Keep which of the listed cases are to be moved.

    Raises:
        MovedOn: it is not waiting to be started any more.
    """
    with transaction():
        if not _moved(move.id, ["shown"], state="shown"):
            raise MovedOn
        mine = (MoveItem.move_id == move.id, MoveItem.id.in_(listed))
        items = update(MoveItem).where(*mine)
        db.session.execute(items.values(chosen=MoveItem.id.in_(ticked)))


def start(move: Move, *, at: datetime) -> bool:
    """Move the chosen cases; False where that was begun before."""
    chosen = (MoveItem.move_id == move.id, MoveItem.chosen)
    published = Move.version != DRAFT
    with transaction():
        number = db.session.scalar(select(func.count()).where(*chosen)) or 0
        values = {"total": number, "done": 0, "asked_at": at, "claimed_until": None}
        if not _moved(move.id, ["shown"], published, state="moving", **values):
            return False
        db.session.execute(update(MoveItem).where(*chosen).values(state="waiting"))
        _poke(move.id)
    return True


def drop(move: Move) -> None:
    """Throw a preview away.

    Raises:
        MovedOn: it was started.
    """
    with transaction():
        if not _moved(move.id, ["reckoning", "shown"], state="dropped", claimed_until=None):
            raise MovedOn
        db.session.execute(delete(MoveItem).where(MoveItem.move_id == move.id))


def undo(move: Move, *, by: Person, at: datetime) -> Move:
    """Move the cases of a move back to what they had, those in which nothing happened since.

    Asked a second time it returns the same.

    Raises:
        MovedOn: it is not done, or is itself one that undoes.
    """
    with transaction():
        before = undone_by(move.id)
        if before is not None:
            return before
        if move.state != "done" or move.undoes_id:
            raise MovedOn
        back = Move(
            person_id=by.id,
            workflow=move.workflow,
            version=move.version,
            undoes_id=move.id,
            state="moving",
            asked_at=at,
        )
        db.session.add(back)
        db.session.flush()
        back.total = _take_over(move.id, back.id)
        _poke(back.id)
    return back


def _take_over(move_id: int, back_id: int) -> int:
    """Give the moved cases of a move to the one that undoes it; return how many."""
    moved = (MoveItem.move_id == move_id, MoveItem.state == "done")
    ids = list(db.session.scalars(select(MoveItem.case_id).where(*moved).order_by(MoveItem.id)))
    rows = [{"move_id": back_id, "case_id": id, "state": "waiting"} for id in ids]
    if rows:
        db.session.execute(insert(MoveItem), rows)
    return len(rows)


def finish(move_id: int) -> None:
    """Close a move once no case is waiting."""
    with transaction():
        _moved(move_id, ["moving"], state="done", claimed_until=None)


def forget_old(at: datetime) -> None:
    """Forget previews of a week ago that were never started."""
    old = select(Move.id).where(Move.state.in_(["shown", "dropped"]), Move.asked_at < at - _KEPT)
    for id in list(db.session.scalars(old)):
        with transaction():
            db.session.execute(delete(MoveItem).where(MoveItem.move_id == id))
            db.session.execute(delete(Move).where(Move.id == id))
