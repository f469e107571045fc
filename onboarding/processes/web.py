"""The web server: granian, two forked copies of the loaded application."""

import os
from functools import partial
from multiprocessing import cpu_count
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from onboarding.config import Settings
from onboarding.database import db
from onboarding.processes.children import die_with

COPIES = 2
THREADS = min(8, 2 * cpu_count() + 1)


def run(app: Flask) -> None:
    """Serve until asked to stop.

    Pages are work for the processor, and more threads only share it: they are for those who
    send slowly. A scan from a phone on a train would hold up everybody else for a minute.
    """
    settings: Settings = app.extensions["settings"]
    server = Server(
        "onboarding",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=COPIES,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=2,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=partial(_loaded, app, os.getpid()), wrap_loader=False)


def _loaded(app: Flask, parent: int) -> Any:
    """Return the application to a forked copy, which dies with the server."""
    die_with(parent)
    with app.app_context():
        db.engine.dispose(close=False)
    return app
