"""Mails ahead of what runs out: to whoever has to act, each once."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import find_case, members_of
from onboarding.database import transaction
from onboarding.notices.service import Message, queue
from onboarding.people.models import Person
from onboarding.people.queries import holders
from onboarding.visa.clocks.expiries import SENSITIVE, RunsOut
from onboarding.visa.clocks.queries import Expiry, expiries, of_case
from onboarding.visa.clocks.words import OF_OFFICE, kind_word, to_do
from onboarding.web.speaking import speaking

# How many days before the last day somebody is told.
AHEAD: dict[str, tuple[int, ...]] = {
    "passport": (180, 90),
    "coe": (30, 14),
    "visa": (30, 7),
    "stay": (90, 30),
    "photo": (14,),
    "paper": (30, 7),
}
_FURTHEST = timedelta(days=max(days for told in AHEAD.values() for days in told))


def warn_all(at: datetime) -> int:
    """Queue today's warnings of all open cases; return how many are new."""
    today = local_day(at)
    near = expiries((), today, today + _FURTHEST)
    ids = dict.fromkeys(one.case.id for one in near if one.case)
    return sum(_warn(id, at) for id in ids)


def _warn(case_id: int, at: datetime) -> int:
    """Queue the warnings of one case, in one commit."""
    with transaction():
        case = find_case(case_id)
        if case is None:
            return 0
        near = of_case(case, local_day(at))
        messages = [message for one in near for message in _messages(case, one, at)]
        return sum(queue(message, at=at) is not None for message in messages)


def _messages(case: Case, one: Expiry, at: datetime) -> Iterator[Message]:
    """Return the newest warning whose day has come, for each person it is meant for."""
    days = [n for n in AHEAD.get(one.out.kind, ()) if _has_come(one, n, local_day(at))]
    if not days:
        return
    for person in _people(case, one.out):
        yield _message(case, one, person, min(days))


def _has_come(one: Expiry, days: int, today: date) -> bool:
    return one.out.until - timedelta(days=days) <= today <= one.out.until


def _people(case: Case, out: RunsOut) -> list[Person]:
    if out.kind in OF_OFFICE:
        return holders("office", case.department_id)
    own = members_of(case, "family", item=out.item) if out.item else []
    return own or [case.researcher]


def _message(case: Case, one: Expiry, person: Person, days: int) -> Message:
    out = one.out
    facts: dict[str, Any] = {
        "number": case.number,
        "researcher": case.name,
        "who": one.who,
        "what": _both(kind_word, out),
        "do": _both(to_do, out),
        "until": "" if out.fact.partition("@")[0] in SENSITIVE else out.until.isoformat(),
    }
    key = f"expiry/{case.id}/{out.kind}/{out.item}/{out.name}/{out.until}/{days}/{person.id}"
    return Message("expiry", person, case.id, facts, f"/cases/{case.id}", key)


def _both(say: Callable[[RunsOut], str], out: RunsOut) -> dict[str, str]:
    """Return a word in both languages, as messages carry it."""
    found = {}
    for language in ("en", "ja"):
        with speaking(language):
            found[language] = say(out)
    return found
