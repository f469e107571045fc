"""Pages of export control: who reads them, what they say, what a wrong list is answered."""

import io
from html import unescape

import pytest
from sqlalchemy import select

from onboarding.cases.models import SensitiveReading
from onboarding.database import db
from onboarding.security import jobs
from onboarding.security.models import ScreeningHit, ScreeningList
from tests.security.conftest import FIRST, SECOND, TITLE

LISTS, AGAIN = "/export-control/lists", "/export-control/look-again"


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.status
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def rows(model):
    db.session.rollback()
    return list(db.session.scalars(select(model).order_by(model.id)))


@pytest.fixture
def as_export(client, export, sign_in):
    sign_in(client, export)
    return client


def upload(client, content, title=TITLE, day="2026-11-01"):
    data = {"title": title, "effective_on": day, "file": (io.BytesIO(content), "list.csv")}
    return client.post(LISTS, data=data, content_type="multipart/form-data")


def test_list_is_imported_and_shown_with_who_and_when(as_export):
    answer = upload(as_export, SECOND.encode())

    page = read(as_export, LISTS)
    assert answer.status_code == 303
    assert [(one.title, one.entries) for one in rows(ScreeningList)] == [(TITLE, 2)]
    assert f"{TITLE} in use" in page.replace('<span class="status status--done">', "").replace(
        "</span>", ""
    )
    assert "by Kaori Ueno" in page
    assert "835 entries" in page


@pytest.mark.parametrize(
    ("content", "title", "day", "said"),
    [
        (b"", TITLE, "2026-11-01", "Choose a file."),
        (FIRST.encode(), "", "2026-11-01", "Give the list a name."),
        (FIRST.encode(), TITLE, "soon", "Say since when this version is in force."),
        (b"A,B\n1,2\n", TITLE, "2026-11-01", "No column of names was found."),
    ],
)
def test_wrong_list_is_refused_with_what_to_do(as_export, content, title, day, said):
    answer = upload(as_export, content, title, day)

    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert said in page
    assert (not title) or f'value="{title}"' in page
    assert rows(ScreeningList) == []


def test_same_version_twice_is_kept_once_and_said(as_export):
    upload(as_export, SECOND.encode())

    again = upload(as_export, SECOND.encode())

    assert again.status_code == 422
    assert "This very version is in use already" in again.get_data(as_text=True)
    assert [one.entries for one in rows(ScreeningList)] == [2]


def test_others_have_no_door_to_lists(client, make_person, sign_in):
    sign_in(client, make_person("office@example.org", ("office",)))

    assert client.get(LISTS).status_code == 403
    assert client.get(AGAIN).status_code == 403


def test_file_is_for_export_control_alone_and_each_reading_is_noted(
    as_export, case_until, add_list, browser, sign_in, make_person, export
):
    add_list(SECOND)
    case = case_until("acceptance.export_verdict")
    path = f"/cases/{case.id}/export-control"

    page = read(as_export, path)

    assert "University of Example" in page
    assert "100 % – the same name" in page
    noted = [(one.person_id, one.what) for one in rows(SensitiveReading)]
    assert noted == [(export.id, "export file")]
    for person in (case.host, case.researcher, make_person("o@example.org", ("office",))):
        other = browser()
        sign_in(other, person)
        assert other.get(path).status_code == 403


def test_host_who_holds_a_role_of_export_control_does_not_read_their_own_case(
    case_until, client, sign_in, app
):
    from onboarding.people import service as people

    case = case_until("acceptance.export_verdict")
    people.grant(case.host, "export")
    sign_in(client, case.host)

    assert client.get(f"/cases/{case.id}/export-control").status_code == 403
    page = read(client, f"/cases/{case.id}/steps/acceptance.export_verdict")
    assert "Record this answer" not in page


def test_worksheet_judges_and_fills_in_once_the_hits_are_decided(as_export, case_until, add_list):
    add_list(SECOND)
    case = case_until("acceptance.export_verdict")
    step = f"/cases/{case.id}/steps/acceptance.export_verdict"
    before = read(as_export, step)
    (hit,) = rows(ScreeningHit)

    answer = as_export.post(
        f"/cases/{case.id}/export-control/hits/{hit.id}", data={"decision": "other", "note": "No"}
    )
    after = read(as_export, step)
    filled = as_export.post(step, data={"save": "look"}).get_data(as_text=True)

    assert answer.status_code == 303
    assert "Decide the hits" in before
    assert "Fill in from the screening" not in before
    assert "Classification of the technology" not in before
    assert "Fill in from the screening" in after
    assert 'name="export.end_user_list" value="no" id="f-export-end_user_list" checked' in filled
    assert "catch-all" not in filled


def test_decision_on_an_old_page_is_not_written_over_the_one_of_meanwhile(
    as_export, case_until, add_list
):
    add_list(SECOND)
    case = case_until("acceptance.export_verdict")
    hit = rows(ScreeningHit)[0]
    where = f"/cases/{case.id}/export-control/hits/{hit.id}"
    first = {"decision": "same", "note": "Their address", "seen": ""}

    answers = [as_export.post(where, data=first).status_code for _ in range(2)]
    late = as_export.post(where, data={"decision": "other", "note": "A school", "seen": ""})
    kept = [(one.decision, one.note) for one in rows(ScreeningHit) if one.id == hit.id]

    assert (answers, late.status_code, kept) == ([303, 303], 409, [("same", "Their address")])
    page = late.get_data(as_text=True)
    assert "This was decided meanwhile" in page
    assert 'value="A school"' in page


def test_case_to_look_at_again_is_listed_until_the_verdict_stands(
    as_export, case_until, add_list, browser, export, sign_in
):
    add_list(FIRST)
    case = case_until("acceptance.application_check")
    list_id = add_list(SECOND)
    jobs.go_on(list_id)
    japanese = browser("ja")
    export.language = "ja"
    db.session.commit()
    sign_in(japanese, export)

    page = read(japanese, AGAIN)

    assert case.name in page
    assert "リストの新たな該当候補：University of Example" in page


def test_pages_ask_the_same_number_of_queries_for_one_and_three_cases(
    as_export, case_until, add_list, queries
):
    add_list(FIRST)
    case_until("acceptance.application_check")
    jobs.go_on(add_list(SECOND))
    one = queries(lambda: read(as_export, AGAIN))
    for name in ("OKAFOR", "NAKAMURA"):
        case_until("acceptance.application_check", researcher__family_name=name)
    jobs.go_on(add_list(SECOND.replace("N\n", "N;C\n")))

    assert queries(lambda: read(as_export, AGAIN)) == one
