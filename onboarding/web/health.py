"""Whether the service lives, whether it is ready, and what it counts."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter

from flask import Blueprint, Flask, Response, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy import ColumnClause, column, func, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from onboarding import jobs
from onboarding.database import db
from onboarding.people.gate import public

blueprint = Blueprint("health", __name__)
_state: ColumnClause[str] = column("state")
_requests = Counter("onboarding_requests", "Requests answered", ("endpoint", "status"))
_seconds = Histogram("onboarding_request_seconds", "Seconds until an answer", ("endpoint",))


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Say that this process answers; asks nobody else."""
    return {"alive": True}


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Say whether pages and work would succeed now; 503 names what is missing."""
    missing = [*_database_missing(), *_queue_missing()]
    return {"ready": not missing, "missing": missing}, 503 if missing else 200


def _database_missing() -> list[str]:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return ["database"]
    return []


def _queue_missing() -> list[str]:
    try:
        heard = jobs.workers_heard(datetime.now(UTC))
    except RedisError:
        return ["queue", "worker"]
    return [] if heard else ["worker"]


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Show what all web processes counted, and what lies in the database and the queue now."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Counted())
    registry.register(_Now())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Counted(Collector):
    """What this process alone counted, where no folder is named for counting together."""

    def collect(self) -> Iterator[Metric]:
        yield from REGISTRY.collect()


class _Now(Collector):
    """What is waiting at this moment."""

    def collect(self) -> Iterator[Metric]:
        yield _papers()
        yield _messages()
        yield from _of_queue()


def _papers() -> Metric:
    gauge = GaugeMetricFamily("onboarding_documents", "Papers by state", labels=("state",))
    counted = select(_state, func.count()).select_from(table("documents")).group_by(_state)
    for state, count in db.session.execute(counted.order_by(_state)):
        gauge.add_metric((state,), count)
    return gauge


def _messages() -> Metric:
    counted = select(func.count()).select_from(table("notices")).where(_state == "waiting")
    waiting = db.session.scalar(counted) or 0
    return GaugeMetricFamily("onboarding_notices_waiting", "Messages to send", value=waiting)


def _of_queue() -> Iterator[Metric]:
    """Yield nothing of a queue that does not answer: `onboarding_queue_up` says so."""
    up = jobs.answers()
    yield GaugeMetricFamily("onboarding_queue_up", "Whether the queue answers", value=up)
    if up:
        queue = jobs.queue()
        heard = jobs.workers_heard(datetime.now(UTC))
        yield GaugeMetricFamily("onboarding_jobs_waiting", "Jobs waiting", value=queue.count)
        yield GaugeMetricFamily(
            "onboarding_jobs_running", "Jobs running", value=queue.started_job_registry.count
        )
        yield GaugeMetricFamily("onboarding_workers", "Workers heard lately", value=heard)


def _start_clock() -> None:
    g.asked_at = perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    _requests.labels(endpoint, str(response.status_code)).inc()
    if "asked_at" in g:
        _seconds.labels(endpoint).observe(perf_counter() - g.asked_at)
    return response


def register(app: Flask) -> None:
    """Add the addresses monitoring asks, and count every answer."""
    app.register_blueprint(blueprint)
    app.before_request(_start_clock)
    app.after_request(_count)
