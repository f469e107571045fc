"""The scheduler: every few seconds the sweep, every morning what a day brings.

All of it may be done twice, so a second scheduler does no harm.
"""

import logging
import signal
import sys
import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import delete

from onboarding import jobs
from onboarding.cases.jobs import look_at_held, remind_all
from onboarding.database import db, transaction
from onboarding.people.models import SignInFailure
from onboarding.publishing import store
from onboarding.publishing.queries import generation
from onboarding.security.keeping import purge
from onboarding.security.watching import wake
from onboarding.visa.agents import service as agents
from onboarding.visa.clocks.warning import warn_all
from onboarding.visa.clocks.yearly import begin_years
from onboarding.web.kept import forget_old

logger = logging.getLogger(__name__)
_PAUSE = 5.0
_MORNING = time(7)
_TRY_AGAIN = timedelta(minutes=10)
_OLD = timedelta(days=1)


@dataclass
class Duty:
    """Something to do once a morning. `due`: not before this moment, at once where None."""

    do: Callable[[datetime], object]
    due: datetime | None = None


class Scheduler:
    """Does what is due; the moment is an argument, so a test can be any day."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.zone: ZoneInfo = app.extensions["settings"].zone
        self.duties = [
            Duty(begin_years),
            Duty(look_at_held),
            Duty(remind_all),
            Duty(agents.remind),
            Duty(warn_all),
            Duty(_forget_typed),
            Duty(_forget_failures),
            Duty(wake),
            Duty(purge),
        ]
        self.queue_answered = True

    def tick(self, at: datetime) -> None:
        """Do what is due at a moment."""
        with self.app.app_context():
            store.heed(generation())
            self._sweep(at)
        for duty in self.duties:
            if self._is_due(duty, at):
                with self.app.app_context():
                    self._perform(duty, at)

    def _sweep(self, at: datetime) -> None:
        answers = jobs.answers()
        if answers:
            jobs.sweep_all(at)
        elif self.queue_answered:
            logger.warning("the queue does not answer; its work waits in the database")
        self.queue_answered = answers

    def _is_due(self, duty: Duty, at: datetime) -> bool:
        if duty.due is None:
            return at.astimezone(self.zone).time() >= _MORNING
        return at >= duty.due

    def _perform(self, duty: Duty, at: datetime) -> None:
        try:
            duty.do(at)
        except Exception:
            logger.exception("a duty of the day failed and is tried again")
            duty.due = at + _TRY_AGAIN
        else:
            duty.due = _next_morning(at, self.zone)


def _next_morning(at: datetime, zone: ZoneInfo) -> datetime:
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, _MORNING, zone)


def _forget_typed(at: datetime) -> None:
    forget_old(at - _OLD)


def _forget_failures(at: datetime) -> None:
    with transaction():
        db.session.execute(delete(SignInFailure).where(SignInFailure.at < at - _OLD))


def run(app: Flask) -> None:
    """Do what is due, until asked to stop; whatever is half done then is rolled back."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    scheduler = Scheduler(app)
    while True:
        _tick_safely(scheduler)
        clock.sleep(_PAUSE)


def _tick_safely(scheduler: Scheduler) -> None:
    try:
        scheduler.tick(datetime.now(UTC))
    except Exception:
        logger.exception("the scheduler stumbled and goes on")
