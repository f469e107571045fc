"""What monitoring sees while parts are missing; with all parts: tests/processes."""

from pathlib import Path

import pytest
from flask import Flask

from onboarding import create_app
from onboarding.config import read_settings
from onboarding.migrating import migrate
from tests.processes.conftest import environment


@pytest.fixture
def alone(tmp_path: Path) -> Flask:
    """An application with its database and without a queue."""
    app = create_app(read_settings(environment(tmp_path, 0)))
    migrate(app)
    return app


def test_alive_asks_nobody(alone: Flask) -> None:
    answer = alone.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"alive": True})


def test_ready_names_the_missing_queue(alone: Flask) -> None:
    answer = alone.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json == {"ready": False, "missing": ["queue", "worker"]}


def test_metrics_say_the_queue_is_down(alone: Flask) -> None:
    text = alone.test_client().get("/metrics").text

    assert "onboarding_queue_up 0.0" in text
    assert "onboarding_notices_waiting 0.0" in text
    assert "onboarding_jobs_waiting" not in text
