"""Frozen versions: recorded once, refused when edited, noticed by every process."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from onboarding import create_app
from onboarding.cases import service as cases
from onboarding.cases.faults import sentence
from onboarding.cases.library import library
from onboarding.cases.queries import blueprint_of
from onboarding.cases.recording import By
from onboarding.config import assets, read_settings
from onboarding.database import db, transaction
from onboarding.engine.errors import FaultyDefinition
from onboarding.migrating import migrate
from onboarding.people.models import Department
from onboarding.people.service import add_person
from onboarding.publishing import store
from onboarding.publishing.models import PublishedVersion
from onboarding.publishing.queries import newest_versions
from onboarding.publishing.reading import hash_of, renumbered
from tests.conftest import NOON
from tests.publishing.conftest import text_of

LEAD = ("coe_lead: 90", "coe_lead: 80")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workflows folder of a test's own."""
    return Path(shutil.copytree(assets() / "workflows", tmp_path / "workflows"))


@pytest.fixture
def start(tmp_path: Path, folder: Path):
    """Return a function that starts a service on that folder, always on the same database."""
    apps = []

    def again(**environment: str):
        given = {"ONBOARDING_DATA": str(tmp_path / "data"), "ONBOARDING_WORKFLOWS": str(folder)}
        app = create_app(read_settings({**given, "ONBOARDING_TESTING": "1", **environment}))
        apps.append(app)
        migrate(app)
        with app.app_context():
            store.begin(NOON)
        return app

    yield again
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def recorded(app) -> dict[str, str]:
    with app.app_context():
        return {f"{v.workflow}/v{v.version}": v.sha256 for v in newest_versions()}


def edit(file: Path) -> None:
    file.write_text(file.read_text("utf-8") + "# another text\n", "utf-8")


def test_files_are_recorded_with_their_hash_once(start, folder):
    first = recorded(start())
    second = recorded(start())

    files = folder.glob("*/v1.yaml")
    assert first == second
    assert first == {f"{f.parent.name}/v1": hash_of(f.read_text("utf-8")) for f in files}


def test_a_file_whose_lines_end_otherwise_is_the_same(start, folder):
    start()
    file = folder / "visa" / "v1.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert recorded(start())["visa/v1"] == hash_of(file.read_text("utf-8"))


def test_an_edited_file_keeps_the_service_from_starting(start, folder):
    frozen = recorded(start())["visa/v1"]
    file = folder / "visa" / "v1.yaml"
    edit(file)

    with pytest.raises(FaultyDefinition) as refused:
        start()

    (fault,) = refused.value.faults
    now = hash_of(file.read_text("utf-8"))
    assert (str(fault.place), fault.code) == ("visa/v1.yaml:1:1", "E113")
    assert fault.about == ("visa/v1.yaml", "visa/v2.yaml", frozen[:8], now[:8])


def test_the_refusal_says_how_to_mend_it(start, folder, app):
    start()
    edit(folder / "visa" / "v1.yaml")

    with pytest.raises(FaultyDefinition) as refused:
        start()

    with app.test_request_context(headers={"Accept-Language": "en"}):
        said = sentence(refused.value.faults[0])
    frozen, now = refused.value.faults[0].about[2:]
    assert said == (
        "“visa/v1.yaml” is published and never changes, but this file is not what was published "
        f"(fingerprint {now} instead of {frozen}). Put the published text back, or save the file "
        "as “visa/v2.yaml” with its new version number."
    )


def test_an_edited_file_of_a_demo_counts_while_no_case_has_it(start, folder):
    before = recorded(start(ONBOARDING_DEMO="1"))["visa/v1"]
    edit(folder / "visa" / "v1.yaml")

    after = recorded(start(ONBOARDING_DEMO="1"))["visa/v1"]

    assert after != before
    assert after == hash_of((folder / "visa" / "v1.yaml").read_text("utf-8"))


def open_case(app) -> None:
    with app.app_context(), transaction():
        department = Department(code="eng", name_en="Engineering", name_ja="工学研究科")
        db.session.add(department)
        mei = add_person("mei@example.org", "Mei Lin")
        cases.open_case(cases.NewCase("own_funds", department.id, mei.id, None), by=By(None, NOON))


def test_an_edited_file_of_a_demo_in_use_is_refused(start, folder):
    open_case(start(ONBOARDING_DEMO="1"))
    edit(folder / "visa" / "v1.yaml")

    with pytest.raises(FaultyDefinition) as refused:
        start(ONBOARDING_DEMO="1")

    assert [fault.reason for fault in refused.value.faults] == ["version_edited_in_demo"]


def test_a_file_that_went_away_is_still_known(start, folder):
    start()
    shutil.copy(folder / "visa" / "v1.yaml", folder / "visa" / "v2.yaml")
    text = (folder / "visa" / "v2.yaml").read_text("utf-8")
    (folder / "visa" / "v2.yaml").write_text(renumbered(text, 2), "utf-8")
    start()
    (folder / "visa" / "v2.yaml").unlink()

    app = start()

    with app.app_context():
        assert sorted(library().workflows["visa"]) == [1, 2]


def test_another_process_notices_a_new_version_with_the_next_page(
    app, published, admin, sign_in, client
):
    text = renumbered(text_of("visa").replace(*LEAD), 2)
    sign_in(client, admin)
    store.record("visa", 2, text, note="", origin="browser", by_id=admin.id, at=NOON)
    db.session.commit()
    assert library().newest("visa").version == 1

    client.get("/workflows")

    assert library().newest("visa").version == 2
    assert library().newest("visa").parameters["coe_lead"] == 80


def test_a_version_a_case_has_is_looked_for_at_once(app, published, make_case):
    text = renumbered(text_of("visa").replace(*LEAD), 2)
    case = make_case()
    store.record("visa", 2, text, note="", origin="browser", by_id=None, at=NOON)
    case.versions = case.versions.replace('"visa":1', '"visa":2')
    db.session.commit()

    assert blueprint_of(case).parameters["visa"]["coe_lead"] == 80


def test_a_page_pays_no_query_for_noticing(app, published, admin, sign_in, client, queries):
    sign_in(client, admin)
    client.get("/workflows")
    usual = queries(lambda: client.get("/people"))
    text = renumbered(text_of("visa").replace(*LEAD), 2)
    store.record("visa", 2, text, note="", origin="browser", by_id=None, at=NOON)
    db.session.commit()

    noticing = queries(lambda: client.get("/people"))
    afterwards = queries(lambda: client.get("/people"))

    assert afterwards <= usual < noticing


def test_a_text_that_cannot_be_read_any_more_stops_nobody(app, published, admin, sign_in, client):
    sign_in(client, admin)
    before = library()
    store.record("visa", 2, "id: visa\nold: 1\n", note="", origin="file", by_id=None, at=NOON)
    db.session.commit()

    assert client.get("/people").status_code == 200
    assert library() is before


def test_a_catalogue_in_use_is_never_changed(app, published, publish):
    held = library()

    publish("visa", LEAD)

    assert sorted(held.workflows["visa"]) == [1]
    assert sorted(library().workflows["visa"]) == [1, 2]


def test_a_version_that_was_rolled_back_is_not_loaded(app, published, admin):
    text = renumbered(text_of("visa"), 2)
    store.record("visa", 2, text, note="", origin="file", by_id=None, at=NOON)
    db.session.rollback()

    store.look()

    assert db.session.query(PublishedVersion).filter_by(version=2).count() == 0
    assert sorted(library().workflows["visa"]) == [1]


def test_edited_files_are_found_without_an_application(start, folder, tmp_path):
    app = start()
    settings, catalogue = app.extensions["settings"], app.extensions["library"]
    elsewhere = replace(settings, database_url=f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert store.edited_files(settings, catalogue) == []
    edit(folder / "visa" / "v1.yaml")

    found = store.edited_files(settings, catalogue)

    assert [(fault.code, fault.place.file) for fault in found] == [("E113", "visa/v1.yaml")]
    assert store.edited_files(elsewhere, catalogue) == []
