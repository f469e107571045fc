"""Reading people, departments and their roles."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, func, literal, null, or_, select

from onboarding.database import db, read
from onboarding.people.models import Department, Deputy, Grant, Person, SignInFailure


@dataclass(frozen=True, slots=True)
class Held:
    """A role in a department (None: in all), by one's own right or for somebody absent."""

    role: str
    department_id: int | None
    on_behalf_of: int | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, as every page needs them: read in one query."""

    id: int
    email: str
    name: str
    name_ja: str
    language: str
    session_mark: int
    held: tuple[Held, ...]

    def name_in(self, language: str) -> str:
        """Return the name to show a reader of `language`."""
        return self.name_ja if language == "ja" and self.name_ja else self.name


def _visitor(along: ColumnElement[int]) -> Executable:
    who = (along, Person.id, Person.email, Person.name, Person.name_ja, Person.language)
    here = (Person.id == bindparam("id"), Person.active)
    own = (
        select(*who, Person.session_mark, Grant.role, Grant.department_id, null().label("absent"))
        .outerjoin(Grant)
        .where(*here)
    )
    absent = (
        select(*who, Person.session_mark, Grant.role, Grant.department_id, Deputy.absent_id)
        .join(Deputy, Deputy.deputy_id == Person.id)
        .join(Grant, Grant.person_id == Deputy.absent_id)
        .where(*here, Deputy.starts_on <= bindparam("today"), Deputy.ends_on >= bindparam("today"))
    )
    return own.union_all(absent)


_reading: tuple[Executable, Callable[[int], None]] = (_visitor(literal(0)), lambda number: None)


def read_along(number: ColumnElement[int], heed: Callable[[int], None]) -> None:
    """Read one number more whenever a visitor is read, and have it heeded: it costs no query."""
    global _reading
    _reading = (_visitor(number), heed)


def read_visitor(person_id: int, today: date) -> Visitor | None:
    """Return a person with the roles they hold today; None where they are not active."""
    statement, heed = _reading
    rows = read(statement, {"id": person_id, "today": today})
    if not rows:
        return None
    held = tuple(Held(*row[7:10]) for row in rows if row[7])
    along, id, email, name, name_ja, language, mark = rows[0][:7]
    heed(along)
    return Visitor(id, email, name, name_ja, language, mark, held)


def person_by_email(email: str) -> Person | None:
    """Return the person with this address, upper and lower case being the same."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def held_roles(person: Person, today: date) -> tuple[Held, ...]:
    """Return the roles a person holds, those of the absent they stand in for included."""
    own = [Held(grant.role, grant.department_id) for grant in person.grants]
    absent = select(Deputy.absent_id, Grant.role, Grant.department_id).join(
        Grant, Grant.person_id == Deputy.absent_id
    )
    today_only = (
        Deputy.deputy_id == person.id,
        Deputy.starts_on <= today,
        Deputy.ends_on >= today,
    )
    rows = db.session.execute(absent.where(*today_only).order_by(Grant.id))
    return (*own, *(Held(role, department, who) for who, role, department in rows))


def holders(role: str, department_id: int | None) -> list[Person]:
    """Return the active people who hold a role in a department, or in all."""
    here = or_(Grant.department_id.is_(None), Grant.department_id == department_id)
    found = select(Person).join(Grant).where(Grant.role == role, here, Person.active)
    return list(db.session.scalars(found.order_by(Person.id)).unique())


def deputies_of(people: list[Person], today: date) -> list[Person]:
    """Return who stands in today for any of these people."""
    ids = [person.id for person in people]
    found = (
        select(Person)
        .join(Deputy, Deputy.deputy_id == Person.id)
        .where(
            Deputy.absent_id.in_(ids),
            Deputy.starts_on <= today,
            Deputy.ends_on >= today,
        )
    )
    return list(db.session.scalars(found.order_by(Person.id)).unique())


_DEPARTMENTS = select(Department.id, Department.name_en, Department.name_ja).order_by(
    Department.code
)


def department_rows() -> list[Any]:
    """Return id and names of all departments by code, for lists that need no more."""
    return read(_DEPARTMENTS)


def departments() -> list[Department]:
    """Return all departments by code."""
    return list(db.session.scalars(select(Department).order_by(Department.code)))


def staff() -> list[Person]:
    """Return everybody who holds a role, by address."""
    found = select(Person).join(Grant).distinct().order_by(Person.email)
    return list(db.session.scalars(found))


def colleagues() -> list[Person]:
    """Return everybody of the institution, with a role or not, by address."""
    here = or_(Person.grants.any(), Person.department_id.is_not(None))
    return list(
        db.session.scalars(select(Person).where(here, Person.active).order_by(Person.email))
    )


def failures_since(who: str, since: datetime) -> int:
    """Return how often somebody failed to sign in since a moment."""
    counted = select(func.count()).where(SignInFailure.who == who, SignInFailure.at > since)
    return db.session.scalar(counted) or 0


def deputyships(today: date) -> list[Deputy]:
    """Return who stands in for whom now or later, the earliest first."""
    found = select(Deputy).where(Deputy.ends_on >= today).order_by(Deputy.starts_on, Deputy.id)
    return list(db.session.scalars(found))
