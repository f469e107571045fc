"""One piece of work of a season: a step of one case, from the day it opened."""

from __future__ import annotations

from dataclasses import dataclass

from onboarding.engine.plan import PlannedStep


@dataclass(slots=True, eq=False)
class Work:
    """A step that is or was open in a case. Days are numbers, as `date.toordinal` gives them.

    It ends *done*, or *gone* because it was sent back, not needed or called off, or stays open.
    `who`: the role or outside office that decides how long it takes. `started`: the day
    somebody took it up. `after`: the work whose end opened it; none where a date or the opening
    of the case did. `turn` counts how often it opened in its case. `minutes`: hands-on work
    still to do.
    """

    number: int
    case: int
    step: PlannedStep
    who: str
    opened: int
    after: Work | None = None
    due: int | None = None
    started: int | None = None
    done: int | None = None
    gone: int | None = None
    minutes: int = 0
    turn: int = 1

    @property
    def key(self) -> str:
        """Return the key of its step, whichever item it is for."""
        return self.step.step.key

    @property
    def ended(self) -> int | None:
        """Return the day it was open no more."""
        return self.gone if self.done is None else self.done

    @property
    def waited(self) -> int:
        """Return the days until somebody took it up."""
        return 0 if self.started is None else self.started - self.opened

    @property
    def late(self) -> int:
        """Return by how many days it was done after its due date; 0 where it was not."""
        if self.done is None or self.due is None:
            return 0
        return max(0, self.done - self.due)
