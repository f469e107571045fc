"""The notice on residents' tax under a treaty, due again every year: each year is recorded."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from onboarding.cases.history import local_day
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.recording import By
from onboarding.cases.service import record_facts
from onboarding.database import db
from onboarding.visa.clocks.expiries import TREATY, last_day_of
from onboarding.visa.clocks.queries import facts_of

YEAR, LEAVES_ON = "position.treaty_year_on", "residence.leaves_on"
# How long before its last day the notice of a year is on the checklist; our own setting.
_AHEAD = timedelta(days=60)


def begin_years(at: datetime) -> int:
    """Record the year of every notice that is due before long; return how many are new.

    Doing it again changes nothing: a year is recorded once.
    """
    cases = select(Case).where(Case.status == "open").options(undefer(Case.snapshot))
    today = local_day(at)
    begun = {case.id: _begun(facts_of(case), today) for case in db.session.scalars(cases)}
    new = ((id, {YEAR: day}) for id, day in begun.items() if day)
    return sum(record_facts(id, facts, by=By(None, at)) for id, facts in new)


def _begun(facts: Mapping[str, Any], today: date) -> date | None:
    """Return from when the year counts whose notice is due before long; None without one."""
    last = last_day_of(TREATY, facts, library().clocks, today)
    leaves_on = facts.get(LEAVES_ON)
    if last is None or last - _AHEAD > today or (leaves_on and leaves_on < last):
        return None
    begins = max(date(last.year, 1, 1), facts[TREATY.fact])
    return None if facts.get(YEAR) == begins else begins
