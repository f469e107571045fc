"""Speaking to whoever typed a command: both languages, also where no application can load."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, NoReturn

import click
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from onboarding.config import LANGUAGES, Settings, assets, read_settings
from onboarding.database import db
from onboarding.extensions import babel
from onboarding.processes.refusals import CannotStart, WrongDataKey, sentence


def terminal_language() -> str:
    """Return the language of the terminal: Japanese where its locale is, else English."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "ja" if next(filter(None, names), "").startswith("ja") else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let `gettext` speak a language without the whole application."""
    app = Flask("onboarding")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(assets() / "translations")
    babel.init_app(app)
    with app.app_context(), force_locale(language):
        yield


def in_both(sentence: Callable[[], str]) -> str:
    """Return what a sentence reads in each language, one below the other."""
    return "\n".join(dict.fromkeys(_in(language, sentence) for language in LANGUAGES))


def _in(language: str, sentence: Callable[[], str]) -> str:
    with speaking(language):
        return sentence()


class Failed(click.ClickException):
    """A sentence that ends a command, in whatever languages it was said."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.format_message(), file=file, err=True)


def fail(sentence: str) -> NoReturn:
    """End the command with a sentence and exit status 1."""
    raise Failed(sentence)


def settings() -> Settings:
    """Return the settings, or say which cannot be read."""
    try:
        return read_settings()
    except (ValueError, KeyError) as error:
        with speaking(terminal_language()):
            fail(_("A setting cannot be read: %(error)s", error=error))


@contextmanager
def service(note: str = "") -> Iterator[Flask]:
    """Load the application for one command, in the language of the terminal.

    `note`: kept with the versions of workflows that are published by that.
    """
    app = loaded(note)
    with app.app_context(), force_locale(terminal_language()):
        yield app


def loaded(note: str = "") -> Flask:
    """Load the application with its database at the newest schema, or say what hinders."""
    try:
        return prepared(settings(), note)
    except CannotStart as error:
        facts = error
        fail(in_both(lambda: sentence(facts)))


def prepared(given: Settings, note: str = "") -> Flask:
    """Load the application of some settings, ready to work on its database.

    Raises:
        WrongDataKey: what is sealed there could not be read.
        FaultyDefinition: a published version was edited.
    """
    from onboarding import create_app
    from onboarding.cases.history import data_key_fits
    from onboarding.migrating import migrate

    app = create_app(given)
    migrate(app)
    with app.app_context():
        if not data_key_fits():
            raise WrongDataKey
    return begun(app, note)


def begun(app: Flask, note: str = "") -> Flask:
    """Let an application take up the published versions of workflows.

    Raises:
        FaultyDefinition: a published version was edited.
    """
    from onboarding.publishing import store

    with app.app_context():
        store.begin(datetime.now(UTC), note=note)
        db.session.remove()
        db.engine.dispose()
    return app
