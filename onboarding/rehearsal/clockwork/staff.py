"""The people of a role: so many hands, so many minutes a day, the most urgent work first."""

from dataclasses import dataclass, field
from heapq import heappop, heappush

from onboarding.rehearsal.clockwork.work import Work

# Far enough to come after everything that has a date.
_NEVER = 10**7


@dataclass(slots=True)
class Desk:
    """A role with limited staff. `capacity`, `backlog`: minutes, a day's and those waiting."""

    capacity: int
    backlog: int = 0
    left: int = 0
    _queue: list[tuple[int, int, int, int, Work]] = field(default_factory=list)

    def wait(self, work: Work, minutes: int) -> None:
        """Put work on the pile."""
        work.minutes = minutes
        self.backlog += minutes
        due = work.due if work.due is not None else _NEVER
        heappush(self._queue, (due, work.opened, work.case, work.number, work))

    def begin_day(self) -> None:
        """Let everybody come to work."""
        self.left = self.capacity

    def done_today(self, day: int) -> list[Work]:
        """Return the work that is through, most urgent first; what is begun is begun on `day`."""
        found = []
        while self._queue and self.left > 0:
            work = self._queue[0][-1]
            if work.gone is None:
                self._work_on(work, day)
            if work.gone is not None or not work.minutes:
                heappop(self._queue)
            if work.gone is None and not work.minutes:
                found.append(work)
        return found

    def _work_on(self, work: Work, day: int) -> None:
        if work.started is None:
            work.started = day
        spent = min(self.left, work.minutes)
        self.left -= spent
        self.backlog -= spent
        work.minutes -= spent

    def forget(self, work: Work) -> None:
        """Take work off the pile that nobody needs any more."""
        self.backlog -= work.minutes
        work.minutes = 0
