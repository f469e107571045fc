"""`onboarding admin`: departments, the first accounts, passwords, deputies."""

import sys
from datetime import date

import click
from flask_babel import gettext as _
from sqlalchemy import select

from onboarding.cases.library import library
from onboarding.console import fail, service
from onboarding.database import db, transaction
from onboarding.people.models import Department, Person
from onboarding.people.queries import departments, person_by_email
from onboarding.people.service import (
    add_person,
    grant,
    grantable,
    name_deputy,
    set_password,
    take_back,
)

_SHORTEST = 12


@click.group()
def admin() -> None:
    """Departments, accounts, passwords and deputies."""


@admin.command()
@click.argument("code")
@click.argument("name_en")
@click.argument("name_ja")
def department(code: str, name_en: str, name_ja: str) -> None:
    """Enter a department, or give it other names."""
    with service(), transaction():
        found = _find_department(code) or Department(code=code)
        found.name_en, found.name_ja = name_en, name_ja
        db.session.add(found)


@admin.command()
@click.argument("email")
@click.option("--name", required=True, help="In Latin letters.")
@click.option("--name-ja", default="", help="In Japanese.")
@click.option("--role", required=True, help="A role staff hold, such as office.")
@click.option("--department", "code", help="Its code; without it the role is held in all.")
def add(email: str, name: str, name_ja: str, role: str, code: str | None) -> None:
    """Enter a member of staff with a role."""
    with service():
        _refuse_role(role)
        where = _department(code) if code else None
        with transaction():
            grant(add_person(email, name, name_ja=name_ja), role, where)
        click.echo(_("%(email)s is entered.", email=email))


@admin.command()
@click.argument("email")
@click.option("--role", required=True, help="The role to take back.")
@click.option("--department", "code", help="Its code; without it the role held in all.")
def remove(email: str, role: str, code: str | None) -> None:
    """Take a role back from a member of staff."""
    with service():
        person, where = _person(email), (_department(code).id if code else None)
        held = [g for g in person.grants if (g.role, g.department_id) == (role, where)]
        if not held:
            fail(_("%(email)s does not hold the role %(role)s there.", email=email, role=role))
        take_back(person, held[0].id)
        click.echo(_("%(email)s holds the role %(role)s no more.", email=email, role=role))


@admin.command()
@click.argument("email")
@click.option("--stdin", is_flag=True, help="Read the password from standard input.")
def password(email: str, stdin: bool) -> None:
    """Give a member of staff a password."""
    with service():
        person = _person(email)
        given = sys.stdin.readline().rstrip("\n") if stdin else _ask_password()
        if len(given) < _SHORTEST:
            fail(_("The password needs at least 12 characters."))
        set_password(person, given)
        click.echo(_("%(email)s has a new password.", email=email))


def _ask_password() -> str:
    given: str = click.prompt(_("New password"), hide_input=True, confirmation_prompt=True)
    return given


@admin.command()
@click.argument("absent")
@click.argument("stand_in")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--until", "last", type=click.DateTime(["%Y-%m-%d"]), required=True)
def deputy(absent: str, stand_in: str, first: date, last: date) -> None:
    """Let one person act for another who is absent, from one day to another."""
    with service():
        if last < first:
            fail(_("The last day lies before the first."))
        name_deputy(_person(absent), _person(stand_in), _day(first), _day(last))
        click.echo(_("%(deputy)s acts for %(absent)s.", deputy=stand_in, absent=absent))


def _day(moment: date) -> date:
    return date(moment.year, moment.month, moment.day)


def _person(email: str) -> Person:
    found = person_by_email(email)
    if found is None:
        fail(_("Nobody has the address %(email)s.", email=email))
    return found


def _find_department(code: str) -> Department | None:
    return db.session.scalar(select(Department).where(Department.code == code))


def _department(code: str) -> Department:
    found = _find_department(code)
    if found is None:
        known = ", ".join(one.code for one in departments())
        fail(_("There is no department %(code)s. There are: %(known)s", code=code, known=known))
    return found


def _refuse_role(role: str) -> None:
    held = grantable(library().roles.values())
    if role not in held:
        known = ", ".join(held)
        fail(_("Staff cannot hold the role %(role)s. They hold: %(known)s", role=role, known=known))
