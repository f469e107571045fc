"""A list of 10,000 arrivals: read, checked, confirmed, its cases open, on a real SQLite.

python -m tests.bench.bench_import [--rows 10000]

The worker's own functions do it, with its rests between commits; then the same list comes once
more, and changes nothing. At least: under 60 seconds and 400 MB for 10,000 rows.
"""

import argparse
import csv
import gc
import io
import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import func, select

from onboarding import create_app
from onboarding.cases.models import Case, StepRow
from onboarding.config import assets, read_settings
from onboarding.database import db, transaction
from onboarding.migrating import migrate
from onboarding.office.importing import jobs as import_jobs
from onboarding.office.importing import reading as import_reading
from onboarding.office.importing import service as imports
from onboarding.office.importing.models import Import
from onboarding.office.importing.queries import counts
from onboarding.people.models import Department, Grant, Person

_HEADINGS = (
    *("姓（ローマ字）", "名（ローマ字）", "国籍・地域", "生年月日", "性別", "メールアドレス"),
    *("プログラム", "受入部局", "専攻等", "受入教員", "受入開始日", "受入終了日", "身分"),
    *("給与・滞在費（月額・円）", "学位", "帯同家族", "配偶者", "子の生年月日", "宿舎希望"),
    *("日本語レベル", "備考"),
)
_PROGRAMMES = (
    "EXPERT-J",
    "JSPS外国人特別研究員",
    "ASPIRE",
    "NEXUS",
    "LOTUS",
    "大学雇用",
    "私費（客員）",
)
_COUNTRIES = ("インド", "ベトナム", "スペイン", "ドイツ", "韓国", "米国", "ブラジル", "日本")
_SECONDS, _MEGABYTES = 60, 400


def main() -> None:
    """Import a list twice and print what it cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    with TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            office, content = fill(), as_csv(rows)
            as_in_a_worker()
            first = run(content, office)
            again = run(content, office)
            steps = db.session.scalar(select(func.count()).select_from(StepRow))
    print("first", json.dumps(first))
    print("again", json.dumps(again))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds = first["read_s"] + first["write_s"]
    print(
        f"{rows:,} rows, {steps:,} steps: {seconds:.1f} s, {rows / seconds:.0f} rows/s, {memory} MB"
    )
    sys.exit(0 if seconds < _SECONDS and memory < _MEGABYTES else 1)


def make_app(folder: Path) -> Flask:
    """Return an application on a fresh database, with no queue to poke."""
    settings = {
        "ONBOARDING_DATA": str(folder),
        "ONBOARDING_WORKFLOWS": str(assets() / "workflows"),
        "ONBOARDING_TESTING": "1",
    }
    app = create_app(read_settings(settings))
    migrate(app)
    return app


def as_in_a_worker() -> None:
    """Leave the garbage to the work itself, as the worker's forked copies do."""
    gc.collect()
    gc.freeze()
    gc.disable()


def fill() -> int:
    """Add departments, hosts and an office; return the office's id."""
    with transaction():
        for number in range(8):
            name = {"name_en": f"School {number}", "name_ja": f"第{number}研究科"}
            db.session.add(Department(code=f"d{number}", aliases="", **name))
        db.session.flush()
        for number in range(200):
            host = Person(email=f"host{number}@example.ac.jp", name=f"Host {number}", language="ja")
            host.name_ja, host.department_id = f"教員 {number}", number % 8 + 1
            db.session.add(host)
        office = Person(email="office@example.ac.jp", name="Office", language="ja")
        office.grants = [Grant(role="office")]
        db.session.add(office)
    return office.id


def as_csv(rows: int) -> bytes:
    """Return a list of invented arrivals as an office writes it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_HEADINGS, *(_record(number) for number in range(rows))])
    return text.getvalue().encode("cp932")


def _record(number: int) -> Iterator[str]:
    starts_on = date(2027, 4, 1) + timedelta(days=number % 300)
    ends_on = starts_on + timedelta(days=30 + number % 1000)
    family = number % 4 == 0
    yield from (f"FAMILY{number % 977}".translate(_LETTERS), f"GIVEN{number}".translate(_LETTERS))
    yield from (_COUNTRIES[number % 8], f"{1960 + number % 40}-0{1 + number % 9}-11", "女")
    yield from (f"person{number}@example.org", _PROGRAMMES[number % 7], f"第{number % 8}研究科")
    yield from ("第一講座", f"教員 {number % 200}", f"{starts_on:%Y/%m/%d}", ends_on.isoformat())
    yield from ("客員研究員", f"{300_000 + number:,}円", "博士", "有" if family else "無")
    yield from ("有" if family else "", "2020-05-06" if family else "", "希望する", "A1", "備考")


_LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")


def run(content: bytes, office_id: int) -> dict[str, float]:
    """Import a list; return the seconds of each part, and what became of the rows."""
    office = db.session.get_one(Person, office_id)
    record = imports.start(content, "list.csv", by=office, at=datetime.now(UTC))
    begun = time.perf_counter()
    import_reading.read(record.id, at=datetime.now(UTC))
    read = time.perf_counter()
    imports.confirm(db.session.get_one(Import, record.id), by=office, mails=True)
    import_jobs.write(record.id)
    written = time.perf_counter()
    found = counts(db.session.get_one(Import, record.id))
    cases = db.session.scalar(select(func.count()).select_from(Case)) or 0
    seconds = {"read_s": round(read - begun, 2), "write_s": round(written - read, 2)}
    return {**seconds, "cases": cases, **found}


if __name__ == "__main__":
    main()
