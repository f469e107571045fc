"""How long the file of export control is kept, and that nothing of it goes before."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Delete, delete, event, func, select
from sqlalchemy.orm import ORMExecuteState

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.database import Base, db, to_json, transaction
from onboarding.engine.months import add_months
from onboarding.security.models import (
    ExportPurge,
    ExportRecord,
    ExportWatch,
    LookAgain,
    Screening,
    ScreeningEntry,
    ScreeningHit,
    ScreeningList,
    ToldChange,
)
from onboarding.security.rules import ExportRules, rules_on

# What a case's file of export control is made of, besides its history.
OF_CASE: tuple[type[Base], ...] = (*(ToldChange, LookAgain, ScreeningHit, Screening, ExportRecord),)
FOR_EVER: tuple[type[Base], ...] = (ScreeningEntry, ScreeningList, ExportPurge)
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
            _remove(id, kept, rules, at)
            gone.append(id)
    return gone


def _remove(case_id: int, kept: Keeping, rules: ExportRules, at: datetime) -> None:
    """Remove the file of one case, and keep which case, when, by which rule and how much."""
    with transaction():
        count = {}
        tables: tuple[type[Base], ...] = (ExportWatch, *OF_CASE)
        for table in tables:
            rows = delete(table).where(table.case_id == case_id)  # type: ignore[attr-defined]
            went = db.session.execute(rows, execution_options={_MAY: True})
            count[table.__tablename__] = went.rowcount  # type: ignore[attr-defined]
        db.session.add(
            ExportPurge(
                case_number=db.session.get_one(Case, case_id).number,
                at=at,
                kept_until=kept.until,
                rules=rules.valid_from.isoformat(),
                rows=to_json({name: number for name, number in count.items() if number}),
            )
        )


def purges() -> list[ExportPurge]:
    """Return what was removed, the newest first."""
    newest = select(ExportPurge).order_by(ExportPurge.at.desc(), ExportPurge.id.desc())
    return list(db.session.scalars(newest.limit(100)))


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


def count_of(purge: ExportPurge) -> int:
    """Return how many records went."""
    return sum(json.loads(purge.rows).values())
