"""The reader's language, and switching it without losing what was typed."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import (
    Blueprint,
    Flask,
    current_app,
    g,
    has_request_context,
    redirect,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from flask_babel import refresh
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from onboarding.config import LANGUAGES
from onboarding.extensions import csrf
from onboarding.people.gate import current_person, forget_visitor, public, visitor
from onboarding.people.service import set_language
from onboarding.people.views import inside
from onboarding.web import speaking
from onboarding.web.kept import keep, take_kept, typed_now
from onboarding.web.refusals import can_be_shown
from onboarding.web.speaking import reader_language, speak

blueprint = Blueprint("web", __name__)


def choose_language() -> str:
    """Return the language of this request: the account's, the session's, the browser's."""
    person = visitor()
    if person is not None:
        return person.language
    wished = session.get("language") or request.accept_languages.best_match(LANGUAGES)
    return wished if wished in LANGUAGES else "ja"


@blueprint.post("/language")
@public
def switch_language() -> ResponseReturnValue:
    """Switch the language and come back to the same page with what was typed.

    A form that filters a list carries no token, and its text only goes into the address. What
    is kept for another form needs the token of that form.
    """
    wished, there = request.args.get("to", "ja"), inside(request.args.get("next"))
    if wished in LANGUAGES:
        session["language"] = wished
        person = visitor()
        if person is not None:
            set_language(current_person(), wished)
    typed = typed_now()
    if request.args.get("filter") and typed:
        return redirect(f"{there.partition('?')[0]}?{urlencode(typed, doseq=True)}", 303)
    if not _has_token():
        return redirect(there, 303)
    for keeper in current_app.extensions.get("upload_keepers", ()):
        typed |= keeper(there, typed, request.files)
    if typed:
        keep(there.partition("?")[0], typed)
    return redirect(there, 303)


def _has_token() -> bool:
    if not current_app.config.get("WTF_CSRF_ENABLED", True):
        return True
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def begin_speaking() -> None:
    """Speak the reader's language from here on, even inside a longer application context."""
    forget_visitor()
    refresh()
    speak(None)
    speak(choose_language())


def stop_speaking(error: BaseException | None) -> None:
    """Forget the language once the answer is out."""
    speak(None)


def show_kept() -> None:
    """Before a page is shown, find what was typed on it before the language was switched."""
    if request.method == "GET" and "kept_for" in session:
        kept = take_kept(request.path)
        if kept is not None:
            g.kept = MultiDict([(name, value) for name, all in kept.items() for value in all])


def template_words() -> dict[str, Any]:
    """Return what every template knows about languages."""
    language = reader_language()
    if not has_request_context():
        return {"language": language}
    return {
        "language": language,
        "other_language": "en" if language == "ja" else "ja",
        "switch": switch_address("en" if language == "ja" else "ja"),
    }


def switch_address(language: str) -> str:
    """Return where the language button of the page sends to, and comes back from.

    What one can only send to cannot be opened again: there the page before is.
    """
    here = request.full_path if request.query_string else request.path
    if request.method == "POST" and not can_be_shown():
        came_from = urlsplit(request.referrer or "")
        here = f"{came_from.path or '/'}{'?' if came_from.query else ''}{came_from.query}"
    return f"{request.root_path}/language?{urlencode({'to': language, 'next': here})}"


def register(app: Flask) -> None:
    """Let an application speak both languages."""
    app.register_blueprint(blueprint)
    csrf.exempt(switch_language)
    app.before_request(begin_speaking)
    app.teardown_request(stop_speaking)
    app.before_request(show_kept)
    speaking.register(app)
    app.context_processor(template_words)
