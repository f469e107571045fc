"""What runs out when: passports, periods of stay, certificates, letters. Pure over facts."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.engine.definition import Clock
from onboarding.engine.due import dating
from onboarding.engine.lawdays import Span, last_day
from onboarding.engine.workdays import Workdays

Facts = Mapping[str, Any]
# Source: photo of 4 x 3 cm, taken within six months (public code citing agency pages, 2026-10).
PHOTO = Span(months=6)
# A stay of so many days needs no certificate of eligibility.
_SHORT = 90


@dataclass(frozen=True, slots=True)
class RunsOut:
    """Something of one person that runs out. `item`: the family member; `fact`: where it stands.

    `name`: the id of a paper, or of somebody's certificate.
    """

    kind: str
    until: date
    item: str = ""
    fact: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A fact that runs out by itself, or after a time of law.

    It is watched once the fact `once` is known (where `being` is given: to be that), and until
    the fact `unless` is. `yearly`: it is due again every year.
    """

    kind: str
    fact: str
    clock: str = ""
    unless: str = ""
    once: str = ""
    being: str = ""
    yearly: bool = False


TREATY = _Watched(
    "treaty",
    "position.first_pay_on",
    "tax_treaty_resident",
    once="residence.tax_treaty",
    being="filed",
    yearly=True,
)


_WATCHED = (
    _Watched("passport", "passport.expires_on"),
    _Watched("passport", "member.passport_expires_on"),
    _Watched("coe", "visa.coe_issued_on", "coe_validity", unless="arrival.landed_on"),
    _Watched(
        "coe", "member.coe_issued_on", "dependant_coe_validity", unless="member.granted_until"
    ),
    _Watched("visa", "visa.issued_on", "visa_validity", unless="arrival.landed_on"),
    _Watched("stay", "residence.granted_until", unless="residence.leaves_on"),
    _Watched("stay", "member.granted_until", unless="residence.leaves_on"),
    _Watched("end", "stay.ends_on", unless="residence.leaving", once="residence.granted_until"),
    TREATY,
)
SENSITIVE = frozenset({"passport.expires_on", "member.passport_expires_on"})


def running_out(facts: Facts, clocks: Mapping[str, Clock], today: date) -> Iterator[RunsOut]:
    """Return what of a case runs out, soonest or not; what is past or settled is left out."""
    for watched in _WATCHED:
        yield from _of(watched, facts, clocks, today)


def _of(
    watched: _Watched, facts: Facts, clocks: Mapping[str, Clock], today: date
) -> Iterator[RunsOut]:
    for item in _items(watched.fact, facts):
        until = last_day_of(watched, facts, clocks, today, item=item)
        if until is not None:
            yield RunsOut(watched.kind, until, item, _key(watched.fact, item))


def last_day_of(
    watched: _Watched, facts: Facts, clocks: Mapping[str, Clock], today: date, *, item: str = ""
) -> date | None:
    """Return the last day of something watched; None where it is not known or is settled."""
    day = facts.get(_key(watched.fact, item))
    if day is None or _settled_by(watched.unless, item) in facts or not _begun(watched, facts):
        return None
    return _until(clocks.get(watched.clock), max(day, today) if watched.yearly else day)


def _begun(watched: _Watched, facts: Facts) -> bool:
    if not watched.once:
        return True
    known = facts.get(watched.once)
    return known is not None and watched.being in ("", known)


def _key(fact: str, item: str) -> str:
    return f"{fact}@{item}" if item else fact


def _settled_by(name: str, item: str) -> str:
    return _key(name, item) if name.startswith("member.") else name


def _items(fact: str, facts: Facts) -> tuple[str, ...]:
    if not fact.startswith("member."):
        return ("",)
    found: tuple[str, ...] = facts.get("family.members") or ()
    return found


def _until(clock: Clock | None, day: date) -> date | None:
    """Return the last day: the day itself, or what the law makes of it."""
    if clock is None or clock.due is None:
        return day
    move: Callable[[date], date] = dating(clock.due, {}, Workdays(), legal=True)
    return move(day)


def paper_until(dated_on: date, months: int) -> date:
    """Return how long a paper of a day is good for, counted in months of law."""
    return last_day(dated_on, Span(months=months))


def is_needed(goes_to: Collection[str], facts: Facts) -> bool:
    """Return whether a paper is still to be handed in: to the bureau for a long stay, else abroad.

    The bureau has it once the application is filed, the mission once a visa is there.
    """
    starts_on, ends_on = facts.get("stay.starts_on"), facts.get("stay.ends_on")
    is_long = bool(starts_on and ends_on and (ends_on - starts_on).days >= _SHORT)
    if "bureau" in goes_to and is_long:
        return "visa.coe_filed_on" not in facts
    is_visa_open = "visa.issued_on" not in facts and facts.get("visa.needed") is not False
    return "mission" in goes_to and is_visa_open


# The facts that are read to say what runs out.
READ = frozenset(
    {
        *(watched.fact for watched in _WATCHED),
        *(watched.unless for watched in _WATCHED),
        *("family.members", "member.family_name", "member.given_name"),
        *("stay.starts_on", "stay.ends_on", "visa.needed"),
        *("passport.photo", "visa.coe_filed_on", "position.treaty_year_on"),
    }
)
