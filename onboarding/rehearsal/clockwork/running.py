"""Playing a season day by day: steps open, wait for somebody, take their time, are finished."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from heapq import heappop, heappush
from typing import Protocol

from onboarding.engine.daybook import Daybook
from onboarding.engine.definition import Step
from onboarding.engine.leadtimes import LeadTime
from onboarding.engine.papers import facts_missing
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.engine.tempo import Tempo
from onboarding.rehearsal.clockwork.draws import Spread, drawn
from onboarding.rehearsal.clockwork.people import Arrival
from onboarding.rehearsal.clockwork.season import Effort
from onboarding.rehearsal.clockwork.staff import Desk
from onboarding.rehearsal.clockwork.work import Work

# What happens on a day, in this order: cases open, dates come, work is finished.
_OPEN, _WAKE, _FINISH = range(3)
# No case has so many steps: one that goes round and round is left where it is.
_MOST_WORK = 2000
Tell = Callable[[int], None]


class LeftOpen(Exception):
    """A step that cannot be finished now, such as where no seat is left; it stays open."""


class World(Protocol):
    """Where the cases of a season live: in memory, or in a database."""

    def open(self, arrival: Arrival) -> Progress:
        """Open the case of an arrival on its day."""

    def wake(self, arrival: Arrival, progress: Progress, day: date) -> Progress:
        """Let the days of a case pass."""

    def finish(
        self, arrival: Arrival, progress: Progress, step: PlannedStep, *, turn: int, today: date
    ) -> Progress:
        """Finish a step the `turn`-th time.

        Raises:
            LeftOpen: it cannot be done now.
        """


@dataclass(slots=True, eq=False)
class Case:
    """A case that is being played. `works`: key of a step that is open → its work."""

    arrival: Arrival
    progress: Progress | None = None
    works: dict[str, Work] = field(default_factory=dict)
    all: list[Work] = field(default_factory=list)
    turns: Counter[str] = field(default_factory=Counter)
    openings: Counter[str] = field(default_factory=Counter)
    wakes: int = 0
    stuck: str = ""


@dataclass(slots=True)
class Played:
    """A season that was played: its cases with all their work, and what waited at each desk.

    `backlog`: role → (last day of a week, minutes waiting then), of roles with limited staff.
    """

    cases: list[Case]
    first: int
    last: int
    backlog: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def works(self) -> Iterator[Work]:
        """Return all work of all cases."""
        for case in self.cases:
            yield from case.all


class Clockwork:
    """The movable clock over one season.

    `staff`: role → how many people; others have enough. The seed decides about every time.
    """

    def __init__(self, world: World, tempo: Tempo, effort: Effort, *, seed: int) -> None:
        self.world, self.tempo, self.effort, self.seed = world, tempo, effort, seed
        self.desks: dict[str, Desk] = {}
        self._times: dict[str, tuple[LeadTime, Daybook]] = {}
        self._heap: list[tuple[int, int, int, int, Work | None]] = []
        self._count = 0

    def play(
        self, people: Iterable[Arrival], staff: dict[str, int], *, until: date, tell: Tell
    ) -> Played:
        """Play a season up to a day; `tell` hears from time to time how many cases have opened."""
        self.desks = {role: Desk(count * self.effort.day) for role, count in staff.items()}
        cases = [Case(arrival) for arrival in people]
        for number, case in enumerate(cases):
            self._note(case.arrival.opens_on.toordinal(), _OPEN, number)
        first = min(
            (case.arrival.opens_on.toordinal() for case in cases), default=until.toordinal()
        )
        played = Played(cases, first, until.toordinal(), {role: [] for role in self.desks})
        opened = 0
        for day in range(first, played.last + 1):
            opened += self._live(played, day)
            if day % 7 == 0:
                self._look_at_desks(played, day)
                tell(opened)
        _note_dues(cases)
        return played

    def _note(self, day: int, what: int, case: int, work: Work | None = None) -> None:
        self._count += 1
        heappush(self._heap, (day, what, case, self._count, work))

    def _live(self, played: Played, day: int) -> int:
        """Let one day pass; return how many cases opened."""
        opened = 0
        today = date.fromordinal(day)
        at_work = bool(self.desks) and self.tempo.workdays.is_working(today)
        if at_work:
            for desk in self.desks.values():
                desk.begin_day()
        busy = True
        while busy:
            while self._heap and self._heap[0][0] <= day:
                _day, what, number, _count, work = heappop(self._heap)
                case = played.cases[number]
                opened += what == _OPEN
                if not case.stuck:
                    self._happen(case, number, what, today, work)
            busy = at_work and self._serve(day)
        return opened

    def _happen(self, case: Case, number: int, what: int, today: date, work: Work | None) -> None:
        before = case.progress
        if before is None:
            case.progress = self.world.open(case.arrival)
            self._follow(case, number, None, None, today)
        elif work is None:
            case.wakes = 0
            case.progress = self.world.wake(case.arrival, before, today)
            self._follow(case, number, before, None, today)
        elif work.gone is None:
            self._finish(case, number, work, today)

    def _finish(self, case: Case, number: int, work: Work, today: date) -> None:
        """Finish a step; a paper that lacks facts, and a case in circles, stay where they are."""
        assert case.progress is not None
        before = case.progress
        if facts_missing(before, work.step) or len(case.all) > _MOST_WORK:
            case.stuck = work.step.key
            return
        turn = case.turns[work.step.key] + 1
        try:
            after = self.world.finish(case.arrival, before, work.step, turn=turn, today=today)
        except LeftOpen:
            return
        case.progress, case.turns[work.step.key] = after, turn
        work.due, work.done = _due(before, work), today.toordinal()
        del case.works[work.step.key]
        self._follow(case, number, before, work, today)

    def _follow(
        self, case: Case, number: int, before: Progress | None, by: Work | None, today: date
    ) -> None:
        """Note what an event opened and what it closed."""
        after = case.progress
        assert after is not None
        day = today.toordinal()
        if before is None or before.plan is not after.plan:
            self._replan(case, before, day)
            new = after.open
        else:
            finished = 1 << by.step.number if by else 0
            new = after.open & (~before.open | finished)
            if before.open & ~after.open & ~finished:
                self._close(case, before, day)
        for planned in after.steps(new):
            if planned.key not in case.works:
                self._begin(case, number, planned, by, day)
        wakes = after.next_wake()
        if wakes and wakes.toordinal() != case.wakes:
            case.wakes = wakes.toordinal()
            self._note(case.wakes, _WAKE, number)

    def _replan(self, case: Case, before: Progress | None, day: int) -> None:
        """Follow a case to another plan: what is open still is a step of that one now."""
        self._close(case, before, day)
        assert case.progress is not None
        for planned in case.progress.open_steps():
            if planned.key in case.works:
                case.works[planned.key].step = planned

    def _close(self, case: Case, before: Progress | None, day: int) -> None:
        """Note the work nobody needs any more: not done, and open no longer."""
        after = case.progress
        assert after is not None
        keys = {planned.key for planned in after.open_steps()}
        for key in [key for key in case.works if key not in keys]:
            work = case.works.pop(key)
            work.gone = day
            work.due = _due(before, work) if before else work.due
            if work.minutes:
                self.desks[work.who].forget(work)

    def _begin(
        self, case: Case, number: int, planned: PlannedStep, by: Work | None, day: int
    ) -> None:
        """Put a step that opened on somebody's desk."""
        assert case.progress is not None
        step = planned.step
        who = self._time(step)[0].by
        case.openings[planned.key] += 1
        work = Work(len(case.all) + 1, number, planned, who, day, by)
        work.turn = case.openings[planned.key]
        case.works[planned.key] = work
        case.all.append(work)
        if is_automatic(planned):
            work.started = day
            self._note(day, _FINISH, number, work)
        elif who in self.desks:
            work.due = _due(case.progress, work)
            self.desks[who].wait(work, self.effort.minutes(step.key, step.kind))
        else:
            work.started = day
            self._end(work)

    def _serve(self, day: int) -> bool:
        """Let the staff of a day work; return whether anything is finished on the day itself."""
        for desk in self.desks.values():
            for work in desk.done_today(day):
                self._end(work, not_before=day)
        return bool(self._heap) and self._heap[0][0] <= day

    def _end(self, work: Work, not_before: int = 0) -> None:
        """Note when work that was taken up will be finished."""
        assert work.started is not None
        step = work.step.step
        time, days_of = self._time(step)
        at = drawn(self.seed, work.case, work.step.key, work.turn, "time")
        days = Spread(time.low, time.usual, time.high).at(at)
        day = days_of.finish(work.started, days)
        self._note(max(day, not_before), _FINISH, work.case, work)

    def _time(self, step: Step) -> tuple[LeadTime, Daybook]:
        """Return how long a step takes and over which days; looked up once, asked for often."""
        found = self._times.get(step.key)
        if found is None:
            found = self._times[step.key] = self.tempo.of(step), self.tempo.pace(step).days
        return found

    def _look_at_desks(self, played: Played, day: int) -> None:
        for role, desk in self.desks.items():
            played.backlog[role].append((day, desk.backlog))


def _note_dues(cases: Iterable[Case]) -> None:
    """Note when the work is due that is open still."""
    for case in cases:
        for work in case.works.values():
            work.due = _due(case.progress, work) if case.progress else None


def _due(progress: Progress, work: Work) -> int | None:
    """Return the day work is due, as far as the facts tell."""
    rule = work.step.due
    day = rule.day(progress.facts, date.fromordinal(work.opened)) if rule else None
    return day.toordinal() if day else None


def is_automatic(planned: PlannedStep) -> bool:
    """Return whether nobody has to do anything: a paper that no one signs."""
    return planned.document is not None and "confirm" not in planned.step.options
