"""What the scheduler does at which hour; the moment is an argument."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from onboarding import create_app
from onboarding.config import read_settings
from onboarding.database import db, transaction
from onboarding.migrating import migrate
from onboarding.people.models import Draft, SignInFailure
from onboarding.people.service import add_person
from onboarding.processes.scheduler import Scheduler
from tests.processes.conftest import environment

SIX_IN_TOKYO = datetime(2027, 4, 1, 21, 0, tzinfo=UTC)
SEVEN_IN_TOKYO = datetime(2027, 4, 1, 22, 0, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = create_app(read_settings(environment(tmp_path, 0)))
    migrate(app)
    return app


def fill(app: Flask, *moments: datetime) -> None:
    """Leave a wrong password and something typed behind at each moment."""
    with app.app_context(), transaction():
        mei = add_person("mei@example.org", "Mei Lin")
        for number, at in enumerate(moments):
            db.session.add(SignInFailure(who="account:mei", at=at))
            page = f"kept /cases/{number}"
            db.session.add(Draft(person_id=mei.id, page=page, sealed="", saved_at=at))


def left(app: Flask) -> tuple[list[datetime], list[datetime]]:
    with app.app_context():
        failures = db.session.scalars(select(SignInFailure.at).order_by(SignInFailure.at))
        drafts = db.session.scalars(select(Draft.saved_at).order_by(Draft.saved_at))
        return list(failures), list(drafts)


def test_morning_forgets_what_is_older_than_a_day(app: Flask) -> None:
    old, fresh = SEVEN_IN_TOKYO - timedelta(hours=25), SEVEN_IN_TOKYO - timedelta(hours=23)
    fill(app, old, fresh)

    Scheduler(app).tick(SEVEN_IN_TOKYO)

    assert left(app) == ([fresh], [fresh])


def test_nothing_of_the_day_is_done_before_seven(app: Flask) -> None:
    old = SIX_IN_TOKYO - timedelta(days=9)
    fill(app, old)

    Scheduler(app).tick(SIX_IN_TOKYO)

    assert left(app) == ([old], [old])


def test_next_morning_comes_once(app: Flask) -> None:
    scheduler = Scheduler(app)

    scheduler.tick(SEVEN_IN_TOKYO)
    scheduler.tick(SEVEN_IN_TOKYO + timedelta(seconds=5))

    assert {duty.due for duty in scheduler.duties} == {SEVEN_IN_TOKYO + timedelta(days=1)}


def test_failed_duty_is_tried_again_and_stops_no_other(app: Flask) -> None:
    scheduler = Scheduler(app)
    scheduler.duties[0].do = _fail

    scheduler.tick(SEVEN_IN_TOKYO)

    tomorrow = SEVEN_IN_TOKYO + timedelta(days=1)
    soon = SEVEN_IN_TOKYO + timedelta(minutes=10)
    first, *others = (duty.due for duty in scheduler.duties)
    assert first == soon
    assert set(others) == {tomorrow}


def _fail(at: datetime) -> None:
    raise RuntimeError


def test_silent_queue_is_logged_once(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    scheduler = Scheduler(app)

    scheduler.tick(SIX_IN_TOKYO)
    scheduler.tick(SIX_IN_TOKYO)

    said = "the queue does not answer; its work waits in the database"
    assert caplog.messages.count(said) == 1
