"""Which rows of a list mean the same stay, and which case each of them means.

A stay is known by its researcher's address, its programme and its first day. Where no case is,
an open one of the same person under the same programme is meant if the two stays overlap or
begin within sixty days of each other, and no other row means it: then its first day, or the
person's address, has been changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from onboarding.cases.models import Case
from onboarding.cases.names import folded
from onboarding.database import db
from onboarding.office.importing.comparing import facts_of
from onboarding.office.lists.checked import Checked, person_key
from onboarding.people.models import Person

_NEAR = timedelta(days=60)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Stay:
    """A case as far as matching needs it."""

    case_id: int
    programme: str
    starts_on: date | None
    ends_on: date | None

    def distance(self, row: Checked) -> timedelta | None:
        """Return how far its first day is from a row's; None where it is another stay."""
        if not (self.starts_on and self.ends_on and row.starts_on and row.ends_on):
            return None
        overlap = self.starts_on <= row.ends_on and row.starts_on <= self.ends_on
        distance = abs(self.starts_on - row.starts_on)
        near = self.programme == row.programme and (overlap or distance <= _NEAR)
        return distance if near else None


def refuse_twins(rows: Iterable[Checked]) -> None:
    """Refuse rows that mean a stay an earlier row means, and addresses of two people."""
    stays: dict[Any, int] = {}
    people: dict[str, Checked] = {}
    for row in rows:
        if not (row.email and row.programme and row.starts_on):
            continue
        where = (row.programme, row.starts_on)
        keys = [(row.email, *where), *([(row.person, *where)] if row.person else [])]
        first = next((stays[key] for key in keys if key in stays), None)
        other = people.setdefault(row.email, row)
        if first is not None:
            row.refuse("", _l("This is the same stay as in row %(number)s.", number=first))
        elif row.person and other.person and row.person[1] != other.person[1]:
            number = other.line.number
            row.refuse(
                "", _l("Row %(number)s has the same address for somebody else.", number=number)
            )
        for key in keys:
            stays.setdefault(key, row.line.number)


def find_cases(rows: Sequence[Checked]) -> dict[int, int]:
    """Return number of the row → the case it means, for the good rows that mean one."""
    found = dict(_by_key(rows))
    taken = set(found.values())
    left = [row for row in rows if row.line.number not in found]
    for candidates in (_by_email, _by_name):
        for row, stays in candidates(left):
            near = ((stay.distance(row), stay.case_id) for stay in stays)
            fitting = [(d, id) for d, id in near if d is not None and id not in taken]
            if fitting and row.line.number not in found:
                found[row.line.number] = min(fitting)[1]
                taken.add(found[row.line.number])
    return found


def _by_key(rows: Sequence[Checked]) -> Iterator[tuple[int, int]]:
    for some in in_pieces(rows):
        numbers = {row.key: row.line.number for row in some}
        wanted = select(Case.import_key, Case.id).where(Case.import_key.in_(numbers))
        for key, id in db.session.execute(wanted):
            yield numbers[key or ""], id


def _by_email(rows: Sequence[Checked]) -> Iterator[tuple[Checked, list[Stay]]]:
    for some in in_pieces(rows):
        wanted = _open_stays().where(Person.email.in_({row.email for row in some}))
        by_email: dict[str, list[Stay]] = {}
        for email, stay in _stays(wanted):
            by_email.setdefault(email, []).append(stay)
        yield from ((row, by_email[row.email]) for row in some if row.email in by_email)


def _by_name(rows: Sequence[Checked]) -> Iterator[tuple[Checked, list[Stay]]]:
    for some in in_pieces([row for row in rows if row.person]):
        wanted = _open_stays().where(Case.name.in_({row.name for row in some}))
        by_person: dict[Any, list[Stay]] = {}
        for _email, stay in list(_stays(wanted)):
            case = db.session.get_one(Case, stay.case_id)
            by_person.setdefault(person_key(facts_of(case)), []).append(stay)
        yield from ((row, by_person[row.person]) for row in some if row.person in by_person)


def _open_stays() -> Select[str, int, str, date | None, date | None]:
    columns = (Person.email, Case.id, Case.programme, Case.starts_on, Case.ends_on)
    joined = select(*columns).join(Person, Person.id == Case.researcher_id)
    return joined.where(Case.status == "open")


def _stays(
    wanted: Select[str, int, str, date | None, date | None],
) -> Iterator[tuple[str, Stay]]:
    for email, id, programme, starts_on, ends_on in db.session.execute(wanted):
        yield email, Stay(id, programme, starts_on, ends_on)


def hint_at_accounts(rows: Sequence[Checked]) -> None:
    """Say where an address belongs to an account of another name already."""
    for some in in_pieces(rows):
        emails = {row.email: row for row in some}
        known = select(Person.email, Person.name).where(Person.email.in_(emails))
        for email, name in db.session.execute(known):
            if folded(name) != folded(emails[email].name):
                sentence = _l("The account with this address is called “%(name)s”.", name=name)
                emails[email].hint("", sentence)


def in_pieces(rows: Sequence[Checked]) -> Iterator[list[Checked]]:
    """Yield rows a few hundred at a time, as many as one query asks for."""
    source = iter(rows)
    while some := list(islice(source, _AT_ONCE)):
        yield some
