"""The queue. Rows are the truth: a job lost here is found again by the sweep."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from flask import Flask, current_app
from flask.ctx import AppContext
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from onboarding.database import db

logger = logging.getLogger(__name__)
QUEUE = "onboarding"
_SHIFT = 1.5
_app: Flask | None = None
_between: Callable[[], None] | None = None
_sweeps: list[Callable[[datetime], int]] = []


def work_for(app: Flask, *, between: Callable[[], None] | None = None) -> None:
    """Let the jobs of this process work for an application that is loaded already.

    `between`: what to do before a job that goes on with the next row; without it none goes on.
    """
    global _app, _between
    _app, _between = app, between


def current_app_of_jobs() -> Flask | None:
    """Return the application jobs work for in this process, if one is loaded."""
    return _app


def app_context() -> AppContext:
    """Return the context a job works in: of the worker's application, else of this one."""
    app: Flask = _app or current_app._get_current_object()  # type: ignore[attr-defined]
    return app.app_context()


def connection() -> Redis:
    """Return a connection to the queue server that soon says so when nobody answers.

    It tries a second time at once, because a server that was started again closed the old one.
    """
    url = current_app.extensions["settings"].redis_url
    once_more = Retry(NoBackoff(), 1)
    return Redis.from_url(url, socket_connect_timeout=1, socket_timeout=5, retry=once_more)


def queue() -> Queue:
    """Return the queue; jobs travel as JSON, never as pickles."""
    found = current_app.extensions.get("queue")
    if found is None:
        found = Queue(QUEUE, connection=connection(), serializer=JSONSerializer)
        current_app.extensions["queue"] = found
    return found


def enqueue(name: str, *ids: int) -> bool:
    """Poke a worker to look at some rows; False where the queue is down and a sweep will.

    A job that waits already is not joined by a second one. One that was left half done, its
    worker killed, is replaced.
    """
    id = "-".join((name.replace(".", "-"), *map(str, ids)))
    try:
        if queue().get_job_position(id) is None:
            _push(id, name, ids)
    except RedisError as error:
        _note_silence(error)
        return False
    current_app.extensions["queue_silent"] = False
    return True


def _note_silence(error: RedisError) -> None:
    """Log once, not for each job, that the queue is down."""
    if not current_app.extensions.get("queue_silent"):
        logger.warning("the queue does not answer, jobs wait for the sweep: %s", error)
    current_app.extensions["queue_silent"] = True


def _push(id: str, name: str, ids: tuple[int, ...]) -> None:
    queue().connection.delete(Job.key_for(id))
    queue().enqueue(
        name,
        args=ids,
        job_id=id,
        job_timeout=300,
        result_ttl=0,
        failure_ttl=86400,
    )


def in_a_row(name: str, id: int) -> Iterator[int]:
    """Yield the row a job is about, then for a moment those of its like that wait next.

    What a job costs by itself, such as its own process, is so paid once for many rows. A job is
    taken out of the queue when its row's turn comes, and only where no other kind is before it.
    """
    end = time.monotonic() + _SHIFT
    yield id
    while _between and time.monotonic() < end:
        row = _take_next(name)
        if row is None:
            return
        _between()
        yield row


def _take_next(name: str) -> int | None:
    """Take the first job out of the queue if it is of a kind; return its row."""
    kind = f"{name.replace('.', '-')}-"
    try:
        while (first := _first_waiting()).startswith(kind):
            if queue().remove(first):
                queue().connection.delete(Job.key_for(first))
                return int(first.removeprefix(kind))
    except RedisError as error:
        _note_silence(error)
    return None


def _first_waiting() -> str:
    return next(iter(queue().get_job_ids(0, 1)), "")


def answers() -> bool:
    """Return whether the queue server answers."""
    try:
        return bool(queue().connection.ping())
    except RedisError:
        return False


def workers_heard(at: datetime, *, within: timedelta = timedelta(seconds=30)) -> int:
    """Return how many workers gave a sign of life lately.

    Raises:
        redis.exceptions.RedisError: the queue server does not answer.
    """
    beats = [worker.last_heartbeat for worker in Worker.all(queue=queue())]
    return sum(beat is not None and beat >= at - within for beat in beats)


def sweeper(sweep: Callable[[datetime], int]) -> Callable[[datetime], int]:
    """Register a function that finds rows nobody works on and pokes a worker for each."""
    if sweep not in _sweeps:
        _sweeps.append(sweep)
    return sweep


def sweep_all(at: datetime) -> int:
    """Run every sweep, each whatever befell the others; return how many rows were poked."""
    return sum(_swept(sweep, at) for sweep in _sweeps)


def _swept(sweep: Callable[[datetime], int], at: datetime) -> int:
    try:
        return sweep(at)
    except Exception:
        db.session.rollback()
        logger.exception("a sweep failed: %s", sweep.__module__)
        return 0
