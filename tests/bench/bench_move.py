"""What moving 1,000 open cases to a new version would do, and moving some of them.

python -m tests.bench.bench_move [--cases 1000]
"""

import argparse
import gc
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import select

from onboarding.cases import service as cases
from onboarding.cases.models import Case
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.office.demo.loading import play
from onboarding.people import service as people
from onboarding.people.gate import today
from onboarding.people.models import Department, Person
from onboarding.publishing import service, store
from onboarding.publishing.moving import jobs
from onboarding.publishing.moving import service as moves
from onboarding.publishing.moving.foreseeing import read_totals
from onboarding.publishing.moving.models import Move
from onboarding.publishing.queries import version_of
from tests.bench.bench_desk import make_app
from tests.publishing.photos import EARLIER_FILING, PHOTO_CHECK

AIM_SECONDS = 5.0
_PROGRAMMES = ("expert_j", "aspire", "nexus", "lotus", "jsps_fellow", "employed", "own_funds")


def main() -> None:
    """Fill a database, reckon, move a tenth, print what it cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1000)
    number = parser.parse_args().cases
    with TemporaryDirectory() as folder:
        app = make_app(Path(folder) / "data")
        with app.app_context():
            seconds, moved = measure(app, number)
            db.engine.dispose()
    verdict = "met" if seconds <= AIM_SECONDS else "MISSED"
    print(f"seconds to show {number:,} cases: {seconds:.2f}  aim {AIM_SECONDS:g}  {verdict}")
    print(f"cases moved a second: {moved:.0f}")
    sys.exit(0 if seconds <= AIM_SECONDS else 1)


def measure(app: Flask, number: int) -> tuple[float, float]:
    """Return the seconds of showing all cases, and how many were moved a second."""
    at = datetime.now(UTC)
    store.begin(at)
    admin = fill(number)
    publish(admin, at)
    gc.collect()
    began, worked = time.perf_counter(), time.process_time()
    move = moves.ask("visa", 2, moves.Wanted(), by=admin, at=at)
    jobs.go_on(move.id)
    seconds = time.perf_counter() - began
    print(f"seconds of the processor: {time.process_time() - worked:.2f}")
    move = db.session.get_one(Move, move.id, populate_existing=True)
    totals = read_totals(move.totals)
    assert (move.state, totals.cases) == ("shown", number), (move.state, totals.cases)
    print("of them:", {name: sum(counts.values()) for name, counts in totals.steps.items()})
    return seconds, moved_a_second(admin, number // 10)


def fill(number: int) -> Person:
    """Open cases of all programmes and shapes, every tenth of them half way through."""
    at = datetime.now(UTC)
    department = Department(code="eng", name_en="Engineering", name_ja="工学研究科", aliases="")
    db.session.add(department)
    db.session.commit()
    admin = people.add_person("admin@example.org", "Aiko Mori")
    mei = people.add_person("mei@example.org", "Mei Lin")
    news = [new_case(n, department.id, mei.id) for n in range(number)]
    for start in range(0, number, 100):
        cases.open_cases(news[start : start + 100], by=By(None, at))
    staff = {"host": mei, "office": mei, "researcher": mei}
    for case in db.session.scalars(select(Case).where(Case.id % 10 == 0)):
        play(case, staff, "acceptance.export_verdict", at)
        assert progress_of(case, today()).done
    return admin


def new_case(number: int, department: int, person: int) -> cases.NewCase:
    """Return one case; families have up to three members."""
    starts_on = today() + timedelta(days=60 + number % 200)
    members = tuple(f"m{n}" for n in range(1, number % 4 + 1))
    facts = {
        "stay.starts_on": starts_on,
        "stay.ends_on": starts_on + timedelta(days=100 + number % 700),
        "researcher.family_name": f"NUMBER {number}",
        "researcher.nationality": "ESP",
        "family.members": members,
        **{f"member.comes_along@{item}": True for item in members},
    }
    return cases.NewCase(_PROGRAMMES[number % 7], department, person, person, facts)


def publish(admin: Person, at: datetime) -> None:
    """Publish a second version of the visa paperwork: a new step, another lead time."""
    first = version_of("visa", 1)
    assert first is not None
    text = first.text.replace(*EARLIER_FILING).replace(*PHOTO_CHECK, 1)
    service.publish("visa", text, base=1, note="", by=admin, at=at)


def moved_a_second(admin: Person, number: int) -> float:
    """Return how many cases a worker moves in a second, one transaction each."""
    move = moves.ask("visa", 2, moves.Wanted(programme="aspire"), by=admin, at=datetime.now(UTC))
    jobs.go_on(move.id)
    moves.start(move, at=datetime.now(UTC))
    began = time.perf_counter()
    jobs.go_on(move.id)
    done = db.session.get_one(Move, move.id, populate_existing=True).done
    assert done >= number, done
    return done / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
