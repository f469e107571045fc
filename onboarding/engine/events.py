"""What happened to a case: past tense, in order, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

OPENED = "opened"
ANSWERED = "answered"
FINISHED = "finished"
REOPENED = "reopened"
STOPPED = "stopped"
CLOSED = "closed"
MOVED = "moved"
MOVE_UNDONE = "move_undone"


class Event(NamedTuple):
    """One fact of a case's history.

    `on` is the day in the office's time zone. `data` holds, where the kind has them, `step`
    (its key), `outcome`, `back_to` (the step chosen to send back to), `by` (who filled a seat
    that needs a person of its own), and `facts` (fact key → value, None where it was taken
    back). Kinds the engine does not know only move the sequence on.
    """

    sequence: int
    kind: str
    on: date
    data: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision of the engine asks the shell to record: an event without its moment."""

    kind: str
    data: Mapping[str, Any]
