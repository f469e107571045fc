"""SMTP, as `MAIL_URL` says: `smtp://user:password@host:587`, `smtps://…`, `smtp://…?starttls=no`."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465}
_SECONDS = 20


def send(message: EmailMessage, mail_url: str) -> None:
    """Hand one message to the mail server.

    Raises:
        OSError, smtplib.SMTPException: it did not take it.
    """
    parts = urlsplit(mail_url)
    host, port = parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    with server:
        if parts.scheme == "smtp" and _wants_tls(parts.query, server):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _wants_tls(query: str, server: smtplib.SMTP) -> bool:
    """Use TLS wherever the server offers it, unless the setting says no."""
    server.ehlo()
    return parse_qs(query).get("starttls") != ["no"] and server.has_extn("starttls")
