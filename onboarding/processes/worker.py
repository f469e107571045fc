"""The worker: loads and draws everything once, then forks a warm copy of itself for each job.

Papers that wait one behind the other are made by one copy, for a short while.
"""

import gc
import logging
import os
from typing import Any

from flask import Flask, current_app
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry
from rq import Worker
from rq.serializers import JSONSerializer
from sqlalchemy.exc import OperationalError

from onboarding import jobs
from onboarding.cases.library import library
from onboarding.database import db
from onboarding.documents import rendering
from onboarding.processes.children import die_with
from onboarding.publishing import store
from onboarding.publishing.queries import generation

logger = logging.getLogger(__name__)
_HEARD_EVERY = 5


class WarmWorker(Worker):
    """A worker whose forked copies die with it and share none of its connections."""

    log_result_lifespan = False
    max_connection_wait_time = 2.0

    def fork_work_horse(self, job: Any, queue: Any) -> None:
        self._parent = os.getpid()
        notice_versions()
        db.engine.dispose()
        super().fork_work_horse(job, queue)

    def main_work_horse(self, job: Any, queue: Any) -> None:
        die_with(self._parent)
        gc.disable()
        db.engine.dispose(close=False)
        super().main_work_horse(job, queue)

    def subscribe(self) -> None:
        """Listen to no commands: that would take a thread, and this process forks."""

    def unsubscribe(self) -> None:
        """There is nothing to end."""


def run(app: Flask) -> None:
    """Work until asked to stop."""
    jobs.work_for(app, between=tidy_up)
    with app.app_context():
        warm_up()
        worker = WarmWorker(
            [jobs.QUEUE],
            connection=_patient_connection(),
            serializer=JSONSerializer,
            worker_ttl=_HEARD_EVERY + 15,
            job_monitoring_interval=_HEARD_EVERY,
            maintenance_interval=15,
        )
        worker.work(logging_level="WARNING")


def notice_versions() -> None:
    """Load what was published meanwhile, before the copy: else every copy would read it again."""
    try:
        store.heed(generation())
    except OperationalError:
        logger.warning("the database does not answer; the job finds out for itself")
    finally:
        db.session.remove()


def tidy_up() -> None:
    """Let a copy begin its next row as a fresh copy would: up to date, and no larger."""
    notice_versions()
    gc.collect()


def warm_up() -> None:
    """Load what papers need and put it beyond the garbage collector, so that copies share it."""
    rendering.warm_up(library().documents)
    db.engine.dispose()
    gc.collect()
    gc.freeze()


def _patient_connection() -> Redis:
    """Return a connection that waits about ten seconds for a server that is being restarted."""
    url = current_app.extensions["settings"].redis_url
    retry = Retry(ExponentialBackoff(cap=1.0, base=0.05), 14)
    return Redis.from_url(url, socket_connect_timeout=1, socket_timeout=30, retry=retry)
