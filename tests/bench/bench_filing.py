"""The applications of 200 cases: looked over, as one file for bulk filing, as workbooks.

python -m tests.bench.bench_filing [--cases 200] [--official FOLDER]

Every fourth case has family, whose applications are looked over and filed with it. Each person
has a passport scanned and a photo. `--official`: a folder with the agency's own files; without
it, files of our own with the same labels and columns.
"""

import argparse
import csv
import io
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select, update

from onboarding.cases import service as cases
from onboarding.cases.history import sealer_of
from onboarding.cases.models import Case, StepRow
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.documents import files
from onboarding.documents.attachments import keeping
from onboarding.people import service as people
from onboarding.people.gate import today
from onboarding.people.models import Department, Person
from onboarding.visa.filing.models import BULK, WORKBOOK
from onboarding.visa.filing.service import keep_official, newest
from onboarding.visa.parcels import jobs, queries, service
from onboarding.visa.parcels.models import Parcel
from tests.bench.bench_desk import make_app
from tests.documents.seeds import face, page
from tests.visa.test_workbook import own_workbook

LOOK_SECONDS, BULK_SECONDS, WORKBOOK_SECONDS = 5.0, 2.0, 1.0
_OFFICIAL = Path(__file__).parents[3] / "shared" / "official"
_PROGRAMMES = ("expert_j", "aspire", "nexus", "lotus", "employed")


def main() -> None:
    """Fill a database, look over, make both parcels, print what it cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--official", type=Path, default=_OFFICIAL)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        app = make_app(Path(folder) / "data")
        with app.app_context():
            office = fill(arguments.cases, arguments.official)
            fine = measure(office)
            db.engine.dispose()
    sys.exit(0 if fine else 1)


def measure(office: Person) -> bool:
    """Print each figure against its aim; return whether all are met."""
    held = people_held(office)
    reach = queries.reach_of(office.id, held)
    listed = [row.id for row in queries.to_file(reach, queries.Wanted(), today())[: queries.MOST]]

    def look() -> list[service.Reviewed]:
        db.session.expunge_all()
        return service.review(queries.within(reach, listed), office.id, held)

    first, _seconds = timed(look)
    found = [one for case in first for one in case.found]
    print(f"{len(listed)} cases, {len(found)} applications, {_seconds:.2f} s the first time")
    again, seconds = timed(look)
    ready = [one for case in again for one in case.found if one.ready]
    assert len(ready) == len(found), [one.findings for one in found if not one.ready][:1]
    fine = told("seconds to look over 200 cases", seconds, LOOK_SECONDS)
    bulk, workbook = newest(BULK), newest(WORKBOOK)
    assert bulk is not None
    assert workbook is not None
    at = datetime.now(UTC)
    (parcel, _new), seconds = timed(lambda: service.ask(bulk, ready[:200], by=office, at=at))
    rows = whole_of(parcel)
    assert len(rows) == 202, len(rows)
    fine &= told("seconds for a bulk file of 200 persons", seconds, BULK_SECONDS)
    (parcel, _new) = service.ask(workbook, ready[:200], by=office, at=at)
    _nothing, seconds = timed(lambda: jobs.go_on(parcel.id))
    made = db.session.get_one(Parcel, parcel.id, populate_existing=True)
    assert (made.state, made.done) == ("made", 200), (made.state, made.done)
    print(f"200 workbooks in the background: {seconds:.1f} s")
    return told("seconds for a workbook", seconds / 200, WORKBOOK_SECONDS) and fine


def people_held(office: Person) -> Any:
    """Return the roles of somebody, as a visit knows them."""
    from onboarding.people.queries import held_roles

    return held_roles(office, today())


def whole_of(parcel: Parcel) -> list[list[str]]:
    """Return the rows of a bulk file as it lies sealed."""
    from onboarding.visa.parcels import files as parcel_files

    sealed = (parcel_files.folder_of(parcel.id) / parcel_files.WHOLE).read_bytes()
    text = parcel_files.sealer_of(parcel).open_bytes(sealed).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what some work returns, and how many seconds it took; say those of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    found = work()
    print(f"  seconds of the processor: {time.process_time() - worked:.2f}")
    return found, time.perf_counter() - began


def told(name: str, seconds: float, aim: float) -> bool:
    """Print a figure and whether it is met."""
    verdict = "met" if seconds <= aim else "MISSED"
    print(f"{name}: {seconds:.2f}  aim {aim:g}  {verdict}")
    return seconds <= aim


def fill(number: int, official: Path) -> Person:
    """Open cases ready to be filed, with files; return who files them."""
    at = datetime.now(UTC)
    department = Department(code="eng", name_en="Engineering", name_ja="工学研究科", aliases="")
    db.session.add(department)
    db.session.commit()
    office = people.add_person("office@example.org", "Mei Aoyama")
    people.grant(office, "office")
    keep_official(WORKBOOK, "coe.xlsx", workbook_of(official), by=office, at=at)
    keep_official(BULK, "bulk.csv", bulk_of(official), by=office, at=at)
    news = [new_case(n, department.id, office.id) for n in range(number)]
    for start in range(0, number, 50):
        cases.open_cases(news[start : start + 50], by=By(None, at))
    scan, photo = page(), face()
    for n, case in enumerate(db.session.scalars(select(Case)).all()):
        add_facts(case, n, scan, photo, at)
    near = update(StepRow).where(StepRow.step == "coe_filed")
    db.session.execute(near.values(state="open", due=today() + timedelta(days=10)))
    db.session.commit()
    return office


def workbook_of(official: Path) -> bytes:
    """Return the agency's workbook, else one of our own with its labels."""
    path = official / "coe_application.xlsx"
    return path.read_bytes() if path.exists() else own_workbook()


def bulk_of(official: Path) -> bytes:
    """Return the agency's file for bulk filing, else one of our own with its columns."""
    found = sorted(official.glob("*認定*.csv"))
    return found[0].read_bytes() if found else own_bulk()


def own_bulk() -> bytes:
    """Return a file of the same columns, with a few rules in our own words."""
    from onboarding.config import assets
    from onboarding.visa.forms.maps import bulk_map

    columns = bulk_map(assets() / "workflows").columns
    target = io.StringIO(newline="")
    rows = csv.writer(target, lineterminator="\n")
    rows.writerow(columns)
    rows.writerow("40文字以内" if name == "birth_place" else "" for name in columns.values())
    return target.getvalue().encode("utf-8-sig")


def new_case(number: int, department: int, person: int) -> cases.NewCase:
    """Return one case of a stay of a year or so, its arrivals spread over half a year."""
    starts_on = today() + timedelta(days=100 + number % 180)
    facts = {
        "stay.starts_on": starts_on,
        "stay.ends_on": starts_on + timedelta(days=364 + number % 300),
        "researcher.family_name": f"RESEARCHER{letters(number)}",
        "researcher.given_name": "MARIA",
        "researcher.nationality": ("ESP", "DEU", "IND", "VNM", "USA")[number % 5],
        "researcher.birth_date": date(1985, 1, 1) + timedelta(days=number * 17),
        "host.name_ja": "西村 颯太",
        "department.name_ja": "工学研究科",
    }
    return cases.NewCase(_PROGRAMMES[number % 5], department, person, person, facts)


def letters(number: int) -> str:
    """Return a number in capitals: names have no digits."""
    return "".join(chr(ord("A") + int(digit)) for digit in f"{number:04d}")


def add_facts(case: Case, number: int, scan: bytes, photo: bytes, at: datetime) -> None:
    """Record every answer of a case's applications, and its files."""
    from tests.visa.test_filing import ANSWERS
    from tests.visa.test_parcels import MEMBER, whole_member

    facts = {**ANSWERS, "passport.expires_on": date(2036, 1, 1)}
    if number % 4 == 0:
        facts |= {**MEMBER, **whole_member(), "member.passport_expires_on@m1": date(2036, 1, 1)}
    if number % 3 == 0:
        facts |= relatives(number % 4 + 1)
    named = {"passport.scan": scan, "passport.photo": photo}
    if number % 4 == 0:
        named |= {"member.passport_scan@m1": scan}
    for key, content in named.items():
        incoming = files.Incoming("file.jpg", "image/jpeg", content)
        kept = files.store(case.id, incoming, sealer=sealer_of(case), by=None, at=at)
        db.session.commit()
        keeping.judge_again(kept.id, sealer_of(case))  # as the door and a worker do
        facts[key] = str(kept.id)
    db.session.commit()
    cases.record_facts(case.id, facts, by=By(None, at))


def relatives(number: int) -> dict[str, Any]:
    """Return facts of some relatives in Japan."""
    items = tuple(f"r{n}" for n in range(number))
    rows = {
        f"relative.{leaf}@{item}": value
        for item in items
        for leaf, value in (
            ("relation", "old_brother"),
            ("name", "GARCIA JUAN"),
            ("birth_date", date(1988, 1, 2)),
            ("nationality", "ESP"),
            ("living_together", False),
        )
    }
    return {"coe.relatives": items, **rows}


if __name__ == "__main__":
    main()
