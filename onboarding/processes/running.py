"""`onboarding run`: everything on one machine, from an empty folder to an answering address."""

import errno
import fcntl
import gc
import importlib
import os
import socket
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import Flask
from flask_babel import gettext as _
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from onboarding.config import Settings, local_address, queue_socket
from onboarding.console import in_both, prepared
from onboarding.database import db
from onboarding.processes.children import Child, Process, fork
from onboarding.processes.queue_server import QueueServer, clear_socket, set_aside
from onboarding.processes.refusals import (
    AddressUnusable,
    FolderInUse,
    PortTaken,
    QueueDoesNotStart,
)
from onboarding.processes.supervisor import Supervisor

_QUEUE_STARTS = 10.0
_GIVES_UP = 2


def run(settings: Settings) -> None:
    """Run the service until asked to stop.

    Raises:
        CannotStart: something is in the way; whatever was started is stopped again.
    """
    refuse_taken_port(settings.host, settings.port)
    lock = hold(settings.data)
    supervisor = Supervisor()
    try:
        if settings.own_queue:
            supervisor.start_queue(_queue(settings))
        app = _prepared(settings)
        _wait_for_queue(settings, supervisor)
        supervisor.heed_signals()
        for name, work in _work(app):
            supervisor.start(Child(name, partial(fork, name, partial(_without, lock, work))))
        supervisor.watch(_Announcement(settings).make)
    finally:
        supervisor.stop()
        if supervisor.queue:
            clear_socket(settings)
        os.close(lock)


def refuse_taken_port(host: str, port: int) -> None:
    """Look whether the web server could listen there.

    Raises:
        PortTaken, AddressUnusable: it could not.
    """
    try:
        family, *_kinds, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from None
        raise AddressUnusable(f"{host}:{port}", error.strerror or "") from None


def hold(folder: Path) -> int:
    """Return the open lock of a data folder, which the kernel lets go when this process ends.

    Raises:
        FolderInUse: another supervisor holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise FolderInUse(str(folder)) from None
    return lock


def _queue(settings: Settings) -> Child:
    queue = Child("queue", lambda: _queue_server(queue, settings))
    return queue


def _queue_server(queue: Child, settings: Settings) -> Process:
    fell_by_itself = queue.process is not None and queue.process.exitcode == 1
    if fell_by_itself and queue.falls >= _GIVES_UP:
        set_aside(settings.data)
    return QueueServer(settings)


def _wait_for_queue(settings: Settings, supervisor: Supervisor) -> None:
    if not settings.own_queue:
        return
    end = time.monotonic() + _QUEUE_STARTS
    at_once = Retry(NoBackoff(), 0)
    with Redis(unix_socket_path=str(queue_socket(settings.data)), retry=at_once) as server:
        while not _answers(server):
            if time.monotonic() > end:
                raise QueueDoesNotStart(str(settings.data / "queue" / "server.log"))
            supervisor.look()
            time.sleep(0.05)


def _answers(server: Redis) -> bool:
    try:
        return bool(server.ping())
    except RedisError:
        return False


def _prepared(settings: Settings) -> Flask:
    """Load the application with its database at the newest schema, ready to be forked."""
    _clear_metrics(settings.data / "metrics")
    app = prepared(settings)
    with app.app_context():
        if settings.demo:
            importlib.import_module("onboarding.office.demo.loading").load_demo()
        db.session.remove()
        db.engine.dispose()
    gc.collect()
    gc.freeze()
    return app


def _clear_metrics(folder: Path) -> None:
    """Have the web processes count together, from nought, before they load what counts."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _work(app: Flask) -> list[tuple[str, Callable[[], None]]]:
    """Return the name and the work of each process, the web first: people wait for it."""
    from onboarding.processes import scheduler, web, worker

    workers = range(1, app.extensions["settings"].workers + 1)
    return [
        ("web", partial(web.run, app)),
        *((f"worker-{number}", partial(worker.run, app)) for number in workers),
        ("scheduler", partial(scheduler.run, app)),
    ]


def _without(lock: int, work: Callable[[], None]) -> None:
    os.close(lock)
    work()


class _Announcement:
    """Says the address, once, as soon as somebody answers there."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.made, self.next_try = settings, False, 0.0

    def make(self) -> None:
        if self.made or time.monotonic() < self.next_try:
            return
        self.next_try = time.monotonic() + 0.3
        self.made = self._somebody_answers()
        if self.made:
            address = local_address(self.settings.host, self.settings.port)
            click.echo(in_both(lambda: _("Ready: %(address)s (Ctrl-C stops it)", address=address)))

    def _somebody_answers(self) -> bool:
        address = urlsplit(local_address(self.settings.host, self.settings.port))
        there = HTTPConnection(address.hostname or "", address.port, timeout=0.5)
        try:
            there.request("GET", "/healthz")
            return there.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            there.close()
