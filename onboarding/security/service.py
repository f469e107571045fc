"""What people do on the pages of export control: decide hits, let a verdict stand, screen now."""

from datetime import datetime

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import lock_case, progress_of
from onboarding.database import db, transaction
from onboarding.people.models import Person
from onboarding.security.models import LookAgain, ScreeningHit
from onboarding.security.screening import OTHER, SAME, screen

STANDS = "stands"


def decide(case: Case, hit_id: int, decision: str, note: str, *, by: Person, at: datetime) -> bool:
    """Decide about a hit of a case; False where it is none, or there is no such decision."""
    with transaction():
        hit = db.session.get(ScreeningHit, hit_id)
        if hit is None or hit.case_id != case.id or decision not in (SAME, OTHER):
            return False
        hit.decision, hit.note = decision, note[:400]
        hit.decided_at, hit.decided_by_id = at, by.id
    return True


def stands(case: Case, row_id: int, note: str, *, by: Person, at: datetime) -> bool:
    """Say that a verdict stands, and why; False without a reason, or where it is settled."""
    with transaction():
        row = db.session.get(LookAgain, row_id)
        if row is None or row.case_id != case.id or row.settled or not note:
            return False
        row.settled, row.note, row.settled_at, row.settled_by_id = STANDS, note[:400], at, by.id
    return True


def screen_now(case_id: int, *, at: datetime) -> None:
    """Screen a case with every list in use, because somebody asks."""
    with transaction():
        case = lock_case(case_id)
        screen(case, progress_of(case, local_day(at)), cause="asked", at=at)
