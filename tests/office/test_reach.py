"""How far an office reaches: its departments, its steps; and no step that fails for ever."""

import json

import pytest

from onboarding.cases.models import StepRow
from onboarding.database import db
from onboarding.office.bulk import jobs as batch_jobs
from onboarding.office.bulk import service as batches
from onboarding.office.bulk.models import Batch
from onboarding.office.demo.loading import play
from onboarding.office.importing import jobs as import_jobs
from onboarding.office.importing import reading as import_reading
from onboarding.office.importing import service as imports
from onboarding.office.importing.queries import all_rows
from tests.conftest import NOON
from tests.office.conftest import ROW, as_csv, changed

VERDICT = "acceptance.export_verdict"


@pytest.fixture
def let_in(hand_in):
    """Return a function that lets a list in and returns its rows."""

    def write(content):
        record = hand_in(content)
        imports.confirm(record, by=None, mails=True)
        import_jobs.write(record.id)
        return list(all_rows(record, ""))

    return write


@pytest.fixture
def verdict(make_case, office):
    """A case in which export control has to decide."""
    case = make_case("jsps_fellow")
    play(case, {"host": case.host, "office": office}, VERDICT, NOON)
    return case


def done(person, act, *steps, **more):
    """Ask for an act and do it as a worker does; return it."""
    batch = batches.start(batches.Asked(act, steps, **more), by=person, at=NOON)
    batch_jobs.run(batch.id)
    db.session.rollback()
    return db.session.get_one(Batch, batch.id)


@pytest.mark.parametrize(
    ("role", "given"), [("office", True), ("export", True), ("housing", False), ("it", False)]
)
def test_steps_are_given_by_the_office_and_by_whoever_has_them(verdict, make_person, role, given):
    colleague = make_person("colleague@example.org", ("export",))
    person = make_person("asks@example.org", (role,))

    batch = done(person, "assign", (verdict.id, VERDICT), assignee=colleague.id)

    row = db.session.query(StepRow).filter_by(case_id=verdict.id, key=VERDICT).one()
    assert row.assignee_id == (colleague.id if given else None)
    assert [item.state for item in batch.items] == ["done" if given else "failed"]


def test_one_step_that_fails_badly_holds_up_no_other(verdict, office):
    far_too_large = 2**70

    batch = done(office, "assign", (verdict.id, VERDICT), assignee=far_too_large)

    assert (batch.state, [item.state for item in batch.items]) == ("done", ["failed"])
    assert json.loads(batch.items[0].problem)["en"] == "Something went wrong on our side."


def test_a_step_is_done_once_though_two_workers_come_to_it(make_case, office):
    step = (make_case("jsps_fellow").id, "acceptance.application")
    batch = batches.start(batches.Asked("remind", (step,)), by=office, at=NOON)
    item = batches.next_item(batch.id)

    for _worker in range(2):
        batches.do_item(item, at=NOON)
    batches.note_failure(item, "too late", at=NOON)

    db.session.rollback()
    again = db.session.get_one(Batch, batch.id)
    assert (again.done, again.items[0].state, again.items[0].problem) == (1, "done", "")


def test_a_list_of_one_department_neither_shows_nor_changes_a_case_of_another(
    let_in, make_person, make_department
):
    [first] = let_in(as_csv([ROW]))
    sci = make_person("sci@example.org", ("office",), make_department("sci"))
    theirs = changed(受入部局="sci", 受入終了日="2029-03-31")

    record = imports.start(as_csv([theirs]), "list.csv", by=sci, at=NOON)
    import_reading.read(record.id, at=NOON)

    [row] = all_rows(record, "")
    assert (row.state, row.case_id, row.changes) == ("bad", None, [])
    assert [problem.say.en for problem in row.problems] == [
        "There is a case for this stay already, at another department."
    ]
    assert first.case_id is not None
