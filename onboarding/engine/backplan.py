"""Planning back from the day a stay begins: by when each step has to be finished, and whether."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from onboarding.engine.plan import numbers_in
from onboarding.engine.reckoning import Limits, Reckoning, limited
from onboarding.engine.state import Progress
from onboarding.engine.tempo import Tempo

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Timing:
    """When a step to come is expected to open and be finished, and by when it has to.

    `open_by`, `finish_by` are None for steps without which the stay can begin. `after`: the
    mask of the steps to come it waits for.
    """

    opens: date
    finish: date
    open_by: date | None
    finish_by: date | None
    after: int

    @property
    def slack(self) -> int | None:
        """Return the days its end can slip without endangering the start; negative if too late."""
        return (self.finish_by - self.finish).days if self.finish_by else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of a wanted start. `timings`: step number → when, of each step to come.

    `expected`: the day all is ready that the stay needs to begin. `earliest`: the wanted start,
    or the first after it that can be met; None where the settings allow none. `path`: the steps
    the start hangs on most, in order, each waiting for the one before it. `assumed`: the mask
    of steps counted without knowing yet that they are needed.
    """

    wanted: date
    expected: date
    earliest: date | None
    timings: Mapping[int, Timing]
    path: tuple[int, ...]
    assumed: int

    @property
    def met(self) -> bool:
        """Return whether the wanted start can be met."""
        return self.expected <= self.wanted

    @property
    def spare(self) -> int:
        """Return the days the next step of the path can slip; negative if it is too late."""
        return self.timings[self.path[0]].slack or 0


def outlook(progress: Progress, tempo: Tempo) -> Outlook | None:
    """Return what becomes of the start of a stay.

    None where there is nothing to reckon: no start is known, or one far off, all it needs is
    done, or the case is over.
    """
    return _of(progress, tempo, _outlook)


def safe_until(progress: Progress, tempo: Tempo) -> date | None:
    """Return the last day on which the start can still be met though nothing happens till then.

    Where it cannot be met any more that is the day before; None as for `outlook`.
    """
    return _of(progress, tempo, _safe_until)


def _of(progress: Progress, tempo: Tempo, find: Callable[[Reckoning, int], Found]) -> Found | None:
    if progress.stopped or progress.closed:
        return None
    reckoning = Reckoning(progress, tempo)
    wanted = reckoning.wanted
    return find(reckoning, wanted) if reckoning.last and wanted is not None else None


def _outlook(found: Reckoning, wanted: int) -> Outlook:
    finish_by = found.backwards()
    opens, finish = found.forwards(wanted, found.every(), least=found.today)
    timings = {
        number: Timing(
            date.fromordinal(opens[number]),
            date.fromordinal(finish[number]),
            _day(found.open_by(number, finish_by[number])),
            _day(finish_by[number]),
            found.after[number],
        )
        for number in numbers_in(found.to_come)
    }
    expected = found.ready(finish)
    return Outlook(
        wanted=date.fromordinal(wanted),
        expected=date.fromordinal(expected),
        earliest=_day(found.earliest(wanted, expected, finish_by)),
        timings=timings,
        path=_path(timings, found.last),
        assumed=found.to_come & found.progress.undecided,
    )


def _safe_until(found: Reckoning, wanted: int) -> date:
    finish_by: Limits = found.backwards()
    finish = found.forwards(wanted, limited(finish_by), least=found.today)[1]
    met = found.ready(finish) <= wanted
    return date.fromordinal(found.safe_until(finish_by) if met else found.today - 1)


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _path(timings: Mapping[int, Timing], last: int) -> tuple[int, ...]:
    """Return the chain to the step with least slack, of what each waits for longest."""

    def waited_for(number: int) -> tuple[date, int, int]:
        timing = timings[number]
        return timing.finish, -(timing.slack or 0), number

    found = [min(numbers_in(last), key=lambda number: (timings[number].slack or 0, -number))]
    while before := timings[found[-1]].after:
        found.append(max(numbers_in(before), key=waited_for))
    return tuple(reversed(found))
