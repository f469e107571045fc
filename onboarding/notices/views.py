"""The demo's mail, read in the application, and fresh sign-in links."""

from datetime import datetime

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from onboarding.database import transaction
from onboarding.notices.service import Message, newest, queue
from onboarding.people.gate import public
from onboarding.people.queries import person_by_email
from onboarding.web.pages import Link, add_link

blueprint = Blueprint("notices", __name__)
_SHOWN = 60
add_link(Link("notices.outbox", _l("Mail (demo)"), frozenset(), 90, demo_only=True))


@blueprint.get("/demo/mail")
@public
def outbox() -> ResponseReturnValue:
    """Show the newest messages to everybody, or to one address: the demo's people are invented."""
    settings = current_app.extensions["settings"]
    if not settings.demo or settings.mail_url:
        abort(404)
    to = request.args.get("to", "").strip().lower()
    return render_template("notices/outbox.html", notices=newest(to, _SHOWN), to=to)


def send_link(email: str, at: datetime) -> None:
    """Queue a fresh link for an address, if somebody has it."""
    person = person_by_email(email)
    if person is not None and person.active:
        with transaction():
            queue(Message("sign_in_link", person, None, {}, "/"), at=at)
