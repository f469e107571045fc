"""The web server: granian, two forked copies of the loaded application."""

import os
from functools import partial
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from onboarding.config import Settings
from onboarding.database import db
from onboarding.processes.children import die_with

COPIES = 2


def run(app: Flask) -> None:
    """Serve until asked to stop.

    One blocking thread each: pages are work for the processor, more threads only share it.
    """
    settings: Settings = app.extensions["settings"]
    server = Server(
        "onboarding",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=COPIES,
        blocking_threads=1,
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
