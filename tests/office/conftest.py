"""What tests of lists build on: an office, its departments, a host, and lists made on the spot."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from onboarding.database import db
from onboarding.office.importing import reading as import_reading
from onboarding.office.importing import service as imports
from onboarding.office.importing.models import Import
from onboarding.office.importing.queries import all_rows
from onboarding.office.lists.checked import Checked
from onboarding.people.models import Person
from tests.conftest import NOON

LISTS = Path(__file__).parent / "lists"
COLUMNS = (
    "姓",
    "名",
    "生年月日",
    "メールアドレス",
    "プログラム",
    "受入部局",
    "受入開始日",
    "受入終了日",
)
ROW = (
    "HARTLEY",
    "ROSALIND",
    "1985-03-14",
    "rosalind@example.org",
    "EXPERT-J",
    "eng",
    "2027-10-01",
    "2030-03-31",
)


def as_csv(rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> bytes:
    """Return rows below their headings as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([columns, *rows])
    return text.getvalue().encode()


def changed(row: Sequence[str] = ROW, **cells: str) -> list[str]:
    """Return a row with other cells, named by their column."""
    return [cells.get(column, cell) for column, cell in zip(COLUMNS, row, strict=True)]


@pytest.fixture
def office(make_department, make_person) -> Person:
    """The international office, with two departments and a host researcher to import for."""
    eng = make_department("eng")
    make_department("sci")
    names = {"name": "Sota Nishimura", "name_ja": "西村 颯太"}
    host = make_person("host@example.org", **names)
    host.department_id, host.title_en, host.title_ja = eng.id, "Professor", "教授"
    db.session.commit()
    return make_person("office@example.org", ("office",))


@pytest.fixture
def hand_in(office) -> Callable[[bytes], Import]:
    """Return a function that hands a list in and has it read."""

    def read(content: bytes, name: str = "list.csv") -> Import:
        record = imports.start(content, name, by=office, at=NOON)
        import_reading.read(record.id, at=NOON)
        return db.session.get_one(Import, record.id, populate_existing=True)

    return read


@pytest.fixture
def rows(hand_in) -> Callable[[bytes], list[Checked]]:
    """Return a function that tells how the rows of a list are understood."""
    return lambda content: list(all_rows(hand_in(content), ""))


def told(row: Checked) -> list[tuple[str, str]]:
    """Return column and English sentence of all that is wrong with a row."""
    return [(problem.column, problem.say.en) for problem in row.problems]
