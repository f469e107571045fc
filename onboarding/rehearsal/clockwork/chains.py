"""What a stay waited for in the end: the chain of work before its start."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onboarding.engine.plan import Plan, PlannedStep
from onboarding.rehearsal.clockwork.running import Case
from onboarding.rehearsal.clockwork.work import Work


@dataclass(frozen=True, slots=True)
class Start:
    """How the start of one stay went. `over`: days after the wanted day; 0 where in time.

    `chain`: the critical path from the opening of the case on; empty where the stay could not
    begin within the season. `off`: it was called off before.
    """

    over: int
    chain: tuple[Work, ...] = ()
    off: bool = False

    @property
    def in_time(self) -> bool:
        """Return whether the stay could begin on its day."""
        return bool(self.chain) and not self.over and not self.off


def start_of(case: Case, ready: Sequence[str]) -> Start | None:
    """Return how a stay started after the steps it needs; None where nothing happened yet."""
    progress = case.progress
    if progress is None:
        return None
    done = _done(case)
    last = _last(progress.plan, progress.skipped, done, ready)
    if last is None or last.done is None:
        return Start(0, off=progress.stopped)
    over = max(0, last.done - case.arrival.starts_on.toordinal())
    return Start(over, tuple(_chain(last, progress.plan, done)), progress.stopped)


def _done(case: Case) -> dict[str, Work]:
    """Return key of a planned step → the work by which it was last finished."""
    return {work.step.key: work for work in case.all if work.done is not None}


def _last(plan: Plan, skipped: int, done: Mapping[str, Work], ready: Sequence[str]) -> Work | None:
    """Return the last of the steps a stay needs; None while one of them is not finished."""
    found: list[Work] = []
    for key in ready:
        for planned in plan.steps:
            if planned.step.key != key or skipped >> planned.number & 1:
                continue
            if planned.key not in done:
                return None
            found.append(done[planned.key])
    return max(found, key=_end, default=None)


def _end(work: Work) -> tuple[int, int]:
    return work.done or 0, work.number


def _chain(last: Work, plan: Plan, done: Mapping[str, Work]) -> list[Work]:
    """Return the work that led to some work, the first of it first.

    What opened by its date came after the last of what it needs, with time to spare.
    """
    found: list[Work] = []
    work: Work | None = last
    while work is not None:
        found.append(work)
        work = work.after or _last_needed(work, plan, done)
    return found[::-1]


def _last_needed(work: Work, plan: Plan, done: Mapping[str, Work]) -> Work | None:
    here = plan.find(work.step.key)
    needed = _needed(here, plan, done) if here else ()
    return max((one for one in needed if one.number < work.number), key=_end, default=None)


def _needed(planned: PlannedStep, plan: Plan, done: Mapping[str, Work]) -> Iterator[Work]:
    """Return the work a step needed; of a step that did not apply, what that one needed."""
    seen, look = 0, planned.needs
    while look:
        bit = look & -look
        look, seen = look ^ bit, seen | bit
        one = plan.steps[bit.bit_length() - 1]
        work = done.get(one.key)
        if work is not None:
            yield work
        else:
            look |= one.needs & ~seen
