"""What was made while the institution was another: found across cases, for staff to choose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import aliased, joinedload

from onboarding.cases.models import Case
from onboarding.database import db, transaction
from onboarding.documents.models import Document
from onboarding.office.papertrail.letterheads import differences
from onboarding.office.papertrail.models import Outdating
from onboarding.office.papertrail.service import is_replaced

MOST = 500


@dataclass(frozen=True, slots=True)
class Told:
    """A paper or an application that tells details of before; `coming`: another is being made."""

    outdating: Outdating
    case: Case
    coming: bool

    @property
    def handed_out(self) -> bool:
        """Return whether somebody holds it already."""
        document = self.outdating.document
        return document is None or document.released_at is not None


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail of the institution that is another: as papers tell it, and as it is.

    Each in as many values as differ, one in each language as a rule.
    """

    name: str
    before: tuple[Any, ...]
    now: tuple[Any, ...]


def told_of_before(departments: Iterable[int] | None) -> list[Told]:
    """Return what tells details of before in cases of departments; None for all departments."""
    later = aliased(Document)
    same = (later.case_id == Document.case_id, later.step_key == Document.step_key)
    newer = exists().where(Document.id == Outdating.document_id, *same, later.id > Document.id)
    found = select(Outdating, Case, newer).join(Case, Case.id == Outdating.case_id)
    found = found.options(joinedload(Outdating.document), joinedload(Outdating.exported))
    found = found.where(*_undecided(departments)).limit(MOST)
    rows = db.session.execute(found.order_by(Case.starts_on, Case.id, Outdating.id))
    return [Told(*row) for row in rows]


def count_told(departments: Iterable[int] | None) -> int:
    """Return how much tells details of before."""
    rows = select(func.count()).select_from(Outdating).join(Case, Case.id == Outdating.case_id)
    return db.session.scalar(rows.where(*_undecided(departments))) or 0


def _undecided(departments: Iterable[int] | None) -> list[ColumnElement[bool]]:
    found = [Outdating.mark != "", ~Outdating.settled, ~is_replaced(), Case.status == "open"]
    if departments is not None:
        found.append(Case.department_id.in_(list(departments)))
    return found


def details_of_before() -> list[Detail]:
    """Return each detail that any paper tells otherwise, in the order of their names."""
    found: dict[str, dict[str, tuple[Any, Any]]] = {}
    for difference in differences().values():
        for name, values in difference.changed.items():
            found.setdefault(name.partition(".")[0], {})[name + repr(values[0])] = values
    rows = ((name, [values[key] for key in sorted(values)]) for name, values in found.items())
    return [
        Detail(name, tuple(was for was, _is in values), tuple(now for _was, now in values))
        for name, values in sorted(rows)
    ]


def steps_of(ids: Iterable[int], departments: Iterable[int] | None) -> Iterator[tuple[int, str]]:
    """Yield (case, step) of the papers among some rows, for making them anew."""
    for row in _chosen(ids, departments):
        if row.document is not None:
            yield row.case_id, row.document.step_key


def leave(ids: Iterable[int], departments: Iterable[int] | None) -> int:
    """Say that what tells details of before stays in use; return of how much that is new."""
    with transaction():
        mine = [row.id for row in _chosen(ids, departments)]
        done = update(Outdating).where(Outdating.id.in_(mine)).values(settled=True)
        db.session.execute(done)
    return len(mine)


def _chosen(ids: Iterable[int], departments: Iterable[int] | None) -> list[Outdating]:
    mine = Outdating.id.in_(list(ids)[:MOST])
    rows = select(Outdating).join(Case, Case.id == Outdating.case_id)
    rows = rows.where(mine, *_undecided(departments)).options(joinedload(Outdating.document))
    return list(db.session.scalars(rows.order_by(Outdating.id)))
