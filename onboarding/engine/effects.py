"""What an event does to a case, step by step: the same for showing it before and after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from onboarding.engine.plan import PlannedStep
from onboarding.engine.state import Progress, State


class Seen(NamedTuple):
    """A step as lists show it."""

    state: State
    due: date | None


@dataclass(frozen=True, slots=True)
class StepEffect:
    """One step that is otherwise afterwards; None where there is, or was, no such step.

    `floats`: it opens now, and its date hangs on the day it does.
    """

    key: str
    before: Seen | None
    after: Seen | None
    floats: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """All that is otherwise after an event.

    `steps` in the order of the files, those that are gone last. `stale`: the keys of steps whose
    paper is out of date now. `asked`: the facts, not known yet, that nobody was to be asked
    before. `ends`: nothing is left to do.
    """

    steps: tuple[StepEffect, ...]
    stale: tuple[str, ...]
    asked: tuple[str, ...]
    ends: bool

    def gained(self) -> list[StepEffect]:
        """Return what is there now and was not, or did not apply."""
        return [s for s in self.steps if _applies(s.after) and not _applies(s.before)]

    def lost(self) -> list[StepEffect]:
        """Return what was there and is not, or does not apply, any more."""
        return [s for s in self.steps if _applies(s.before) and not _applies(s.after)]

    def reopened(self) -> list[StepEffect]:
        """Return what was done and has to be done again."""
        return [s for s in self.steps if _is_done(s.before) and _is_undone(s.after)]

    def opening(self) -> list[StepEffect]:
        """Return what waited and can be worked on now."""
        return [s for s in self.steps if _goes(s, State.WAITING, State.OPEN)]

    def waiting(self) -> list[StepEffect]:
        """Return what could be worked on and waits now."""
        return [s for s in self.steps if _goes(s, State.OPEN, State.WAITING)]

    def redated(self) -> list[tuple[StepEffect, date | None, date | None]]:
        """Return what is still to be done, by another day: the step, the old and the new day."""
        both = [(s, s.before, s.after) for s in self.steps if s.before and s.after]
        undone = [(s, old, new) for s, old, new in both if _is_undone(old) and _is_undone(new)]
        return [(s, old.due, new.due) for s, old, new in undone if old.due != new.due]

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold of it; `read_effect` reads it back."""
        steps = [[s.key, _plain(s.before), _plain(s.after), s.floats] for s in self.steps]
        lists = {"steps": steps, "stale": list(self.stale), "asked": list(self.asked)}
        return {**lists, "ends": self.ends}

    def lasting(self) -> dict[str, Any]:
        """Return what of it is the same on whichever day it takes effect, as `plain`."""
        found = self.plain()
        found["steps"] = [
            [key, before, [after[0], None] if floats else after]
            for key, before, after, floats in found["steps"]
        ]
        return found


def read_effect(plain: dict[str, Any]) -> Effect:
    """Return the effect `plain` was taken from."""
    steps = tuple(
        StepEffect(key, _seen(before), _seen(after), floats)
        for key, before, after, floats in plain["steps"]
    )
    return Effect(steps, tuple(plain["stale"]), tuple(plain["asked"]), plain["ends"])


def effect_of(before: Progress, after: Progress) -> Effect:
    """Return what is otherwise in `after` than in `before`."""
    return Effect(
        steps=tuple(_steps(before, after)),
        stale=tuple(p.key for p in after.steps(after.stale) if not _is_stale(before, p.key)),
        asked=tuple(_asked(before, after)),
        ends=after.all_done(),
    )


def _steps(before: Progress, after: Progress) -> Iterator[StepEffect]:
    was, now, number = _look(before), _look(after), after.plan.number
    changed = [key for key, seen in now.items() if was.get(key) != seen]
    for key in sorted(changed, key=lambda key: after.plan.steps[number[key]].position):
        floats = _floats(before, after, after.plan.steps[number[key]])
        yield StepEffect(key, was.get(key), now[key], floats)
    gone = [key for key in was if key not in now]
    for key in sorted(gone, key=lambda key: before.plan.steps[before.plan.number[key]].position):
        yield StepEffect(key, was[key], None)


def _look(progress: Progress) -> dict[str, Seen]:
    """Return step key → the step as lists show it."""
    dues, state = progress.dues, progress.state
    return {p.key: Seen(state(p), dues.get(p.number)) for p in progress.plan.steps}


def _floats(before: Progress, after: Progress, planned: PlannedStep) -> bool:
    old = before.plan.find(planned.key)
    was_open = old is not None and before.open >> old.number & 1
    opens = after.open >> planned.number & 1 and not was_open
    return bool(opens and planned.due and planned.due.from_opening)


def _is_stale(progress: Progress, key: str) -> bool:
    planned = progress.plan.find(key)
    return planned is not None and bool(progress.stale >> planned.number & 1)


def _asked(before: Progress, after: Progress) -> Iterator[str]:
    """Yield the facts steps still to be done ask for, and none of the plan before did."""
    to_do = after.plan.every() & ~(after.done | after.skipped)
    counted = before.plan.every() & ~before.skipped
    for key, mask in after.plan.asked_in.items():
        new = mask & to_do and not before.plan.asked_in.get(key, 0) & counted
        if new and key not in after.facts:
            yield key


def _applies(seen: Seen | None) -> bool:
    return seen is not None and seen.state is not State.SKIPPED


def _goes(step: StepEffect, old: State, new: State) -> bool:
    before, after = step.before, step.after
    return before is not None and after is not None and (before.state, after.state) == (old, new)


def _is_done(seen: Seen | None) -> bool:
    return seen is not None and seen.state is State.DONE


def _is_undone(seen: Seen | None) -> bool:
    return seen is not None and seen.state in (State.OPEN, State.WAITING)


def _plain(seen: Seen | None) -> list[str | None] | None:
    if seen is None:
        return None
    return [str(seen.state), seen.due.isoformat() if seen.due else None]


def _seen(kept: list[Any] | None) -> Seen | None:
    if kept is None:
        return None
    return Seen(State(kept[0]), date.fromisoformat(kept[1]) if kept[1] else None)
