"""The door of every page about a list: the office that handed it in, or the office of all."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort

from onboarding.database import db
from onboarding.office.importing.models import Import
from onboarding.people.gate import ask_to_sign_in, held, here_id, visitor
from onboarding.people.queries import Held

View = TypeVar("View", bound=Callable[..., Any])


def may_see_list(owner_id: int | None, person_id: int, roles: Iterable[Held]) -> bool:
    """Return whether somebody may see a list: their own, or any as the office of all."""
    offices = [one for one in roles if one.role == "office"]
    everywhere = any(one.department_id is None for one in offices)
    return everywhere or (bool(offices) and owner_id == person_id)


def list_gate(view: View) -> View:
    """Let in who may see the list the address names; the view gets it in place of its id."""

    @wraps(view)
    def inside(import_id: int, **kwargs: Any) -> Any:
        if visitor() is None:
            return ask_to_sign_in()
        record = db.session.get(Import, import_id)
        if record is None:
            abort(404)
        if not may_see_list(record.person_id, here_id(), held()):
            abort(403)
        return view(record, **kwargs)

    inside.gate = "may_see_list"  # type: ignore[attr-defined]
    return cast("View", inside)
