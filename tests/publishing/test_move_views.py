"""The pages of a move: asked for, looked at, ticked, started, undone; who may not."""

import re

import pytest

from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.publishing.moving.models import Move, MoveItem
from tests.publishing.photos import EARLIER_FILING, PHOTO_CHECK

VISA = (EARLIER_FILING, PHOTO_CHECK)


@pytest.fixture
def page(published, publish, make_case, client, sign_in, admin):
    """A signed-in administrator before two cases that are a version behind."""
    make_case()
    make_case("jsps_fellow")
    publish("visa", *VISA)
    sign_in(client, admin)
    return client


def shown(page) -> str:
    """Return the address of a fresh preview of all cases."""
    answer = page.post(
        "/workflows/visa/move", data={"version": "2", "programme": "", "department": "0"}
    )
    assert answer.status_code == 303
    return str(answer.location)


def ticks(page, there: str, *names: str) -> dict[str, list[str]]:
    listed = re.findall(r'name="listed" value="(\d+)"', page.get(there).text)
    return {"listed": listed, "item": [i for i in listed if not names or i in names]}


def pins() -> list[bool]:
    db.session.expire_all()
    return ['"visa":2' in case.versions for case in db.session.query(Case).order_by(Case.id)]


def test_a_preview_says_what_becomes_of_each_case(page):
    text = page.get(shown(page)).text

    assert "What moving to version 2 would do" in text
    assert '<span class="tile__number">2</span>cases would be moved' in text
    assert text.count("New: Check the photo.") == 2
    assert re.search(r"File the COE application: due .+ instead of .+\.", text)
    assert pins() == [False, False]


def test_a_case_in_which_nothing_changes_says_so(page, make_case):
    case = make_case(researcher__nationality="JPN")
    case.versions = case.versions.replace('"visa":2', '"visa":1')
    db.session.commit()

    text = page.get(shown(page)).text

    assert text.count("Nothing changes in this case.") == 1
    assert '<span class="tile__number">1</span>of them without any change' in text


def test_the_ticked_cases_are_moved_and_a_second_click_changes_nothing(page):
    there = shown(page)
    data = {**ticks(page, there), "start": "1"}

    first = page.post(f"{there}/cases", data=data)
    second = page.post(f"{there}/cases", data=data)

    assert (first.status_code, first.location) == (303, there)
    assert second.status_code == 409
    assert pins() == [True, True]
    assert "Everything worked." in page.get(there).text


def test_a_case_whose_tick_was_taken_away_stays(page):
    there = shown(page)
    kept = ticks(page, there)["listed"][0]

    page.post(f"{there}/cases", data={**ticks(page, there, kept), "start": "1"})

    assert pins() == [True, False]


def test_without_any_tick_nothing_is_moved_and_said_so(page):
    there = shown(page)
    data = {"listed": ticks(page, there)["listed"], "start": "1"}

    answer = page.post(f"{there}/cases", data=data, follow_redirects=True)

    assert "Tick at least one case first." in answer.text
    assert pins() == [False, False]


def test_a_move_is_undone_once_from_two_tabs(page):
    there = shown(page)
    page.post(f"{there}/cases", data={**ticks(page, there), "start": "1"})

    first, second = page.post(f"{there}/undo"), page.post(f"{there}/undo")

    assert first.location == second.location
    assert pins() == [False, False]
    assert "Undo a move to version 2" in page.get(first.location).text
    assert "This move was undone on" in page.get(there).text


def test_a_case_left_alone_says_why(page, admin):
    from onboarding.cases import service as cases
    from onboarding.cases.recording import By
    from tests.conftest import NOON

    there = shown(page)
    data = {**ticks(page, there), "start": "1"}
    case = db.session.query(Case).first()
    cases.stop_case(case.id, reason="withdrawn", by=By(admin, NOON))

    page.post(f"{there}/cases", data=data)

    text = page.get(f"{there}?show=left").text
    assert "One case was left as it is." in text
    assert "The case has ended meanwhile." in text


def test_a_preview_put_aside_is_not_started_any_more(page):
    there = shown(page)
    data = {**ticks(page, there), "start": "1"}
    page.post(f"{there}/drop")

    assert page.post(f"{there}/cases", data=data).status_code == 409
    assert page.post(f"{there}/drop").status_code == 409
    assert page.post(f"{there}/undo").status_code == 409
    assert "Nothing was moved" in page.get(there).text
    assert db.session.query(MoveItem).count() == 0


def test_days_in_the_wrong_order_are_refused_and_kept(page):
    data = {"version": "2", "programme": "", "department": "0", "starts_from": "2027-05-01"}

    answer = page.post("/workflows/visa/move", data={**data, "starts_until": "2027-04-01"})

    assert answer.status_code == 422
    assert "The last day lies before the first day." in answer.text
    assert 'value="2027-05-01"' in answer.text
    assert db.session.query(Move).count() == 0


def test_the_history_of_a_case_says_what_the_move_did(page, make_person, sign_in, browser):
    there = shown(page)
    page.post(f"{there}/cases", data={**ticks(page, there), "start": "1"})
    office = browser()
    sign_in(office, make_person("office@example.org", ("office",)))

    text = office.get(f"/cases/{db.session.query(Case).first().id}/overview").text

    assert (
        "Aiko Mori moved the case to other versions: Visa paperwork 1 → 2. New: Check the photo."
        in text
    )


@pytest.mark.parametrize("role", ["office", "head", "researcher"])
def test_nobody_but_an_administrator_moves_cases(page, browser, sign_in, make_person, role):
    there = shown(page)
    data = {**ticks(page, there), "start": "1"}
    other = browser()
    assert other.get(there).location.startswith("/sign-in")
    sign_in(other, make_person(f"{role}@example.org", (role,)))

    answers = [
        other.get("/workflows/visa/move").status_code,
        other.post(
            "/workflows/visa/move", data={"version": "2", "programme": "", "department": "0"}
        ).status_code,
        other.get(there).status_code,
        *(other.post(f"{there}/{act}", data=data).status_code for act in ("cases", "drop", "undo")),
    ]

    assert answers == [403] * 6
    assert pins() == [False, False]


@pytest.mark.parametrize("path", ["/workflows/none/move", "/moves/99"])
def test_an_unknown_workflow_or_move_is_not_there(page, path):
    assert page.get(path).status_code == 404


def test_a_page_of_cases_takes_as_many_queries_for_three_as_for_one(
    page, queries, make_case, sign_in
):
    few = shown(page)
    page.get(few)
    two = queries(lambda: page.get(few))
    for _number in range(3):
        make_case().versions = db.session.query(Case).first().versions
    db.session.commit()
    many = shown(page)
    page.get(many)

    assert queries(lambda: page.get(many)) == two
