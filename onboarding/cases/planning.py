"""Whether a stay can begin as wanted, as people read it: why not, from when on, what decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from onboarding.cases.checklist import Checklist, Line, item_name
from onboarding.cases.library import library
from onboarding.engine.backplan import Outlook, Timing, outlook
from onboarding.engine.definition import Text
from onboarding.engine.events import ANSWERED, OPENED, Event
from onboarding.engine.leadtimes import LeadTime, Season
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, advance, begin
from onboarding.web.filters import day


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain the start hangs on: who decides how long it takes, until when."""

    planned: PlannedStep
    who: str
    by: Text
    time: LeadTime
    timing: Timing
    seasons: tuple[Season, ...]


def outlook_of(progress: Progress) -> Outlook | None:
    """Return what becomes of the start of a case; None where there is nothing to say."""
    return outlook(progress, library().tempo)


def chain_of(progress: Progress, found: Outlook) -> list[Link]:
    """Return the steps the start hangs on most, in order."""
    tempo, roles, links = library().tempo, library().roles, []
    for number in found.path:
        planned, timing = progress.plan.steps[number], found.timings[number]
        time = tempo.of(planned.step)
        office = tempo.times.offices.get(time.by)
        by = office.label if office else roles[time.by].label
        seasons = (s for s in tempo.times.seasons_of(planned.step) if _within(s, timing))
        who = item_name(progress, planned.item)
        links.append(Link(planned, who, by, time, timing, tuple(seasons)))
    return links


def _within(season: Season, timing: Timing) -> bool:
    length = (timing.finish - timing.opens).days
    return any(season.has(timing.opens + timedelta(days=number)) for number in range(length + 1))


def marked(found: Checklist, seen: Outlook | None) -> Checklist:
    """Return a checklist with the latest day of each step, and which of them decide."""
    if seen is None:
        return found
    return Checklist(tuple(_marked(line, seen) for line in found.lines))


def _marked(line: Line, seen: Outlook) -> Line:
    number = line.planned.number
    timing = seen.timings.get(number)
    latest = timing.finish_by if timing else None
    return replace(line, latest=latest, decisive=number in seen.path)


def usual_time(time: LeadTime) -> str:
    """Write how long a step usually takes, with a mark where nobody has verified that."""
    usual = _usual(time)
    if time.low != time.high:
        usual = _("%(usual)s (%(low)s to %(high)s)", usual=usual, low=time.low, high=time.high)
    return usual if time.source.verified else f"{usual} *"


def _usual(time: LeadTime) -> str:
    if not time.usual:
        return _("usually on the same day")
    if time.working:
        return ngettext("usually %(num)s working day", "usually %(num)s working days", time.usual)
    return ngettext("usually %(num)s day", "usually %(num)s days", time.usual)


def foreseen(programme: str, facts: Mapping[str, Any], today: date) -> Outlook | None:
    """Return what would become of the start of a case opened today with these facts."""
    blueprint = library().blueprint(programme, library().versions_for(programme))
    opening = Event(1, OPENED, today, {"facts": dict(facts)})
    return outlook_of(advance(begin(blueprint, today), opening))


def with_facts(progress: Progress, facts: Mapping[str, Any]) -> Progress:
    """Return what a case would be with other facts; nothing of it is kept."""
    event = Event(progress.sequence + 1, ANSWERED, progress.today, {"facts": dict(facts)})
    return advance(progress, event)


def made_unmet(progress: Progress, facts: Mapping[str, Any]) -> Outlook | None:
    """Return the outlook of a case with other facts, if it is these that make the start unmet."""
    before, after = outlook_of(progress), outlook_of(with_facts(progress, facts))
    if after is None or after.met:
        return None
    return after if before is None or before.met or before.wanted != after.wanted else None


def too_early(found: Outlook) -> str:
    """Say that a start cannot be met, and which can."""
    if found.earliest is None:
        return _(
            "A start on %(day)s cannot be met, nor one near it, with the lead times as they are.",
            day=day(found.wanted),
        )
    return _(
        "A start on %(day)s can no longer be met. The earliest that can is %(earliest)s.",
        day=day(found.wanted),
        earliest=day(found.earliest),
    )
