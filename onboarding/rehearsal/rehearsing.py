"""Rehearsing a season: settings in, figures out. No database is asked or changed."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from onboarding.engine.backplan import outlook
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.leadtimes import LeadTime, LeadTimes
from onboarding.engine.months import add_months
from onboarding.engine.tempo import Tempo
from onboarding.rehearsal.clockwork.answering import Answers
from onboarding.rehearsal.clockwork.figures import Figures, Planned, figures
from onboarding.rehearsal.clockwork.memory import Memory
from onboarding.rehearsal.clockwork.people import Arrival, arrivals
from onboarding.rehearsal.clockwork.running import Clockwork, Tell
from onboarding.rehearsal.clockwork.season import Season, Settings
from onboarding.rehearsal.reading import season_of


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a season is rehearsed with: the definitions, the season's rule table, the wishes."""

    catalogue: Catalogue
    season: Season
    settings: Settings

    @property
    def staff(self) -> dict[str, int]:
        """Return role → how many people, of the roles whose staff is limited."""
        return {**self.season.staff, **self.settings.staff}

    @property
    def times(self) -> LeadTimes:
        """Return the lead times, those asked for in place of the usual."""
        times = self.catalogue.lead_times
        steps = {step.key: step for w in self.catalogue.current() for step in w.steps}
        changed = {key: times.of(steps[key]) for key in self.settings.set}
        return times.changed({k: lasting(t, self.settings.set[k]) for k, t in changed.items()})

    @property
    def until(self) -> date:
        """Return the last day that is played."""
        year = add_months(self.settings.first, 12)
        return year + timedelta(weeks=self.season.follow)


def prepared(catalogue: Catalogue, folder: Path, settings: Settings) -> Rehearsal:
    """Return what a rehearsal needs.

    Raises:
        engine.errors.FaultyDefinition: the season's rule table is missing or faulty.
    """
    return Rehearsal(catalogue, season_of(folder, catalogue), settings)


def lasting(time: LeadTime, usual: int) -> LeadTime:
    """Return a lead time that usually takes otherwise; its spread grows and shrinks with it."""
    if not time.usual:
        return replace(time, usual=usual, low=usual, high=usual)
    low, high = (round(days * usual / time.usual) for days in (time.low, time.high))
    return replace(time, usual=usual, low=low, high=high)


def rehearse(rehearsal: Rehearsal, tell: Tell = lambda opened: None) -> Figures:
    """Play a season in memory; `tell` hears how many cases have opened."""
    catalogue, season, settings = rehearsal.catalogue, rehearsal.season, rehearsal.settings
    answers = Answers(season, settings.seed, catalogue.workdays)
    world = Memory(
        answers,
        catalogue.registry,
        lambda name: catalogue.blueprint(name, catalogue.versions_for(name)),
    )
    tempo = Tempo(rehearsal.times, catalogue.workdays)
    clock = Clockwork(world, tempo, season.effort, seed=settings.seed)
    people = list(arrivals(season, settings))
    with _keeping_all():
        played = clock.play(people, rehearsal.staff, until=rehearsal.until, tell=tell)
    capacity = {role: count * season.effort.day for role, count in rehearsal.staff.items()}
    order = order_of(catalogue)
    return figures(
        played, rehearsal.times, order, capacity, lambda case: plan_of(world, tempo, case.arrival)
    )


@contextmanager
def _keeping_all() -> Iterator[None]:
    """Look for no garbage meanwhile: there is none in circles, and looking takes a tenth."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def plan_of(world: Memory, tempo: Tempo, arrival: Arrival) -> tuple[Planned, ...]:
    """Return the critical path of an arrival by lead times alone, as planned when it opens."""
    progress = world.open(arrival)
    found = outlook(progress, tempo)
    if found is None:
        return ()
    steps = [(progress.plan.steps[number].step, found.timings[number]) for number in found.path]
    return tuple(
        Planned(step.key, tempo.of(step).by, (timing.finish - timing.opens).days)
        for step, timing in steps
    )


def order_of(catalogue: Catalogue) -> list[str]:
    """Return roles, then outside offices, as reports list them."""
    return [*catalogue.roles, *catalogue.lead_times.offices]


def names_of(catalogue: Catalogue, language: str) -> Mapping[str, str]:
    """Return what reports call roles, offices, programmes and steps."""
    labels = {id: role.label for id, role in catalogue.roles.items()}
    labels |= {id: office.label for id, office in catalogue.lead_times.offices.items()}
    labels |= {id: programme.label for id, programme in catalogue.programmes.items()}
    labels |= {step.key: step.title for w in catalogue.current() for step in w.steps}
    return {id: label.in_(language) for id, label in labels.items()}
