"""Sixty cases on the move, and the workers killed in the middle: each is moved once."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from onboarding import create_app
from onboarding.cases.models import Case, CaseEvent
from onboarding.cases.recording import By
from onboarding.cases.service import NewCase, open_cases
from onboarding.config import read_settings
from onboarding.database import db
from onboarding.migrating import migrate
from onboarding.people.models import Department, Person
from onboarding.people.service import add_person, grant
from onboarding.processes.rebuilding import differing
from onboarding.publishing import service as publishing
from onboarding.publishing import store
from onboarding.publishing.moving import jobs
from onboarding.publishing.moving import service as moves
from onboarding.publishing.moving.models import Move, MoveItem
from onboarding.publishing.queries import version_of
from tests.processes.conftest import alive, begin, end, environment, eventually, free_port

CASES = 60
DAYS = {"stay.starts_on": date(2027, 4, 1), "stay.ends_on": date(2028, 3, 31)}


def test_a_move_survives_killed_workers(empty_folder: Path) -> None:
    app = create_app(read_settings(environment(empty_folder, 0)))
    migrate(app)
    ask_to_move(app)
    service = begin(empty_folder, free_port())
    try:
        assert eventually(lambda: moved(app), within=60), service.log
        with_copies = service.pids("worker-1") + service.pids("worker-2")
        service.kill("worker-1")
        service.kill("worker-2")
        assert eventually(lambda: not alive(with_copies), within=2)
        assert 0 < moved(app) < CASES

        assert eventually(lambda: moved(app) == CASES, within=120), service.log
        assert eventually(lambda: state(app) == "done", within=20), service.log
    finally:
        end(service)
    with app.app_context():
        events = select(CaseEvent.case_id).where(CaseEvent.kind == "moved")
        assert sorted(db.session.scalars(events)) == sorted(db.session.scalars(select(Case.id)))
        assert differing(datetime.now(UTC)) == []
        db.engine.dispose()


def ask_to_move(app: Flask) -> None:
    """Start a move of sixty cases while nothing runs."""
    with app.app_context():
        at = datetime.now(UTC) - timedelta(minutes=1)
        store.begin(at)
        admin = open_all(at)
        first = version_of("visa", 1)
        assert first is not None
        text = first.text.replace("coe_lead: 90", "coe_lead: 80")
        publishing.publish("visa", text, base=1, note="", by=admin, at=at)
        move = moves.ask("visa", 2, moves.Wanted(), by=admin, at=at)
        jobs.go_on(move.id)
        moves.start(db.session.get_one(Move, move.id), at=at)
        db.session.remove()
        db.engine.dispose()


def open_all(at: datetime) -> Person:
    department = Department(code="letters", name_en="Letters", name_ja="文学研究科")
    db.session.add(department)
    db.session.commit()
    admin, mei = add_person("admin@example.org", "Aiko"), add_person("mei@example.org", "Mei Lin")
    grant(admin, "admin")
    new = NewCase("own_funds", department.id, mei.id, None, DAYS)
    open_cases([new] * CASES, by=By(None, at))
    return admin


def moved(app: Flask) -> int:
    with app.app_context():
        done = select(func.count()).where(MoveItem.state == "done")
        return db.session.scalar(done) or 0


def state(app: Flask) -> str:
    with app.app_context():
        return str(db.session.scalar(select(Move.state)))
