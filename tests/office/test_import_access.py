"""Who may see a list: the office that handed it in, and the office of all departments."""

import io

import pytest

from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.office.importing.models import Import
from tests.office.conftest import ROW, as_csv


@pytest.mark.parametrize("role", ["department", "head", "housing"])
def test_other_roles_are_refused(client, sign_in, make_person, office, hand_in, role):
    hand_in(as_csv([ROW]))
    sign_in(client, make_person(f"{role}@example.org", (role,)))

    pages = ("/imports", "/imports/1", "/imports/1/to-mend.csv")

    assert [client.get(page).status_code for page in pages] == [403, 403, 403]


def test_a_stranger_is_asked_to_sign_in(client, hand_in):
    hand_in(as_csv([ROW]))

    assert client.get("/imports/1").location == "/sign-in?next=/imports/1"


def test_the_office_of_one_department_sees_its_own_lists_only(
    client, sign_in, make_person, make_department, hand_in
):
    hand_in(as_csv([ROW]))
    sign_in(client, make_person("sci@example.org", ("office",), make_department("sci")))

    own = client.post("/imports", data={"list": (io.BytesIO(as_csv([ROW])), "list.csv")})

    assert client.get("/imports/1").status_code == 403
    assert client.get(own.location).status_code == 200
    assert "list.csv" in client.get("/imports").get_data(as_text=True)


def test_another_office_of_all_goes_on_with_a_list(client, sign_in, make_person, hand_in):
    hand_in(as_csv([ROW]))
    sign_in(client, make_person("colleague@example.org", ("office",)))

    client.post("/imports/1/confirm")

    assert db.session.query(Case).count() == 1
    assert db.session.get_one(Import, 1).confirmed_by.email == "colleague@example.org"


def test_a_list_nobody_handed_in_is_not_found(client, sign_in, office):
    sign_in(client, office)

    assert client.get("/imports/99").status_code == 404
