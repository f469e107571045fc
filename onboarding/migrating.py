"""Bringing the database to the newest schema, and back."""

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from flask import Flask
from sqlalchemy.engine import Connection

from onboarding.database import db, write_from_the_start

FOLDER = Path(__file__).parent / "migrations"
MODELS = (
    *("people", "cases", "notices", "documents", "interviews", "housing", "classes"),
    *("office.importing", "office.bulk", "publishing", "publishing.moving", "rehearsal"),
    "visa.agents",
)


def migrate(app: Flask, revision: str = "head") -> None:
    """Bring the database up to a revision; nothing happens where it is there already.

    SQLite holds its write lock from the start, so of two processes one waits for the other.
    """
    _run(app, "upgrade", revision)


def revert(app: Flask, revision: str = "base") -> None:
    """Take migrations back down to a revision."""
    _run(app, "downgrade", revision)


def _run(app: Flask, direction: str, revision: str) -> None:
    load_models()
    with app.app_context():
        write_from_the_start(True)
        with db.engine.begin() as connection:
            getattr(command, direction)(configuration(connection), revision)
        write_from_the_start(False)


def load_models() -> None:
    """Import every table."""
    for name in MODELS:
        import_module(f"onboarding.{name}.models")


def configuration(connection: Connection) -> Config:
    """Return what Alembic wants to know."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
