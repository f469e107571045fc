"""Moving the cases of the demo: done is what was shown, undone is what was before."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from onboarding.cases import index
from onboarding.cases import service as cases
from onboarding.cases.models import NO_DUE, Case, CaseEvent, StepRow
from onboarding.cases.queries import part_in
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.documents.models import Document
from onboarding.engine.effects import read_effect
from onboarding.notices.models import Notice
from onboarding.office.demo.loading import load_demo
from onboarding.people.models import Person
from onboarding.processes.rebuilding import broken_links, differing
from onboarding.publishing import service
from onboarding.publishing.moving import carrying, jobs, queries
from onboarding.publishing.moving import service as moves
from onboarding.publishing.moving.models import Move, MoveItem
from tests.publishing.conftest import changed
from tests.publishing.photos import EARLIER_FILING, PHOTO_CHECK

VISA = (
    EARLIER_FILING,
    PHOTO_CHECK,
    ("visa.residence_status, visa.status_reason, ", "visa.residence_status, "),
)


@pytest.fixture
def demo(published):
    """The cases of the demo, at every stage."""
    load_demo()
    return list(db.session.scalars(select(Case.id).order_by(Case.id)))


@pytest.fixture
def few(published, make_case):
    """Three cases at their beginning."""
    dates = {"stay__starts_on": date(2027, 10, 1), "stay__ends_on": date(2028, 9, 30)}
    made = [make_case(), make_case("jsps_fellow"), make_case(department="sci", **dates)]
    return [case.id for case in made]


@pytest.fixture
def show(admin):
    """Return a function that shows what moving to a version would do."""

    def find_out(workflow="visa", version=2, **wanted) -> Move:
        now = datetime.now(UTC)
        move = moves.ask(workflow, version, moves.Wanted(**wanted), by=admin, at=now)
        jobs.go_on(move.id)
        return db.session.get_one(Move, move.id, populate_existing=True)

    return find_out


def go(move: Move) -> Move:
    moves.start(move, at=datetime.now(UTC))
    jobs.go_on(move.id)
    return db.session.get_one(Move, move.id, populate_existing=True)


def items(move: Move) -> dict[int, MoveItem]:
    found = select(MoveItem).where(MoveItem.move_id == move.id)
    return {item.case_id: item for item in db.session.scalars(found)}


def rows(case_id: int) -> dict[str, tuple]:
    """Return step → state and due date, as lists read them."""
    found = db.session.scalars(select(StepRow).where(StepRow.case_id == case_id))
    return {r.key: (r.state, None if r.due == NO_DUE else r.due) for r in found}


def texts(ids) -> dict[int, str]:
    """Return all that is kept of cases but how often and when they were written."""
    db.session.expire_all()
    found = {id: index.as_text(db.session.get_one(Case, id)) for id in ids}
    return {id: _without_sequence(text) for id, text in found.items()}


def _without_sequence(text: str) -> str:
    """Leave out which event was last, and the day somebody looked last."""
    lines = []
    for line in text.split("\n"):
        plain = json.loads(line) if line.startswith("{") else None
        lines.append(json.dumps({**plain, "sequence": 0, "today": 0}) if plain else line)
    return "\n".join(lines)


def foretold(before: dict[str, tuple], item: MoveItem) -> dict[str, tuple]:
    """Return the rows of a case with what was shown put in its place."""
    found = dict(before)
    for step in read_effect(json.loads(item.effect)).steps:
        if step.after is None:
            del found[step.key]
        else:
            found[step.key] = (str(step.after.state), step.after.due)
    return found


def test_every_demo_case_becomes_what_was_shown(demo, publish, show):
    publish("visa", *VISA)
    before = {id: rows(id) for id in demo}

    move = show()
    shown = {id: foretold(before[id], item) for id, item in items(move).items()}
    done = go(move)

    assert (done.state, done.done) == ("done", done.total)
    assert len(shown) >= 6
    assert {id: rows(id) for id in shown} == shown
    assert {item.state for item in items(move).values()} == {"done"}
    assert any(shown[id] != before[id] for id in shown)
    pins = {db.session.get_one(Case, id).versions for id in shown}
    assert {json.loads(pin)["visa"] for pin in pins} == {2}
    assert differing(datetime.now(UTC)) == []
    assert broken_links() == (len(demo), [])


def test_undone_each_case_is_byte_for_byte_what_it_was(demo, publish, show, admin):
    publish("visa", *VISA)
    before, papers = texts(demo), documents()
    move = go(show())
    assert texts(demo) != before

    back = moves.undo(move, by=admin, at=datetime.now(UTC))
    jobs.go_on(back.id)

    assert {item.state for item in items(back).values()} == {"done"}
    assert texts(demo) == before
    assert documents() == papers
    assert {json.loads(v)["visa"] for v in db.session.scalars(select(Case.versions))} == {1}
    assert differing(datetime.now(UTC)) == []


def documents() -> list[tuple]:
    columns = (Document.case_id, Document.step_key, Document.state, Document.stale)
    return sorted(tuple(row) for row in db.session.execute(select(*columns)))


def test_a_case_in_which_something_happened_is_named_and_stays(demo, publish, show, admin):
    publish("visa", *VISA)
    move = go(show())
    touched = min(items(move))
    office = db.session.scalars(select(Person).where(Person.email.like("office@%"))).one()
    case = db.session.get_one(Case, touched)
    now = datetime.now(UTC)
    cases.add_note(
        touched, "noted", {"note": "x"}, by=By(office, now, part_in(case, office, now.date()))
    )
    after = texts([touched])

    back = moves.undo(move, by=admin, at=now)
    jobs.go_on(back.id)

    found = items(back)
    left = {id: (item.reason, item.sequence) for id, item in found.items() if item.state == "left"}
    assert left == {touched: ("happened", db.session.get_one(Case, touched).sequence)}
    assert texts([touched]) == after
    assert sum(item.state == "done" for item in found.values()) == len(found) - 1


def test_a_case_that_changed_is_moved_where_the_effect_is_what_was_shown(few, publish, show, admin):
    publish("visa", *VISA)
    move = show()
    touched = min(items(move))
    cases.add_note(touched, "noted", {"note": "x"}, by=By(admin, datetime.now(UTC)))

    go(move)

    assert items(move)[touched].state == "done"


def test_a_case_for_which_it_means_something_else_by_now_is_left(few, publish, show, admin):
    publish("visa", *VISA)
    move = show()
    touched = min(items(move))
    case = db.session.get_one(Case, touched)
    later = case.starts_on + timedelta(days=40)
    cases.record_facts(touched, {"stay.starts_on": later}, by=By(admin, datetime.now(UTC)))
    before = texts([touched])

    go(move)

    found = items(move)
    assert (found[touched].state, found[touched].reason) == ("left", "changed")
    assert texts([touched]) == before
    assert all(item.state == "done" for id, item in found.items() if id != touched)


def test_a_case_that_ended_meanwhile_is_left(few, publish, show, admin):
    publish("visa", *VISA)
    move = show()
    touched = min(items(move))
    cases.stop_case(touched, reason="withdrawn", by=By(admin, datetime.now(UTC)))

    go(move)

    assert (items(move)[touched].state, items(move)[touched].reason) == ("left", "ended")


def test_a_case_moved_by_another_move_is_left_and_counted_once(few, publish, show):
    publish("visa", *VISA)
    first, second = show(), show()

    go(first)
    go(second)

    assert {item.reason for item in items(second).values()} == {"there"}
    moved = select(CaseEvent).where(CaseEvent.kind == "moved")
    assert len(db.session.scalars(moved).all()) == len(items(first))


def test_a_move_done_twice_changes_nothing_the_second_time(few, publish, show):
    publish("visa", *VISA)
    move = go(show())
    before = texts(few)

    assert moves.start(move, at=datetime.now(UTC)) is False
    for item in items(move).values():
        carrying.carry(item.id, at=datetime.now(UTC))
    jobs.go_on(move.id)

    assert texts(few) == before


def test_undoing_twice_is_one_undo(few, publish, show, admin):
    publish("visa", *VISA)
    move = go(show())

    first = moves.undo(move, by=admin, at=datetime.now(UTC))
    second = moves.undo(move, by=admin, at=datetime.now(UTC))

    assert first.id == second.id


def test_a_case_moved_again_since_is_not_undone_by_the_first_move(few, publish, show, admin):
    publish("visa", *VISA)
    first = go(show())
    publish("visa", ("coe_lead: 80", "coe_lead: 70"))
    go(show(version=3))

    back = moves.undo(first, by=admin, at=datetime.now(UTC))
    jobs.go_on(back.id)

    assert {item.reason for item in items(back).values()} == {"again"}


def test_only_the_chosen_cases_are_moved(few, publish, show):
    publish("visa", *VISA)
    move = show()
    listed = {item.id: item.case_id for item in items(move).values()}
    kept = sorted(listed)[:2]

    moves.choose(move, list(listed), kept)
    go(move)

    states = {item.id: item.state for item in items(move).values()}
    assert [id for id, state in sorted(states.items()) if state == "done"] == kept
    assert {state for id, state in states.items() if id not in kept} == {"shown"}


def test_cases_are_asked_for_by_programme_department_and_arrival(few, publish, show):
    publish("visa", *VISA)
    everybody = {id: db.session.get_one(Case, id) for id in items(show())}
    one = next(iter(everybody.values()))

    of_programme = items(show(programme=one.programme))
    of_department = items(show(department_id=one.department_id))
    of_days = items(show(starts_from=one.starts_on, starts_until=one.starts_on))

    def alike(**same):
        return {
            id
            for id, case in everybody.items()
            if all(getattr(case, name) == value for name, value in same.items())
        }

    assert set(of_programme) == alike(programme=one.programme)
    assert set(of_department) == alike(department_id=one.department_id)
    assert set(of_days) == alike(starts_on=one.starts_on)


def test_who_has_a_new_step_is_told_and_nobody_when_it_is_undone(few, publish, show, admin):
    journey = "  - id: journey\n    kind: form\n    role: researcher\n"
    hello = (
        "  - id: hello\n    kind: task\n    role: researcher\n"
        "    title: {en: Write to us, ja: ご連絡ください}\n"
    )
    publish("arrival", (journey, hello + journey))
    before = db.session.query(Notice).count()

    move = go(show("arrival"))
    told = db.session.query(Notice).count()
    back = moves.undo(move, by=admin, at=datetime.now(UTC))
    jobs.go_on(back.id)

    written = {n.case_id for n in db.session.query(Notice) if "ご連絡ください" in n.facts}
    assert written == set(items(move)) == set(few)
    assert db.session.query(Notice).count() == told >= before


def test_a_step_given_to_somebody_is_theirs_again_after_undoing(
    published, publish, show, make_case, admin, make_person
):
    case = make_case()
    host = db.session.get_one(Person, case.host_id)
    key = "acceptance.application"
    now = datetime.now(UTC)
    cases.assign_step(case.id, key, host, by=By(host, now, part_in(case, host, now.date())))
    before = texts([case.id])
    workflow, _, step = key.partition(".")
    kind = f"  - id: {step}\n    kind: form\n    role: "
    publish(workflow, (f"{kind}host\n", f"{kind}department\n"))

    move = go(show(workflow))
    moved = db.session.scalars(select(StepRow).where(StepRow.key == key)).one()
    assert (moved.role, moved.assignee_id) == ("department", None)
    back = moves.undo(move, by=admin, at=now)
    jobs.go_on(back.id)

    assert texts([case.id]) == before
    assert differing(now) == []


def test_a_draft_is_shown_and_not_moved_to(few, admin, show):
    service.save_draft(
        "visa", changed("visa", *VISA), base=1, revision=0, by=admin, at=datetime.now(UTC)
    )
    before = texts(few)

    move = show(version=moves.DRAFT)

    assert move.state == "shown"
    assert json.loads(move.totals)["steps"]["gained"]["visa.photo_check"] > 0
    assert moves.start(move, at=datetime.now(UTC)) is False
    assert texts(few) == before


def test_a_draft_that_cannot_be_read_is_not_reckoned(few, admin, show):
    from onboarding.publishing import service

    service.save_draft("visa", "id: [", base=1, revision=0, by=admin, at=datetime.now(UTC))

    assert show(version=moves.DRAFT).state == "dropped"


def test_what_nobody_is_at_is_swept(few, publish, admin):
    publish("visa", *VISA)
    now = datetime.now(UTC)
    move = moves.ask("visa", 2, moves.Wanted(), by=admin, at=now)

    assert queries.to_sweep(now) == []
    assert queries.to_sweep(now + timedelta(seconds=11)) == [move.id]
    moves.claim(move.id, at=now + timedelta(seconds=11))
    assert queries.to_sweep(now + timedelta(seconds=12)) == []
    assert queries.to_sweep(now + timedelta(seconds=27)) == [move.id]


def test_previews_are_forgotten_after_a_week_and_moves_are_not(few, publish, show):
    publish("visa", *VISA)
    moved = go(show(programme="jsps_fellow"))
    show()

    moves.forget_old(datetime.now(UTC) + timedelta(days=8))

    assert list(db.session.scalars(select(Move.id))) == [moved.id]
