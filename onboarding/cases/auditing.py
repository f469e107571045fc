"""Whether a case's history is the one that was written: every event chained to the one before."""

from dataclasses import dataclass

from sqlalchemy import select

from onboarding.cases.history import chained
from onboarding.cases.models import Case, CaseEvent
from onboarding.database import db


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first event of a case that is not as it was written, or is not there any more."""

    case: str
    sequence: int


def broken_link(case: Case) -> BrokenLink | None:
    """Return where a case's history was changed; None where it is whole."""
    expected, before = 0, ""
    for expected, event in enumerate(_events(case), start=1):
        who = (event.by_id, event.on_behalf_of_id)
        link = chained(before, expected, event.kind, event.at, who, event.data)
        if event.sequence != expected or event.hash != link:
            return BrokenLink(case.number, expected)
        before = event.hash
    if (case.sequence, case.head_hash) != (expected, before):
        return BrokenLink(case.number, expected + 1)
    return None


def _events(case: Case) -> list[CaseEvent]:
    found = select(CaseEvent).where(CaseEvent.case_id == case.id)
    return list(db.session.scalars(found.order_by(CaseEvent.sequence)))
