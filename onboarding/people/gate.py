"""The door of every page: a view is entered through a gate or not at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, current_app, g, redirect, request, session, url_for

from onboarding.database import db
from onboarding.people.models import Person
from onboarding.people.queries import Held, Visitor, read_visitor

View = TypeVar("View", bound=Callable[..., Any])
_SESSION_SECONDS = 12 * 3600
_GUEST_SECONDS = 30 * 24 * 3600


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in the office's time zone."""
    return now().astimezone(current_app.extensions["settings"].zone).date()


def enter(person: Person) -> None:
    """Sign somebody in: staff for a working day, researchers for a month."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    seconds = _SESSION_SECONDS if person.grants else _GUEST_SECONDS
    session["person"] = [person.id, person.session_mark]
    session["until"] = int(now().timestamp()) + seconds
    session.permanent = True


def leave() -> None:
    """Sign whoever is here out."""
    session.clear()


def visitor() -> Visitor | None:
    """Return who is signed in; read once a request."""
    if "visitor" not in g:
        g.visitor = _read_visitor()
    return cast("Visitor | None", g.visitor)


def forget_visitor() -> None:
    """Begin a request not knowing who is here, even inside a longer application context."""
    g.pop("visitor", None)


def _read_visitor() -> Visitor | None:
    id, mark = session.get("person") or (None, None)
    if id is None or session.get("until", 0) < now().timestamp():
        return None
    found = read_visitor(id, today())
    return found if found and found.session_mark == mark else None


def current_person() -> Person:
    """Return the account of whoever is signed in, on a page nobody else can reach."""
    here = visitor()
    assert here is not None
    return db.session.get_one(Person, here.id)


def here_id() -> int:
    """Return the id of whoever is signed in, on a page nobody else can reach."""
    here = visitor()
    assert here is not None
    return here.id


def held() -> tuple[Held, ...]:
    """Return the roles of whoever is signed in."""
    here = visitor()
    return here.held if here else ()


def holds(*roles: str) -> bool:
    """Return whether whoever is signed in holds one of these roles anywhere."""
    return any(one.role in roles for one in held())


def public(view: View) -> View:
    """Let everybody in."""
    view.gate = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Let everybody in who has an account."""

    @wraps(view)
    def inside(*args: Any, **kwargs: Any) -> Any:
        if visitor() is None:
            return ask_to_sign_in()
        return view(*args, **kwargs)

    inside.gate = "signed in"  # type: ignore[attr-defined]
    return cast("View", inside)


def holding(*roles: str) -> Callable[[View], View]:
    """Let in whoever holds one of these roles, in any department."""

    def door(view: View) -> View:
        @wraps(view)
        def inside(*args: Any, **kwargs: Any) -> Any:
            if visitor() is None:
                return ask_to_sign_in()
            if not holds(*roles):
                abort(403)
            return view(*args, **kwargs)

        inside.gate = ", ".join(roles)  # type: ignore[attr-defined]
        return cast("View", inside)

    return door


def ask_to_sign_in() -> Any:
    """Send somebody to the sign-in page, and back here afterwards."""
    there = request.full_path if request.query_string else request.path
    wanted = there if request.method == "GET" else request.path
    return redirect(url_for("people.sign_in", next=wanted), 303)
