"""Acts on many steps at once, by a real worker's entry, one commit each."""

import re
from datetime import timedelta

import pytest

from onboarding import jobs
from onboarding.database import db, write_from_the_start
from onboarding.documents.models import Document
from onboarding.notices.models import Notice
from onboarding.office.bulk import jobs as batch_jobs
from onboarding.office.bulk import service as batches
from onboarding.office.bulk.models import Batch
from onboarding.office.demo.loading import play
from tests.conftest import NOON

APPLICATION = "acceptance.application"
VERDICT = "acceptance.export_verdict"


@pytest.fixture
def at_work(app):
    """Jobs of this process work for the application under test."""
    before = jobs.current_app_of_jobs()
    jobs.work_for(app)
    yield
    jobs._app = before


@pytest.fixture
def ask(client, sign_in, office, at_work):
    """Return a function that ticks steps on the desk, acts, and lets the worker finish."""
    sign_in(client, office)

    def act(name, *ticked, **more):
        ticks = [f"{case}:{key}" for case, key in ticked]
        answer = client.post("/desk/acts", data={"act": name, "step": ticks, **more})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        number = int(answer.location.rpartition("/")[2])
        run(number)
        return db.session.get_one(Batch, number)

    return act


def run(number):
    """Let a worker do an act, as its process does: in a context and a session of its own."""
    write_from_the_start(False)
    db.session.rollback()
    batch_jobs.run(number)
    db.session.rollback()


def mails(name):
    return db.session.query(Notice).filter_by(name=name).count()


def test_reminding_writes_to_whoever_holds_each_step(ask, make_case):
    one, two = make_case("jsps_fellow"), make_case("jsps_fellow")

    batch = ask("remind", (one.id, APPLICATION), (two.id, APPLICATION))

    assert (batch.state, batch.done, batch.total) == ("done", 2, 2)
    assert mails("reminder") == 2


def test_what_did_not_work_is_listed_with_its_reason(ask, client, make_case):
    case = make_case("jsps_fellow", researcher__family_name="ÖZKAN")

    batch = ask("remind", (case.id, APPLICATION), (case.id, VERDICT), (case.id, "x.y"))

    shown = client.get(f"/acts/{batch.id}").get_data(as_text=True)
    assert [item.state for item in batch.items] == ["done", "failed", "failed"]
    assert shown.count("ÖZKAN") == 2
    assert "This step is not open: it is finished" in shown
    assert "This case has no such step." in shown


def test_a_reason_is_read_in_either_language(ask, client, make_case, office):
    batch = ask("remind", (make_case().id, VERDICT))
    office.language = "ja"
    db.session.commit()

    assert "この手続は現在行えません。" in client.get(f"/acts/{batch.id}").text


def test_a_worker_that_died_is_followed_by_one_that_goes_on(ask, make_case):
    cases = [make_case("jsps_fellow") for _ in range(3)]
    batch = ask("remind", *((case.id, APPLICATION) for case in cases))
    batch.state, batch.done = "running", 1
    batch.claimed_until = NOON
    for item in batch.items[1:]:
        item.state = "waiting"
    db.session.commit()
    number = batch.id

    swept = batches.to_sweep(NOON + timedelta(days=300))
    run(number)

    again = db.session.get_one(Batch, number)
    assert swept == [number]
    assert (again.state, again.done) == ("done", 3)
    assert mails("reminder") == 3  # nobody is reminded of the same step twice a day


def test_an_act_that_is_done_is_not_done_again(ask, make_case):
    batch = ask("remind", (make_case("jsps_fellow").id, APPLICATION))

    run(batch.id)

    assert mails("reminder") == 1


def test_giving_steps_to_somebody(ask, make_case, make_person, office):
    colleague = make_person("export@example.org", ("export",))
    case = make_case("jsps_fellow")
    play(case, {"host": case.host, "office": office}, VERDICT, NOON)

    ask("assign", (case.id, VERDICT), assignee=str(colleague.id))

    row = db.session.execute(
        db.text("select assignee_id from steps where case_id = :case and key = :key"),
        {"case": case.id, "key": VERDICT},
    ).scalar_one()
    assert row == colleague.id


def test_papers_that_cannot_be_made_say_why(ask, client, make_case):
    case = make_case("jsps_fellow")

    batch = ask("papers", (case.id, APPLICATION))

    assert "There is no document to make" in client.get(f"/acts/{batch.id}").get_data(as_text=True)
    assert db.session.query(Document).count() == 0


def test_giving_asks_for_a_person_who_holds_the_role(
    client, sign_in, office, make_case, make_person
):
    case = make_case("jsps_fellow")
    make_person("export@example.org", ("export",))
    make_person("housing@example.org", ("housing",))
    sign_in(client, office)

    shown = client.post("/desk/acts", data={"act": "assign", "step": f"{case.id}:{VERDICT}"})

    text = shown.get_data(as_text=True)
    assert shown.status_code == 200
    assert f'value="{case.id}:{VERDICT}"' in text
    assert re.findall(r"<option[^>]*>([^<]*)", text) == ["Everybody with the role", "Export"]
    assert db.session.query(Batch).count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        {"act": "remind"},
        {"act": "fly", "step": "1:acceptance.application"},
        {"act": "remind", "step": "x:y"},
        {"act": "remind", "step": "1"},
    ],
)
def test_nothing_ticked_or_nonsense_comes_back_to_the_desk(client, sign_in, office, typed):
    sign_in(client, office)

    answer = client.post("/desk/acts", data=typed, follow_redirects=True)

    assert "Tick at least one step first." in answer.get_data(as_text=True)
    assert db.session.query(Batch).count() == 0


def test_somebody_elses_act_is_not_shown(ask, client, sign_in, make_case, make_person):
    batch = ask("remind", (make_case("jsps_fellow").id, APPLICATION))
    sign_in(client, make_person("colleague@example.org", ("office",)))

    assert client.get(f"/acts/{batch.id}").status_code == 403


def test_steps_of_departments_one_does_not_look_after_are_left_out(
    client, sign_in, make_case, make_department, make_person
):
    case = make_case("jsps_fellow", department="law")
    sign_in(client, make_person("eng@example.org", ("department",), make_department("eng")))

    answer = client.post("/desk/acts", data={"act": "remind", "step": f"{case.id}:{APPLICATION}"})

    assert answer.location == "/desk?tab=mine"
    assert db.session.query(Batch).count() == 0
