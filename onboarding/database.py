"""The database as every feature sees it: column types, and one way to write."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, Executable, MetaData, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

_CONSTRAINTS = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(naming_convention=_CONSTRAINTS)


db = SQLAlchemy(model_class=Base)
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time; what comes back is aware too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def to_json(value: Any) -> str:
    """Return JSON as columns keep it: readable Japanese, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read(statement: Executable, values: Mapping[str, Any] | None = None) -> list[Any]:
    """Return the rows of a statement on columns, for pages that read much and change nothing."""
    return list(db.session.connection().execute(statement, values).all())


def write_from_the_start(writes: bool) -> None:
    """Say whether the transactions of this request or job take the write lock at once.

    SQLite cannot turn a reading transaction into a writing one once another has written, so
    whoever will write says so first. PostgreSQL does not need it.
    """
    _writing.set(writes)


def read_for_long() -> None:
    """End what was begun and only read from here on: what takes seconds keeps no lock."""
    if not db.session.info.get("in_transaction"):
        write_from_the_start(False)
        db.session.rollback()


@contextmanager
def transaction() -> Iterator[None]:
    """Make everything inside one commit; inside another transaction, a part of that one."""
    if db.session.info.get("in_transaction"):
        yield
        return
    if not _writing.get():
        db.session.rollback()
    token = _writing.set(True)
    db.session.info["in_transaction"] = True
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        db.session.info.pop("after_commit", None)
        raise
    finally:
        db.session.info.pop("in_transaction", None)
        _writing.reset(token)
    for call in db.session.info.pop("after_commit", []):
        call()


def after_commit(call: Callable[[], object]) -> None:
    """Run `call` once the transaction is committed; never if it is not."""
    if db.session.info.get("in_transaction"):
        db.session.info.setdefault("after_commit", []).append(call)
    else:
        call()


def leave_to_sweep() -> None:
    """Run nothing after this commit: so many rows are found by the sweeps, some at a time."""
    db.session.info.pop("after_commit", None)


def prepare_engine(engine: Engine) -> None:
    """Set SQLite to WAL, real foreign keys and transactions of our own beginning."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=5000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
