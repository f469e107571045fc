"""Pages of packages: an administrator looks, chooses item by item, and publishes workflows."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from onboarding.cases.library import library, replace_library
from onboarding.engine.definition import Text
from onboarding.exchange.bpmn.names import BPMN
from onboarding.exchange.packages.institution import here
from onboarding.exchange.packages.items import Item, Key
from onboarding.exchange.packages.reading import read
from onboarding.exchange.packages.writing import write
from onboarding.people.models import Person
from onboarding.publishing.queries import version_of

BOTH = Text("Guests", "来訪者")
FROM = Text("Other University", "他大学")
CLASSES = ("workflow", "japanese_classes")
LEVEL = ("field", "japanese.level")


@pytest.fixture
def admin(
    app: Flask,
    client: FlaskClient,
    make_person: Callable[..., Person],
    sign_in: Callable[[FlaskClient, Person], None],
) -> FlaskClient:
    """An administrator's browser."""
    sign_in(client, make_person("ito@example.ac.jp", ("admin",), name="Ken Ito"))
    return client


@pytest.fixture(autouse=True)
def same_library(app: Flask) -> object:
    """Put the catalogue back that other tests know."""
    before = library()
    yield
    replace_library(before)


def changed(*keys: Key, old: str, new: str) -> bytes:
    """Return a package of a programme with some items of ours, changed."""
    found = [here().items[key] for key in keys]
    items = [replace(item, text=item.text.replace(old, new)) for item in found]
    programme = Item("programme", "own_funds", here().items["programme", "own_funds"].text)
    text = write(
        "own_funds", [*items, programme], title=BOTH, origin=FROM, made_on=date(2026, 11, 24)
    )
    return text.encode()


def classes() -> bytes:
    """Return a package whose Japanese classes begin elsewhere."""
    return changed(
        CLASSES, old="30 days before stay.starts_on", new="40 days before stay.starts_on"
    )


def hand_in(client: FlaskClient, content: bytes) -> TestResponse:
    """Hand a package in by the page's form."""
    given = {"package": (BytesIO(content), "p.onboarding.yaml")}
    return client.post("/packages", data=given, content_type="multipart/form-data")


def page_of(client: FlaskClient, content: bytes) -> str:
    """Return the address of a package that was handed in."""
    answer = hand_in(client, content)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_collision_is_shown_in_words_with_three_choices(admin: FlaskClient) -> None:
    page = admin.get(page_of(admin, classes())).text

    assert "Written by Other University on 2026-11-24." in page
    assert "1 item collides: it has the same name here, and other content." in page
    assert (
        "<li>steps.wish.due: ours “30 days before stay.starts_on”, "
        "theirs “40 days before stay.starts_on”</li>"
    ) in page
    radios = re.findall(r'type="radio"[^>]*name="([^"]*)" value="([^"]*)"', page)
    assert radios == [
        ("workflow-japanese_classes", "keep"),
        ("workflow-japanese_classes", "take"),
        ("workflow-japanese_classes", "rename"),
    ]


def test_nothing_chosen_is_refused_and_says_where(admin: FlaskClient) -> None:
    answer = admin.post(page_of(admin, classes()))

    assert answer.status_code == 422
    assert (
        '<a href="#workflow-japanese_classes">Choose what to do: japanese_classes</a>'
        in answer.text
    )


def test_a_wrong_name_is_refused_and_kept(admin: FlaskClient) -> None:
    name = "workflow-japanese_classes"
    given = {name: "rename", f"{name}-name": "My Classes"}

    answer = admin.post(page_of(admin, classes()), data=given)

    assert answer.status_code == 422
    assert "“My Classes” cannot be a name here" in answer.text
    assert 'value="My Classes"' in answer.text
    assert 'value="rename" checked' in answer.text


def test_workflows_are_published_after_a_look_at_what_comes_of_it(admin: FlaskClient) -> None:
    there = page_of(admin, classes())
    given = {"workflow-japanese_classes": "take"}

    looked = admin.post(there, data=given)
    unchanged = version_of("japanese_classes", 2)
    answer = admin.post(there, data={**given, "confirm": "yes"})

    assert looked.status_code == 200
    assert "workflow japanese_classes, version 2" in looked.text
    assert unchanged is None
    assert (answer.status_code, answer.headers["Location"]) == (303, "/workflows")
    version = version_of("japanese_classes", 2)
    assert version is not None
    assert version.by is not None
    assert version.by.name == "Ken Ito"
    assert version.note == "From the package “Guests, Other University” of 2026-11-24"
    assert "version: 2\n" in version.text
    assert "40 days before stay.starts_on" in version.text


def test_the_second_confirmation_is_told_it_is_there_already(admin: FlaskClient) -> None:
    there = page_of(admin, classes())
    given = {"workflow-japanese_classes": "take", "confirm": "yes"}

    admin.post(there, data=given)
    again = admin.post(there, data=given)

    assert again.status_code == 200
    assert "Nothing: everything is here already, or stays as it is." in again.text
    assert version_of("japanese_classes", 3) is None


def test_what_needs_files_ends_with_the_command_to_type(admin: FlaskClient) -> None:
    content = changed(LEVEL, CLASSES, old="ja: 日本語", new="ja: にほんご")
    given = {"field-japanese.level": "take", "workflow-japanese_classes": "keep", "confirm": "yes"}

    answer = admin.post(page_of(admin, content), data=given)

    assert answer.status_code == 200
    assert (
        "onboarding import own_funds.onboarding.yaml --take field:japanese.level "
        "--keep workflow:japanese_classes"
    ) in answer.text
    assert 'name="confirm"' not in answer.text


def test_choices_with_faults_are_refused_with_place_and_words(admin: FlaskClient) -> None:
    content = changed(CLASSES, old="needs: [wish]", new="needs: [wishes]")

    answer = admin.post(page_of(admin, content), data={"workflow-japanese_classes": "take"})

    assert answer.status_code == 422
    assert "With these choices the definitions would have faults" in answer.text
    assert "There is no step “japanese_classes.wishes”." in answer.text
    assert "japanese_classes/v2.yaml:" in answer.text
    assert 'value="take" checked' in answer.text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Choose a file."),
        (b"name,start\n", "There should be keys with values here."),
        (b"format: onboarding-package/7\n", "This package has the format"),
    ],
)
def test_what_is_no_package_is_refused_with_words(
    admin: FlaskClient, content: bytes, says: str
) -> None:
    given = {"package": (BytesIO(content), "p.yaml")} if content else {}

    answer = admin.post("/packages", data=given, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert says in answer.text


def test_a_package_nobody_kept_is_not_found(admin: FlaskClient) -> None:
    names = ("0" * 64, "..%2Fkeys%2Fdata.key", "x")

    assert [admin.get(f"/packages/{name}").status_code for name in names] == [404, 404, 404]


def test_a_programme_is_handed_out_whole(admin: FlaskClient) -> None:
    answer = admin.get("/packages/programmes/lotus.yaml")

    package = read(answer.data, "p.yaml")
    assert answer.headers["Content-Disposition"].endswith("lotus.onboarding.yaml")
    assert package.programme == "lotus"
    assert ("workflow", "visa") in {item.key for item in package.items}
    assert admin.get("/packages/programmes/j_rise.yaml").status_code == 404


def test_a_version_is_handed_out_as_bpmn(admin: FlaskClient) -> None:
    answer = admin.get("/workflows/visa/versions/1.bpmn")

    pool = fromstring(answer.data).find(f".//{{{BPMN}}}participant")
    assert answer.headers["Content-Disposition"].endswith("visa-v1.bpmn")
    assert pool is not None
    assert pool.get("name") == "Visa paperwork"
    assert admin.get("/workflows/visa/versions/9.bpmn").status_code == 404


@pytest.mark.parametrize("role", ["office", "head"])
def test_only_administrators_come_near_packages(
    client: FlaskClient,
    make_person: Callable[..., Person],
    sign_in: Callable[[FlaskClient, Person], None],
    role: str,
) -> None:
    sign_in(client, make_person("mei@example.ac.jp", (role,)))

    pages = ("/packages", f"/packages/{'0' * 64}", "/packages/programmes/lotus.yaml")
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post("/packages").status_code == 403
    assert client.post(f"/packages/{'0' * 64}").status_code == 403


def test_pages_speak_japanese(
    browser: Callable[..., FlaskClient],
    make_person: Callable[..., Person],
    sign_in: Callable[[FlaskClient, Person], None],
) -> None:
    client = browser("ja")
    sign_in(client, make_person("ito@example.ac.jp", ("admin",), language="ja"))

    page = client.get(page_of(client, classes())).text

    assert "パッケージ：来訪者" in page
    assert "こちらは「30 days before stay.starts_on」" in page
