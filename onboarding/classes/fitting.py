"""Which courses fit somebody placed in a level for the time of their stay, the best first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onboarding.classes.models import Course

_FAR = 2


@dataclass(frozen=True, slots=True)
class Filled:
    """A course with how many seats are taken and how many people wait."""

    course: Course
    taken: int = 0
    waiting: int = 0

    @property
    def left(self) -> int:
        """Return how many seats can be had: none while somebody waits for one."""
        return 0 if self.waiting else max(0, self.course.seats - self.taken)


@dataclass(frozen=True, slots=True)
class Learner:
    """Who looks for a class: the level they are placed in (empty for any), and their stay."""

    level: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A course for a learner. `remarks`: `lower`, `higher`, `late`, `early`, or `full`."""

    filled: Filled
    remarks: tuple[str, ...]

    @property
    def course(self) -> Course:
        """Return the course."""
        return self.filled.course

    @property
    def fits(self) -> bool:
        """Return whether the level is theirs and the stay holds all its lessons."""
        return not set(self.remarks) - {"full"}


def choose(
    courses: Iterable[Filled], learner: Learner, *, levels: Sequence[str], today: date
) -> list[Choice]:
    """Return the running and coming courses of a learner's level and its neighbours.

    `levels`: the levels in order. Courses wholly outside the stay are left out.
    """
    found = [
        Choice(filled, _remarks(filled, learner, levels, today))
        for filled in courses
        if _distance(filled.course, learner, levels) < _FAR and _meets(filled.course, learner)
    ]
    return sorted(found, key=lambda one: _order(one, learner, levels))


def _distance(course: Course, learner: Learner, levels: Sequence[str]) -> int:
    """Return how many levels lie between; a level unknown to the list is near to none."""
    if not learner.level or course.level == learner.level:
        return 0
    if course.level not in levels or learner.level not in levels:
        return _FAR
    return abs(levels.index(course.level) - levels.index(learner.level))


def _meets(course: Course, learner: Learner) -> bool:
    begins_in_time = learner.last is None or course.starts_on <= learner.last
    return begins_in_time and (learner.first is None or course.ends_on >= learner.first)


def _remarks(
    filled: Filled, learner: Learner, levels: Sequence[str], today: date
) -> tuple[str, ...]:
    course = filled.course
    other = learner.level in levels and course.level in levels and course.level != learner.level
    lower = other and levels.index(course.level) < levels.index(learner.level)
    arrives = max(learner.first or today, today)
    remarks = [
        ("lower", lower),
        ("higher", other and not lower),
        ("late", arrives > course.starts_on),
        ("early", learner.last is not None and learner.last < course.ends_on),
        ("full", filled.left == 0),
    ]
    return tuple(name for name, holds in remarks if holds)


def _order(one: Choice, learner: Learner, levels: Sequence[str]) -> tuple[int, int, date, str]:
    distance = _distance(one.course, learner, levels)
    against = len(set(one.remarks) - {"full"})
    return distance, against, one.course.starts_on, one.course.code
