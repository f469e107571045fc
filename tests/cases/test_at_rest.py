"""What is sensitive lies nowhere in plain: in no table, no file, no mail, no log, no address."""

import logging
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from onboarding.cases import service
from onboarding.cases.recording import By
from onboarding.cases.service import rebuild
from onboarding.database import Base, db
from onboarding.office.importing import reading as import_reading
from onboarding.office.importing import service as imports
from tests.cases.test_steps import files, passport_page  # noqa: F401  a fixture of that module
from tests.conftest import NOON, TODAY

NUMBER, OTHER, CARD, CHILD = "XQZ7731948", "XQZ5550012", "QKCARD99812", "XQZ4242424"
VALID, DETAILS = "2037-11-29", "Reports to the Ministry of Fables"
SECRETS = (NUMBER, OTHER, CARD, CHILD, VALID, DETAILS)
SENSITIVE = {
    "passport.number": OTHER,
    "arrival.card_number": CARD,
    "declaration.details": DETAILS,
    "family.members": ("m1",),
    "member.passport_number@m1": CHILD,
}


def everything_kept() -> str:
    """Return every row of every table as text."""
    rows = (
        row for table in Base.metadata.sorted_tables for row in db.session.execute(select(table))
    )
    return "\n".join(repr(tuple(row)) for row in rows)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file, read by another process.

    A process that closes a file loses all its locks on it, so reading SQLite's own files here
    would let the next process believe that nobody has the database open.
    """
    return subprocess.run(["cat", str(path)], check=True, capture_output=True).stdout


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture
def journey(client, passport_page, sign_in, make_person, caplog):  # noqa: F811
    """A passport drafted, mistyped, switched over, handed in, corrected, listed; its addresses."""
    caplog.set_level(logging.DEBUG)
    case, page = passport_page
    office = make_person("office@example.org", ("office",))
    typed = {"passport.number": NUMBER, "passport.expires_on": VALID, "passport.country": "ESP"}
    typed["passport.name_confirmed"] = "yes"
    addresses = [page]

    def send(url, **more):
        answer = client.post(url, **more)
        addresses.extend(filter(None, [url, answer.location]))
        return answer.status_code

    sign_in(client, case.researcher)
    statuses = [
        send(page, data={**typed, "save": "draft"}),
        send(f"/language?to=en&next={page}", data=typed),
        send(page, data={**typed, "passport.country": "nowhere", "seen": "99"}),
        send(page, data={**typed, **files(), "seen": "99"}, content_type="multipart/form-data"),
    ]
    service.record_facts(case.id, SENSITIVE, by=By(None, NOON), note="Corrected by telephone")
    imports.start(f"姓,旅券番号\nGARCIA,{NUMBER}\n".encode(), "list.csv", by=office, at=NOON)
    import_reading.read(1, at=NOON)
    sign_in(client, office)
    statuses.append(send(f"/cases/{case.id}/facts/passport.number"))
    assert statuses == [303, 303, 422, 303, 200]
    return case, addresses


def test_no_table_has_a_sensitive_fact_in_plain(journey):
    case, _addresses = journey

    assert found_in(everything_kept()) == []
    assert rebuild(case.id, TODAY) is False
    assert found_in(everything_kept()) == []


def test_no_file_of_the_service_has_one(journey, app):
    db.session.rollback()
    folder: Path = app.extensions["settings"].data

    kept = {path: content_of(path) for path in folder.rglob("*") if path.is_file()}

    assert len(kept) > 2
    assert [
        (path.name, secret)
        for path, content in kept.items()
        for secret in SECRETS
        if secret.encode() in content
    ] == []


def test_no_log_and_no_address_has_one(journey, caplog):
    _case, addresses = journey

    assert found_in(caplog.text) == []
    assert found_in("\n".join(addresses)) == []


def test_a_failing_statement_is_logged_without_what_it_was_given(app):
    assert db.engine.hide_parameters
