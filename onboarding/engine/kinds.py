"""The kinds of steps. Features register theirs here; the engine never imports a feature."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class StepKind:
    """A kind of step: the keys only it may carry, and how it ends.

    `options`: key → whether the key must be there. `outcomes`: whether the step ends in one of
    several outcomes. `asks`: whether it may ask for fields. `route`: whether several decide in
    stages.
    """

    name: str
    options: Mapping[str, bool] = field(default_factory=dict)
    outcomes: bool = False
    asks: bool = True
    route: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """The facts finishing a step makes known by itself: `certain` always, `possible` perhaps.

    `where`: possible fact → the yes-or-no fact with which it is certain.
    """

    certain: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    where: Mapping[str, str] = field(default_factory=dict)


CORE = (
    StepKind("form", {"beside": False}),
    StepKind("task", {"beside": False}),
    StepKind("document", {"document": True, "confirm": False}, asks=False),
    StepKind("decision", {"about": False, "beside": False}, outcomes=True),
    StepKind("approval", {"about": False}, outcomes=True, route=True),
    StepKind("outcome", outcomes=True),
    StepKind("allocation", {"allocates": True}, asks=False),
)


class Registry:
    """The kinds a running service knows, and the names their options may take.

    `tuned_by`: parameters of workflows, `read_by`: fields, that features read themselves.
    """

    def __init__(self) -> None:
        self._kinds = {kind.name: kind for kind in CORE}
        self._names: dict[str, set[str]] = {}
        self._brought: dict[tuple[str, str], Brought] = {}
        self.tuned_by: set[str] = set()
        self.read_by: set[str] = set()

    def register(self, kind: StepKind) -> None:
        """Add a kind; a feature calls this once, when it is loaded."""
        self._kinds[kind.name] = kind

    def allow(self, option: str, *names: str) -> None:
        """Let an option take these values: `allow("allocates", "room")`."""
        self._names.setdefault(option, set()).update(names)

    def brings(
        self,
        option: str,
        name: str,
        *,
        certain: Iterable[str] = (),
        possible: Iterable[str] = (),
        where: str = "",
    ) -> None:
        """Say which facts a step brings: `brings("allocates", "room", certain=[...])`.

        `option` is one of a kind's options, or `kind` itself. `where`: a yes-or-no fact; where it
        is yes, the possible ones are certain.
        """
        perhaps = frozenset(possible)
        given = dict.fromkeys(perhaps, where) if where else {}
        self._brought[option, name] = Brought(frozenset(certain), perhaps, given)

    def brought_by(self, kind: str, options: Mapping[str, str]) -> Brought:
        """Return the facts a step of this kind with these options brings."""
        named = [self._brought.get(pair, Brought()) for pair in (("kind", kind), *options.items())]
        return Brought(
            certain=frozenset[str]().union(*(brought.certain for brought in named)),
            possible=frozenset[str]().union(*(brought.possible for brought in named)),
            where={fact: yes for brought in named for fact, yes in brought.where.items()},
        )

    @property
    def kinds(self) -> Mapping[str, StepKind]:
        """Name → kind."""
        return MappingProxyType(self._kinds)

    def knows(self, option: str, name: str) -> bool:
        """Return whether an option may take this value; options nobody limited take any."""
        return option not in self._names or name in self._names[option]

    def names_of(self, option: str) -> frozenset[str]:
        """Return the values an option may take; none where nobody limited it."""
        return frozenset(self._names.get(option, ()))
