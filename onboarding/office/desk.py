"""The desk: what needs me, what is late, what waits for whom, who arrives soon.

Lists read the step index by keyset, so the last page costs what the first does, and a page
takes the same number of queries for ten cases and for a hundred thousand. Counts stop at a
hundred: nobody works off an exact thousand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, TextClause, bindparam, text

from onboarding.cases.names import folded
from onboarding.database import db
from onboarding.people.queries import Held

PAGE = 50
MANY = 100
ARRIVALS = timedelta(weeks=8)
SOON = timedelta(days=7)
TABS = ("mine", "late", "others", "arrivals")

_COLUMNS = """s.case_id, s.key, s.workflow, s.step, s.role, s.due, c.name, c.number, c.starts_on,
    c.programme, c.department_id, s.id"""


@dataclass(frozen=True, slots=True)
class Lane:
    """A part of the index one walks in order: a role, a department, or both; None for all."""

    role: str | None
    department_id: int | None


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list is narrowed. `late`: `late`, `soon` (within a week) or empty."""

    department: int | None = None
    programme: str = ""
    step: str = ""
    late: str = ""
    after: tuple[date, int] | None = None

    @property
    def as_query(self) -> dict[str, Any]:
        """Return the filters as an address carries them."""
        found = {"department": self.department, "programme": self.programme}
        found |= {"step": self.step, "late": self.late}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk it is: the roles they hold, where, and today's date."""

    held: tuple[Held, ...]
    person_id: int
    today: date
    departments: tuple[int, ...] = field(default=())

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles of the desk."""
        return frozenset(one.role for one in self.held)

    def mine(self) -> tuple[Lane, ...]:
        """Return the lanes of the steps that are theirs to do."""
        everywhere = {one.role for one in self.held if one.department_id is None}
        lanes = [Lane(role, None) for role in sorted(everywhere)]
        pairs = {(one.role, one.department_id) for one in self.held if one.role not in everywhere}
        return (*lanes, *(Lane(role, where) for role, where in sorted(pairs, key=str)))

    def seen(self) -> tuple[Lane, ...]:
        """Return the lanes of everything they may look at."""
        if any(one.department_id is None for one in self.held):
            return (Lane(None, None),)
        return tuple(
            Lane(None, where) for where in sorted({o.department_id or 0 for o in self.held})
        )


def narrowed(lanes: Sequence[Lane], department: int | None) -> tuple[Lane, ...]:
    """Return the lanes inside one department."""
    if department is None:
        return tuple(lanes)
    return tuple(
        replace(lane, department_id=department)
        for lane in lanes
        if lane.department_id in (None, department)
    )


def open_steps(desk: Desk, tab: str, filters: Filters) -> list[Any]:
    """Return one page of open steps, the earliest due first, and one row more if there are more."""
    lanes = narrowed(desk.mine() if tab == "mine" else desk.seen(), filters.department)
    if not lanes:
        return []
    values: dict[str, Any] = {"limit": PAGE + 1, **_bounds(desk, tab, filters)}
    for number, lane in enumerate(lanes):
        values |= {f"role{number}": lane.role, f"department{number}": lane.department_id}
    shape = tuple((lane.role is not None, lane.department_id is not None) for lane in lanes)
    names = tuple(sorted(name for name in values if not name[-1].isdigit() and name != "limit"))
    if tab == "others":
        values |= {f"not{number}": role for number, role in enumerate(sorted(desk.roles))}
    statement = _steps_statement(shape, names, len(desk.roles) if tab == "others" else 0)
    return list(db.session.execute(statement, values))


def _bounds(desk: Desk, tab: str, filters: Filters) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    late = "late" if tab == "late" else filters.late
    if late == "late":
        bounds["before"] = desk.today
    elif late == "soon":
        bounds["before"] = desk.today + SOON
    if filters.programme:
        bounds["programme"] = filters.programme
    if filters.step:
        bounds["workflow"], _, bounds["step"] = filters.step.partition(".")
    if filters.after:
        bounds["after_due"], bounds["after_id"] = filters.after
    if tab == "mine":
        bounds["me"] = desk.person_id
    return bounds


_CONDITIONS: Mapping[str, str] = {
    "before": "s.due < :before",
    "programme": "s.programme = :programme",
    "workflow": "s.workflow = :workflow",
    "step": "s.step = :step",
    "after_due": "(s.due, s.id) > (:after_due, :after_id)",
    "me": "(s.assignee_id is null or s.assignee_id = :me)",
}


@cache
def _steps_statement(
    shape: tuple[tuple[bool, bool], ...], names: tuple[str, ...], not_mine: int
) -> TextClause:
    """Return the statement for lanes of some shape and some filters; built once for each."""
    shared = ["s.state = 'open'", *(_CONDITIONS[name] for name in names if name in _CONDITIONS)]
    if not_mine:
        roles = ", ".join(f":not{number}" for number in range(not_mine))
        shared.append(f"s.role not in ({roles})")
    lanes = []
    for number, (has_role, has_department) in enumerate(shape):
        own = [f"s.role = :role{number}"] if has_role else []
        own += [f"s.department_id = :department{number}"] if has_department else []
        where = " and ".join((*shared, *own))
        lane = f"select s.* from steps s where {where} order by s.due, s.id limit :limit"
        lanes.append(f"select * from ({lane})")
    union = " union all ".join(f"{lane} l{number}" for number, lane in enumerate(lanes))
    return _typed(
        f"select {_COLUMNS} from ({union}) s join cases c on c.id = s.case_id "
        "order by s.due, s.id limit :limit",
        "due",
        "starts_on",
    )


_DAYS = frozenset({"today", "until", "before", "after_due"})


def _typed(sql: str, *days: str) -> TextClause:
    """Return a statement that knows which of its values and columns are days."""
    statement = text(sql)
    given = [bindparam(name, type_=Date()) for name in _DAYS if f":{name}" in sql]
    typed = statement.bindparams(*given)
    return typed.columns(**{name: Date() for name in days}) if days else typed  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, `MANY` standing for that many or more."""

    mine: int
    late: int
    others: int
    arrivals: int


def counts(desk: Desk, department: int | None) -> Counts:
    """Return the four figures of the desk in one query."""
    values: dict[str, Any] = {"today": desk.today, "many": MANY, "until": desk.today + ARRIVALS}
    values |= {f"r{number}": role for number, role in enumerate(sorted(desk.roles))}
    mine, seen = narrowed(desk.mine(), department), narrowed(desk.seen(), department)
    for letter, lanes in (("m", mine), ("s", seen)):
        for number, lane in enumerate(lanes):
            values |= {
                f"{letter}role{number}": lane.role,
                f"{letter}dep{number}": lane.department_id,
            }
    shapes = tuple(
        tuple((lane.role is not None, lane.department_id is not None) for lane in lanes)
        for lanes in (mine, seen)
    )
    row = db.session.execute(_counts_statement(shapes, len(desk.roles)), values).one()
    return Counts(*(min(int(number), MANY) for number in row))


@cache
def _counts_statement(shapes: tuple[tuple[tuple[bool, bool], ...], ...], roles: int) -> TextClause:
    mine, seen = shapes
    not_mine = ", ".join(f":r{number}" for number in range(roles)) or "''"
    parts = (
        _count_steps("m", mine, ""),
        _count_steps("s", seen, " and due < :today"),
        _count_steps("s", seen, f" and role not in ({not_mine})"),
        _count_cases("s", seen),
    )
    return _typed("select " + ", ".join(parts))


def _count_steps(letter: str, shape: tuple[tuple[bool, bool], ...], more: str) -> str:
    lanes = [
        f"(select count(*) from (select 1 from steps where state = 'open'"
        f"{_lane_conditions(letter, number, has)}{more} limit :many) {letter}{number})"
        for number, has in enumerate(shape)
    ]
    return " + ".join(lanes) or "0"


def _lane_conditions(letter: str, number: int, has: tuple[bool, bool]) -> str:
    role = f" and role = :{letter}role{number}" if has[0] else ""
    department = f" and department_id = :{letter}dep{number}" if has[1] else ""
    return role + department


def _count_cases(letter: str, shape: tuple[tuple[bool, bool], ...]) -> str:
    lanes = [
        "(select count(*) from (select 1 from cases where status = 'open'"
        " and starts_on >= :today and starts_on < :until"
        f"{_lane_conditions(letter, number, (False, has[1]))} limit :many) c)"
        for number, has in enumerate(shape)
    ]
    return " + ".join(lanes) or "0"


def arrivals(desk: Desk, filters: Filters) -> list[Any]:
    """Return one page of the cases that start within eight weeks, the earliest first."""
    lanes = narrowed(desk.seen(), filters.department)
    values: dict[str, Any] = {"today": desk.today, "until": desk.today + ARRIVALS}
    values["limit"] = PAGE + 1
    where = ["c.status = 'open'", "c.starts_on >= :today", "c.starts_on < :until"]
    if lanes and lanes[0].department_id is not None:
        names = [f":d{number}" for number, _ in enumerate(lanes)]
        where.append(f"c.department_id in ({', '.join(names)})")
        values |= {f"d{number}": lane.department_id for number, lane in enumerate(lanes)}
    if filters.programme:
        where.append("c.programme = :programme")
        values["programme"] = filters.programme
    if filters.after:
        where.append("(c.starts_on, c.id) > (:after_due, :after_id)")
        values["after_due"], values["after_id"] = filters.after
    return list(db.session.execute(_arrivals_statement(tuple(where)), values))


@cache
def _arrivals_statement(where: tuple[str, ...]) -> TextClause:
    return _typed(
        "select c.id, c.number, c.name, c.starts_on, c.ends_on, c.programme, c.department_id,"
        " (select count(*) from steps s where s.case_id = c.id and s.state = 'open') as open_steps,"
        " (select count(*) from steps s where s.case_id = c.id and s.state = 'open'"
        "   and s.due < :today) as late_steps"
        f" from cases c where {' and '.join(where)} order by c.starts_on, c.id limit :limit",
        "starts_on",
        "ends_on",
    )


def search(desk: Desk, query: str) -> list[Any]:
    """Return cases by the beginning of a name in Latin letters, kana or kanji, or by number."""
    words = folded(query).replace("・", " ").split()[:4]
    lanes = desk.seen()
    if not words or not lanes:
        return []
    values: dict[str, Any] = {f"w{n}": word for n, word in enumerate(words)}
    values |= {f"e{n}": word + "\U0010ffff" for n, word in enumerate(words)}
    values |= {f"d{n}": lane.department_id for n, lane in enumerate(lanes)}
    departments = tuple(n for n, lane in enumerate(lanes) if lane.department_id is not None)
    return list(db.session.execute(_search_statement(len(words), departments), values))


@cache
def _search_statement(words: int, departments: tuple[int, ...]) -> TextClause:
    where = [
        f"c.id in (select case_id from case_words where word >= :w{n} and word < :e{n})"
        for n in range(words)
    ]
    if departments:
        names = ", ".join(f":d{number}" for number in departments)
        where.append(f"c.department_id in ({names})")
    return _typed(
        "select c.id, c.number, c.name, c.starts_on, c.ends_on, c.programme, c.department_id,"
        f" c.status from cases c where {' and '.join(where)} order by c.id desc limit {PAGE}",
        "starts_on",
        "ends_on",
    )


def by_role(desk: Desk, department: int | None) -> list[tuple[str, int, int]]:
    """Return (role, open steps, late ones) of everybody else: what waits for whom."""
    lanes = narrowed(desk.seen(), department)
    values: dict[str, Any] = {"today": desk.today}
    where = ["state = 'open'"]
    if lanes and lanes[0].department_id is not None:
        names = [f":d{number}" for number, _ in enumerate(lanes)]
        where.append(f"department_id in ({', '.join(names)})")
        values |= {f"d{number}": lane.department_id for number, lane in enumerate(lanes)}
    statement = _typed(
        "select role, count(*), sum(case when due < :today then 1 else 0 end) from steps"
        f" where {' and '.join(where)} group by role order by role"
    )
    rows = db.session.execute(statement, values)
    return [(role, number, late) for role, number, late in rows if role not in desk.roles]
