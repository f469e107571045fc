"""One case moved, or moved back, in one commit: what is done is what was shown, or nothing."""

from datetime import datetime

from onboarding.cases.history import local_day, read_events
from onboarding.cases.models import Case
from onboarding.cases.queries import lock_case, opening_blueprint, progress_of, told
from onboarding.cases.recording import By, record
from onboarding.database import db, transaction
from onboarding.engine.errors import CaseIsOver, HappenedSince
from onboarding.engine.events import MOVED, Change, Event
from onboarding.engine.progress import begin
from onboarding.engine.undoing import undo_move
from onboarding.publishing.moving.foreseeing import foresee
from onboarding.publishing.moving.models import MoveItem
from onboarding.publishing.moving.service import CLAIM, Target


class LeftAlone(Exception):
    """A case is not moved; `reason` is one of those `MoveItem` knows."""

    def __init__(self, reason: str, sequence: int = 0) -> None:
        self.reason, self.sequence = reason, sequence
        super().__init__(reason)


def carry(item_id: int, *, at: datetime) -> None:
    """Move one case of a move, or move it back, and say so; a second time changes nothing."""
    with transaction():
        item = db.session.get_one(MoveItem, item_id, with_for_update=True, populate_existing=True)
        if item.state != "waiting":
            return
        try:
            (_move_back if item.move.undoes_id else _move)(item, at)
            _end(item, "done", at)
        except LeftAlone as left:
            item.reason, item.sequence = left.reason, left.sequence
            _end(item, "left", at)


def leave(item_id: int, *, at: datetime) -> None:
    """Say of one case that it could not be moved for a reason of ours."""
    with transaction():
        item = db.session.get_one(MoveItem, item_id, with_for_update=True, populate_existing=True)
        if item.state == "waiting":
            item.reason = "failed"
            _end(item, "left", at)


def _end(item: MoveItem, state: str, at: datetime) -> None:
    item.state = state
    item.move.done += 1
    item.move.claimed_until = at + CLAIM


def _move(item: MoveItem, at: datetime) -> None:
    """Move a case if that does to it what was shown.

    Raises:
        LeftAlone: it does something else by now.
    """
    case, move = lock_case(item.case_id), item.move
    target = Target(move.workflow, move.version).versions_of(case)
    try:
        found = foresee(case, target, local_day(at))
    except CaseIsOver:
        raise LeftAlone("ended") from None
    if found is None:
        raise LeftAlone("there")
    if found.mark != item.mark:
        raise LeftAlone("changed")
    data = {**found.change.data, "effect": found.effect.plain(), "move": move.id}
    change = Change(found.change.kind, data)
    event = record(case, change, before=found.before, by=By(move.person, at))
    item.sequence = event.sequence


def _move_back(item: MoveItem, at: datetime) -> None:
    """Put a case back to what it was just before it was moved.

    Raises:
        LeftAlone: something happened since.
    """
    case, move = lock_case(item.case_id), item.move
    events = list(read_events(case))
    change = _undoing(case, events)
    if _last_move(events).data.get("move") != move.undoes_id:
        raise LeftAlone("again")
    data = {**change.data, "assigned": _assigned_before(case, events), "move": move.undoes_id}
    before = progress_of(case, local_day(at))
    record(case, Change(change.kind, data), before=before, by=By(move.person, at))


def _undoing(case: Case, events: list[Event]) -> Change:
    try:
        return undo_move(opening_blueprint(case, events), events)
    except HappenedSince as since:
        raise LeftAlone("happened", since.sequence) from None


def _last_move(events: list[Event]) -> Event:
    return next(event for event in reversed(events) if event.kind == MOVED)


def _assigned_before(case: Case, events: list[Event]) -> dict[str, int | None]:
    """Return step key → person of the steps given to somebody just before the last move."""
    until = events.index(_last_move(events))
    start = begin(opening_blueprint(case, events), events[0].on)
    return told(start, events[:until])[1]
