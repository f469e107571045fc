"""Passports that run out and steps soon due, and whoever tells of it killed: each mail once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select, update

from onboarding import create_app
from onboarding.cases.jobs import remind_all
from onboarding.cases.recording import By
from onboarding.cases.service import NewCase, open_cases
from onboarding.config import read_settings
from onboarding.database import db, transaction
from onboarding.migrating import migrate
from onboarding.notices.models import Notice
from onboarding.people.models import Department
from onboarding.people.service import add_person
from onboarding.visa.clocks.warning import warn_all
from tests.processes.conftest import alive, begin, end, environment, eventually, free_port

CASES = 15
AT_ONCE = 8  # letters taken before the mail server begins to hang
NOW = datetime.now(UTC)
SOON = (NOW + timedelta(days=60)).date()


class Letterbox:
    """A mail server that takes some letters, and then hangs after taking each, until let go."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.let_go = Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        self.ids.append(message_from_bytes(envelope.content)["Message-ID"])
        while len(self.ids) > AT_ONCE and not self.let_go.is_set():
            await asyncio.sleep(0.05)
        return "250 taken"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    box, port = Letterbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    box.let_go.set()
    server.stop()


def test_warnings_survive_a_killed_scheduler_and_killed_workers(
    empty_folder: Path, letterbox: tuple[Letterbox, int]
) -> None:
    box, port = letterbox
    extra = {"MAIL_URL": f"smtp://127.0.0.1:{port}", "ONBOARDING_TIMEZONE": zone_at_noon()}
    app = create_app(read_settings({**environment(empty_folder, 0), **extra}))
    migrate(app)
    open_all(app)
    service = begin(empty_folder, free_port(), **extra)
    try:
        assert eventually(lambda: counted(app, Notice.name == "expiry"), within=60), service.log
        service.kill("scheduler")
        assert eventually(lambda: len(box.ids) == AT_ONCE + 2, within=60), service.log
        begun = in_flight(app)
        workers = service.pids("worker-1") + service.pids("worker-2")
        service.kill("worker-1")
        service.kill("worker-2")
        assert eventually(lambda: not alive(workers), within=2)
        as_if_time_had_passed(app, begun)
        box.let_go.set()

        assert eventually(lambda: counted(app, Notice.name == "expiry") == CASES, within=60)
        assert eventually(lambda: not counted(app, Notice.state != "sent"), within=90), service.log
    finally:
        end(service)
    with app.app_context():
        assert (warn_all(NOW), remind_all(NOW)) == (0, 0)
        names = Counter(db.session.scalars(select(Notice.name)))
        ids = list(db.session.scalars(select(Notice.id).order_by(Notice.id)))
        db.engine.dispose()
    assert names["expiry"] == CASES
    assert names["reminder"] == CASES * 2  # of the profile and the declaration
    # One taken before its worker died comes again under its id, and mail programs show one.
    came = Counter(int(id.partition("@")[0].removeprefix("<notice-")) for id in box.ids)
    assert sorted(came) == ids
    assert {id for id, times in came.items() if times > 1} <= set(begun)


def zone_at_noon() -> str:
    """Return a zone where it is about noon, so that the morning's duties are due."""
    ahead = 12 - NOW.hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def open_all(app: Flask) -> None:
    with app.app_context():
        with transaction():
            department = Department(code="letters", name_en="Letters", name_ja="文学研究科")
            db.session.add(department)
            mei = add_person("mei@example.org", "Mei Lin")
        day = NOW.date()
        facts = {
            "stay.starts_on": day + timedelta(days=200),
            "stay.ends_on": day + timedelta(days=500),
            "passport.expires_on": SOON,
        }
        new = NewCase("own_funds", department.id, mei.id, None, facts)
        open_cases([new] * CASES, by=By(None, NOW - timedelta(days=18)))
        db.session.remove()
        db.engine.dispose()


def counted(app: Flask, *where: object) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Notice).where(*where)) or 0


def in_flight(app: Flask) -> list[int]:
    with app.app_context():
        begun = select(Notice.id).where(Notice.state == "waiting", Notice.tries > 0)
        return list(db.session.scalars(begun))


def as_if_time_had_passed(app: Flask, ids: list[int]) -> None:
    """Let the letters of dead workers be tried again at once; that takes two minutes else."""
    with app.app_context(), transaction():
        past = datetime.now(UTC) - timedelta(seconds=1)
        db.session.execute(update(Notice).where(Notice.id.in_(ids)).values(try_after=past))
