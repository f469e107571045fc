"""Checking lead times: whether the steps, roles and dates they name are there."""

from collections.abc import Iterator

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.daybook import Daybook
from onboarding.engine.errors import Fault, Place
from onboarding.engine.leadtimes import Default, LeadTimes, Season
from onboarding.engine.references import References
from onboarding.engine.tree import Type

# A year in which what is closed every year must leave something open.
_ANY_YEAR = 2027


def check_lead_times(catalogue: Catalogue) -> list[Fault]:
    """Return every fault of the lead times of an institution, in file order."""
    times = catalogue.lead_times
    found = set(_faults(References(catalogue, catalogue.names()), times) if times.places else ())
    return sorted(found, key=lambda fault: (fault.place, fault.code, fault.about))


def _faults(known: References, times: LeadTimes) -> Iterator[Fault]:
    yield from _ready(known, times)
    for key, time in times.times.items():
        yield from known.step(key, time.places[""])
        yield from _who(known, times, time.by, time.places.get("by", time.places[""]))
    for default in times.defaults:
        yield from _default(known, times, default)
    for season in times.seasons:
        yield from _season(known, times, season)
    yield from _never_open(known, times)


def _ready(known: References, times: LeadTimes) -> Iterator[Fault]:
    named = known.names.get(times.ready_by)
    if named is None or named.type is not Type.DATE or named.of:
        at = times.places.get("ready_by", times.places[""])
        yield Fault(at, "E103", "unknown_name", (times.ready_by,))
    for programme, steps in times.ready_in.items():
        if programme not in known.catalogue.programmes:
            about = (programme, *known.catalogue.programmes)
            yield Fault(times.places[programme], "E103", "unknown_option", about)
        for step in steps:
            yield from known.step(step, times.places[step])
    for step in times.ready:
        yield from known.step(step, times.places[step])


def _who(known: References, times: LeadTimes, id: str, at: Place) -> Iterator[Fault]:
    """Return E103 where nobody has this name: neither a role nor an office outside."""
    if id and id not in known.catalogue.roles and id not in times.offices:
        yield Fault(at, "E103", "unknown_office", (id,))


def _default(known: References, times: LeadTimes, default: Default) -> Iterator[Fault]:
    places = default.time.places
    kinds = known.catalogue.registry.kinds
    if default.kind and default.kind not in kinds:
        yield Fault(places["kind"], "E101", "not_one_of", (default.kind, *kinds))
    yield from known.role(default.role, places.get("role", places[""]))
    yield from _who(known, times, default.time.by, places.get("by", places[""]))


def _season(known: References, times: LeadTimes, season: Season) -> Iterator[Fault]:
    for who in season.who:
        yield from _who(known, times, who, season.places[who])
    for step in season.steps:
        yield from known.step(step, season.places[step])


def _never_open(known: References, times: LeadTimes) -> Iterator[Fault]:
    """Return E101 where the seasons of every year leave a step no day at all."""
    steps = (step for workflow in known.catalogue.current() for step in workflow.steps)
    for seasons in {times.seasons_of(step) for step in steps}:
        yearly = [season for season in seasons if not season.first[0]]
        if not Daybook(known.catalogue.workdays.is_working, yearly).work_in(_ANY_YEAR):
            yield Fault(yearly[-1].at, "E101", "never_open", (yearly[-1].id,))
