"""A worker's copy goes on with what waits next, and takes nothing it does not begin."""

from collections.abc import Iterator

import pytest
from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from onboarding import create_app, jobs
from onboarding.config import queue_socket, read_settings
from onboarding.processes.queue_server import QueueServer, clear_socket
from tests.processes.conftest import environment, eventually

PAPER, NOTICE = "features.paper", "features.notice"
tidied: list[int] = []


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with a queue server of its own."""
    settings = read_settings(environment(tmp_path_factory.mktemp("row"), 0))
    server = QueueServer(settings)
    app = create_app(settings)
    try:
        assert eventually(queue_socket(settings.data).exists, within=5)
        yield app
    finally:
        server.terminate()
        server.join(5)
        clear_socket(settings)


@pytest.fixture
def app(loaded: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application whose jobs go on, with an empty queue."""
    monkeypatch.setattr(jobs, "_app", loaded)
    monkeypatch.setattr(jobs, "_between", lambda: tidied.append(1))
    with loaded.app_context():
        assert eventually(jobs.answers, within=5)
        jobs.queue().empty()
        yield loaded
    tidied.clear()


@pytest.mark.usefixtures("app")
def test_rows_of_a_kind_are_taken_in_order_up_to_the_next_of_another() -> None:
    for row in (7, 5):
        jobs.enqueue(PAPER, row)
    jobs.enqueue(NOTICE, 1)
    jobs.enqueue(PAPER, 9)

    rows = list(jobs.in_a_row(PAPER, 3))

    assert rows == [3, 7, 5]
    assert waiting() == ["features-notice-1", "features-paper-9"]
    assert len(tidied) == 2


@pytest.mark.usefixtures("app")
def test_row_taken_can_be_asked_for_again() -> None:
    jobs.enqueue(PAPER, 4)
    list(jobs.in_a_row(PAPER, 3))

    jobs.enqueue(PAPER, 4)

    assert waiting() == ["features-paper-4"]
    assert jobs.queue().fetch_job("features-paper-4") is not None


@pytest.mark.usefixtures("app")
def test_failing_row_leaves_the_others_waiting() -> None:
    for row in (4, 5):
        jobs.enqueue(PAPER, row)

    with pytest.raises(ZeroDivisionError):
        [1 / (row - 4) for row in jobs.in_a_row(PAPER, 3)]

    assert waiting() == ["features-paper-5"]


@pytest.mark.usefixtures("app")
def test_nothing_more_is_taken_once_the_moment_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_SHIFT", 0.0)
    jobs.enqueue(PAPER, 4)

    assert list(jobs.in_a_row(PAPER, 3)) == [3]
    assert waiting() == ["features-paper-4"]


def test_process_that_is_no_worker_makes_what_it_was_asked_alone(app: Flask) -> None:
    jobs.work_for(app)
    jobs.enqueue(PAPER, 4)

    assert list(jobs.in_a_row(PAPER, 3)) == [3]
    assert waiting() == ["features-paper-4"]


def test_silent_queue_ends_the_row(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "queue", None)
    monkeypatch.setattr(jobs, "connection", lambda: Redis(port=1, retry=Retry(NoBackoff(), 0)))

    assert list(jobs.in_a_row(PAPER, 3)) == [3]


def waiting() -> list[str]:
    return jobs.queue().get_job_ids()
