"""What a desk lists: what needs me, what is late, what waits for whom, who arrives soon.

Lists walk the step index by keyset, so the last page costs what the first does, and a page
takes the same number of queries for ten cases and for a hundred thousand. Counts stop at a
hundred: nobody works off an exact thousand. A statement is built once for each shape of lanes
and filters; only its values change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    Integer,
    ScalarSelect,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from onboarding.cases.models import Case, CaseMember, CaseWord, StepRow
from onboarding.cases.names import folded
from onboarding.database import read
from onboarding.office.desk import Desk, Filters, Lane, narrowed
from onboarding.office.papertrail.service import has_outdated

PAGE = 50
MANY = 100
ARRIVALS = timedelta(weeks=8)
SOON = timedelta(days=7)

_S, _C, _W = StepRow.__table__.c, Case.__table__.c, CaseWord.__table__.c
_M = CaseMember.__table__.c
_LIMIT = bindparam("limit", PAGE + 1, Integer)
_MANY = bindparam("many", MANY, Integer)
_TODAY, _UNTIL = bindparam("today", type_=Date), bindparam("until", type_=Date)
# In words, not as values: PostgreSQL only knows so that its partial indexes fit
_STEP_OPEN, _CASE_OPEN = (column == literal_column("'open'") for column in (_S.state, _C.status))
_SHOWN = (
    *(_S.case_id, _S.key, _S.workflow, _S.step, _S.role, _S.due),
    *(_C.name, _C.number, _C.starts_on, _C.programme, _C.department_id, _S.id),
)
_CASE_SHOWN = (
    *(_C.id, _C.number, _C.name, _C.starts_on, _C.ends_on, _C.programme, _C.department_id),
    _C.start_safe_until,
)
_LAST = "\U0010ffff"
Condition = ColumnElement[bool]
_ARRIVING: tuple[Condition, ...] = (_CASE_OPEN, _C.starts_on >= _TODAY, _C.starts_on < _UNTIL)
_IN_DANGER: tuple[Condition, ...] = (_CASE_OPEN, _C.start_safe_until < _TODAY)


class Shape(NamedTuple):
    """What a lane is bound to; the values come with each query."""

    by_role: bool
    by_department: bool


def _shape(lanes: Sequence[Lane]) -> tuple[Shape, ...]:
    return tuple(Shape(one.role is not None, one.department_id is not None) for one in lanes)


def _values(lanes: Sequence[Lane], mark: str = "") -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, lane in enumerate(lanes):
        values[f"{mark}role{number}"] = lane.role
        values[f"{mark}department{number}"] = lane.department_id
    return values


def _inside(shape: Shape, number: int, mark: str = "") -> list[Condition]:
    found: list[Condition] = []
    if shape.by_role:
        found.append(_S.role == bindparam(f"{mark}role{number}"))
    if shape.by_department:
        found.append(_S.department_id == bindparam(f"{mark}department{number}"))
    return found


def open_steps(desk: Desk, tab: str, filters: Filters) -> list[Any]:
    """Return one page of open steps, the earliest due first, and one row more if there are more."""
    lanes = narrowed(desk.mine() if tab == "mine" else desk.seen(), filters.department)
    if not lanes:
        return []
    bounds = _bounds(desk, tab, filters)
    statement = _page_of_steps(_shape(lanes), frozenset(bounds), _others(desk, tab))
    return read(statement, {**bounds, **_values(lanes)})


def _others(desk: Desk, tab: str) -> frozenset[str]:
    return desk.roles if tab == "others" else frozenset()


def _not_of(roles: frozenset[str]) -> list[Condition]:
    return [_S.role != role for role in sorted(roles)]


def _bounds(desk: Desk, tab: str, filters: Filters) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    late = "late" if tab == "late" else filters.late
    if late:
        bounds["before"] = desk.today if late == "late" else desk.today + SOON
    if filters.programme:
        bounds["programme"] = filters.programme
    if filters.step:
        bounds["workflow"], _, bounds["step"] = filters.step.partition(".")
    if filters.after:
        bounds["after"], bounds["after_id"] = filters.after
    if tab == "mine":
        bounds["me"] = desk.person_id
    return bounds


_CONDITIONS: dict[str, Condition] = {
    "before": _S.due < bindparam("before"),
    "programme": _S.programme == bindparam("programme"),
    "workflow": _S.workflow == bindparam("workflow"),
    "step": _S.step == bindparam("step"),
    "after": tuple_(_S.due, _S.id) > tuple_(bindparam("after", type_=Date), bindparam("after_id")),
    "me": or_(_S.assignee_id.is_(None), _S.assignee_id == bindparam("me")),
}


@cache
def _page_of_steps(
    lanes: tuple[Shape, ...], names: frozenset[str], not_of: frozenset[str]
) -> Executable:
    asked = sorted(names & _CONDITIONS.keys())
    shared = [_STEP_OPEN, *(_CONDITIONS[name] for name in asked), *_not_of(not_of)]
    page = select(*_SHOWN).join_from(StepRow, Case).order_by(_S.due, _S.id).limit(_LIMIT)
    if len(lanes) == 1:
        return page.where(*shared, *_inside(lanes[0], 0))
    firsts = (
        select(_S.id)
        .where(*shared, *_inside(lane, number))
        .order_by(_S.due, _S.id)
        .limit(_LIMIT)
        .subquery()
        for number, lane in enumerate(lanes)
    )
    return page.where(_S.id.in_(union_all(*(select(first.c.id) for first in firsts))))


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, `MANY` standing for that many or more.

    `danger`: cases whose start cannot be met as things stand. `shut`: cases a conflict of
    interest closes for the person. `outdated`: cases with papers made from facts of before; for
    the international office alone.
    """

    mine: int
    late: int
    others: int
    arrivals: int
    danger: int
    shut: int
    outdated: int


def counts(desk: Desk, department: int | None) -> Counts:
    """Return the figures of the desk in one query."""
    mine, seen = narrowed(desk.mine(), department), narrowed(desk.seen(), department)
    values = {
        **_values(mine, "m"),
        **_values(seen, "s"),
        "me": desk.person_id,
        "today": desk.today,
        "until": desk.today + ARRIVALS,
    }
    row = read(_figures(_shape(mine), _shape(seen), desk.roles), values)[0]
    return Counts(*(min(number, MANY) for number in row))


@cache
def _figures(mine: tuple[Shape, ...], seen: tuple[Shape, ...], roles: frozenset[str]) -> Executable:
    late, others = _S.due < _TODAY, _not_of(roles)
    mine_of = [(*_inside(one, n, "m"), _CONDITIONS["me"]) for n, one in enumerate(mine)]
    seen_of = [_inside(one, n, "s") for n, one in enumerate(seen)]
    return select(
        _sum(_up_to_many(_S.id, _STEP_OPEN, *one) for one in mine_of),
        _sum(_up_to_many(_S.id, _STEP_OPEN, late, *one) for one in seen_of),
        _sum(_up_to_many(_S.id, _STEP_OPEN, *others, *one) for one in seen_of),
        _sum(_up_to_many(_C.id, *_ARRIVING, *_there(n, one)) for n, one in enumerate(seen)),
        _sum(_up_to_many(_C.id, *_IN_DANGER, *_there(n, one)) for n, one in enumerate(seen)),
        _up_to_many(_M.case_id, _M.person_id == bindparam("me"), _M.role == "shut_out"),
        _sum(
            _up_to_many(_C.id, _CASE_OPEN, has_outdated(_C.id), *_there(n, one))
            for n, one in enumerate(seen if "office" in roles else ())
        ),
    )


def _there(number: int, shape: Shape) -> tuple[Condition, ...]:
    if not shape.by_department:
        return ()
    return (_C.department_id == bindparam(f"sdepartment{number}"),)


def _up_to_many(column: ColumnElement[int], *conditions: Condition) -> ScalarSelect[int]:
    found = select(column).where(*conditions).limit(_MANY).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _sum(parts: Iterable[ScalarSelect[int]]) -> ColumnElement[int]:
    return sum(parts, start=literal_column("0", Integer))


def cases(desk: Desk, tab: str, filters: Filters) -> list[Any]:
    """Return one page of cases by their start, the earliest first.

    Those that start within eight weeks, or those whose start cannot be met as things stand.
    """
    lanes = narrowed(desk.seen(), filters.department)
    values: dict[str, Any] = {"today": desk.today, "until": desk.today + ARRIVALS}
    values |= _places(lanes)
    if filters.programme:
        values["programme"] = filters.programme
    if filters.after:
        values["after"], values["after_id"] = filters.after
    return read(_page_of_cases(tab, frozenset(values)), values)


def _places(lanes: Sequence[Lane]) -> dict[str, Any]:
    """Return the departments lanes of `Desk.seen` are bound to; nothing where to none."""
    if any(lane.department_id is None for lane in lanes):
        return {}
    return {"places": [lane.department_id for lane in lanes]}


_OF_CASES: dict[str, Condition] = {
    "places": _C.department_id.in_(bindparam("places", expanding=True)),
    "programme": _C.programme == bindparam("programme"),
    "after": tuple_(_C.starts_on, _C.id)
    > tuple_(bindparam("after", type_=Date), bindparam("after_id")),
}


@cache
def _page_of_cases(tab: str, names: frozenset[str]) -> Executable:
    where = [_OF_CASES[name] for name in sorted(names & _OF_CASES.keys())]
    steps = select(func.count()).where(_S.case_id == _C.id, _STEP_OPEN)
    return (
        select(
            *_CASE_SHOWN,
            steps.scalar_subquery().label("open_steps"),
            steps.where(_S.due < _TODAY).scalar_subquery().label("late_steps"),
        )
        .where(*(_IN_DANGER if tab == "danger" else _ARRIVING), *where)
        .order_by(_C.starts_on, _C.id)
        .limit(_LIMIT)
    )


def search(desk: Desk, query: str) -> list[Any]:
    """Return cases by the beginning of a name in Latin letters, kana or kanji, or by number."""
    words = folded(query).replace("・", " ").split()[:4]
    lanes = desk.seen()
    if not words or not lanes:
        return []
    values = {f"from{n}": word for n, word in enumerate(words)} | _places(lanes)
    values |= {f"to{n}": word + _LAST for n, word in enumerate(words)}
    return read(_found(len(words), "places" in values), values)


@cache
def _found(words: int, by_department: bool) -> Executable:
    beginnings = [
        select(_W.case_id).where(_W.word >= bindparam(f"from{n}"), _W.word < bindparam(f"to{n}"))
        for n in range(words)
    ]
    where: list[Condition] = [_C.id.in_(each) for each in beginnings]
    if by_department:
        where.append(_OF_CASES["places"])
    shown = select(*_CASE_SHOWN, _C.status).where(*where)
    return shown.order_by(_C.id.desc()).limit(PAGE)


def by_role(desk: Desk, department: int | None) -> list[tuple[str, int, int]]:
    """Return (role, open steps, late ones) of everybody else: what waits for whom."""
    lanes = narrowed(desk.seen(), department)
    values = {"today": desk.today, **_places(lanes)}
    return [tuple(row) for row in read(_by_role("places" in values, desk.roles), values)]


@cache
def _by_role(by_department: bool, not_of: frozenset[str]) -> Executable:
    late = func.sum(case((_S.due < _TODAY, 1), else_=0))
    found = select(_S.role, func.count(), late).where(_STEP_OPEN, *_not_of(not_of))
    if by_department:
        found = found.where(_S.department_id.in_(bindparam("places", expanding=True)))
    return found.group_by(_S.role).order_by(_S.role)
