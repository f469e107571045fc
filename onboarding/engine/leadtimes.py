"""How long steps usually take and when offices are slower: an institution's settings, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from onboarding.engine.definition import Places, Source, Step, Text
from onboarding.engine.errors import Place
from onboarding.engine.months import add_months

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKS = ("first", "second", "third", "fourth", "last")
USUAL_PACE = 100
_ESTIMATE = Source("", "", False)


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The time from the day a step opens to the day it is finished.

    `usual`, `low`, `high` are working days where `working`, else calendar days. `by`: the role
    or outside office that decides how long it takes; empty in a default, where it is the role
    of the step. A step that is not `expected` counts only once the case is known to need it.
    """

    usual: int
    low: int
    high: int
    working: bool
    by: str = ""
    expected: bool = True
    source: Source = _ESTIMATE
    places: Places = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Default:
    """The time of steps not named, of a kind and a role; empty ones fit all."""

    kind: str
    role: str
    time: LeadTime

    def fits(self, step: Step) -> bool:
        """Return whether it says how long a step takes."""
        return self.kind in ("", step.kind) and self.role in ("", step.role)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One day of every month: the third Wednesday. `week` 4 is the last of the month."""

    week: int
    weekday: int

    def day_in(self, year: int, month: int) -> date:
        """Return the day in one month."""
        first = date(year, month, 1)
        days_to = (self.weekday - first.weekday()) % 7
        day = add_months(first, 0, days_to + 7 * self.week)
        return day if day.month == month else add_months(day, 0, -7)


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody outside our roles whom steps wait for."""

    id: str
    label: Text
    meets: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """A time of the year at which some offices, or what some steps wait for, are slower.

    `first`, `last`: (year, month, day), year 0 for every year. `pace`: how much of a usual
    day's work is done, in percent: 0 is closed, `USUAL_PACE` only worth telling.
    """

    id: str
    title: Text
    who: tuple[str, ...]
    steps: tuple[str, ...]
    first: tuple[int, int, int]
    last: tuple[int, int, int]
    pace: int
    source: Source
    at: Place
    places: Places = field(default_factory=dict, repr=False, compare=False)

    def holds_for(self, step: Step, by: str) -> bool:
        """Return whether a step is slower in it."""
        return by in self.who or step.key in self.steps

    def has(self, day: date) -> bool:
        """Return whether a day lies in it; one of every year may run over its end."""
        if self.first[0]:
            return date(*self.first) <= day <= date(*self.last)
        today = (0, day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """All lead times of an institution.

    `ready_by`: the date a stay begins on; `ready`: the steps finished by then, `ready_in` those
    of single programmes. `times`: step key → its time; `defaults`: the first that fits counts.
    """

    ready_by: str = "stay.starts_on"
    ready: tuple[str, ...] = ()
    ready_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: Mapping[str, Office] = field(default_factory=dict)
    times: Mapping[str, LeadTime] = field(default_factory=dict)
    defaults: tuple[Default, ...] = ()
    seasons: tuple[Season, ...] = ()
    places: Places = field(default_factory=dict, repr=False, compare=False)

    def of(self, step: Step) -> LeadTime:
        """Return how long a step takes, and who decides that."""
        time = self.times.get(step.key) or self._default(step)
        return time if time.by else replace(time, by=step.role)

    def _default(self, step: Step) -> LeadTime:
        return next((default.time for default in self.defaults if default.fits(step)), UNKNOWN)

    def meeting_of(self, by: str) -> Meeting | None:
        """Return the day of the month on which an office decides, if it does so in meetings."""
        office = self.offices.get(by)
        return office.meets if office else None

    def seasons_of(self, step: Step) -> tuple[Season, ...]:
        """Return the times of the year that concern a step."""
        by = self.of(step).by
        return tuple(season for season in self.seasons if season.holds_for(step, by))

    def ready_for(self, programme: str) -> tuple[str, ...]:
        """Return the steps after which a stay under a programme can begin."""
        return self.ready_in.get(programme, self.ready)

    def changed(self, times: Mapping[str, LeadTime]) -> "LeadTimes":
        """Return the same with other times of some steps: step key → time."""
        return replace(self, times={**self.times, **times})


UNKNOWN = LeadTime(5, 5, 5, working=True)
