"""Taking part in every case: told of events, shown after what staff change, counted on the desk."""

from flask import Flask, url_for
from sqlalchemy import select

from onboarding import jobs
from onboarding.cases.registry import consequence, follow
from onboarding.database import db
from onboarding.office.papertrail import service
from onboarding.office.papertrail.following import note_outdated
from onboarding.office.papertrail.models import Outdating


def register(app: Flask) -> None:
    """Add the pages and words of the trail."""
    from onboarding.office.papertrail import views
    from onboarding.office.papertrail.details import detail_value, detail_word
    from onboarding.office.papertrail.words import becomes_status, becomes_word, form_word

    app.register_blueprint(views.blueprint)
    for word in (becomes_word, becomes_status, form_word, detail_word, detail_value):
        app.jinja_env.globals[word.__name__] = word
    jobs.sweeper(service.sweep)


def _what_follows(case_id: int, sequence: int) -> str | None:
    """Return the page about the papers an event put out of date, if it did any."""
    found = select(Outdating.id).where(Outdating.case_id == case_id, Outdating.sequence >= sequence)
    if db.session.scalar(found.limit(1)) is None:
        return None
    return url_for("papertrail.outdated", case_id=case_id, since=sequence)


def _join_cases() -> None:
    """Follow every case, once, on import."""
    follow(note_outdated)
    consequence(_what_follows)


_join_cases()
