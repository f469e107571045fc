"""The desk with 100,000 cases and 1,500,000 steps: one page in process, and its queries.

python -m tests.bench.bench_desk [--cases 100000]
"""

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from werkzeug.test import EnvironBuilder

from onboarding import create_app
from onboarding.cases.models import Case, StepRow
from onboarding.config import assets, read_settings
from onboarding.database import db, write_from_the_start
from onboarding.migrating import migrate
from onboarding.office.desk_queries import PAGE
from onboarding.people.gate import now, today
from onboarding.people.models import Department, Grant, Person

STEPS = 15
AIM_MS = 1.5
_ROLES = ("office", "researcher", "host", "department", "hr", "housing", "export", "it")
_PROGRAMMES = ("expert_j", "aspire", "nexus", "lotus", "jsps_fellow", "employed", "own_funds")


def main() -> None:
    """Fill a database, ask for pages, print what they cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=300)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        small = measure(Path(folder) / "small", 100, arguments.pages)
        large = measure(Path(folder) / "large", arguments.cases, arguments.pages)
    for name, figures in (("100 cases", small), (f"{arguments.cases:,} cases", large)):
        print(name, json.dumps(figures))
    print(
        f"median of the first page against 100 cases: {large['first_ms'] / small['first_ms']:.2f}"
    )
    same = large["queries"] == small["queries"]
    print(f"queries per page the same: {'yes' if same else 'no'}")
    verdict = "met" if large["first_ms"] <= AIM_MS else "MISSED"
    print(f"milliseconds of the first page: {large['first_ms']}  aim {AIM_MS}  {verdict}")
    sys.exit(0 if same else 1)


def measure(folder: Path, cases: int, pages: int) -> dict[str, Any]:
    """Return milliseconds of the first and the last page and the queries of one."""
    app = make_app(folder)
    with app.app_context():
        fill(cases)
        last = last_page()
    client = signed_in(app)
    paths = {"first": "/desk", "late": "/desk?tab=late", "last": f"/desk?after={last}"}
    found: dict[str, Any] = {"queries": queries_of(app, client, "/desk")}
    gc.collect()
    gc.freeze()  # as the service does before it serves
    for name, path in paths.items():
        environment = environment_for(client, path)
        times = [timed(app, environment) for _ in range(pages)]
        found[f"{name}_ms"] = round(statistics.median(times), 3)
    with app.app_context():
        db.engine.dispose()
    return found


def make_app(folder: Path) -> Flask:
    """Return an application on a database of its own."""
    folder.mkdir()
    environment = {"ONBOARDING_DATA": str(folder), "ONBOARDING_SECRET_KEY": "bench"}
    environment["ONBOARDING_WORKFLOWS"] = str(assets() / "workflows")
    app = create_app(read_settings(environment))
    migrate(app)
    return app


def fill(cases: int) -> None:
    """Write cases over ten years with their steps, a third of them open."""
    write_from_the_start(True)
    departments = [
        Department(code=f"d{n}", name_en=f"School {n}", name_ja=f"研究科{n}", aliases="")
        for n in range(12)
    ]
    person = Person(email="office@example.org", name="Office", name_ja="事務", language="ja")
    person.grants.append(Grant(role="office"))
    db.session.add_all([*departments, person])
    db.session.commit()
    steps = list(db_steps())
    draw = random.Random(1)
    for start in range(0, cases, 2000):
        numbers = range(start, min(start + 2000, cases))
        db.session.execute(insert(Case), [case_row(n, person.id, draw) for n in numbers])
        rows = [row for n in numbers for row in step_rows(n, steps, draw)]
        db.session.execute(insert(StepRow), rows)
        db.session.commit()
    write_from_the_start(False)


def db_steps() -> Iterator[tuple[str, str, str]]:
    """Return real steps of the first workflows: (workflow, step, role)."""
    from onboarding.cases.library import library

    for workflow in library().current():
        for step in workflow.steps:
            yield workflow.id, step.id, step.role


def case_row(number: int, person: int, draw: random.Random) -> dict[str, Any]:
    """Return one case."""
    starts_on = today() + timedelta(days=draw.randrange(-3000, 400))
    return {
        "id": number + 1,
        "number": f"26-{number:06d}",
        "programme": draw.choice(_PROGRAMMES),
        "versions": "{}",
        "department_id": draw.randrange(1, 13),
        "researcher_id": person,
        "status": "open",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=365),
        "name": f"RESEARCHER NUMBER {number}",
        "names": "",
        "data_key": "",
        "sequence": 1,
        "head_hash": "",
        "snapshot": "{}",
        "opened_at": now(),
    }


def step_rows(
    number: int, steps: list[tuple[str, str, str]], draw: random.Random
) -> Iterator[dict[str, Any]]:
    """Return the steps of one case."""
    for position, (workflow, step, role) in enumerate(draw.sample(steps, STEPS)):
        yield {
            "case_id": number + 1,
            "key": f"{workflow}.{step}",
            "position": position,
            "workflow": workflow,
            "step": step,
            "item": "",
            "kind": "task",
            "role": role if role in _ROLES else "office",
            "department_id": number % 12 + 1,
            "programme": "employed",
            "state": draw.choice(("open", "done", "waiting")),
            "due": date(2026, 1, 1) + timedelta(days=draw.randrange(700)),
            "opened_on": date(2026, 1, 1),
            "done_on": None,
            "outcome": None,
        }


def last_page() -> str:
    """Return where the last page of the office's list begins."""
    wanted = (
        db.select(StepRow.due, StepRow.id)
        .where(StepRow.state == "open", StepRow.role == "office")
        .order_by(StepRow.due.desc(), StepRow.id.desc())
        .offset(PAGE)
        .limit(1)
    )
    day, id = db.session.execute(wanted).one()
    return f"{day}.{id}"


def signed_in(app: Flask) -> FlaskClient:
    """Return a browser of the office."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["person"] = [1, 0]
        session["until"] = int(time.time()) + 3600
    return client


def environment_for(client: FlaskClient, path: str) -> dict[str, Any]:
    """Return a WSGI request of the signed-in office, as a web server hands it over."""
    client.get(path)  # from here on the browser has its token, as on any later page
    cookie = client.get_cookie("session")
    assert cookie is not None
    headers = {"Cookie": f"session={cookie.value}", "Accept-Language": "ja"}
    bare, _mark, query = path.partition("?")
    return EnvironBuilder(path=bare, query_string=query, headers=headers).get_environ()


def timed(app: Flask, environment: dict[str, Any]) -> float:
    """Return milliseconds one page takes in process, from request to last byte."""
    statuses: list[str] = []

    def start_response(status: str, headers: Any, error: Any = None) -> Any:
        statuses.append(status)
        return lambda _: None

    start = time.perf_counter()
    answer = app.wsgi_app(dict(environment), start_response)
    body = b"".join(answer)
    answer.close()
    spent = (time.perf_counter() - start) * 1000
    assert statuses == ["200 OK"], (statuses, body[:200])
    return spent


def queries_of(app: Flask, client: FlaskClient, path: str) -> int:
    """Return how many statements a page sends."""
    seen = []
    with app.app_context():
        engine = db.engine

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


if __name__ == "__main__":
    main()
