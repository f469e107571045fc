"""Which rooms fit a household for some nights, the best first, and why others do not. Pure.

Hard limits come first (free, large enough, step-free where needed), then what housing offices
weigh. Source: shared rules of Kagawa and Hokkaido Universities, room size fits the household
and singles are not put into family rooms; read 2026-11.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.housing.models import Room, RoomStay
from onboarding.housing.nights import Period

FAMILY_ROOM = 3


@dataclass(frozen=True, slots=True)
class Need:
    """What is looked for. `persons` in the household; `budget` in yen a month, None for any."""

    period: Period
    persons: int = 1
    budget: int | None = None
    step_free: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A room as it stands for a period: the first night taken, and by which stay."""

    room: Room
    taken_on: date | None = None
    taken_by: RoomStay | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a room, for it or against it: a key and the value its sentence names."""

    kind: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A room with what speaks for it and against it.

    `free`: it can be given at all. `fits`: nothing hard stands against it.
    """

    look: Look
    free: bool
    fits: bool
    good: tuple[Remark, ...]
    bad: tuple[Remark, ...]

    @property
    def room(self) -> Room:
        """Return the room."""
        return self.look.room


def suggest(looks: Iterable[Look], need: Need) -> list[Suggestion]:
    """Return every room, the fitting ones first and the best of them on top."""
    return sorted((_judge(look, need) for look in looks), key=lambda one: _order(one, need))


def closed_on(room: Room, period: Period) -> date | None:
    """Return the first night of a period on which a room cannot be had at all."""
    if room.available_from and period.first < room.available_from:
        return period.first
    if room.available_until and period.leaving > room.available_until:
        return max(period.first, room.available_until)
    return None


def _judge(look: Look, need: Need) -> Suggestion:
    room, shut = look.room, closed_on(look.room, need.period)
    free = look.taken_on is None and shut is None
    small, steps = room.capacity < need.persons, need.step_free and not room.step_free
    bad = [
        (look.taken_on is not None, Remark("taken", look)),
        (shut is not None and look.taken_on is None, Remark("closed", shut)),
        (small, Remark("small", room.capacity)),
        (steps, Remark("steps")),
        (_over(room, need) > 0, Remark("over", _over(room, need))),
        (_is_spared(room, need), Remark("family")),
    ]
    good = [
        (free, Remark("free", need.period.nights)),
        (not small, Remark("fits", need.persons)),
        (need.budget is not None and _over(room, need) == 0, Remark("within")),
        (room.step_free, Remark("step_free")),
    ]
    return Suggestion(
        look=look,
        free=free,
        fits=free and not small and not steps,
        good=tuple(remark for holds, remark in good if holds),
        bad=tuple(remark for holds, remark in bad if holds),
    )


def _over(room: Room, need: Need) -> int:
    """Return by how much the rent exceeds what was wished for, in yen a month."""
    return 0 if need.budget is None else max(0, room.rent - need.budget)


def _is_spared(room: Room, need: Need) -> bool:
    """Whether a room is better kept for a family."""
    return need.persons == 1 and room.capacity >= FAMILY_ROOM


def _order(one: Suggestion, need: Need) -> tuple[Any, ...]:
    room = one.room
    return (
        not one.fits,
        not one.free,
        _is_spared(room, need),
        _over(room, need) > 0,
        max(0, room.capacity - need.persons),
        room.step_free and not need.step_free,
        room.rent,
        room.code,
    )
