"""Worker entry: sending one message, and finding those nobody sent."""

import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage

from flask import current_app

from onboarding import jobs
from onboarding.config import Settings
from onboarding.database import transaction
from onboarding.notices import service
from onboarding.notices.composing import Mail, as_email, compose
from onboarding.notices.models import Notice
from onboarding.notices.sending import send
from onboarding.people.addresses import is_address
from onboarding.people.service import new_link


def deliver(notice_id: int) -> None:
    """Send one message; a second time changes nothing."""
    with jobs.app_context():
        at = datetime.now(UTC)
        with transaction():
            notice = service.claim(notice_id, at=at)
            mail = _compose(notice, at) if notice is not None else None
        if notice is not None and mail is not None:
            _send(notice, mail, at)


def _compose(notice: Notice, at: datetime) -> Mail:
    """Return the message with a fresh sign-in link, if it carries one; the link is kept nowhere."""
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
    notice.subject = mail.subject
    return mail


def _send(notice: Notice, mail: Mail, at: datetime) -> None:
    settings: Settings = current_app.extensions["settings"]
    if not settings.mail_url:
        with transaction():
            _keep_for_reading(notice, mail, settings, at)
        return
    try:
        send(_letter(notice, mail, settings), settings.mail_url)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        with transaction():
            service.not_sent(notice, str(error), at=at)
        return
    with transaction():
        service.sent(notice, at=at)


def _letter(notice: Notice, mail: Mail, settings: Settings) -> EmailMessage:
    """Return a message as it goes out.

    Its id stays the same: where a worker dies after the server has taken the message and before
    that is written down, it goes out a second time, and mail programs show one.

    Raises:
        ValueError: the address is none.
    """
    if not is_address(notice.person.email):
        raise ValueError("no address mail can go to")
    domain = settings.mail_from.rpartition("@")[2]
    return as_email(
        mail,
        sender=settings.mail_from,
        to=notice.person.email,
        language=notice.language,
        id=f"<notice-{notice.id}@{domain}>",
    )


def _keep_for_reading(notice: Notice, mail: Mail, settings: Settings, at: datetime) -> None:
    """Without a mail server the demo keeps messages to be read in the application."""
    if settings.demo:
        service.sent(notice, at=at)
        notice.body, notice.html = mail.body, mail.html
    else:
        service.not_sent(notice, "MAIL_URL is not set", at=at)


def sweep(at: datetime) -> int:
    """Poke a worker for messages that should have gone out."""
    ids = service.to_sweep(at, 200)
    for id in ids:
        jobs.enqueue(service.JOB, id)
    return len(ids)
