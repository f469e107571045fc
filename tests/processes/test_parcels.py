"""The workbooks of a parcel, the workers killed in the middle: each is there once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from onboarding import create_app
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.cases.service import NewCase, open_case, record_facts
from onboarding.config import read_settings
from onboarding.database import db, transaction
from onboarding.migrating import migrate
from onboarding.people.models import Department
from onboarding.people.service import add_person, grant
from onboarding.visa.exported.models import Exported
from onboarding.visa.filing.applications import look_over
from onboarding.visa.filing.models import WORKBOOK
from onboarding.visa.filing.service import keep_official, newest
from onboarding.visa.parcels import files, service
from onboarding.visa.parcels.models import DONE, MADE, Parcel
from tests.processes.conftest import Running, begin, end, environment, eventually, free_port
from tests.processes.test_crashes import gone
from tests.visa.test_filing import ANSWERS
from tests.visa.test_workbook import cells, own_workbook

CASES = 60
NOW = datetime.now(UTC)
WORKERS = ("worker-1", "worker-2")


def test_workbooks_of_a_parcel_survive_killed_workers(empty_folder: Path) -> None:
    app = create_app(read_settings(environment(empty_folder, 0)))
    migrate(app)
    names = ask_for_parcel(app)
    running = begin(empty_folder, free_port())
    try:
        assert eventually(lambda: done(app) > 2, within=40), running.log
        kill_workers(running)
        left_by_the_dead = done(app)
        end_the_claim(app)

        assert eventually(lambda: state(app) == MADE, within=40), running.log
    finally:
        end(running)
    assert 2 < left_by_the_dead < CASES
    assert (filled(app), noted(app)) == (names, Counter(dict.fromkeys(names, 1)))


def ask_for_parcel(app: Flask) -> dict[int, str]:
    """Ask for a parcel while nothing runs; return case → the name its workbook has to carry."""
    with app.app_context():
        with transaction():
            department = Department(code="letters", name_en="Letters", name_ja="文学研究科")
            db.session.add(department)
            office = add_person("office@example.org", "Mei Aoyama")
            grant(office, "office")
            who = add_person("mei@example.org", "Maria Garcia")
            found = {open_ready(department, who.id, n): f"GARCIA {given(n)}" for n in range(CASES)}
        keep_official(WORKBOOK, "coe.xlsx", own_workbook(), by=office, at=NOW)
        official, today = newest(WORKBOOK), local_day(NOW)
        assert official is not None
        cases = [db.session.get_one(Case, id) for id in found]
        looked = [look_over(case, progress_of(case, today))[0] for case in cases]
        service.ask(official, looked, by=office, at=NOW - timedelta(minutes=1))
    return found


def given(number: int) -> str:
    """Return a given name of its own for each, in letters alone."""
    return "MARIA" + "".join(chr(ord("A") + int(digit)) for digit in str(number))


def open_ready(department: Department, researcher_id: int, number: int) -> int:
    """Open a case whose application has nothing against it, whatever day it is."""
    starts_on = local_day(NOW) + timedelta(days=150)
    facts = {
        "stay.starts_on": starts_on,
        "stay.ends_on": starts_on + timedelta(days=364),
        "researcher.family_name": "GARCIA",
        "researcher.given_name": given(number),
        "researcher.nationality": "ESP",
        "researcher.birth_date": datetime(1990, 5, 17, tzinfo=UTC).date(),
        "host.name": "Sota Nishimura",
        "host.name_ja": "西村 颯太",
        "department.name": department.name_en,
        "department.name_ja": department.name_ja,
    }
    by = By(None, NOW)
    case = open_case(NewCase("employed", department.id, researcher_id, None, facts), by=by)
    valid = {"passport.expires_on": starts_on + timedelta(days=2000)}
    record_facts(case.id, {**ANSWERS, **valid}, by=by)
    return case.id


def kill_workers(running: Running) -> None:
    for name in WORKERS:
        with_copies = running.pids(name)
        running.kill(name)
        assert eventually(partial(gone, with_copies), within=2)


def end_the_claim(app: Flask) -> None:
    """Let the time pass for which a parcel is its worker's, dead or alive."""
    with app.app_context(), transaction():
        db.session.execute(update(Parcel).values(claimed_until=NOW))


def done(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(Parcel.done)).one()


def state(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(select(Parcel.state)).one()


def filled(app: Flask) -> dict[int, str]:
    """Return case → the name in its workbook, of every one that is there whole."""
    with app.app_context():
        parcel = db.session.scalars(select(Parcel)).one()
        folder, sealer = files.folder_of(parcel.id), files.sealer_of(parcel)
        items = [one for one in parcel.items if one.state == DONE]
        read = {one.case_id: (folder / str(one.id)).read_bytes() for one in items}
        return {id: cells(sealer.open_bytes(content))["G20"] for id, content in read.items()}


def noted(app: Flask) -> Counter[int]:
    """Return case → how often it is noted that its workbook left."""
    with app.app_context():
        return Counter(db.session.scalars(select(Exported.case_id)))
