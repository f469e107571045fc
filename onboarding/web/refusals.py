"""Refusals as sentences: every exception that may reach a page, its status, its words, once."""

import logging
from typing import Any

from flask import Flask, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug.exceptions import HTTPException

from onboarding.database import db
from onboarding.engine import errors
from onboarding.people.gate import visitor
from onboarding.web.kept import keep, typed_now

logger = logging.getLogger(__name__)

_PAGES: dict[int, tuple[Any, Any]] = {
    400: (_l("This page cannot read what was sent."), _l("Go back and try once more.")),
    403: (
        _l("This page is not open to you."),
        _l("If you think it should be, ask the international office."),
    ),
    404: (
        _l("There is no such page."),
        _l("The address may be wrong, or what it showed is gone."),
    ),
    405: (_l("This page cannot be used that way."), _l("Go back and try once more.")),
    413: (
        _l("What you sent is too large."),
        _l("Make the file smaller, or send fewer at once."),
    ),
    429: (_l("Too many tries."), _l("Wait a quarter of an hour, then try again.")),
    500: (
        _l("Something went wrong on our side."),
        _l("Nothing of what you did is half done. We have a record of it; please try again."),
    ),
    503: (_l("The service is busy."), _l("Please try again in a moment.")),
}
_REFUSALS: dict[type[Exception], tuple[int, Any]] = {
    errors.UnknownStep: (404, _l("This case has no such step.")),
    errors.StepNotOpen: (
        409,
        _l("This step is not open: it is finished, or something it needs is not there yet."),
    ),
    errors.NotYourStep: (403, _l("This step belongs to somebody else.")),
    errors.SecondSeat: (
        409,
        _l("You have decided in this round already; somebody else has to fill this seat."),
    ),
    errors.UnknownOutcome: (422, _l("Choose one of the answers.")),
    errors.UnknownTarget: (422, _l("Choose the step that has to be done again.")),
    errors.FactsMissing: (422, _l("Some answers are missing.")),
    errors.CaseIsOver: (409, _l("This case has ended; nothing more can be recorded.")),
    IntegrityError: (409, _l("Somebody else did the same at this moment. Look again.")),
}


def refusal(kind: type[Exception], status: int, sentence: Any) -> None:
    """Let a feature say what its own refusal means to a reader."""
    _REFUSALS[kind] = (status, sentence)


def sentence_for(error: Exception) -> tuple[int, str]:
    """Return status and sentence of a refusal."""
    for kind in type(error).__mro__:
        if kind in _REFUSALS:
            status, sentence = _REFUSALS[kind]
            return status, str(sentence)
    raise error


def register(app: Flask) -> None:
    """Answer every refusal with a page in the reader's language."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(errors.Refusal, _answer_refusal)
    app.register_error_handler(IntegrityError, _answer_refusal)
    app.register_error_handler(DataError, _answer_unreadable)
    app.register_error_handler(Exception, _answer_failure)


def register_kind(app: Flask, kind: type[Exception]) -> None:
    """Answer one more kind of exception as a refusal."""
    app.register_error_handler(kind, _answer_refusal)


def page(status: int, title: Any = None, advice: Any = None) -> ResponseReturnValue:
    """Return an error page."""
    known_title, known_advice = _PAGES.get(status, _PAGES[400])
    words = {
        "title": title or known_title,
        "advice": advice or known_advice,
        "status": status,
    }
    return render_template("errors/error.html", **words), status


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return page(error.code)


def _answer_refusal(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    status, sentence = sentence_for(error)
    _keep_typed()
    return page(status, sentence, _l("Go back, load the page again, and see how things stand."))


def _answer_csrf(error: CSRFError) -> ResponseReturnValue:
    """The page stood open too long, or another sign-in came between: show it again as typed."""
    if _keep_typed():
        flash(_l("The page had been open too long. What you typed is still here: send it again."))
        return redirect(request.path, 303)
    return page(400, _l("The page had been open too long."), _l("Load it again, then send it."))


def _keep_typed() -> bool:
    """Keep what was sent for the next showing of its page, where it has one."""
    fits = visitor() is not None and request.method == "POST" and can_be_shown()
    if fits:
        keep(request.path, typed_now())
    return fits


def can_be_shown() -> bool:
    """Return whether the address of this request is a page one can open, not only send to."""
    try:
        current_app.create_url_adapter(request).match(request.path, "GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return True


def _answer_unreadable(error: DataError) -> ResponseReturnValue:
    """Answer what got past every form and no column takes: too long, or the character NUL."""
    db.session.rollback()
    logger.warning("not kept: %s %s", request.method, request.endpoint)
    return page(400)


def _answer_failure(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    if current_app.testing and not current_app.config.get("ANSWER_FAILURES"):
        raise error
    logger.exception("failed: %s %s", request.method, request.endpoint)
    return page(500)
