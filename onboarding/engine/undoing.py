"""What follows from an event without anybody, and taking back a move with all of that."""

from collections.abc import Sequence
from datetime import date

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.deciding import automatic
from onboarding.engine.errors import HappenedSince
from onboarding.engine.events import MOVE_UNDONE, MOVED, Change, Event
from onboarding.engine.progress import Progress, advance, replay
from onboarding.engine.snapshot import plain


def foreseen(progress: Progress, change: Change, on: date) -> Progress:
    """Return where a change would lead, what the system then does by itself included."""
    following: Change | None = change
    while following:
        event = Event(progress.sequence + 1, following.kind, on, following.data)
        progress = advance(progress, event)
        following = automatic(progress)
    return progress


def undo_move(blueprint: Blueprint, history: Sequence[Event]) -> Change:
    """Return the change that undoes the move a history ends with.

    `blueprint`: of the versions the case began with. What the system did by itself because of
    the move is undone with it.

    Raises:
        HappenedSince: something else happened after the last move, or there was none.
    """
    index = max((n for n, event in enumerate(history) if event.kind == MOVED), default=-1)
    if index < 0:
        raise HappenedSince(0, [])
    moved = history[index]
    before = replay(blueprint, history[:index], moved.on)
    _refuse_others(advance(before, moved), history[index + 1 :])
    return Change(MOVE_UNDONE, {"versions": moved.data["from"], "state": plain(before)})


def _refuse_others(progress: Progress, since: Sequence[Event]) -> None:
    """Refuse events that did not follow by themselves."""
    for number, event in enumerate(since):
        follows = automatic(progress)
        if follows is None or (event.kind, event.data) != (follows.kind, follows.data):
            raise HappenedSince(event.sequence, [other.kind for other in since[number:]])
        progress = advance(progress, event)
