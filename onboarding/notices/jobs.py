"""Worker entry: sending one message, and finding those nobody sent."""

import smtplib
from datetime import UTC, datetime

from flask import current_app

from onboarding import jobs
from onboarding.config import Settings
from onboarding.database import transaction
from onboarding.notices import service
from onboarding.notices.composing import Mail, as_email, compose
from onboarding.notices.models import Notice
from onboarding.notices.sending import send
from onboarding.people.service import new_link


def deliver(notice_id: int) -> None:
    """Send one message; a second time changes nothing."""
    with jobs.app_context():
        at = datetime.now(UTC)
        with transaction():
            notice = service.claim(notice_id, at=at)
            if notice is not None:
                _compose(notice, at)
        if notice is not None:
            _send(notice, at)


def _compose(notice: Notice, at: datetime) -> None:
    """Write the message with a fresh sign-in link, if it carries one."""
    settings: Settings = current_app.extensions["settings"]
    link = new_link(notice.person, notice.leads_to, at=at) if notice.leads_to else ""
    notice.language = notice.person.language
    facts = {
        **service.facts_of(notice),
        "link": f"{settings.base_url}/links/{link}" if link else "",
        "name": notice.person.name_in(notice.language),
        "base_url": settings.base_url,
    }
    mail = compose(notice.name, notice.language, facts)
    notice.subject, notice.body, notice.html = mail.subject, mail.body, mail.html


def _send(notice: Notice, at: datetime) -> None:
    settings: Settings = current_app.extensions["settings"]
    if not settings.mail_url:
        with transaction():
            _kept_for_reading(notice, settings, at)
        return
    domain = settings.mail_from.rpartition("@")[2]
    message = as_email(
        Mail(notice.subject, notice.body, notice.html),
        sender=settings.mail_from,
        to=notice.person.email,
        language=notice.language,
        id=f"<notice-{notice.id}@{domain}>",
    )
    try:
        send(message, settings.mail_url)
    except (OSError, smtplib.SMTPException) as error:
        with transaction():
            service.not_sent(notice, str(error), at=at)
        return
    with transaction():
        service.sent(notice, at=at)
        notice.body = notice.html = ""


def _kept_for_reading(notice: Notice, settings: Settings, at: datetime) -> None:
    """Without a mail server the demo keeps messages to be read in the application."""
    if settings.demo:
        service.sent(notice, at=at)
    else:
        service.not_sent(notice, "MAIL_URL is not set", at=at)
        notice.body = notice.html = ""


def sweep(at: datetime) -> int:
    """Poke a worker for messages that should have gone out."""
    ids = service.to_sweep(at, 200)
    for id in ids:
        jobs.enqueue(service.JOB, id)
    return len(ids)
