"""What can be done with accounts: signing in by password, link or OpenID, granting roles."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select, update

from onboarding.database import db, transaction
from onboarding.engine.definition import Role
from onboarding.people.models import (
    Department,
    Deputy,
    Grant,
    Person,
    SignInFailure,
    SignInLink,
)
from onboarding.people.queries import failures_since, person_by_email

LINK_LASTS = timedelta(days=7)
_WINDOW = timedelta(minutes=15)
_TRIES_PER_ACCOUNT = 5
_TRIES_PER_ADDRESS = 40
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe())


class WrongPassword(Exception):
    """No such account, no password, or another one: never said which."""


class TooManyTries(Exception):
    """Somebody guessed too often; `minutes` says how long they wait."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(str(minutes))


class LastAdministrator(Exception):
    """Somebody has to be administrator."""


class LinkUsedUp(Exception):
    """A sign-in link that was used, has expired, or never was; `email` where it is known."""

    def __init__(self, person: Person | None) -> None:
        self.person = person
        super().__init__()


def sign_in(email: str, password: str, *, address: str, at: datetime) -> Person:
    """Return who signs in with a password.

    Raises:
        TooManyTries: five wrong ones for an account, or forty from one address, in 15 minutes.
        WrongPassword: it is not theirs.
    """
    account, from_where = _account("account", email), f"address {address}"[:64]
    _refuse_guessing(account, _TRIES_PER_ACCOUNT, at)
    _refuse_guessing(from_where, _TRIES_PER_ADDRESS, at)
    person = person_by_email(email)
    known = person.password_hash if person and person.active else None
    db.session.rollback()  # to compare takes long, and nobody should wait for the lock meanwhile
    if not _fits(known, password) or person is None:
        _note_try(account, from_where, at=at)
        raise WrongPassword
    with transaction():
        db.session.execute(delete(SignInFailure).where(SignInFailure.who == account))
    return person


def _account(what: str, email: str) -> str:
    return f"{what} {_digest(email.strip().lower())[:40]}"


def _note_try(*who: str, at: datetime) -> None:
    with transaction():
        db.session.add_all(SignInFailure(who=one, at=at) for one in who)


def _fits(known: str | None, password: str) -> bool:
    """Take the same time whether or not there is an account, and one with a password."""
    try:
        _hasher.verify(known or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return known is not None


def _refuse_guessing(who: str, limit: int, at: datetime) -> None:
    if failures_since(who, at - _WINDOW) >= limit:
        raise TooManyTries(int(_WINDOW.total_seconds() // 60))


def note_wish_for_link(email: str, *, address: str, at: datetime) -> None:
    """Count who asks for a link, so that nobody's letterbox is filled with them.

    Raises:
        TooManyTries: five for one account, known or not, or forty from one address.
    """
    account, from_where = _account("link", email), f"links {address}"[:64]
    _refuse_guessing(account, _TRIES_PER_ACCOUNT, at)
    _refuse_guessing(from_where, _TRIES_PER_ADDRESS, at)
    _note_try(account, from_where, at=at)


def set_password(person: Person, password: str) -> None:
    """Give an account a password; everybody signed in with the old one is signed out."""
    with transaction():
        person.password_hash = _hasher.hash(password)
        person.session_mark += 1


def new_link(person: Person, leads_to: str, *, at: datetime) -> str:
    """Return the secret of a fresh sign-in link; only its hash is kept."""
    secret = secrets.token_urlsafe(24)
    db.session.add(
        SignInLink(
            person_id=person.id,
            secret_hash=_digest(secret),
            leads_to=leads_to,
            expires_at=at + LINK_LASTS,
        )
    )
    return secret


def find_link(secret: str, *, at: datetime) -> SignInLink:
    """Return a link that still works, without using it up.

    Raises:
        LinkUsedUp: it does not.
    """
    link = db.session.scalar(select(SignInLink).where(SignInLink.secret_hash == _digest(secret)))
    if link is None or link.used_at or link.expires_at <= at or not link.person.active:
        raise LinkUsedUp(link.person if link else None)
    return link


def use_link(secret: str, *, at: datetime) -> SignInLink:
    """Use a link up and return it; of two people using it at once only one may.

    Raises:
        LinkUsedUp: it does not work any more.
    """
    with transaction():
        link = find_link(secret, at=at)
        used = db.session.execute(
            update(SignInLink)
            .where(SignInLink.id == link.id, SignInLink.used_at.is_(None))
            .values(used_at=at)
        )
        if not used.rowcount:  # type: ignore[attr-defined]
            raise LinkUsedUp(link.person)
    return link


def from_openid(subject: str, email: str, name: str, *, email_verified: bool) -> Person | None:
    """Return the member of staff an OpenID provider vouches for; None where we know nobody.

    An account is tied to the provider's subject the first time, by its verified address; a
    university may give the address of somebody who left to somebody else.
    """
    person = db.session.scalar(select(Person).where(Person.oidc_subject == subject))
    if person is not None:
        return person if person.active else None
    person = person_by_email(email) if email_verified else None
    if person is None or not person.active or not person.grants or person.oidc_subject:
        return None
    with transaction():
        person.oidc_subject = subject
        person.name = person.name or name
    return person


def add_person(email: str, name: str, *, language: str = "ja", name_ja: str = "") -> Person:
    """Return the person with an address, entered now if they are new."""
    with transaction():
        person = person_by_email(email)
        if person is None:
            person = Person(
                email=email.strip().lower(),
                name=name,
                name_ja=name_ja,
                language=language,
            )
            db.session.add(person)
            db.session.flush()
    return person


def add_people(newcomers: Iterable[Person]) -> dict[str, Person]:
    """Enter several people at once; return address → person, those known already as they are.

    `newcomers` are fresh `Person`s, their addresses in lower case.
    """
    with transaction():
        wanted = {person.email: person for person in newcomers}
        known = select(Person).where(Person.email.in_(wanted))
        found = {person.email: person for person in db.session.scalars(known)}
        db.session.add_all(person for email, person in wanted.items() if email not in found)
        db.session.flush()
    return wanted | found


def grantable(roles: Iterable[Role]) -> list[str]:
    """Return the roles somebody can be granted: those held by departments, and two of our own.

    A granted `panel` names somebody to ask for panels; `admin` looks after accounts.
    """
    return [*(role.id for role in roles if role.held == "department"), "panel", "admin"]


def grant(person: Person, role: str, department: Department | None = None) -> None:
    """Let a person hold a role in a department, or in all; a second time changes nothing."""
    with transaction():
        held = {(one.role, one.department_id) for one in person.grants}
        if (role, department.id if department else None) not in held:
            person.grants.append(
                Grant(role=role, department_id=department.id if department else None)
            )


def take_back(person: Person, grant_id: int) -> None:
    """Take a role from a person; a second time changes nothing."""
    with transaction():
        person.grants[:] = [one for one in person.grants if one.id != grant_id]


def take_back_but_last(person: Person, grant_id: int) -> None:
    """Take a role from a person, as `take_back` does, but not the last administrator's.

    Raises:
        LastAdministrator: nobody active would be left.
    """
    with transaction():
        admins = select(Grant).join(Grant.person).where(Grant.role == "admin", Person.active)
        held = db.session.scalars(admins.order_by(Grant.id).with_for_update(of=Grant)).all()
        if [one.id for one in held] == [grant_id]:
            raise LastAdministrator
        take_back(person, grant_id)


def name_deputy(absent: Person, deputy: Person, starts_on: date, ends_on: date) -> None:
    """Let somebody act for somebody absent, from one day to another."""
    with transaction():
        db.session.add(
            Deputy(
                absent_id=absent.id,
                deputy_id=deputy.id,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )


def end_deputy(deputy_id: int) -> None:
    """End a deputyship at once."""
    with transaction():
        db.session.execute(delete(Deputy).where(Deputy.id == deputy_id))


def set_language(person: Person, language: str) -> None:
    """Keep the language a person reads."""
    with transaction():
        person.language = language


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
