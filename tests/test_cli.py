"""The commands, typed as people type them."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select, update

from onboarding import create_app
from onboarding.cases.models import CaseEvent, StepRow
from onboarding.cases.recording import By
from onboarding.cases.service import NewCase, open_case
from onboarding.cli import cli
from onboarding.config import assets, read_settings
from onboarding.database import db, transaction
from onboarding.migrating import migrate
from onboarding.people.models import Department, Deputy, Grant
from onboarding.people.queries import person_by_email
from onboarding.people.service import add_person, sign_in
from onboarding.schemas.parts import TEXT
from onboarding.schemas.writing import SCHEMAS

NOON = datetime(2027, 1, 7, 3, 0, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The same database the commands work in, with one department and one case."""
    monkeypatch.setenv("ONBOARDING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    app = create_app(read_settings())
    migrate(app)
    with app.app_context():
        with transaction():
            letters = Department(code="letters", name_en="Letters", name_ja="文学研究科")
            db.session.add(letters)
        mei = add_person("mei@example.org", "Mei Lin")
        facts = {"stay.starts_on": date(2027, 4, 1), "stay.ends_on": date(2028, 3, 31)}
        open_case(NewCase("own_funds", letters.id, mei.id, None, facts), by=By(None, NOON))
        db.session.remove()
        yield app


def typed(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(cli, words, input=given)


def test_check_finds_nothing_in_our_own_definitions() -> None:
    result = typed("check", "--language", "en", str(assets() / "workflows"))

    assert (result.exit_code, result.output) == (0, "No fault found.\n")


def test_check_names_file_line_column_and_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = broken_definitions(tmp_path)
    monkeypatch.chdir(tmp_path)

    result = typed("check", "--language", "en", str(folder))

    place = "workflows/roles.yaml:2:23"
    assert result.exit_code == 1
    assert result.output == f"{place} E102 The text in the language “ja” is missing.\n"


def test_check_of_one_file_is_silent_about_others(tmp_path: Path) -> None:
    folder = broken_definitions(tmp_path)

    result = typed("check", "--language", "en", str(folder / "visa" / "v1.yaml"))

    assert (result.exit_code, result.output) == (0, "No fault found.\n")


def test_check_outside_a_folder_of_workflows_says_so(tmp_path: Path) -> None:
    result = typed("check", str(tmp_path))

    assert result.exit_code == 1
    assert "lies in no folder with a roles.yaml" in result.output


def broken_definitions(parent: Path) -> Path:
    """Return a copy of our definitions in which one role has no Japanese name."""
    folder = parent / "workflows"
    shutil.copytree(assets() / "workflows", folder)
    roles = folder / "roles.yaml"
    text = roles.read_text("utf-8").replace(", ja: 本人", "", 1)
    first, second, rest = text.split("\n", 2)
    roles.write_text(
        "\n".join((first, second.replace("researcher: {", "researcher:           {"), rest))
    )
    return folder


def test_rebuild_check_finds_a_changed_index_and_rebuild_mends_it(app: Flask) -> None:
    clean = typed("rebuild", "--check")
    with transaction():
        db.session.execute(update(StepRow).values(state="done"))

    found, mended, after = (
        typed("rebuild", "--check"),
        typed("rebuild"),
        typed("rebuild", "--check"),
    )

    sentence = "Case 26-0001: its index differed from its history.\n"
    assert (clean.exit_code, clean.output) == (0, "")
    assert (found.exit_code, found.output) == (1, sentence)
    assert (mended.exit_code, mended.output) == (0, sentence)
    assert (after.exit_code, after.output) == (0, "")


def test_days_gone_by_are_no_difference(
    app: Flask, time_machine_at: Callable[[datetime], None]
) -> None:
    time_machine_at(NOON + timedelta(days=40))

    result = typed("rebuild", "--check")

    assert (result.exit_code, result.output) == (0, "")


def test_audit_names_the_first_rewritten_event(app: Flask) -> None:
    clean = typed("audit")
    with transaction():
        first = update(CaseEvent).where(CaseEvent.sequence == 1)
        db.session.execute(first.values(data='{"facts":{}}'))

    result = typed("audit")

    assert (clean.exit_code, clean.output) == (0, "The history of 1 case is whole.\n")
    assert result.exit_code == 1
    assert result.output == "Case 26-0001: its history is not as written from event 1 on.\n"


def test_audit_misses_an_event_that_was_taken_away(app: Flask) -> None:
    with transaction():
        last = db.session.scalars(select(CaseEvent).order_by(CaseEvent.sequence.desc())).first()
        db.session.delete(last)

    assert typed("audit").exit_code == 1


def test_admin_enters_staff_who_can_sign_in(app: Flask) -> None:
    words = ("--name", "Aya Mori", "--role", "office", "--department", "letters")

    added = typed("admin", "add", "aya@example.ac.jp", *words)
    changed = typed("admin", "password", "aya@example.ac.jp", "--stdin", given="a long password\n")

    assert (added.exit_code, changed.exit_code) == (0, 0)
    aya = sign_in("aya@example.ac.jp", "a long password", address="::1", at=NOON)
    grants = db.session.execute(select(Grant.person_id, Grant.role, Grant.department_id)).all()
    assert [tuple(row) for row in grants] == [(aya.id, "office", 1)]


def test_admin_refuses_a_short_password(app: Flask) -> None:
    result = typed("admin", "password", "mei@example.org", "--stdin", given="short\n")

    assert result.exit_code == 1
    assert result.output == "The password needs at least 12 characters.\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--role", "researcher"), "Staff cannot hold the role researcher."),
        (
            ("--role", "office", "--department", "law"),
            "There is no department law. There are: letters",
        ),
    ],
)
def test_admin_names_what_there_is_to_choose(app: Flask, words: tuple[str, ...], says: str) -> None:
    result = typed("admin", "add", "aya@example.ac.jp", "--name", "Aya Mori", *words)

    assert result.exit_code == 1
    assert says in result.output
    assert person_by_email("aya@example.ac.jp") is None


def test_admin_names_a_deputy(app: Flask) -> None:
    add_person("aya@example.ac.jp", "Aya Mori")

    result = typed(
        *("admin", "deputy", "mei@example.org", "aya@example.ac.jp"),
        *("--from", "2027-04-01", "--until", "2027-04-30"),
    )

    assert result.exit_code == 0
    row = db.session.scalars(select(Deputy)).one()
    assert (row.absent_id, row.deputy_id) == (1, 2)
    assert (row.starts_on, row.ends_on) == (date(2027, 4, 1), date(2027, 4, 30))


def test_admin_gives_a_department_its_names(app: Flask) -> None:
    typed("admin", "department", "letters", "School of Letters", "大学院文学研究科")
    typed("admin", "department", "law", "School of Law", "大学院法学研究科")

    rows = db.session.execute(select(Department.code, Department.name_en, Department.name_ja))
    assert [tuple(row) for row in rows.all()] == [
        ("letters", "School of Letters", "大学院文学研究科"),
        ("law", "School of Law", "大学院法学研究科"),
    ]


def test_the_first_administrator_is_made_and_unmade_by_command(app: Flask) -> None:
    words = ("--role", "admin")
    made = typed("admin", "add", "aya@example.ac.jp", "--name", "Aya Mori", *words)
    held = [grant.role for grant in person_by_email("aya@example.ac.jp").grants]
    db.session.rollback()

    unmade = typed("admin", "remove", "aya@example.ac.jp", *words)
    again = typed("admin", "remove", "aya@example.ac.jp", *words)

    assert (made.exit_code, held) == (0, ["admin"])
    assert unmade.output == "aya@example.ac.jp holds the role admin no more.\n"
    assert person_by_email("aya@example.ac.jp").grants == []
    assert again.output == "aya@example.ac.jp does not hold the role admin there.\n"
    assert again.exit_code == 1


def test_another_data_key_is_refused_with_what_to_do(app: Flask) -> None:
    key = app.extensions["settings"].data / "keys" / "data.key"
    kept = key.read_bytes()
    key.unlink()

    refused = [typed("audit"), typed("rebuild")]
    key.write_bytes(kept)
    well = typed("audit")

    assert [result.exit_code for result in (*refused, well)] == [1, 1, 0]
    assert {result.output.splitlines()[0] for result in refused} == {
        "The data key is not the one the cases were sealed with. Put the right one back: "
        "ONBOARDING_DATA_KEY, or the file keys/data.key of the data folder."
    }


def test_schema_prints_one_kind_of_file(app: Flask) -> None:
    result = typed("schema", "roles")

    assert result.exit_code == 0
    assert json.loads(result.output)["title"] == "Roles / 役割"


def test_schema_writes_all_kinds_into_a_folder(app: Flask, tmp_path: Path) -> None:
    result = typed("schema", "-o", str(tmp_path / "schemas"))

    assert result.output == f"21 schemas written to {tmp_path / 'schemas'}.\n"
    written = {path.name for path in (tmp_path / "schemas").iterdir()}
    assert written == {f"{name}.schema.json" for name in SCHEMAS}


def test_schema_knows_names_of_the_folder_unless_told_not_to(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    typed("schema", "workflow", "-o", str(tmp_path / "out"))
    typed("schema", "workflow", "--no-names", "-o", str(tmp_path / "plain.json"))

    named = json.loads((tmp_path / "out" / "workflow.schema.json").read_text("utf-8"))
    plain = json.loads((tmp_path / "plain.json").read_text("utf-8"))
    assert "office" in named["$defs"]["role"]["enum"]
    assert plain["$defs"]["role"] == TEXT


def test_schema_without_kind_or_folder_says_what_to_type(app: Flask) -> None:
    result = typed("schema")

    assert result.exit_code == 1
    assert result.output.startswith("Name a kind of file (workflow, fields, ")


def test_schema_of_folder_with_faults_knows_no_names(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONBOARDING_WORKFLOWS", str(tmp_path / "nowhere"))

    result = typed("schema", "workflow")

    assert json.loads(result.output)["$defs"]["role"] == TEXT
