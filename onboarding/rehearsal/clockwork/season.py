"""What a season is made of: when stays begin, how long they are, what people answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onboarding.engine.definition import Source
from onboarding.engine.due import DueRule
from onboarding.rehearsal.clockwork.draws import Shares, Spread


@dataclass(frozen=True, slots=True)
class Among:
    """One of some values, each as often as its share says."""

    shares: Shares


@dataclass(frozen=True, slots=True)
class InOrder:
    """The first item of a list gets the first value, the next one the next; then the last."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day by a date rule; `opening` is the day of the answer.

    `around`: up to so many days before or after it. `every`: each further item of a list so
    many days later.
    """

    rule: DueRule
    around: int = 0
    every: int = 0


Answer = Among | Spread | InOrder | OnDay


@dataclass(frozen=True, slots=True)
class Length:
    """A kind of stay: how many days it is long, and how many before it its case is opened."""

    days: Spread
    notice: Spread


@dataclass(frozen=True, slots=True)
class Effort:
    """Hands-on work: minutes by kind of step, or by step; `day` is what one person has a day."""

    kinds: Mapping[str, int]
    steps: Mapping[str, int]
    day: int

    def minutes(self, step: str, kind: str) -> int:
        """Return how long somebody works on a step; a kind nobody measured takes 20 minutes."""
        return self.steps.get(step, self.kinds.get(kind, 20))


@dataclass(frozen=True, slots=True)
class Season:
    """A season's rule table. `lengths`: kinds of stays (`Length`) with their shares.

    `chances`: step key → outcome → percent; the first outcome takes the rest.

    `follow`: weeks to go on after the last start. `sources`: what the numbers rest on, by the
    part of the file.
    """

    months: Shares
    lengths: Shares
    programmes: Mapping[str, float]
    follow: int
    opening: tuple[str, ...]
    answers: Mapping[str, Answer]
    lists: Mapping[str, Shares]
    chances: Mapping[str, Mapping[str, float]]
    effort: Effort
    staff: Mapping[str, int]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Settings:
    """What somebody asked to rehearse.

    `set`: step key → days it takes instead; `staff`: role → how many people.
    """

    programmes: tuple[str, ...]
    arrivals: int
    first: date
    seed: int
    set: Mapping[str, int] = field(default_factory=dict)
    staff: Mapping[str, int] = field(default_factory=dict)
