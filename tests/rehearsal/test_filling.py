"""A season written into a database: through the real services, never among real people."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from onboarding.cases.library import library
from onboarding.cases.models import Case, CaseEvent
from onboarding.database import db
from onboarding.documents.models import Document
from onboarding.notices.models import Notice
from onboarding.office.demo.people import STAFF
from onboarding.processes.rebuilding import broken_links, differing
from onboarding.rehearsal.clockwork.season import Settings
from onboarding.rehearsal.filling import fill
from onboarding.rehearsal.rehearsing import prepared
from onboarding.rehearsal.wishes import WrongWish
from tests.conftest import NOON

SETTINGS = Settings(("employed", "own_funds"), 5, date(2026, 6, 1), 4)


@pytest.fixture
def staff(app, make_department, make_person):
    """The demo's staff without its cases, rooms and classes."""
    department = make_department("eng")
    for row in STAFF:
        person = make_person(f"{row['login']}@demo.example.ac.jp", row["roles"], name=row["name"])
        person.department_id = department.id
    db.session.commit()


@pytest.fixture
def filled(app, staff):
    """Return a function that writes a season, as the command does."""

    def write(settings=SETTINGS):
        folder = app.extensions["settings"].workflows
        rehearsal = prepared(library(), folder, settings)
        return fill(rehearsal, at=NOON, tell=lambda opened: None)

    return write


def refused(what):
    """Return the sentence something is refused with."""
    with force_locale("en"), pytest.raises(WrongWish) as found:
        what()
    with force_locale("en"):
        return str(found.value.sentence)


def test_season_in_the_database_has_true_histories(filled):
    cases, steps = filled()

    events = list(db.session.scalars(select(CaseEvent).order_by(CaseEvent.id)))
    days = [event.at.date() for event in events]
    assert (cases, db.session.query(Case).count()) == (5, 5)
    assert steps > 60
    assert broken_links() == (5, [])
    assert list(differing(NOON)) == []
    assert days[0] < date(2026, 6, 1)
    assert max(event.at for event in events) <= NOON
    assert {event.kind for event in events} >= {"opened", "finished"}


def test_nobody_gets_mail_of_a_season(filled):
    filled()

    assert db.session.query(Notice).count() > 5
    assert db.session.query(Notice).filter_by(state="waiting").count() == 0


def test_papers_of_a_season_are_numbered_examples(filled):
    filled()

    signed = db.session.query(Document).filter_by(state="made").all()
    assert signed
    assert all(paper.number and paper.file_id and paper.made_at < NOON for paper in signed)


def test_same_season_does_not_come_twice(filled):
    filled()

    assert refused(filled) == "The season with the seed 4 is in this database already."
    assert filled(replace(SETTINGS, seed=5, arrivals=1))[0] == 1


def test_database_with_people_of_its_own_is_refused(app, make_person):
    make_person("real@example.ac.jp")
    folder = app.extensions["settings"].workflows

    said = refused(
        lambda: fill(prepared(library(), folder, SETTINGS), at=NOON, tell=lambda opened: None)
    )

    assert said.startswith("This database has people of its own. Invented cases go into an empty ")
    assert db.session.query(Case).count() == 0


def test_people_beside_the_demo_are_refused_where_it_is_no_demo(app, staff, make_person):
    make_person("real@example.ac.jp")
    folder, settings = app.extensions["settings"].workflows, app.extensions["settings"]
    app.extensions["settings"] = replace(settings, demo=False)

    try:
        said = refused(
            lambda: fill(prepared(library(), folder, SETTINGS), at=NOON, tell=lambda opened: None)
        )
    finally:
        app.extensions["settings"] = settings

    assert said.startswith("This database has people of its own.")


def test_nothing_later_than_today_is_written(filled):
    soon = Settings(("own_funds",), 6, date(2027, 2, 1), 8)
    cases, _steps = filled(soon)

    opened = db.session.scalars(select(Case.opened_at)).all()
    tomorrow = datetime.combine(date(2026, 11, 24), time(0), UTC)
    assert (cases, len(opened)) == (len(opened), cases)
    assert all(moment < tomorrow for moment in opened)
