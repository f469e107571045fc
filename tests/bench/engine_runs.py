"""The case the engine is measured with, played once and told again and again.

Everything is the shipped programme of an employed researcher who stays a year alone: a plan of
87 steps with its conditions, dates and reminders, of which the case does 60.
"""

from dataclasses import dataclass
from datetime import date

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.events import ANSWERED, Event
from onboarding.engine.progress import Progress, begin, happen, replay
from tests.cases.playing import Play, Shape, blueprint_of

STEPS = 60


@dataclass(frozen=True)
class Run:
    """A case from its opening to its end."""

    blueprint: Blueprint
    events: tuple[Event, ...]

    def half(self) -> tuple[Event, ...]:
        """Return its history after half of its steps."""
        return self.events[: STEPS // 2 + 1]

    def aged(self, number: int) -> Progress:
        """Return it after ten events, or after as many as that, all but ten of them small."""
        events = list(self.events[:10])
        for sequence in range(len(events) + 1, number + 1):
            facts = {"stay.theme": f"Optics {sequence % 7}"}
            events.append(Event(sequence, ANSWERED, events[-1].on, {"facts": facts}))
        return replay(self.blueprint, events, events[-1].on)


def played() -> Run:
    """Return a case of sixty steps."""
    play = Play(Shape("employed", 365)).end()
    assert len(play.done) == STEPS, len(play.done)
    return Run(blueprint_of("employed"), tuple(play.events))


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
