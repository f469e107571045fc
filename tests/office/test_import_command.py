"""A list imported from the command line."""

import pytest

from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.office.importing.command import cli_import
from tests.office.conftest import ROW, as_csv, changed

BAD = changed(姓="KIM", メールアドレス="kim@example.org", 生年月日="", 受入終了日="2027-02-30")


@pytest.fixture
def list_of(tmp_path, office):
    def write(*rows, name="april.csv"):
        path = tmp_path / name
        path.write_bytes(as_csv(rows) if rows else b"rubbish")
        return path

    return write


def test_a_list_goes_in_when_told_so(list_of, capsys):
    status = cli_import(list_of(ROW), confirm=False, language="en")

    assert status == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["1 row", "  new case: 1", "1 row", "  opened: 1"]
    assert db.session.query(Case).count() == 1


def test_rows_to_mend_are_told_and_kept_in_a_file(list_of, capsys):
    path = list_of(ROW, BAD)

    status = cli_import(path, confirm=False, language="en")

    mended = path.with_name("april to mend.csv")
    lines = capsys.readouterr().out.splitlines()
    assert status == 1
    assert lines[:2] == [
        "Row 3, KIM ROSALIND: to mend",
        "    受入終了日: Write a date that exists, for example 2027-04-01 or 令和9年4月1日.",
    ]
    assert lines[-1] == f"The rows to mend are in {mended}."
    assert "KIM" in mended.read_text("utf-8")


def test_nothing_is_written_without_an_answer(list_of, capsys):
    status = cli_import(list_of(ROW), confirm=True, language="en")

    assert (status, db.session.query(Case).count()) == (1, 0)
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "Add --yes to let the good rows in without being asked.",
        "Nothing was written.",
    ]


def test_a_second_import_has_nothing_to_do(list_of, capsys):
    path = list_of(ROW)
    cli_import(path, confirm=False, language="en")
    capsys.readouterr()

    status = cli_import(path, confirm=True, language="en")

    assert status == 0
    assert capsys.readouterr().out.splitlines()[1] == "  known already: 1"


def test_a_changed_list_tells_old_and_new(list_of, capsys):
    cli_import(list_of(ROW), confirm=False, language="en")
    capsys.readouterr()

    cli_import(list_of(changed(受入終了日="2031-03-31")), confirm=False, language="en")

    assert capsys.readouterr().out.splitlines()[:2] == [
        "Row 2, HARTLEY ROSALIND: changes",
        "    Last day of the stay: Sun 31 Mar 2030 → Mon 31 Mar 2031",
    ]


def test_a_file_that_is_no_list_is_refused(list_of, capsys):
    status = cli_import(list_of(), confirm=False, language="en")

    assert status == 1
    assert capsys.readouterr().err.startswith("No row of headings was found.")
