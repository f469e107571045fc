"""1,000 mixed papers by two real workers: how many a second, and their memory from first to last.

Usage: .venv/bin/python -m tests.bench.bench_workers [papers]

The whole service runs as `onboarding run` starts it, with an empty database, SQLite and a queue
of its own. Each paper belongs to a case of its own and is one of all that there are, in turns.
Time is measured from the first paper made to the last. On a machine with other work the
processor time of the workers says what two cores of one's own would do: both are printed.
"""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import func, select

from onboarding import create_app
from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case
from onboarding.cases.recording import By
from onboarding.cases.service import NewCase, open_cases
from onboarding.config import read_settings
from onboarding.database import db, leave_to_sweep, to_json, transaction
from onboarding.documents import service as documents
from onboarding.documents.models import Document
from onboarding.jobs import enqueue
from onboarding.people.models import Department
from onboarding.people.service import add_person
from tests.bench.bench_documents import ROOT, _judge
from tests.documents.samples import NAMES, facts_of
from tests.processes.conftest import descendants, name_of

PORT = 8765
JOB = "onboarding.cases.jobs.make_document"
_MAKERS = ("worker-1", "worker-2")


def main() -> None:
    """Start the service, ask for the papers, watch, and judge."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with TemporaryDirectory() as folder:
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            **{"ONBOARDING_DATA": folder, "PORT": str(PORT), "LANG": "C.UTF-8"},
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "onboarding", "run"]
        with Path(folder, "log").open("wb") as log:
            service = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            _wait_until_ready()
            app = create_app(read_settings(environment))
            ids = _ask(app, number)
            _report(number, _watch(app, service.pid, ids))
        finally:
            service.terminate()
            service.wait(20)


def _wait_until_ready() -> None:
    for _turn in range(600):
        try:
            there = HTTPConnection("127.0.0.1", PORT, timeout=2)
            there.request("GET", "/readyz")
            if there.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the service does not start")


def _ask(app: Flask, number: int) -> list[int]:
    """Open a case for each paper and ask for it; workers hear of them all afterwards."""
    at = datetime.now(UTC) - timedelta(seconds=1)
    with app.app_context():
        with transaction():
            place = Department(code="mixed", name_en="Mixed", name_ja="混合")
            db.session.add(place)
            db.session.flush()
            person = add_person("bench@example.org", "Bench Person")
            new = NewCase("own_funds", place.id, person.id, None)
            cases = open_cases([new] * number, by=By(None, at))
            for turn, case in enumerate(cases):
                documents.ask(_asked(case, NAMES[turn % len(NAMES)]), at=at)
            leave_to_sweep()
        return list(db.session.scalars(select(Document.id).order_by(Document.id)))


def _asked(case: Case, name: str) -> documents.Asked:
    sealed = sealer_of(case).seal(to_json(facts_of(name)))
    return documents.Asked(case.id, "arrival.plan", name, sealed, case.number, ())


def _watch(app: Flask, service: int, ids: list[int]) -> list[dict[str, float]]:
    """Let the workers hear of the papers; return what was seen every two seconds till the end."""
    seen = []
    with app.app_context():
        for id in ids:
            enqueue(JOB, id)
        while not seen or seen[-1]["made"] < len(ids):
            made = select(func.count()).where(Document.state == "made")
            db.session.rollback()
            count = db.session.scalar(made) or 0
            seen.append({"made": count, "at": time.monotonic(), **_workers(service)})
            if count + _failed() == len(ids) and _failed():
                raise SystemExit(f"{_failed()} papers failed")
            time.sleep(2)
    return seen


def _failed() -> int:
    found = select(func.count()).where(Document.state.in_(("failed", "lacking")))
    return db.session.scalar(found) or 0


def _workers(service: int) -> dict[str, float]:
    """Return the processor seconds of both workers and their copies, and the largest's memory."""
    cpu, memory = 0.0, 0.0
    for pid in descendants(service):
        if name_of(pid) in _MAKERS:
            with_copies = [pid, *descendants(pid)]
            memory = max(memory, sum(_pss(one) for one in with_copies))
            cpu += sum(_seconds(one) for one in with_copies)
    return {"cpu": cpu, "memory": memory}


def _seconds(pid: int) -> float:
    """Return the processor seconds of a process and of its children that ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _pss(pid: int) -> float:
    """Return the proportional share of a process's memory, in MB."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line[:4] == "Pss:") / 1024


def _report(number: int, seen: list[dict[str, float]]) -> None:
    begun = next(one for one in seen if one["made"])
    end = seen[-1]
    papers, cpu = end["made"] - begun["made"], end["cpu"] - begun["cpu"]
    print(f"{number} papers of {len(NAMES)} kinds, load {os.getloadavg()[0]:.1f}")
    _judge("papers a second, by the clock", papers / (end["at"] - begun["at"]), 9.0)
    _judge("papers a second, two cores of their own", 2 * papers / cpu, 9.0)
    print(f"{'ms of processor a paper':45} {cpu / papers * 1000:6.0f}")
    quarter = max(len(seen) // 4, 1)
    first = max(one["memory"] for one in seen[:quarter])
    last = max(one["memory"] for one in seen[-quarter:])
    most = max(one["memory"] for one in seen)
    print(f"{'MB of a worker: first quarter, last, most':45} {first:.0f} {last:.0f} {most:.0f}")
    _judge("400 MB against the most", 400 / most, 1.0)
    print(json.dumps([round(one["memory"]) for one in seen]))


if __name__ == "__main__":
    main()
