"""The pages of rehearsals: who may, what they show in both languages, what is refused."""

import json
from datetime import date

import pytest

from onboarding.database import db
from onboarding.rehearsal import jobs, service
from onboarding.rehearsal.clockwork.season import Settings
from onboarding.rehearsal.models import Rehearsed
from tests.conftest import NOON

SMALL = Settings(("employed", "own_funds"), 8, date(2027, 4, 1), 1)
FORM = {
    "programmes": ["employed"],
    "arrivals": "12",
    "first": "令和9年4月1日",
    "seed": "7",
    "step_0": "visa.coe_result",
    "days_0": "80",
    **{f"{name}_{number}": "" for name in ("step", "days") for number in (1, 2)},
    "staff_office": "2",
}


@pytest.fixture
def office(make_person):
    return make_person("office@example.org", ("office",))


@pytest.fixture
def rehearsed(office):
    """Return a function that rehearses a small season as a worker would."""

    def do(settings=SMALL, beside=None):
        id = service.start(settings, by=office, at=NOON, beside=beside).id
        jobs.run(id)
        db.session.rollback()
        return db.session.get_one(Rehearsed, id, populate_existing=True)

    return do


def test_rehearsal_asked_for_on_the_page_is_written_down(client, sign_in, office):
    sign_in(client, office)

    answer = client.post("/rehearsals", data=FORM)

    found = db.session.query(Rehearsed).one()
    assert (answer.status_code, answer.location) == (303, f"/rehearsals/{found.id}")
    assert service.settings_of(found) == Settings(
        ("employed",), 12, date(2027, 4, 1), 7, {"visa.coe_result": 80}, {"office": 2}
    )
    assert (found.state, found.total, found.done) == ("waiting", 12, 0)


def test_page_shows_how_far_it_is_and_then_what_came_of_it(client, sign_in, office, rehearsed):
    sign_in(client, office)
    waiting = service.start(SMALL, by=office, at=NOON)

    before = client.get(f"/rehearsals/{waiting.id}").text
    service.note_progress(waiting.id, 3, at=NOON)
    amid = client.get(f"/rehearsals/{waiting.id}").text
    done = rehearsed()
    after = client.get(f"/rehearsals/{done.id}").text

    assert "The rehearsal begins in a moment." in before
    assert "3 of 8 cases have opened" in amid
    assert "Bottleneck: “Result of the COE application” (Immigration Services Agency)." in after


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Could start on their day", "International office", "All weeks as a table")),
        ("ja", ("予定日に開始できた受入れ", "国際課", "すべての週の表")),
    ],
)
def test_result_in_both_languages(browser, sign_in, office, rehearsed, language, said):
    office.language = language
    db.session.commit()
    found, client = rehearsed(), browser(language)
    sign_in(client, office)

    page = client.get(f"/rehearsals/{found.id}").text

    assert [text for text in said if text not in page] == []


def test_sources_of_the_numbers_are_named(client, sign_in, office, rehearsed):
    found = rehearsed()
    sign_in(client, office)

    page = " ".join(client.get(f"/rehearsals/{found.id}").text.split())

    assert "When stays begin: Peaks in April and October: SOKENDAI scholarship page;" in page
    assert page.count("not verified") == 6


def test_every_number_of_the_charts_stands_in_the_table(client, sign_in, office, rehearsed):
    found = rehearsed()
    figures = service.figures_of(found)
    sign_in(client, office)

    page = client.get(f"/rehearsals/{found.id}").text

    assert page.count('<th class="nowrap" scope="row">') == len(figures.weeks)
    assert page.count("<polygon") >= 2 * len(figures.roles)


def test_second_rehearsal_stands_beside_the_first(client, sign_in, office, rehearsed):
    base = rehearsed()
    changed = rehearsed(
        Settings(SMALL.programmes, 8, SMALL.first, 1, {"visa.coe_result": 300}), base.id
    )
    sign_in(client, office)

    page = client.get(f"/rehearsals/{changed.id}").text

    assert f'<a href="/rehearsals/{base.id}">rehearsal no. {base.id}</a>' in page
    assert page.count('class="chart__before"') > 1
    assert "Result of the COE application: 300 days" in page


def test_form_starts_from_another_rehearsal(client, sign_in, office, rehearsed):
    base = rehearsed(Settings(("own_funds",), 8, SMALL.first, 5, {"visa.visa_need": 9}, {"hr": 3}))
    sign_in(client, office)

    page = client.get(f"/rehearsals?like={base.id}").text

    assert f'<input type="hidden" name="beside" value="{base.id}">' in page
    assert 'value="own_funds" checked' in page
    assert 'value="employed" checked' not in page
    assert 'selected value="visa.visa_need"' in page


def test_tables_as_files(client, sign_in, office, rehearsed):
    found = rehearsed()
    sign_in(client, office)

    weeks = client.get(f"/rehearsals/{found.id}/weeks.csv")
    steps = client.get(f"/rehearsals/{found.id}/steps.csv")

    assert weeks.headers["Content-Disposition"] == (
        f"attachment; filename=rehearsal-{found.id}-weeks.csv"
    )
    assert weeks.data.startswith(b"\xef\xbb\xbfweek,who,who_en,who_ja,open,opened,done,late\r\n")
    assert "acceptance.profile,About you,本人情報,researcher,8," in steps.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"arrivals": "5000"}, "This number must be between 1 and 2000."),
        ({"arrivals": "many"}, "Write a whole number, for example 362000."),
        ({"first": "2027-02-30"}, "Write a date that exists"),
        ({"programmes": []}, "Choose at least one programme."),
        ({"days_0": ""}, "Write how many days the step takes."),
        ({"step_0": ""}, "Choose the step that takes so many days."),
        ({"staff_office": "0"}, "This number must be between 1 and 999."),
    ],
)
def test_wish_that_makes_no_sense_is_shown_beside_its_input(
    client, sign_in, office, changed, sentence
):
    sign_in(client, office)

    answer = client.post("/rehearsals", data={**FORM, **changed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="7"' in answer.text
    assert db.session.query(Rehearsed).count() == 0


@pytest.mark.parametrize("role", ["head", "hr", "housing"])
def test_others_are_shut_out(client, sign_in, make_person, rehearsed, role):
    found = rehearsed()
    sign_in(client, make_person("other@example.org", (role,)))

    paths = ["", f"/{found.id}", f"/{found.id}/weeks.csv", f"/{found.id}/steps.csv"]
    assert [client.get(f"/rehearsals{path}").status_code for path in paths] == [403] * 4
    assert client.post("/rehearsals", data=FORM).status_code == 403


def test_rehearsal_that_is_not_there(client, sign_in, office):
    sign_in(client, office)

    assert client.get("/rehearsals/99").status_code == 404
    assert client.get("/rehearsals/99/weeks.csv").status_code == 404
    assert client.get("/rehearsals?like=99").status_code == 200


def test_job_runs_twice_and_changes_nothing(rehearsed):
    found = rehearsed()
    result = found.result

    jobs.run(found.id)

    assert db.session.get_one(Rehearsed, found.id, populate_existing=True).result == result


def test_rehearsal_of_a_dead_worker_is_found_again(office):
    from datetime import timedelta

    found = service.start(SMALL, by=office, at=NOON)
    assert service.claim(found.id, at=NOON) == SMALL

    soon, later = (NOON + timedelta(seconds=seconds) for seconds in (30, 120))

    assert service.to_sweep(soon) == []
    assert service.to_sweep(later) == [found.id]
    assert service.claim(found.id, at=soon) is None
    assert service.claim(found.id, at=later) == SMALL


def test_what_is_kept_reads_back_as_it_was(rehearsed):
    found = rehearsed()

    assert json.loads(json.dumps(service.figures_of(found).plain())) == json.loads(found.result)


def test_part_of_the_waiting_page_is_loaded_anew_once_it_is_done(
    client, sign_in, office, rehearsed
):
    sign_in(client, office)
    waiting = service.start(SMALL, by=office, at=NOON).id
    found = rehearsed()

    part = client.get(f"/rehearsals/{waiting}", headers={"HX-Request": "true"})
    over = client.get(f"/rehearsals/{found.id}", headers={"HX-Request": "true"})

    assert part.text.strip().startswith('<div id="waiting" hx-get="/rehearsals/')
    assert (over.text, over.headers["HX-Refresh"]) == ("", "true")


def test_season_with_faults_is_said_on_the_page(client, sign_in, office):
    sign_in(client, office)
    id = service.start(SMALL, by=office, at=NOON).id
    service.fail(id)

    assert "The rule table of the season has faults." in client.get(f"/rehearsals/{id}").text


def test_only_the_newest_are_kept(office):
    ids = [service.start(SMALL, by=office, at=NOON).id for _ in range(service.KEPT + 2)]

    assert [one.id for one in service.newest()] == ids[:1:-1]
