"""Who and what a list may name: programmes, departments, the people of the institution."""

import difflib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Select, or_, select

from onboarding.cases.library import library, rule_table
from onboarding.database import db
from onboarding.engine.definition import Programme, Text
from onboarding.office.lists.spelling import is_japanese, key_of, name_keys
from onboarding.people.models import Department, Grant, Person
from onboarding.people.queries import departments, held_roles


@dataclass(frozen=True, slots=True)
class Place:
    """A department as a list names it."""

    id: int
    names: tuple[str, ...]
    title: Text


@dataclass(frozen=True, slots=True)
class Host:
    """A host as a list names them. `id`: their account, if they have one."""

    name: str
    name_ja: str
    email: str = ""
    id: int | None = None
    title: str = ""
    title_ja: str = ""


class Directory:
    """Everything names are looked up in, read once for a whole list.

    `only`: the departments whoever imports looks after; None for all.
    """

    def __init__(self, only: frozenset[int] | None = None) -> None:
        self.only = only
        self._places = [_place(department) for department in departments()]
        people = db.session.scalars(_institution()).unique()
        self._people = [(host_of(person), person.department_id) for person in people]

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        """Compared name → programme; umbrellas too, to say what they are."""
        found: dict[str, Programme] = {}
        for programme in library().programmes.values():
            names = (programme.id, programme.title.en, programme.title.ja, *programme.aliases)
            found |= {key_of(name): programme for name in names}
        return found

    @cached_property
    def _departments(self) -> dict[str, Place]:
        return {key_of(name): place for place in self._places for name in place.names}

    def own_places(self) -> list[Place]:
        """Return the departments whoever imports looks after, by code."""
        return [place for place in self._places if self.only is None or place.id in self.only]

    @cached_property
    def titles(self) -> list[str]:
        """What is written beside names, the longest first."""
        return sorted(rule_table("import_columns")["titles"], key=len, reverse=True)

    @cached_property
    def _hosts(self) -> dict[str, list[tuple[Host, int | None]]]:
        found: dict[str, list[tuple[Host, int | None]]] = {}
        for host, department_id in self._people:
            for key in {*self._keys(host.name), *self._keys(host.name_ja)} - {""}:
                found.setdefault(key, []).append((host, department_id))
        return found

    @cached_property
    def _by_email(self) -> dict[str, Host]:
        return {host.email: host for host, _department in self._people}

    def _keys(self, name: str) -> tuple[str, str]:
        return name_keys(name, self.titles)

    def programme(self, name: str) -> Programme | None:
        """Return a programme by its title, id or one of its aliases."""
        return self.programmes.get(key_of(name))

    def department(self, name: str) -> Place | None:
        """Return a department by one of its names, aliases or its code."""
        return self._departments.get(key_of(name))

    def close_departments(self, name: str) -> list[Text]:
        """Return names that are written almost alike."""
        close = difflib.get_close_matches(key_of(name), self._departments, n=3)
        found = {self._departments[key].id: self._departments[key].title for key in close}
        return list(found.values())

    def staff(self, email: str) -> Host | None:
        """Return the member of the institution with an address."""
        return self._by_email.get(email)

    def hosts(self, name: str, email: str, department_id: int | None) -> list[Host]:
        """Return who may be meant by a host's name and address.

        One where it is clear or nobody of that name is known; of several those of the department.
        """
        known = self._by_email.get(email)
        if known is not None:
            return [known]
        if email:
            return [unknown_host(name, email)]
        first, second = self._keys(name)
        found = self._hosts.get(first) or self._hosts.get(second) or []
        here = [host for host, place in found if place == department_id]
        return here or [host for host, _place in found] or [unknown_host(name, "")]


def looked_after(person: Person | None, today: date) -> frozenset[int] | None:
    """Return the departments somebody is the office of; None for all of them."""
    if person is None:
        return None
    offices = [one for one in held_roles(person, today) if one.role == "office"]
    departments = {one.department_id for one in offices}
    return None if None in departments else frozenset(id for id in departments if id)


def unknown_host(name: str, email: str) -> Host:
    """Return a host without an account, named in the script the list uses."""
    japanese = is_japanese(name)
    return Host("" if japanese else name, name if japanese else "", email)


def host_of(person: Person) -> Host:
    """Return a person of the institution as a host."""
    names = (person.name, person.name_ja or person.name)
    return Host(*names, person.email, person.id, person.title_en, person.title_ja)


def _place(department: Department) -> Place:
    aliases = filter(None, re.split(r"[\n,;、；]", department.aliases))
    names = (department.code, department.name_en, department.name_ja, *aliases)
    return Place(department.id, names, Text(department.name_en, department.name_ja))


def _institution() -> Select[Person]:
    """Everybody of the institution: with a role, or of a department."""
    has_role = Person.id.in_(select(Grant.person_id))
    return select(Person).where(Person.active, or_(has_role, Person.department_id.is_not(None)))
