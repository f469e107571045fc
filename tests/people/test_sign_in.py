"""Signing in by password and by mailed link, on a real database and through real pages."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from statistics import median
from threading import Barrier
from time import perf_counter

import pytest

from onboarding.database import db, transaction
from onboarding.people import service
from onboarding.people.models import Person, SignInLink
from tests.conftest import NOON

PASSWORD = "correct horse battery staple"


@pytest.fixture
def mei(make_person):
    person = make_person("mei@example.org", ("office",), name="Mei")
    service.set_password(person, PASSWORD)
    return person


def attempt(client, password, *, email="mei@example.org", there="/deputies"):
    """Send the sign-in form."""
    form = {"email": email, "password": password}
    return client.post(f"/sign-in?next={there}", data=form)


def test_the_right_password_leads_to_the_page_wanted(client, mei):
    answer = attempt(client, PASSWORD)

    assert (answer.status_code, answer.location) == (303, "/deputies")
    assert client.get("/deputies").status_code == 200


def test_a_wrong_password_keeps_the_address_typed(client, mei):
    answer = attempt(client, "wrong")

    assert answer.status_code == 422
    assert 'value="mei@example.org"' in answer.text
    assert "Address and password do not fit each other." in answer.text


def test_an_unknown_address_gets_the_same_answer(client, mei):
    known = attempt(client, "wrong").text
    unknown = attempt(client, "wrong", email="nobody@example.org").text

    assert unknown.replace("nobody@example.org", "mei@example.org") == known


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(client, mei):
    for _try in range(5):
        attempt(client, "wrong")

    answer = attempt(client, PASSWORD)

    assert answer.status_code == 422
    assert "Too many tries. Wait 15 minutes." in answer.text


def test_the_lock_ends_after_a_quarter_of_an_hour(app, mei):
    for _try in range(5):
        with pytest.raises(service.WrongPassword):
            service.sign_in("mei@example.org", "wrong", address="127.0.0.1", at=NOON)

    later = NOON + timedelta(minutes=16)

    assert service.sign_in("MEI@example.org ", PASSWORD, address="127.0.0.1", at=later) is mei


def test_a_new_password_signs_everybody_out(client, mei):
    attempt(client, PASSWORD)
    service.set_password(mei, "another one entirely")

    answer = client.get("/deputies")

    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/deputies")


def test_somebody_inactive_cannot_come_in(client, mei):
    mei.active = False
    db.session.commit()

    assert attempt(client, PASSWORD).status_code == 422


OUTSIDE = ("//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example")


@pytest.mark.parametrize("there", [*OUTSIDE, "/%0a/evil.example", "/%0d%0aSet-Cookie:%20a=b"])
def test_signing_in_never_leads_to_another_host(client, mei, there):
    assert attempt(client, PASSWORD, there=there).location == "/"


@pytest.fixture
def link(mei):
    """A fresh link for Mei; its secret."""
    with transaction():
        return service.new_link(mei, "/deputies", at=NOON)


@pytest.fixture
def at_noon(time_machine_at):
    time_machine_at(NOON)


def test_a_link_only_shows_a_button_until_it_is_pressed(client, link, at_noon):
    looked = client.get(f"/links/{link}")
    pressed = client.post(f"/links/{link}")

    assert looked.status_code == 200
    assert (pressed.status_code, pressed.location) == (303, "/deputies")


def test_a_link_works_once(browser, client, link, at_noon):
    client.post(f"/links/{link}")

    again = browser().post(f"/links/{link}")

    assert again.status_code == 410
    assert "This link does not work any more" in again.text


def test_pressing_twice_in_the_same_browser_is_no_error(client, link, at_noon):
    client.post(f"/links/{link}")

    again = client.post(f"/links/{link}")

    assert (again.status_code, again.location) == (303, "/")


def test_a_link_expires_after_seven_days(client, link, time_machine_at):
    time_machine_at(NOON + timedelta(days=7))

    assert client.get(f"/links/{link}").status_code == 410


def test_a_made_up_link_is_refused(client, at_noon, mei):
    assert client.get("/links/made-up").status_code == 410


def test_only_the_hash_of_a_link_is_kept(link):
    kept = db.session.query(SignInLink).one()

    assert link not in (kept.secret_hash, kept.leads_to)


def test_asking_for_a_link_never_says_whether_the_address_is_known(client, mei):
    known = client.post("/sign-in/link", data={"email": "mei@example.org"})
    unknown = client.post("/sign-in/link", data={"email": "nobody@example.org"})

    assert known.status_code == unknown.status_code == 200
    assert unknown.text == known.text.replace("mei@example.org", "nobody@example.org")


def test_an_unknown_account_is_refused_as_slowly_as_a_known_one(app, mei):
    def seconds(email):
        begun = perf_counter()
        with pytest.raises(service.WrongPassword):
            service.sign_in(email, "wrong", address="203.0.113.7", at=NOON)
        return perf_counter() - begun

    known, unknown = (
        median(seconds(email) for _ in range(3)) for email in ("mei@example.org", "no@example.org")
    )

    assert 0.3 < unknown / known < 3


def test_a_letterbox_is_not_filled_with_links(client, mei):
    for _wish in range(5):
        client.post("/sign-in/link", data={"email": "mei@example.org"})

    answer = client.post("/sign-in/link", data={"email": "MEI@example.org"})
    stranger = client.post("/sign-in/link", data={"email": "nobody@example.org"})

    assert (answer.status_code, stranger.status_code) == (422, 200)
    assert "Too many tries. Wait 15 minutes." in answer.text


def test_of_two_presses_at_the_same_moment_one_comes_in(app, link, at_noon):
    both = Barrier(2)

    def press():
        with app.app_context():
            both.wait(timeout=10)
            try:
                service.use_link(link, at=NOON)
            except service.LinkUsedUp:
                return "used up"
            return "in"

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(press) for _person in range(2)]

    assert sorted(one.result() for one in found) == ["in", "used up"]


def test_what_came_before_signing_in_is_gone_afterwards(client, mei):
    with client.session_transaction() as session:
        session["person"], session["planted"] = [mei.id, 99], "by somebody else"

    attempt(client, PASSWORD)

    with client.session_transaction() as session:
        assert set(session) == {"person", "until", "_permanent"}


def test_the_session_is_closed_to_scripts_and_other_sites(client, mei):
    cookie = attempt(client, PASSWORD).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_form_is_taken_without_its_token(whole_app, client, mei):
    attempt(client, PASSWORD)
    client.get("/deputies")
    whole_app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/people", data={"email": "a@example.org", "name": "A"})
        cold = whole_app.test_client().post("/sign-in/demo", data={"email": "a@example.org"})
    finally:
        whole_app.config["WTF_CSRF_ENABLED"] = False

    assert (answer.status_code, cold.status_code) == (303, 400)
    assert db.session.query(Person).filter_by(email="a@example.org").count() == 0


def test_outside_the_demo_nobody_signs_in_by_a_click_or_reads_mail(client, make_person, no_demo):
    make_person("office@demo.example.ac.jp", ("office",))

    answer = client.post("/sign-in/demo", data={"email": "office@demo.example.ac.jp"})

    assert answer.location == "/sign-in"
    assert "office@demo.example.ac.jp" not in client.get("/sign-in").text
    assert client.get("/my").location == "/sign-in?next=/my"
    assert client.get("/demo/mail").status_code == 404


@pytest.fixture
def no_demo(app):
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, demo=False)
    yield
    app.extensions["settings"] = settings


def test_demo_sign_in_lets_in_the_people_of_the_demo_only(client, make_person):
    make_person("office@demo.example.ac.jp", ("office",))
    make_person("boss@example.org", ("office",))

    stranger = client.post("/sign-in/demo", data={"email": "boss@example.org"})
    known = client.post("/sign-in/demo", data={"email": "office@demo.example.ac.jp"})

    assert (stranger.location, known.location) == ("/sign-in", "/")
