"""Which language is spoken now: set once for a request or a message, read hundreds of times."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from babel.support import NullTranslations, Translations
from flask import Flask, current_app
from flask_babel import force_locale, get_locale

_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def reader_language() -> str:
    """Return the language the page or message is written in."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    locale = get_locale()
    return locale.language if locale else "ja"


def speak(language: str | None) -> None:
    """Set the language of a request; None once it is over."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write in a language for a while, as a mail in its reader's."""
    token = _spoken.set(language)
    try:
        with force_locale(language):
            yield
    finally:
        _spoken.reset(token)


@cache
def _catalogue(folder: str, language: str) -> NullTranslations:
    return Translations.load(folder, [language])


def _words() -> NullTranslations:
    return _catalogue(current_app.config["BABEL_TRANSLATION_DIRECTORIES"], reader_language())


@cache
def _translated(text: str, language: str) -> str:
    return str(_words().ugettext(text))


def gettext(text: str) -> str:
    """Translate a text of a template."""
    return _translated(text, reader_language())


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a text of a template that counts something."""
    return str(_words().ungettext(singular, plural, count))


def register(app: Flask) -> None:
    """Let templates translate without asking for the language each time."""
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
