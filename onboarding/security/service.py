"""What people do on the pages of export control: decide hits, let a verdict stand, screen now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from onboarding.cases.history import local_day, sealer_of
from onboarding.cases.models import Case
from onboarding.cases.queries import lock_case, progress_of
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.people.models import Person
from onboarding.security.models import LookAgain, ScreeningHit, ToldChange
from onboarding.security.screening import OTHER, SAME, TAKEN, look_at, reopen_verdict, screen

STANDS = "stands"
OFFICE = frozenset({"export", "controller"})
TELLERS = OFFICE | {"researcher", "host"}
JUDGED_AGAIN = "再判定 / Judged again"


class DecidedMeanwhile(Exception):
    """A hit was decided otherwise after the page was shown."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody says of a hit; `seen`: its `decided_mark` on their page, None if unknown."""

    what: str
    note: str = ""
    seen: str | None = None


def decided_mark(hit: ScreeningHit) -> str:
    """Return what tells one decision about a hit from the next; empty where there is none."""
    return hit.decided_at.isoformat() if hit.decided_at else ""


def decide(case: Case, hit_id: int, said: Decision, *, by: Person, at: datetime) -> bool:
    """Decide about a hit of a case; False where it is none, or there is no such decision.

    Raises:
        DecidedMeanwhile: somebody decided otherwise since the page was shown.
    """
    decision, note = said.what, said.note[:400]
    with transaction():
        lock_case(case.id)
        hit = db.session.get(ScreeningHit, hit_id)
        if hit is None or hit.case_id != case.id or decision not in (SAME, OTHER):
            return False
        if (hit.decision, hit.note) == (decision, note):
            return True
        if said.seen not in (None, decided_mark(hit)):
            raise DecidedMeanwhile
        hit.decision, hit.note = decision, note
        hit.decided_at, hit.decided_by_id = at, by.id
    return True


def stands(case: Case, row_id: int, note: str, *, by: Person, at: datetime) -> bool:
    """Say that a verdict stands, and why; False without a reason, or where it is settled."""
    with transaction():
        row = db.session.get(LookAgain, row_id)
        if row is None or row.case_id != case.id or row.settled or row.cause in TAKEN or not note:
            return False
        row.settled, row.note, row.settled_at, row.settled_by_id = STANDS, note[:400], at, by.id
    return True


def judge_again(case: Case, row_id: int, note: str, *, by: By) -> bool:
    """Take the verdict of a case back because of what came up; False where it is settled."""
    with transaction():
        row = db.session.get(LookAgain, row_id)
        if row is None or row.case_id != case.id or row.settled or row.cause in TAKEN:
            return False
        row.note = note[:400]
        return reopen_verdict(case, by=by, reason=JUDGED_AGAIN)


def tell(case: Case, cause: str, said: str, *, by: Person, at: datetime) -> bool:
    """Note what somebody tells of a change, in their words; False where they told it already."""
    with transaction():
        case = lock_case(case.id)
        sealer = sealer_of(case)
        if any((one.row.cause, sealer.open(one.said)) == (cause, said) for one in told(case, by)):
            return False
        row = look_at(case, cause, "", at=at)
        sealed = sealer.seal(said)
        db.session.add(
            ToldChange(case_id=case.id, look_again_id=row.id, said=sealed, at=at, person_id=by.id)
        )
    return True


def told(case: Case, by: Person) -> list[ToldChange]:
    """Return what somebody told of a case that the office has not settled yet, the newest first."""
    found = (
        select(ToldChange)
        .join(LookAgain)
        .where(
            ToldChange.case_id == case.id, ToldChange.person_id == by.id, LookAgain.settled == ""
        )
    )
    return list(db.session.scalars(found.order_by(ToldChange.id.desc())))


def screen_now(case_id: int, *, at: datetime) -> None:
    """Screen a case with every list in use, because somebody asks."""
    with transaction():
        case = lock_case(case_id)
        screen(case, progress_of(case, local_day(at)), cause="asked", at=at)
