"""Reading a list that was handed in: its rows checked, compared, and kept to be looked at."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import undefer

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.database import db, to_json, transaction
from onboarding.engine.definition import Text
from onboarding.office.importing.comparing import Departments, compare, known_case
from onboarding.office.importing.matching import (
    find_cases,
    hint_at_accounts,
    in_pieces,
    refuse_twins,
)
from onboarding.office.importing.models import Import, ImportRow, ListedCase
from onboarding.office.importing.service import (
    claim,
    columns_of,
    file_of,
    forget_file,
    remembered,
    still_at_it,
)
from onboarding.office.importing.storing import sealer, values_of
from onboarding.office.lists.checked import Checked
from onboarding.office.lists.columns import Column, Headings
from onboarding.office.lists.directory import Directory, looked_after
from onboarding.office.lists.problems import NotAList
from onboarding.office.lists.reading import Sheet, read_list
from onboarding.office.lists.rows import RowReader
from onboarding.office.lists.starts import hint_at_starts

_TOLD_EVERY = 500


def read(import_id: int, *, at: datetime) -> None:
    """Read a list and keep its rows; nothing happens where it is read or somebody is at it.

    Whatever is wrong is noted in both languages, so it does not matter which one is spoken here.
    """
    if not claim(import_id, "reading", at=at):
        return
    with force_locale("en"):
        try:
            _read(import_id, at)
        except NotAList as error:
            refuse(import_id, error.say)


def _read(import_id: int, at: datetime) -> None:
    record = db.session.get_one(Import, import_id, populate_existing=True)
    headings, columns = Headings(remembered()), columns_of(record)
    directory = Directory(looked_after(record.person, local_day(at)))
    sheet = read_list(_content(import_id), headings)
    columns = columns or headings.columns(sheet.headings, sheet.groups)
    rows = list(_check(import_id, sheet, RowReader(columns, directory, local_day(at))))
    refuse_twins(rows)
    _compare(import_id, [row for row in rows if row.state == "good"], at, directory.only)
    _keep(import_id, rows)
    _finish(import_id, sheet, columns)


def _content(import_id: int) -> bytes:
    path = file_of(import_id)
    if not path.exists():
        raise NotAList(_l("The file is not there any more. Send it again."))
    return sealer().open_bytes(path.read_bytes())


def refuse(import_id: int, say: Text) -> None:
    """Say of a list that it cannot be read, and why."""
    with transaction():
        record = db.session.get_one(Import, import_id)
        record.state, record.problem = "refused", to_json({"en": say.en, "ja": say.ja})
        record.claimed_until = None
        forget_file(import_id)


def _check(import_id: int, sheet: Sheet, reader: RowReader) -> Iterator[Checked]:
    """Yield every row checked by itself, telling now and then how far it is."""
    for number, line in enumerate(sheet.lines):
        if number % _TOLD_EVERY == 0:
            with transaction():
                still_at_it(import_id, done=number, total=len(sheet.lines))
        yield reader.check(line)


def _compare(import_id: int, rows: Sequence[Checked], at: datetime, only: Departments) -> None:
    """Compare the good rows with the cases they mean."""
    cases = find_cases(rows)
    for some in in_pieces(rows):
        with transaction():
            still_at_it(import_id)
        known = {
            row.line.number: cases[row.line.number] for row in some if row.line.number in cases
        }
        wanted = (
            select(Case, ListedCase.facts)
            .outerjoin(ListedCase, ListedCase.case_id == Case.id)
            .where(Case.id.in_(known.values()))
            .options(undefer(Case.snapshot))
        )
        found = {case.id: known_case(case, facts) for case, facts in db.session.execute(wanted)}
        for row in some:
            if row.line.number in known:
                compare(row, found[known[row.line.number]], local_day(at), only=only)
    good = [row for row in rows if row.state == "good"]
    hint_at_accounts(good)
    hint_at_starts(good, local_day(at))


def _keep(import_id: int, rows: Sequence[Checked]) -> None:
    """Keep the rows in place of those of an earlier reading, some hundreds in a commit."""
    with transaction():
        db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    for some in in_pieces(rows):
        values: list[dict[str, Any]] = [{"import_id": import_id, **values_of(row)} for row in some]
        with transaction():
            db.session.execute(insert(ImportRow), values)
            still_at_it(import_id)


def _finish(import_id: int, sheet: Sheet, columns: Sequence[Column]) -> None:
    source = {
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "sheet": sheet.name,
        "others": sheet.others,
        "blank": sheet.blank,
    }
    with transaction():
        record = db.session.get_one(Import, import_id)
        record.state, record.source, record.claimed_until = "read", to_json(source), None
        record.columns = to_json([[c.heading, c.target, c.known] for c in columns])
        record.total = record.done = len(sheet.lines)
