"""Keeping the count of each case up to date, and the sums over all of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select

from onboarding.cases.models import Case
from onboarding.database import db, read, read_for_long, transaction
from onboarding.office.reuse.counting import reuse_of
from onboarding.office.reuse.models import CaseReuse

_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum over the cases of one programme.

    `saved`: values on papers beyond the answers of their case, which nobody had to type.
    """

    programme: str
    cases: int
    answered: int
    papers: int
    printed: int
    saved: int

    @property
    def factor(self) -> float:
        """Return how often a typed fact was printed."""
        return self.printed / self.answered if self.answered else 0.0


def count_some(limit: int = _AT_ONCE) -> int:
    """Count cases to which something happened since; return how many."""
    changed = or_(CaseReuse.case_id.is_(None), CaseReuse.sequence != Case.sequence)
    joined = select(Case.id).outerjoin(CaseReuse, CaseReuse.case_id == Case.id)
    read_for_long()
    ids = db.session.scalars(joined.where(changed).order_by(Case.id).limit(limit)).all()
    for id in ids:
        _count(id)
    return len(ids)


def _count(case_id: int) -> None:
    """Count one case while holding no lock, then keep the count."""
    read_for_long()
    case = db.session.get_one(Case, case_id)
    sequence, found = case.sequence, reuse_of(case)
    with transaction():
        row = db.session.get(CaseReuse, case_id) or CaseReuse(case_id=case_id)
        row.sequence, row.answered, row.corrected = sequence, found.answered, found.corrected
        row.papers, row.printed = len(found.papers), found.printed
        db.session.add(row)


def sweep(at: datetime) -> int:
    """Count what changed."""
    count_some()
    return 0


def sums() -> list[Sum]:
    """Return the sums of each programme, those with most cases first."""
    beyond = CaseReuse.printed - CaseReuse.answered
    saved = case((beyond > 0, beyond), else_=0)
    figures = (CaseReuse.answered, CaseReuse.papers, CaseReuse.printed, saved)
    found = select(Case.programme, func.count(), *(func.sum(one) for one in figures))
    found = found.join(CaseReuse, CaseReuse.case_id == Case.id).group_by(Case.programme)
    return [Sum(*row) for row in read(found.order_by(func.count().desc(), Case.programme))]


def whole(parts: list[Sum]) -> Sum:
    """Return the sum over all programmes."""
    return Sum(
        "",
        sum(part.cases for part in parts),
        sum(part.answered for part in parts),
        sum(part.papers for part in parts),
        sum(part.printed for part in parts),
        sum(part.saved for part in parts),
    )
