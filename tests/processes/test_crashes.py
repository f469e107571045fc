"""Fifty papers, and what makes them killed in the middle: each is there once."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import yaml
from flask import Flask
from sqlalchemy import func, select

from onboarding import create_app
from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.cases.recording import By
from onboarding.cases.service import NewCase, open_case
from onboarding.config import assets, read_settings
from onboarding.database import db, to_json, transaction
from onboarding.documents import files
from onboarding.documents import service as documents
from onboarding.documents.models import Document, StoredFile
from onboarding.migrating import migrate
from onboarding.people.models import Department
from onboarding.people.service import add_person
from tests.processes.conftest import (
    alive,
    begin,
    end,
    environment,
    eventually,
    free_port,
)

PAPERS = 50
EARLIER = timedelta(minutes=1)


def test_fifty_papers_survive_killed_workers_and_queue(empty_folder: Path) -> None:
    app = create_app(read_settings(environment(empty_folder, 0)))
    migrate(app)
    ask_for_papers(app)
    service = begin(empty_folder, free_port())
    try:
        for victim in ("worker-1", "valkey-server", "worker-2"):
            assert more_papers_appear(app), service.log
            with_copies = service.pids(victim)
            service.kill(victim)
            assert eventually(partial(gone, with_copies), within=2)

        assert eventually(lambda: made(app) == PAPERS, within=100), service.log
        assert service.ready()
    finally:
        end(service)
    assert papers(app) == {f"PLN-{fiscal_year()}-{number:04d}" for number in range(1, PAPERS + 1)}
    assert stored(app) == PAPERS


def gone(pids: list[int]) -> bool:
    return not alive(pids)


def ask_for_papers(app: Flask) -> None:
    """Open fifty cases that each wait for one paper, asked for while nothing ran."""
    with app.app_context(), transaction():
        at = datetime.now(UTC) - EARLIER
        department = Department(code="letters", name_en="Letters", name_ja="文学研究科")
        db.session.add(department)
        mei = add_person("mei@example.org", "Mei Lin")
        for _number in range(PAPERS):
            case = open_case(NewCase("own_funds", department.id, mei.id, None), by=By(None, at))
            documents.ask(plan_for(case), at=at)


def plan_for(case: Case) -> documents.Asked:
    sample = assets() / "templates" / "documents" / "researcher_plan" / "sample.yaml"
    facts = yaml.safe_load(sample.read_text("utf-8"))
    sealed = sealer_of(case).seal(to_json(facts))
    return documents.Asked(case.id, "arrival.plan", "researcher_plan", sealed, case.number, ())


def more_papers_appear(app: Flask) -> bool:
    before = made(app)
    return eventually(lambda: made(app) > before + 2, within=40)


def made(app: Flask) -> int:
    with app.app_context():
        counted = select(func.count()).where(Document.state == "made")
        return db.session.scalar(counted) or 0


def papers(app: Flask) -> set[str | None]:
    with app.app_context():
        return set(db.session.scalars(select(Document.number).where(Document.state == "made")))


def stored(app: Flask) -> int:
    """Return how many papers lie in the store whole."""
    with app.app_context():
        kept = db.session.scalars(select(StoredFile)).all()
        return sum(files.path_of(file).exists() for file in kept)


def fiscal_year() -> str:
    now = datetime.now(UTC)
    return f"{(now.year if now.month >= 4 else now.year - 1) % 100:02d}"
