"""What every test builds on: a real database, small factories, a fixed day.

SQLite by default; `TEST_DATABASE=postgresql` starts a PostgreSQL of our own for the run.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from onboarding import create_app
from onboarding.cases import service
from onboarding.cases.models import Case
from onboarding.cases.queries import part_in, progress_of
from onboarding.cases.recording import By
from onboarding.config import assets, read_settings
from onboarding.database import Base, db, write_from_the_start
from onboarding.engine.progress import Progress
from onboarding.migrating import migrate
from onboarding.people import service as people
from onboarding.people.models import Department, Person
from tests.databases import database_url

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application with a migrated database for the whole run."""
    folder = tmp_path_factory.mktemp("data")
    with database_url(folder) as url:
        app = create_app(
            read_settings(
                {
                    "ONBOARDING_DATA": str(folder),
                    "DATABASE_URL": url,
                    "ONBOARDING_WORKFLOWS": str(assets() / "workflows"),
                    "ONBOARDING_DEMO": "1",
                    "ONBOARDING_TESTING": "1",
                    "ONBOARDING_SECRET_KEY": "tests",
                }
            )
        )
        app.config["WTF_CSRF_ENABLED"] = False
        migrate(app)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """The application with an empty database, inside its context."""
    with whole_app.app_context():
        empty_tables()
        yield whole_app
        db.session.rollback()
        write_from_the_start(False)


def empty_tables() -> None:
    """Empty every table, the quick way of each database."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Few rows are deleted much faster than so many tables are truncated.
            connection.execute(text("set local session_replication_role = replica"))
            connection.execute(text("; ".join(f"delete from {name}" for name in names)))
            connection.execute(text(_COUNT_FROM_ONE))
            return
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for name in names:
            connection.execute(text(f"delete from {name}"))


_COUNT_FROM_ONE = "select setval(oid::regclass, 1, false) from pg_class where relkind = 'S'"


@pytest.fixture
def client(browser: Callable[[], FlaskClient]) -> FlaskClient:
    """A browser without a screen that asks for English."""
    return browser()


@pytest.fixture
def browser(app: Flask) -> Callable[..., FlaskClient]:
    """Return a function that opens one more browser without a screen."""

    def open_one(language: str = "en") -> FlaskClient:
        found = app.test_client()
        found.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return found

    return open_one


@pytest.fixture
def make_department(app: Flask) -> Callable[..., Department]:
    """Return a function that finds or adds a department by its code."""

    def make(code: str = "eng") -> Department:
        found = db.session.query(Department).filter_by(code=code).one_or_none()
        if found is None:
            names = {"name_en": f"School of {code}", "name_ja": f"{code}研究科"}
            found = Department(code=code, aliases="", **names)
            db.session.add(found)
            db.session.commit()
        return found

    return make


@pytest.fixture
def make_person(app: Flask) -> Callable[..., Person]:
    """Return a function that adds a person with roles, in one department or in all."""

    def make(
        email: str, roles: tuple[str, ...] = (), department: Department | None = None, **names: Any
    ) -> Person:
        name = names.pop("name", email.partition("@")[0].title())
        person = people.add_person(email, name, **{"language": "en", **names})
        for role in roles:
            people.grant(person, role, department)
        return person

    return make


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, Person], None]:
    """Return a function that signs a person in, as a mailed link would."""

    def enter(client: FlaskClient, person: Person) -> None:
        until = int((datetime.now(UTC) + timedelta(days=1)).timestamp())
        with client.session_transaction() as session:
            session.clear()
            session["person"] = [person.id, person.session_mark]
            session["until"] = until

    return enter


@pytest.fixture
def make_case(
    app: Flask, make_department: Callable[..., Department], make_person: Callable[..., Person]
) -> Callable[..., Case]:
    """Return a function that opens a case; `facts` use `__` for the dot of a field."""

    def make(programme: str = "employed", *, department: str = "eng", **facts: Any) -> Case:
        given = {
            "stay.starts_on": date(2027, 4, 1),
            "stay.ends_on": date(2028, 3, 31),
            "researcher.family_name": "GARCIA",
            "researcher.given_name": "MARIA",
            "researcher.nationality": "ESP",
            "researcher.birth_date": date(1990, 5, 17),
            "host.name": "Sota Nishimura",
            "host.name_ja": "西村 颯太",
            "department.name": f"School of {department}",
            "department.name_ja": f"{department}研究科",
        }
        given |= {key.replace("__", "."): value for key, value in facts.items()}
        number = db.session.query(Case).count() + 1
        new = service.NewCase(
            programme=programme,
            department_id=make_department(department).id,
            researcher_id=make_person(f"researcher{number}@example.org").id,
            host_id=make_person("host@example.org", name="Sota Nishimura").id,
            facts={key: value for key, value in given.items() if value is not None},
        )
        return service.open_case(new, by=By(None, NOON))

    return make


@pytest.fixture
def act(app: Flask) -> Callable[..., None]:
    """Return a function by which a person finishes a step of a case."""

    def finish(case: Case, person: Person, key: str, **rest: Any) -> None:
        at = rest.pop("at", NOON)
        by = By(person, at, part_in(case, person, TODAY))
        service.finish_step(case.id, key, by=by, **rest)

    return finish


@pytest.fixture
def state() -> Callable[[Case], Progress]:
    """Return a function that tells where a case stands."""
    return lambda case: progress_of(case, TODAY)


@pytest.fixture
def time_machine_at() -> Iterator[Callable[[datetime], None]]:
    """Return a function that moves the clock for the rest of a test; it then stands still."""
    with ExitStack() as stack:
        yield lambda at: stack.enter_context(time_machine.travel(at, tick=False)) and None


@pytest.fixture
def queries() -> Callable[[Callable[[], object]], int]:
    """Return a function that counts the queries something asks."""

    def count(what: Callable[[], object]) -> int:
        asked: list[str] = []

        def note(*asking: Any) -> None:
            asked.append(asking[2])

        event.listen(db.engine, "before_cursor_execute", note)
        what()
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    return count
