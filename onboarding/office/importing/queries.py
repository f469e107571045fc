"""Reading lists that were handed in, and their rows."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from onboarding.database import db
from onboarding.office.importing.models import Import, ImportRow
from onboarding.office.importing.storing import row_of
from onboarding.office.lists.checked import Checked

STATES = ("good", "change", "known", "bad", "skipped", "opened", "updated")
PAGE = 50


def counts(record: Import) -> dict[str, int]:
    """Return state → how many rows are in it, for the states that have any; `hints` too."""
    counted = (
        select(ImportRow.state, func.count(), func.sum(ImportRow.hints))
        .where(ImportRow.import_id == record.id)
        .group_by(ImportRow.state)
    )
    found = {state: (number, hints) for state, number, hints in db.session.execute(counted)}
    shown = {state: found[state][0] for state in STATES if state in found}
    return shown | {"hints": sum(hints or 0 for _number, hints in found.values())}


def rows_of(record: Import, state: str, after: int, limit: int = PAGE + 1) -> list[Checked]:
    """Return rows in one state, or in all where it is empty, below a row of the file."""
    wanted = select(ImportRow).where(ImportRow.import_id == record.id, ImportRow.line > after)
    if state in STATES:
        wanted = wanted.where(ImportRow.state == state)
    if state == "hints":
        wanted = wanted.where(ImportRow.hints > 0)
    return [row_of(one) for one in db.session.scalars(wanted.order_by(ImportRow.line).limit(limit))]


def all_rows(record: Import, state: str) -> Iterator[Checked]:
    """Yield all rows in one state, some hundreds at a time."""
    after = 0
    while some := rows_of(record, state, after, 500):
        yield from some
        after = some[-1].line.number


def recent(person_id: int | None) -> Sequence[Import]:
    """Return the newest lists, of one person or of all."""
    wanted = select(Import).where(Import.state != "dropped").options(joinedload(Import.person))
    if person_id is not None:
        wanted = wanted.where(Import.person_id == person_id)
    return db.session.scalars(wanted.order_by(Import.id.desc()).limit(20)).all()


def first_cells(record: Import, width: int) -> tuple[str, ...]:
    """Return the cells of the first row, so that columns can be told by what they hold."""
    rows = rows_of(record, "", 0, 1)
    return rows[0].line.cells if rows else ("",) * width
