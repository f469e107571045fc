"""A tiny institution whose season can be worked out by hand, and the shipped one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import yaml

import onboarding.classes
import onboarding.housing
import onboarding.interviews
import onboarding.rehearsal  # noqa: F401 - these register the kinds of steps and checks they own
from onboarding.cases.library import read_folder
from onboarding.config import assets
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Text
from onboarding.engine.leadtimes import LeadTime, LeadTimes, Office
from onboarding.engine.tempo import Tempo
from onboarding.rehearsal.clockwork.answering import Answers
from onboarding.rehearsal.clockwork.draws import Spread
from onboarding.rehearsal.clockwork.figures import Figures, figures
from onboarding.rehearsal.clockwork.memory import Memory
from onboarding.rehearsal.clockwork.people import Arrival
from onboarding.rehearsal.clockwork.running import Clockwork, Played
from onboarding.rehearsal.clockwork.season import Effort, Length, Season, Settings
from onboarding.rehearsal.rehearsing import plan_of, prepared, rehearse
from tests.engine import building

STEPS = """
- {id: ask, kind: form, role: guest, asks: [person.name], due: 20 days before stay.starts_on}
- {id: check, role: office, needs: [ask], due: 5 working days after opening}
- {id: visa, role: office, needs: [check]}
- id: arrive
  role: guest
  needs: [visa]
  opens: 3 days before stay.starts_on
  due: on stay.starts_on
"""
# Opening and start of an arrival in good time, and of one too late.
EARLY = (date(2027, 1, 4), date(2027, 2, 1))
HASTY = (date(2027, 1, 5), date(2027, 1, 20))
# An hour of work for each check, and one hour a day.
HOURLY = Effort({}, {"w.check": 60}, 60)
SEASON = Season(
    months=[(1, 1.0)],
    lengths=[(Length(Spread(30, 30, 30), Spread(60, 60, 60)), 1.0)],
    programmes={},
    follow=4,
    opening=(),
    answers={},
    lists={},
    chances={},
    effort=HOURLY,
    staff={},
    sources={},
)


def catalogue() -> Catalogue:
    """Return the tiny institution, with a bureau outside that takes ten days."""
    files = building.Files(
        [building.workflow(STEPS)],
        [building.dump({"id": "p", "title": building.BOTH, "workflows": ["w"]})],
    )
    found, faults = building.read(files)
    assert faults == []
    found.lead_times = LeadTimes(
        ready=("w.arrive",),
        offices={"bureau": Office("bureau", Text("Bureau", "局"))},
        times={
            "w.ask": LeadTime(5, 5, 5, working=False),
            "w.check": LeadTime(1, 1, 1, working=True),
            "w.visa": LeadTime(10, 10, 10, working=False, by="bureau"),
            "w.arrive": LeadTime(3, 3, 3, working=False),
        },
    )
    return found


def arrival(number: int, opens_on: date, starts_on: date) -> Arrival:
    """Return an arrival under the tiny programme."""
    return Arrival(number, "p", opens_on, starts_on, starts_on.replace(month=12))


def play(people: Sequence[Arrival], times: LeadTimes | None = None, **staff: int) -> Played:
    """Play some arrivals to the end of February 2027."""
    found = catalogue()
    clock = Clockwork(
        world(found), Tempo(times or found.lead_times, found.workdays), HOURLY, seed=1
    )
    return clock.play(people, staff, until=date(2027, 2, 28), tell=lambda opened: None)


def told(played: Played, times: LeadTimes | None = None, **staff: int) -> Figures:
    """Return the figures of a tiny season."""
    found = catalogue()
    capacity = {role: count * HOURLY.day for role, count in staff.items()}
    order = [*found.roles, *found.lead_times.offices]
    own = times or found.lead_times
    tempo = Tempo(own, found.workdays)
    return figures(
        played, own, order, capacity, lambda case: plan_of(world(found), tempo, case.arrival)
    )


def world(found: Catalogue) -> Memory:
    """Return the world of tiny cases."""
    blueprint = found.blueprint("p", found.versions_for("p"))
    return Memory(Answers(SEASON, 1, found.workdays), found.registry, lambda name: blueprint)


@cache
def shipped() -> Catalogue:
    """Return the project's own definitions."""
    return read_folder(assets() / "workflows").catalogue


def season(
    arrivals: int = 60, programmes: tuple[str, ...] = ("employed",), **more: object
) -> Figures:
    """Rehearse a season of the project's own programmes."""
    settings = replace(Settings(programmes, arrivals, date(2027, 4, 1), 1), **more)
    return rehearse(prepared(shipped(), assets() / "workflows", settings))


def as_yaml(value: object) -> str:
    """Return a value as YAML."""
    return yaml.safe_dump(value, allow_unicode=True)


def replaced(season: Season, name: str, value: object) -> Season:
    """Return a season with another part."""
    return replace(season, **{name: value})
