"""What somebody typed and has not sent: for one showing of a page, or until handed in.

Signed in, it is kept sealed in the database; before that, in the signed session cookie.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from flask import current_app, request, session
from sqlalchemy import delete, select

from onboarding.database import db, to_json, transaction
from onboarding.people.gate import visitor
from onboarding.people.models import Draft, Person
from onboarding.people.queries import Visitor
from onboarding.sealing import Sealer

Typed = Mapping[str, list[str]]
_NOT_KEPT = ("csrf_token", "password")
_COOKIE_LIMIT = 2000


def typed_now() -> dict[str, list[str]]:
    """Return what a form has just sent, without what is never kept."""
    return {name: values for name, values in request.form.lists() if name not in _NOT_KEPT}


def keep(path: str, typed: Typed) -> None:
    """Keep what was typed for the next showing of a page."""
    person = visitor()
    session["kept_for"] = path
    if person is not None:
        save_draft(person, f"kept {path}", dict(typed))
    elif len(to_json(typed)) <= _COOKIE_LIMIT:
        session["kept"] = dict(typed)


def take_kept(path: str) -> Typed | None:
    """Return what was kept for a page, once."""
    if session.get("kept_for") != path:
        return None
    session.pop("kept_for")
    person = visitor()
    if person is None:
        return cast("Typed | None", session.pop("kept", None))
    return cast("Typed | None", read_draft(person, f"kept {path}"))


def save_draft(person: Visitor | Person, page: str, content: Any) -> None:
    """Keep a draft of a page until it is handed in; the newest replaces the one before."""
    sealed = _sealer().seal(to_json(content))
    with transaction():
        draft = _find(person, page)
        if draft is None:
            db.session.add(
                Draft(person_id=person.id, page=page[:300], sealed=sealed, saved_at=_now())
            )
        else:
            draft.sealed, draft.saved_at = sealed, _now()


def read_draft(person: Visitor | Person, page: str) -> Any:
    """Return the draft of a page; None where there is none."""
    draft = _find(person, page)
    return json.loads(_sealer().open(draft.sealed)) if draft else None


def drop_draft(person: Visitor | Person, page: str) -> None:
    """Forget the draft of a page."""
    with transaction():
        db.session.execute(
            delete(Draft).where(Draft.person_id == person.id, Draft.page == page[:300])
        )


def forget_old(before: datetime) -> None:
    """Forget what was kept for one showing of a page and is of no use any more."""
    with transaction():
        old = delete(Draft).where(Draft.page.startswith("kept "), Draft.saved_at < before)
        db.session.execute(old)


def _find(person: Visitor | Person, page: str) -> Draft | None:
    wanted = select(Draft).where(Draft.person_id == person.id, Draft.page == page[:300])
    return db.session.scalar(wanted)


def _sealer() -> Sealer:
    found: Sealer = current_app.extensions["sealer"]
    return found


def _now() -> datetime:
    return datetime.now(UTC)
