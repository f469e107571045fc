"""One case opened by hand."""

from datetime import date

import pytest

from onboarding.cases.models import Case
from onboarding.database import db

TYPED = {
    "programme": "employed",
    "department": "eng",
    "starts_on": "2027-10-01",
    "ends_on": "2028-03-31",
    "family_name": "PARK",
    "given_name": "SO-YEON",
    "email": "so-yeon@example.org",
    "nationality": "KOR",
    "birth_date": "1993-02-27",
    "host_name": "西村 颯太",
    "host_email": "",
}


NEEDED = ("programme", "department", "starts_on", "ends_on", "family_name", "email")


@pytest.fixture
def desk(client, sign_in, office):
    sign_in(client, office)
    return client


def test_a_case_is_opened_with_what_was_typed(desk):
    answer = desk.post("/cases/new", data=TYPED)

    case = db.session.query(Case).one()
    assert (answer.status_code, answer.location) == (303, f"/cases/{case.id}")
    assert (case.name, case.programme, case.department.code, case.host.email) == (
        *("PARK SO-YEON", "employed", "eng", "host@example.org"),
    )
    assert (case.starts_on, case.ends_on) == (date(2027, 10, 1), date(2028, 3, 31))


def test_a_second_click_opens_no_second_case(desk):
    first, second = (desk.post("/cases/new", data=TYPED) for _click in range(2))

    assert first.location == second.location
    assert db.session.query(Case).count() == 1


def test_what_is_missing_or_wrong_is_said_beside_its_input(desk):
    typed = {**TYPED, "family_name": "", "ends_on": "2027-01-01", "email": "nobody"}

    answer = desk.post("/cases/new", data=typed)

    page = " ".join(answer.get_data(as_text=True).split())
    assert answer.status_code == 422
    for id, sentence in (
        ("family_name", "Family name: This is needed: please fill it in."),
        ("ends_on", "Last day of the stay: The last day lies before the first day."),
        ("email", "E-mail address: Write an e-mail address, for example name@example.org."),
    ):
        assert f'<a href="#{id}">{sentence}</a>' in page
    assert 'value="SO-YEON"' in page
    assert db.session.query(Case).count() == 0


def test_an_empty_form_asks_for_everything_needed(desk):
    answer = desk.post("/cases/new", data=dict.fromkeys(TYPED, ""))

    page = answer.get_data(as_text=True)
    assert page.count("This is needed: please fill it in.") == 2 * len(NEEDED)


def test_a_department_out_of_reach_is_not_offered(client, sign_in, make_person, make_department):
    make_department("eng")
    sign_in(client, make_person("sci@example.org", ("office",), make_department("sci")))

    page = client.get("/cases/new").get_data(as_text=True)

    assert 'value="sci"' in page
    assert 'value="eng"' not in page
    assert client.post("/cases/new", data=TYPED).status_code == 422


def test_other_roles_open_no_cases(client, sign_in, make_person):
    sign_in(client, make_person("head@example.org", ("head",)))

    assert client.get("/cases/new").status_code == 403


def test_a_start_that_cannot_be_met_is_said_before_anything_is_saved(desk):
    typed = {**TYPED, "starts_on": "2027-02-01"}

    answer = desk.post("/cases/new", data=typed)

    page = " ".join(answer.get_data(as_text=True).split())
    assert answer.status_code == 422
    assert "A start on Mon 1 Feb 2027 can no longer be met. The earliest that can is" in page
    assert '<input type="hidden" name="warned" value="2027-02-01">' in page
    assert ('value="PARK"' in page, 'value="2027-02-01"' in page) == (True, True)
    assert db.session.query(Case).count() == 0

    other = desk.post(
        "/cases/new", data={**typed, "starts_on": "2027-01-20", "warned": "2027-02-01"}
    )
    assert (other.status_code, db.session.query(Case).count()) == (422, 0)

    answer = desk.post("/cases/new", data={**typed, "warned": "2027-02-01"})

    assert (answer.status_code, db.session.query(Case).count()) == (303, 1)


def test_a_start_that_cannot_be_met_is_said_in_japanese(browser, sign_in, office):
    client = browser("ja")
    office.language = "ja"
    db.session.commit()
    sign_in(client, office)

    answer = client.post("/cases/new", data={**TYPED, "starts_on": "2027-02-01"})

    assert "2027年2月1日(月)の開始には間に合わない見込みです。" in answer.get_data(as_text=True)
