"""What can be done with parcels: looking applications over, asking, filling one in, removing."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import update

from onboarding import jobs
from onboarding.cases.gate import Visit
from onboarding.cases.history import local_day
from onboarding.cases.models import Case, SensitiveReading
from onboarding.cases.policies import may_manage, part_of
from onboarding.cases.queries import part_in, progress_of
from onboarding.database import after_commit, db, transaction
from onboarding.people.models import Person
from onboarding.people.queries import Held
from onboarding.visa.exported.models import Exported
from onboarding.visa.exported.service import left_with, note_exported
from onboarding.visa.filing.applications import (
    Looked,
    NotReady,
    bulk_of,
    look_over,
    rules_in_use,
    workbook_of,
)
from onboarding.visa.filing.models import BULK, WORKBOOK, OfficialFile
from onboarding.visa.parcels import files, queries
from onboarding.visa.parcels.models import (
    DONE,
    LEFT,
    MADE,
    MAKING,
    REMOVED,
    WAITING,
    Parcel,
    ParcelItem,
)
from onboarding.web.numbers import row_numbered

JOB = "onboarding.visa.parcels.jobs.work"
KEPT = timedelta(days=7)
CLAIM = timedelta(seconds=20)
_SECOND_CLICK = timedelta(minutes=2)
# A parcel's applications: (id of the case, item of whoever applies).
Chosen = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The applications of one case, looked over by somebody who may mend them."""

    visit: Visit
    found: list[Looked]


def review(cases: Iterable[Case], person_id: int, held: Sequence[Held]) -> list[Reviewed]:
    """Look over the applications of cases somebody manages."""
    rules = rules_in_use()
    reviewed = []
    for case in cases:
        part = part_of(person_id, held, department_id=case.department_id, own={})
        visit = Visit(case, part)
        reviewed.append(Reviewed(visit, look_over(case, visit.progress, rules)))
    return reviewed


def note_readings(case_ids: Iterable[int], what: str, *, by: int, at: datetime) -> None:
    """Keep that somebody read what applications of cases say, or took them away."""
    rows = [SensitiveReading(case_id=id, person_id=by, what=what, at=at) for id in case_ids]
    with transaction():
        db.session.add_all(rows)


def ask(
    official: OfficialFile, found: Sequence[Looked], *, by: Person, at: datetime
) -> tuple[Parcel, bool]:
    """Ask for a parcel of applications; return it, and whether it is new.

    Asked twice within two minutes it is the same. The file for bulk filing is made at once,
    workbooks by a worker.

    Raises:
        NotReady: something has to be mended first.
        NotExportable: a value breaks a rule of the agency's file.
    """
    if not found or not all(one.ready for one in found):
        raise NotReady
    content = bulk_of(found, official) if official.kind == BULK else None
    mark = _mark(official, found)
    with transaction():
        before = queries.same(by.id, mark, at - _SECOND_CLICK)
        if before is not None:
            return before, False
        parcel = _new(official, found, mark=mark, by=by, at=at)
        if content is None:
            id = parcel.id
            after_commit(lambda: jobs.enqueue(JOB, id))
        else:
            files.keep(parcel, files.WHOLE, content)
            note_exported(found, BULK, by=by, at=at)
            parcel.state, parcel.done = MADE, parcel.total
            for item in parcel.items:
                item.state = DONE
    return parcel, True


def _new(
    official: OfficialFile, found: Sequence[Looked], *, mark: str, by: Person, at: datetime
) -> Parcel:
    parcel = Parcel(
        person_id=by.id,
        official_id=official.id,
        mark=mark,
        data_key=current_app.extensions["sealer"].new_key(),
        state=MAKING,
        total=len(found),
        done=0,
        asked_at=at,
    )
    parcel.items = [ParcelItem(case_id=one.case.id, item=one.item) for one in found]
    db.session.add(parcel)
    db.session.flush()
    return parcel


def _mark(official: OfficialFile, found: Iterable[Looked]) -> str:
    """Return a hash of what was chosen, and of how far its cases had come."""
    chosen = sorted((one.case.id, one.item, one.case.sequence) for one in found)
    return hashlib.sha256(repr((official.id, chosen)).encode()).hexdigest()


def claim(parcel_id: int, *, at: datetime) -> bool:
    """Take a parcel to go on with it; False where it is made or somebody else is at it."""
    free = Parcel.claimed_until.is_(None) | (Parcel.claimed_until < at)
    mine = (Parcel.id == parcel_id, Parcel.state == MAKING, free)
    with transaction():
        taken = db.session.execute(update(Parcel).where(*mine).values(claimed_until=at + CLAIM))
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def fill_one(item_id: int, *, at: datetime) -> None:
    """Fill in the workbook of one application, as its facts are now; or say why not."""
    item = db.session.get_one(ParcelItem, item_id)
    parcel, one, reason = item.parcel, None, _why_not(item, local_day(at))
    if not reason:
        one, reason = _ready(item, local_day(at))
    content = workbook_of(one, parcel.official) if one else b""
    with transaction():
        item = db.session.get_one(ParcelItem, item_id, with_for_update=True, populate_existing=True)
        if item.state != WAITING:
            return
        if one:
            files.keep(item.parcel, str(item.id), content)
            item.name = files.sealer_of(item.parcel).seal(_file_name(one))
            by = db.session.get_one(Person, item.parcel.person_id)
            note_exported([one], WORKBOOK, by=by, at=at)
        _finish(item, LEFT if reason else DONE, reason, at)


def _why_not(item: ParcelItem, today: date) -> str:
    person = db.session.get_one(Person, item.parcel.person_id)
    return "" if may_manage(part_in(item.case, person, today)) else "not_yours"


def _ready(item: ParcelItem, today: date) -> tuple[Looked | None, str]:
    found = look_over(item.case, progress_of(item.case, today))
    one = next((one for one in found if one.item == item.item), None)
    if one is None or item.case.status != "open":
        return None, "gone"
    return (one, "") if one.ready else (None, "not_ready")


def _file_name(one: Looked) -> str:
    """Return a name any system takes: `26-0003-GARCIA-MARIA.xlsx`."""
    name = "".join(c for c in one.name.replace(" ", "-") if c.isalnum() or c == "-")
    return (
        "-".join(filter(None, (one.case.number, one.item.replace(".", "-"), name[:60]))) + ".xlsx"
    )


def leave(item_id: int, *, at: datetime) -> None:
    """Leave an application that makes the filling fail, or it would be tried for ever."""
    with transaction():
        item = db.session.get_one(ParcelItem, item_id, with_for_update=True, populate_existing=True)
        if item.state == WAITING:
            _finish(item, LEFT, "failed", at)


def _finish(item: ParcelItem, state: str, reason: str, at: datetime) -> None:
    item.state, item.reason = state, reason
    item.parcel.done += 1
    item.parcel.claimed_until = at + CLAIM


def finish(parcel_id: int) -> None:
    """Close a parcel once no application is waiting."""
    done = update(Parcel).where(Parcel.id == parcel_id, Parcel.state == MAKING)
    with transaction():
        db.session.execute(done.values(state=MADE, claimed_until=None))


def changed_since(parcel: Parcel) -> list[Case]:
    """Return the cases of whom a parcel's files say what is not so any more."""
    items = {(one.case_id, one.item): one.case for one in queries.items_of(parcel.id, DONE)}
    ids = {case_id for case_id, _item in items}
    left = left_with(ids, parcel.official.kind, since=parcel.asked_at)
    found = [items[one.case_id, one.item] for one in left if one.stale and _key(one) in items]
    return list(dict.fromkeys(found))


def _key(one: Exported) -> tuple[int, str]:
    return one.case_id, one.item


def let_go(parcel_id: int) -> None:
    """Let somebody else go on with a parcel."""
    with transaction():
        db.session.execute(update(Parcel).where(Parcel.id == parcel_id).values(claimed_until=None))


def remove_old(at: datetime) -> int:
    """Remove the files of parcels older than they are kept; return of how many."""
    old = queries.to_remove(at - KEPT)
    for id in old:
        files.remove(id)
        with transaction():
            db.session.execute(update(Parcel).where(Parcel.id == id).values(state=REMOVED))
    return len(old)


def parsed(chosen: Iterable[str]) -> list[Chosen]:
    """Read the applications ticked on a page, `<case>:<item>`; what is none is left out."""
    found: dict[Chosen, None] = {}
    for text in chosen:
        case, colon, item = text.partition(":")
        case_id = row_numbered(case)
        if colon and case_id is not None:
            found[case_id, item[:40]] = None
    return list(found)
