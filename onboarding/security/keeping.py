"""How long the file of export control is kept, and that nothing of it goes before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Delete, delete, event, func, select
from sqlalchemy.orm import ORMExecuteState

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.database import Base, db, transaction
from onboarding.engine.months import add_months
from onboarding.security.models import (
    ExportRecord,
    LookAgain,
    Screening,
    ScreeningEntry,
    ScreeningHit,
    ScreeningList,
)
from onboarding.security.rules import ExportRules, rules_on

# What a case's file of export control is made of, besides its history.
OF_CASE: tuple[type[Base], ...] = (LookAgain, ScreeningHit, Screening, ExportRecord)
FOR_EVER: tuple[type[Base], ...] = (ScreeningEntry, ScreeningList)
_MAY = "export_file_may_go"


class StillToBeKept(Exception):
    """Something of a file of export control was to be removed before its time."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when a file is kept. `years`: by which rule; `least`: for a part of the list."""

    until: date
    counted_from: date
    years: int
    least: int


def keeping_of(case: Case, rules: ExportRules) -> Keeping | None:
    """Return until when the file of a case is kept; None where there is none yet.

    Counted from the end of the stay or from the last decision, whichever is later.
    """
    last = db.session.scalar(
        select(func.max(ExportRecord.at)).where(ExportRecord.case_id == case.id)
    )
    if last is None:
        return None
    begun = max(local_day(last), case.ends_on or date.min)
    return Keeping(add_months(begun, 12 * rules.years), begun, rules.years, rules.least)


def purge(at: datetime) -> list[int]:
    """Remove what no longer has to be kept, of cases that are over; return which cases.

    The lists themselves stay for ever, and so does the history of a case.
    """
    rules, today, gone = rules_on(local_day(at)), local_day(at), []
    ids = select(ExportRecord.case_id).distinct().join(Case, Case.id == ExportRecord.case_id)
    for id in list(db.session.scalars(ids.where(Case.status != "open"))):
        kept = keeping_of(db.session.get_one(Case, id), rules)
        if kept is not None and kept.until < today:
            _remove(id, OF_CASE)
            gone.append(id)
    return gone


def _remove(case_id: int, tables: Iterable[type[Base]]) -> None:
    with transaction():
        for table in tables:
            rows = delete(table).where(table.case_id == case_id)  # type: ignore[attr-defined]
            db.session.execute(rows, execution_options={_MAY: True})


def guard() -> None:
    """Let nobody remove anything of these tables but the purge, once its time has come."""
    for table in (*OF_CASE, *FOR_EVER):
        event.listen(table, "before_delete", _refuse)
    event.listen(db.session, "do_orm_execute", _refuse_statement)


def _refuse(mapper: object, connection: object, target: object) -> None:
    raise StillToBeKept(type(target).__name__)


def _refuse_statement(state: ORMExecuteState) -> None:
    statement = state.statement
    if not isinstance(statement, Delete) or state.execution_options.get(_MAY):
        return
    tables = {table.__table__ for table in (*OF_CASE, *FOR_EVER)}
    if statement.table in tables:
        raise StillToBeKept(str(statement.table))
