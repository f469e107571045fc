"""Cases opened from a list: once, whatever dies, whoever clicks twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from onboarding.cases import service
from onboarding.cases.history import local_day
from onboarding.cases.models import Case, StepRow
from onboarding.database import db
from onboarding.notices.models import Notice
from onboarding.office.importing import jobs as import_jobs
from onboarding.office.importing import service as imports
from onboarding.office.importing import writing as import_writing
from onboarding.office.importing.models import Import, ImportRow, ListedCase
from onboarding.office.importing.queries import counts
from tests.conftest import NOON
from tests.office.conftest import COLUMNS, LISTS, ROW, as_csv, changed

SHARED = Path(__file__).parents[3] / "shared" / "data" / "arrivals_2027-04.csv"


def many(count):
    """Return a list of so many people."""
    people = (f"A{chr(65 + n % 26)}{chr(65 + n // 26)}" for n in range(count))
    rows = [changed(姓=name, メールアドレス=f"{name.lower()}@example.org") for name in people]
    return as_csv(rows)


def confirmed(record, office, *, mails=True):
    imports.confirm(record, by=office, mails=mails)
    import_jobs.write(record.id)
    return db.session.get_one(Import, record.id, populate_existing=True)


def test_a_good_row_opens_a_case_with_its_people(hand_in, office):
    confirmed(hand_in((LISTS / "plain_utf8.csv").read_bytes()), office)

    case = db.session.query(Case).order_by(Case.id).first()
    assert (case.name, case.programme, case.department.code) == (
        "HARTLEY ROSALIND",
        "expert_j",
        "eng",
    )
    assert (case.researcher.email, case.researcher.language) == ("rosalind@example.org", "en")
    assert (case.host.email, case.status) == ("host@example.org", "open")
    assert (case.starts_on, case.ends_on) == (date(2027, 10, 1), date(2030, 3, 31))


def test_a_japanese_researcher_reads_japanese(hand_in, office):
    columns = [*COLUMNS, "国籍", "氏名（漢字）"]
    confirmed(hand_in(as_csv([[*ROW, "日本", "中原 恵美"]], columns)), office)

    person = db.session.query(Case).one().researcher
    assert (person.language, person.name, person.name_ja) == ("ja", "HARTLEY ROSALIND", "中原 恵美")


def test_a_host_named_with_an_address_gets_an_account(hand_in, office):
    columns = [*COLUMNS, "受入教員", "受入教員メール"]
    confirmed(hand_in(as_csv([[*ROW, "小泉 薫", "koizumi@example.ac.jp"]], columns)), office)

    host = db.session.query(Case).one().host
    assert (host.email, host.name_ja, host.department.code) == (
        "koizumi@example.ac.jp",
        "小泉 薫",
        "eng",
    )


def test_an_imported_case_has_the_index_its_history_says(hand_in, office):
    confirmed(hand_in(many(3)), office)

    today, ids = local_day(datetime.now(UTC)), [id for (id,) in db.session.query(Case.id)]
    assert [service.rebuild(id, today) for id in ids] == [False, False, False]


def test_two_confirmations_write_once(hand_in, office):
    record = hand_in(many(3))

    first = imports.confirm(record, by=office, mails=True)
    second = imports.confirm(record, by=office, mails=False)
    import_jobs.write(record.id)
    import_jobs.write(record.id)

    assert (first, second, db.session.query(Case).count()) == (True, False, 3)


def test_two_lists_with_the_same_rows_open_them_once(hand_in, office):
    one, other = hand_in(many(3)), hand_in(many(4))

    confirmed(one, office)
    found = counts(confirmed(other, office))

    assert found == {"known": 3, "opened": 1, "hints": 0}


def test_one_row_that_fails_keeps_no_other_back(hand_in, office):
    record = hand_in(many(3))
    stored = db.session.query(ImportRow).filter_by(line=3).one()
    stored.content = _with_department(stored, 999)
    db.session.commit()

    done = confirmed(record, office)

    assert (counts(done), done.done) == ({"opened": 2, "bad": 1, "hints": 0}, 3)


def _with_department(stored, id):
    from onboarding.office.importing.storing import row_of, values_of

    row = row_of(stored)
    row.department_id = id
    return values_of(row)["content"]


def test_rows_already_written_when_a_worker_died_are_not_written_again(hand_in, office):
    record = hand_in(many(60))
    imports.confirm(record, by=office, mails=True)
    imports.claim(record.id, "writing", at=NOON)
    import_writing.write_some(record.id, at=NOON)
    imports.let_go(record.id)

    import_jobs.write(record.id)

    done = db.session.get_one(Import, record.id, populate_existing=True)
    assert (counts(done), done.done, done.total) == ({"opened": 60, "hints": 0}, 60, 60)
    assert db.session.query(Case).count() == db.session.query(ListedCase).count() == 60


_WORKER = """
import sys
from onboarding import create_app, jobs
app = create_app()
jobs.work_for(app)
from onboarding.office.importing.jobs import work
print("ready", flush=True)
work(int(sys.argv[1]))
"""


def test_a_worker_killed_in_the_middle_leaves_nothing_double(hand_in, office, app):
    settings = app.extensions["settings"]
    record = hand_in(many(500))
    imports.confirm(record, by=office, mails=True)
    db.session.remove()
    environment = {
        **os.environ,
        "ONBOARDING_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "ONBOARDING_SECRET_KEY": "tests",
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, "1"], env=environment, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    worker.stdout.readline()
    _wait_for_some_cases()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    written = db.session.query(Case).count()
    db.session.remove()

    later = datetime.now(UTC) + timedelta(minutes=1)
    assert imports.to_sweep(later) == [1]
    imports.let_go(1)
    import_jobs.write(1)

    done = db.session.get_one(Import, 1)
    assert 0 < written < 500
    assert (counts(done), done.done) == ({"opened": 500, "hints": 0}, 500)
    assert db.session.query(Case).count() == 500


def _wait_for_some_cases():
    until = time.monotonic() + 30
    while time.monotonic() < until:
        db.session.rollback()
        if db.session.query(Case.id).first():
            return
        time.sleep(0.01)
    pytest.fail("the worker opened no case")


def test_mails_wait_until_they_are_let_go(hand_in, office):
    record = confirmed(hand_in(as_csv([ROW])), office, mails=False)
    held = [notice.try_after.year for notice in db.session.query(Notice)]

    import_writing.release_mails(record, at=NOON)

    assert held == [9999]
    assert [notice.try_after for notice in db.session.query(Notice)] == [NOON]


def test_a_list_is_kept_sealed_and_forgotten_after_a_month(hand_in, office):
    record = hand_in(as_csv([ROW]))
    path, content = imports.file_of(record.id), db.session.query(ImportRow.content).scalar()

    assert b"ROSALIND" not in path.read_bytes()
    assert "ROSALIND" not in content

    imports.forget_old(NOON + timedelta(days=31))

    left = [db.session.query(table).count() for table in (ImportRow, Import)]
    assert (path.exists(), left) == (False, [0, 0])


def test_a_list_somebody_works_on_is_left_to_them(hand_in, office):
    record = hand_in(many(2))
    imports.confirm(record, by=office, mails=True)
    imports.claim(record.id, "writing", at=datetime.now(UTC))

    import_jobs.write(record.id)

    assert db.session.query(Case).count() == 0


@pytest.mark.skipif(not SHARED.exists(), reason="the example list is not on this machine")
def test_the_example_list_goes_in_whole_and_once(hand_in, office, make_department):
    for name in ("工", "理", "医学系", "農", "情報", "経済"):
        full = name if name == "医学系" else f"{name}学"
        department = make_department(full)
        department.name_ja = f"{full}研究科"
    db.session.commit()

    first = counts(confirmed(hand_in(SHARED.read_bytes()), office))
    again = counts(confirmed(hand_in(SHARED.read_bytes()), office))

    # A hint for each host without an account, and one for each start that cannot be met.
    assert first == {"opened": 40, "hints": 40 + 27}
    assert again == {"known": 40, "hints": 0}
    due = db.session.query(StepRow).filter(StepRow.state == "open", StepRow.due < date(9999, 1, 1))
    assert {row.case_id for row in due} == {id for (id,) in db.session.query(Case.id)}
