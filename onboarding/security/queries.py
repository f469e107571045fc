"""Reading what the pages of export control show."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from onboarding.cases.gate import Visit
from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.engine.definition import Step, Text
from onboarding.people.queries import Held
from onboarding.security.lists import named
from onboarding.security.models import ExportRecord, LookAgain, Screening, ScreeningList, ToldChange

MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A decision or declaration as the file shows it, with the lists in use then."""

    record: ExportRecord
    title: Text
    outcome: Text | None
    lists: tuple[ScreeningList, ...]


def places(held: Iterable[Held], roles: Collection[str]) -> set[int | None]:
    """Return the departments somebody's roles reach; None for all of them."""
    return {one.department_id for one in held if one.role in roles}


def to_look_at(places: set[int | None]) -> list[LookAgain]:
    """Return the cases to look at again in some departments, the oldest first."""
    found = select(LookAgain).join(Case).where(LookAgain.settled == "")
    if None not in places:
        found = found.where(Case.department_id.in_([one for one in places if one]))
    found = found.options(joinedload(LookAgain.case)).order_by(LookAgain.id).limit(MOST)
    return list(db.session.scalars(found))


def looked_at(case_id: int) -> list[LookAgain]:
    """Return what came up of a case since its verdict, the newest first."""
    found = select(LookAgain).where(LookAgain.case_id == case_id)
    found = found.options(joinedload(LookAgain.settled_by)).order_by(LookAgain.id.desc())
    return list(db.session.scalars(found.limit(MOST)))


def told_of(ids: Collection[int]) -> dict[int, list[tuple[ToldChange, str]]]:
    """Return row → what people told of it, with their words opened."""
    if not ids:
        return {}
    found = select(ToldChange).where(ToldChange.look_again_id.in_(ids))
    found = found.options(joinedload(ToldChange.person)).order_by(ToldChange.id)
    told: dict[int, list[tuple[ToldChange, str]]] = {}
    for one in db.session.scalars(found):
        opened = sealer_of(db.session.get_one(Case, one.case_id)).open(one.said)
        told.setdefault(one.look_again_id, []).append((one, opened))
    return told


def running() -> list[ScreeningList]:
    """Return the lists open cases are being screened with."""
    return list(db.session.scalars(select(ScreeningList).where(ScreeningList.state == "running")))


def screenings(case_id: int) -> list[tuple[Screening, list[ScreeningList]]]:
    """Return the screenings of a case with the versions they were made with, newest first."""
    found = select(Screening).where(Screening.case_id == case_id).order_by(Screening.id.desc())
    rows = list(db.session.scalars(found.limit(MOST)))
    every = {one.id: one for one in named({id for row in rows for id in json.loads(row.lists)})}
    return [(row, [every[id] for id in json.loads(row.lists)]) for row in rows]


def records(visit: Visit) -> list[Told]:
    """Return the decisions and declarations of a case, newest first."""
    found = select(ExportRecord).where(ExportRecord.case_id == visit.case.id)
    found = found.options(joinedload(ExportRecord.person)).order_by(ExportRecord.event.desc())
    rows = list(db.session.scalars(found))
    every = {one.id: one for one in named({id for row in rows for id in json.loads(row.lists)})}
    steps = visit.progress.plan.blueprint.by_key
    return [_told(row, steps.get(row.step), every) for row in rows]


def _told(row: ExportRecord, step: Step | None, every: dict[int, ScreeningList]) -> Told:
    outcome = step.outcome(row.outcome) if step else None
    title = step.title if step else Text(row.step, row.step)
    lists = tuple(every[id] for id in json.loads(row.lists))
    return Told(row, title, outcome.label if outcome else None, lists)
