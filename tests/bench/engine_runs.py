"""The case the engine is measured with, played once and told again and again.

Everything is the shipped programme of a fellow who stays half a year alone, in a flat found
already and without a Japanese class: the case that comes nearest to the 60 steps of the promise
from above. The plan has some 100 steps, with their conditions, dates and reminders.
"""

from dataclasses import dataclass
from datetime import date

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.events import ANSWERED, Event
from onboarding.engine.progress import Progress, begin, happen, replay
from tests.cases.playing import Play, Shape, blueprint_of

STEPS = 60
SIMPLE = {"housing.wanted": False, "japanese.wants_class": False}
# A text no condition and no paper reads: telling it again and again leaves the case where it is.
NOTED = "housing.needs"


@dataclass(frozen=True)
class Run:
    """A case from its opening to its end."""

    blueprint: Blueprint
    events: tuple[Event, ...]

    def half(self) -> tuple[Event, ...]:
        """Return its history after half of its steps."""
        return self.events[: len(self.events) // 2 + 1]

    def aged(self, number: int) -> Progress:
        """Return it after ten events, or after as many as that, all but ten of them small."""
        events = list(self.events[:10])
        for sequence in range(len(events) + 1, number + 1):
            facts = {NOTED: f"A quiet room, floor {sequence % 7}"}
            events.append(Event(sequence, ANSWERED, events[-1].on, {"facts": facts}))
        return replay(self.blueprint, events, events[-1].on)


def played() -> Run:
    """Return a case of sixty steps or some more."""
    play = Play(Shape("jsps_fellow", 180, SIMPLE)).end()
    assert len(play.done) >= STEPS, len(play.done)
    return Run(blueprint_of("jsps_fellow"), tuple(play.events))


def complete(run: Run) -> list[date]:
    """Run the case to its end, one event after another as people would cause them.

    Of each step that opens, its due date and the days of its reminders are computed.
    """
    progress, days, told = begin(run.blueprint, run.events[0].on), [], 0
    for event in run.events:
        happen(progress, event)
        fresh = progress.open & ~told
        told |= fresh
        while fresh:
            number = (fresh & -fresh).bit_length() - 1
            fresh &= fresh - 1
            planned = progress.plan.steps[number]
            due = planned.due.day(progress.facts, progress.opened[number]) if planned.due else None
            if due:
                days += [due, *planned.told_on(due, run.blueprint.workdays)]
    assert progress.all_done()
    return days
