"""A message as a value: composed from its templates in the reader's language, then sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from flask import render_template

from onboarding.web.speaking import speaking


@dataclass(frozen=True, slots=True)
class Mail:
    """A whole message: the HTML says what the plain text says."""

    subject: str
    body: str
    html: str


def compose(name: str, language: str, facts: Mapping[str, Any]) -> Mail:
    """Return a message in a language; `facts` is what its templates may use."""
    with speaking(language):
        subject, body = (
            render_template(f"notices/{name}/{part}.txt", **{**facts, "language": language})
            for part in ("subject", "body")
        )
        body = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
        subject = " ".join(subject.split())
        html = render_template(
            "notices/mail.html",
            subject=subject,
            paragraphs=body.strip().split("\n\n"),
            language=language,
        )
    return Mail(subject, body, html)


def as_email(mail: Mail, *, sender: str, to: str, language: str, id: str) -> EmailMessage:
    """Return a message as it goes over the wire; `id` stays the same when sent twice."""
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = sender
    message["To"] = to
    message["Message-ID"] = id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = language
    return message
