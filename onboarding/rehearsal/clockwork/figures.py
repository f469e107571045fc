"""The figures of a season that was played: weeks, steps, starts, critical paths, the bottleneck."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from onboarding.engine.leadtimes import LeadTimes
from onboarding.rehearsal.clockwork.chains import Start, start_of
from onboarding.rehearsal.clockwork.running import Case, Played
from onboarding.rehearsal.clockwork.work import Work

WEEK = 7
# Role with limited staff → minutes its people have a day.
Capacity = Mapping[str, int]
PlanOf = Callable[[Case], "tuple[Planned, ...]"]
_Name = TypeVar("_Name", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class Weeks:
    """The work of a role or outside office, week by week: numbers of steps.

    `open`, `late`: at the end of the week; `opened`, `done`: within it.
    """

    who: str
    open: tuple[int, ...]
    opened: tuple[int, ...]
    done: tuple[int, ...]
    late: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StepFigures:
    """How one step went over the season. Times are days at the mean.

    `waited`: until somebody took it up; `took`: from then on; `over`: past the due date, of
    those done late.
    """

    key: str
    who: str
    done: int
    late: int
    waited: float
    took: float
    over: float


@dataclass(frozen=True, slots=True)
class OnPath:
    """A step on the critical paths: of how many, and for how long at the mean."""

    key: str
    who: str
    cases: int
    waited: float
    took: float


@dataclass(frozen=True, slots=True)
class Planned:
    """A step on the critical path of a plan: the days it takes by its lead time alone."""

    key: str
    who: str
    days: int


@dataclass(frozen=True, slots=True)
class Starts:
    """How the stays began. `over`: days late at the mean, of those late."""

    in_time: int
    late: int
    off: int
    pending: int
    over: float


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """What critical paths wait for most. `kind`: `people` (work lies) or `time` (it takes).

    `days`: days of each critical path, at the mean over all of them.
    """

    kind: str
    who: str
    step: str
    days: float


@dataclass(frozen=True, slots=True)
class Overload:
    """The first week at whose end a role has more work than it does in a week. `days` of it."""

    who: str
    week: str
    days: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a rehearsal tells. `weeks`: the Mondays, as ISO dates.

    `path`: the commonest critical path, of `path_cases` stays; `often`: the steps on most of
    them; `plan`: the critical path of such a stay by lead times alone, as planned when its case
    opens. `stuck`: step at which cases could not go on → how many.
    """

    weeks: tuple[str, ...]
    roles: tuple[Weeks, ...]
    steps: tuple[StepFigures, ...]
    starts: Starts
    path: tuple[OnPath, ...]
    path_cases: int
    often: tuple[OnPath, ...]
    plan: tuple[Planned, ...]
    bottleneck: Bottleneck | None
    overloads: tuple[Overload, ...]
    stuck: Mapping[str, int]
    arrivals: int
    works: int

    def plain(self) -> dict[str, Any]:
        """Return the figures as JSON can hold them."""
        return asdict(self)


def from_plain(found: Mapping[str, Any]) -> Figures:
    """Return the figures JSON held."""
    bottleneck = found["bottleneck"]
    return Figures(
        weeks=tuple(found["weeks"]),
        roles=tuple(_weeks_from(one) for one in found["roles"]),
        steps=tuple(StepFigures(**one) for one in found["steps"]),
        starts=Starts(**found["starts"]),
        path=tuple(OnPath(**one) for one in found["path"]),
        path_cases=found["path_cases"],
        often=tuple(OnPath(**one) for one in found["often"]),
        plan=tuple(Planned(**one) for one in found.get("plan", ())),
        bottleneck=Bottleneck(**bottleneck) if bottleneck else None,
        overloads=tuple(Overload(**one) for one in found["overloads"]),
        stuck=found["stuck"],
        arrivals=found["arrivals"],
        works=found["works"],
    )


def _weeks_from(found: Mapping[str, Any]) -> Weeks:
    numbers = {name: tuple(found[name]) for name in ("open", "opened", "done", "late")}
    return Weeks(who=found["who"], **numbers)


def figures(
    played: Played, times: LeadTimes, order: Sequence[str], capacity: Capacity, plan_of: PlanOf
) -> Figures:
    """Return the figures of a season. `order`: roles and offices as reports list them.

    `plan_of`: case → the critical path of its plan.
    """
    works = list(played.works())
    starts = [start_of(case, times.ready_for(case.arrival.programme)) for case in played.cases]
    chains = [start.chain for start in starts if start and start.chain and not start.off]
    commonest = _commonest(chains)
    return Figures(
        weeks=tuple(date.fromordinal(day).isoformat() for day in _mondays(played)),
        roles=tuple(_by_role(works, played, order)),
        steps=tuple(_by_step(works)),
        starts=_starts(starts),
        path=tuple(_along(commonest)),
        path_cases=len(commonest),
        often=tuple(_often(chains)),
        plan=plan_of(played.cases[commonest[0][0].case]) if commonest else (),
        bottleneck=_bottleneck(chains, capacity),
        overloads=tuple(_overloads(played, capacity)),
        stuck=dict(sorted(Counter(case.stuck for case in played.cases if case.stuck).items())),
        arrivals=len(played.cases),
        works=len(works),
    )


def _mondays(played: Played) -> range:
    first = played.first - (played.first - 1) % WEEK
    return range(first, played.last + 1, WEEK)


def _by_role(works: Iterable[Work], played: Played, order: Sequence[str]) -> Iterable[Weeks]:
    """Return the weeks of every role that had work, in the order given."""
    of: defaultdict[str, list[Work]] = defaultdict(list)
    for work in works:
        of[work.who].append(work)
    rank = {who: number for number, who in enumerate(order)}
    for who in sorted(of, key=lambda who: (rank.get(who, len(rank)), who)):
        yield _weeks(who, of[who], _mondays(played))


def _weeks(who: str, works: Iterable[Work], mondays: range) -> Weeks:
    count = len(mondays)
    opened, done, stands, late = ([0] * (count + 1) for _ in range(4))

    def week(day: int) -> int:
        return min(max(0, (day - mondays.start) // WEEK), count)

    for work in works:
        first = week(work.opened)
        last = count if work.ended is None else week(work.ended)
        opened[first] += 1
        if work.done is not None:
            done[last] += 1
        stands[first] += 1
        stands[last] -= 1
        if work.due is not None and (begun := max(first, week(work.due + 1))) < last:
            late[begun] += 1
            late[last] -= 1
    return Weeks(who, _summed(stands), tuple(opened[:-1]), tuple(done[:-1]), _summed(late))


def _summed(changes: Sequence[int]) -> tuple[int, ...]:
    """Return what stands at the end of each week, from what came and went."""
    found, now = [], 0
    for change in changes[:-1]:
        now += change
        found.append(now)
    return tuple(found)


def _by_step(works: Iterable[Work]) -> Iterable[StepFigures]:
    of: defaultdict[str, list[Work]] = defaultdict(list)
    for work in works:
        if work.done is not None:
            of[work.key].append(work)
    for key, done in of.items():
        late = [work.late for work in done if work.late]
        waited, took = (mean([f(work) for work in done]) for f in (_waited, _took))
        yield StepFigures(key, done[0].who, len(done), len(late), waited, took, mean(late))


def _waited(work: Work) -> int:
    return work.waited


def _took(work: Work) -> int:
    return work.done - work.started if work.done is not None and work.started is not None else 0


def mean(numbers: Sequence[int]) -> float:
    """Return the mean to one decimal; 0 of nothing."""
    return round(sum(numbers) / len(numbers), 1) if numbers else 0.0


def _starts(starts: Iterable[Start | None]) -> Starts:
    known = [start for start in starts if start is not None]
    off = [start for start in known if start.off]
    late = [start.over for start in known if start.over and not start.off]
    in_time = sum(start.in_time for start in known)
    pending = len(known) - len(off) - len(late) - in_time
    return Starts(in_time, len(late), len(off), pending, mean(late))


def _commonest(chains: Iterable[Sequence[Work]]) -> list[Sequence[Work]]:
    """Return the chains of the commonest kind: the same steps one after the other."""
    kinds: defaultdict[tuple[str, ...], list[Sequence[Work]]] = defaultdict(list)
    for chain in chains:
        kinds[tuple(work.key for work in chain)].append(chain)
    return max(kinds.values(), key=len, default=[])


def _along(chains: Sequence[Sequence[Work]]) -> Iterable[OnPath]:
    """Return the steps of chains of one kind, with their times at the mean."""
    for works in zip(*chains, strict=True):
        yield _on_path(works[0].key, works)


def _often(chains: Sequence[Sequence[Work]]) -> list[OnPath]:
    """Return the steps on critical paths, those on most of them first."""
    of: defaultdict[str, list[Work]] = defaultdict(list)
    for chain in chains:
        for work in chain:
            of[work.key].append(work)
    found = [_on_path(key, works) for key, works in of.items()]
    return sorted(found, key=lambda one: (-one.cases, one.key))


def _on_path(key: str, works: Sequence[Work]) -> OnPath:
    cases = len({work.case for work in works})
    waited, took = (mean([f(work) for work in works]) for f in (_waited, _took))
    return OnPath(key, works[0].who, cases, waited, took)


def _bottleneck(chains: Sequence[Sequence[Work]], capacity: Capacity) -> Bottleneck | None:
    """Return what critical paths wait for most: people of a role, or the time of one step."""
    lying: Counter[str] = Counter()
    taking: Counter[tuple[str, str]] = Counter()
    most_at: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for chain in chains:
        for work in chain:
            taking[work.who, work.key] += _took(work)
            if work.who in capacity:
                lying[work.who] += work.waited
                most_at[work.who][work.key] += work.waited
    if not taking:
        return None
    who, key = _largest(taking)
    found = Bottleneck("time", who, key, round(taking[who, key] / len(chains), 1))
    if lying and max(lying.values()) > taking[who, key]:
        role = _largest(lying)
        days = round(lying[role] / len(chains), 1)
        found = Bottleneck("people", role, _largest(most_at[role]), days)
    return found


def _largest(counted: Counter[_Name]) -> _Name:
    """Return the name counted most, the first by name of several."""
    return min(counted, key=lambda name: (-counted[name], name))


def _overloads(played: Played, capacity: Capacity) -> Iterable[Overload]:
    """Return the first week of each role in which more lies there than a week's work."""
    for role, weeks in played.backlog.items():
        for day, minutes in weeks:
            if minutes > capacity[role] * 5:
                monday = date.fromordinal(day - WEEK + 1).isoformat()
                yield Overload(role, monday, round(minutes / capacity[role], 1))
                break
