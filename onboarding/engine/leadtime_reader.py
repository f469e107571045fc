"""Reading the lead times of an institution from its file of settings."""

import re
from collections.abc import Mapping
from datetime import date

from onboarding.engine.definition import Source
from onboarding.engine.entries import Entry, places_of
from onboarding.engine.errors import Place
from onboarding.engine.keys import Keys
from onboarding.engine.leadtimes import (
    USUAL_PACE,
    WEEKDAYS,
    WEEKS,
    Default,
    LeadTime,
    LeadTimes,
    Meeting,
    Office,
    Season,
)
from onboarding.engine.reading import Found, flag, source, text_in, texts_in, title

TOP = Keys(("source", "defaults"), ("ready_by", "ready", "ready_in", "offices", "steps", "seasons"))
OFFICE = Keys((), ("en", "ja", "meets"))
TIME = Keys((), ("days", "working_days", "low", "high", "by", "expected", "source"))
DEFAULT = Keys((), ("kind", "role", *TIME.optional))
SEASON = Keys(("title", "from", "until"), ("who", "steps", "pace", "closed", "source"))
_LEAP = 2028
_MOST = 3650
Day = tuple[int, int, int]
_DAY = re.compile(r"(?:(?P<year>\d{4})-)?(?P<month>\d\d)-(?P<day>\d\d)")


def read_lead_times(top: Entry) -> LeadTimes:
    """Return the lead times of a file as far as they can be read; faults are noted in its entry.

    What names no source has that of the file.
    """
    found = top.mapping(*TOP)
    shared = source(found) or Source("", "", False)
    usual = LeadTimes()
    ready_in = _pairs(found, "ready_in")
    return LeadTimes(
        ready_by=text_in(found, "ready_by") or usual.ready_by,
        ready=texts_in(found, "ready"),
        ready_in={programme: entry.texts() for programme, entry in ready_in.items()},
        offices={id: _office(id, entry) for id, entry in _pairs(found, "offices").items()},
        times={key: _step_time(entry, shared) for key, entry in _pairs(found, "steps").items()},
        defaults=_defaults(found, shared),
        seasons=tuple(_season(id, e, shared) for id, e in _pairs(found, "seasons").items()),
        places={"": top.place, **_places(found, ready_in)},
    )


def _pairs(found: Found, key: str) -> dict[str, Entry]:
    return dict(found[key].pairs()) if key in found else {}


def _places(found: Found, ready_in: Mapping[str, Entry]) -> dict[str, Place]:
    """Return name → where it stands, of every name that has to be known elsewhere."""
    places = places_of(found, "ready", "steps", "ready_in")
    for entry in ready_in.values():
        places |= {item.written(): item.place for item in entry.items()}
    return places


def _office(id: str, entry: Entry) -> Office:
    entry.check_id(id)
    found = entry.mapping(*OFFICE)
    return Office(id, entry.both(found), _meeting(found["meets"]) if "meets" in found else None)


def _meeting(entry: Entry) -> Meeting:
    """Read `third wednesday`."""
    week, _, weekday = entry.text().partition(" ")
    if week not in WEEKS or weekday not in WEEKDAYS:
        entry.fault("E101", "not_a_meeting", entry.written())
        return Meeting(0, 0)
    return Meeting(WEEKS.index(week), WEEKDAYS.index(weekday))


def _defaults(found: Found, shared: Source) -> tuple[Default, ...]:
    entries = found["defaults"].items() if "defaults" in found else []
    return tuple(_default(entry, shared) for entry in entries)


def _default(entry: Entry, shared: Source) -> Default:
    found = entry.mapping(*DEFAULT)
    kind, role = text_in(found, "kind") or "", text_in(found, "role") or ""
    return Default(kind, role, _time(entry, found, shared))


def _step_time(entry: Entry, shared: Source) -> LeadTime:
    return _time(entry, entry.mapping(*TIME), shared)


def _time(entry: Entry, found: Found, shared: Source) -> LeadTime:
    working = "working_days" in found
    if working and "days" in found:
        found["days"].fault("E101", "days_twice")
    elif not working and "days" not in found and entry.is_mapping:
        entry.fault("E101", "missing_key", "days")
    usual = _number(found, "working_days" if working else "days", 0)
    low, high = _number(found, "low", usual), _number(found, "high", usual)
    if max(usual, high) > _MOST:
        entry.fault("E101", "too_many_days", str(max(usual, high)))
    if not low <= usual <= high:
        entry.fault("E101", "not_between", str(usual), str(low), str(high))
    return LeadTime(
        usual=usual,
        low=low,
        high=high,
        working=working,
        by=text_in(found, "by") or "",
        expected=flag(found, "expected") if "expected" in found else True,
        source=source(found) or shared,
        places={"": entry.place, **places_of(found)},
    )


def _number(found: Found, key: str, default: int) -> int:
    return found[key].integer() if key in found else default


def _season(id: str, entry: Entry, shared: Source) -> Season:
    entry.check_id(id)
    found = entry.mapping(*SEASON)
    first, last = _between(found)
    return Season(
        id=id,
        title=title(found),
        who=texts_in(found, "who"),
        steps=texts_in(found, "steps"),
        first=first,
        last=last,
        pace=_pace(entry, found),
        source=source(found) or shared,
        at=entry.place,
        places=places_of(found, "who", "steps"),
    )


def _pace(entry: Entry, found: Found) -> int:
    if flag(found, "closed"):
        return 0
    pace = found["pace"].integer(least=1) if "pace" in found else USUAL_PACE
    if pace > USUAL_PACE:
        found["pace"].fault("E101", "pace_above_usual", str(pace))
    return pace


def _between(found: Found) -> tuple[Day, Day]:
    """Return the first and the last day of a season; the same one twice where that is unclear."""
    first = _day(found["from"]) if "from" in found else None
    last = _day(found["until"]) if "until" in found else None
    if first is None or last is None:
        return (0, 1, 1), (0, 1, 1)
    if bool(first[0]) is not bool(last[0]) or (first[0] and last < first):
        found["until"].fault("E101", "season_ends_before_it_begins", found["until"].written())
        return first, first
    return first, last


def _day(entry: Entry) -> Day | None:
    """Read `03-01`, every year, or `2027-03-01`."""
    match = _DAY.fullmatch(entry.text())
    try:
        year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
        date(year or _LEAP, month, day)
    except ValueError:
        entry.fault("E101", "not_a_day_of_the_year", entry.written())
        return None
    return year, month, day
