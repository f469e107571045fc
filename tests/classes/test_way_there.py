"""The way to the page of the classes: from the researcher's checklist, once there is a step."""

from tests.classes.conftest import STEP


def test_a_checklist_leads_to_the_classes_once_their_step_has_begun(client, sign_in, make_placed):
    case = make_placed(STEP)
    sign_in(client, case.researcher)

    page = client.get(f"/cases/{case.id}").text

    assert f'href="/cases/{case.id}/classes">Your Japanese class</a>' in page
    assert client.get(f"/cases/{case.id}/classes").status_code == 200


def test_no_way_to_classes_before_their_step(client, sign_in, make_case):
    case = make_case("jsps_fellow")
    sign_in(client, case.researcher)

    assert "/classes" not in client.get(f"/cases/{case.id}").text
