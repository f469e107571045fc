"""What can be done with messages: queueing one with the fact it tells of, sending it later."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import inspect, or_, select, update
from sqlalchemy.orm import aliased

from onboarding import jobs
from onboarding.database import after_commit, db, to_json, transaction
from onboarding.notices.models import Notice
from onboarding.people.models import Person

TRIES = 8
JOB = "onboarding.notices.jobs.deliver"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to queue. `once` is a key under which at most one is ever sent.

    `leads_to`: the page its sign-in link opens; empty for a message without one. `first`: no
    other of its kind can be waiting.
    """

    name: str
    to: Person
    case_id: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    leads_to: str = ""
    once: str | None = None
    first: bool = False


def queue(message: Message, *, at: datetime) -> Notice | None:
    """Write a message to be sent after the commit; None where `once` was used already.

    A message of the same name to the same person about the same case that has not gone out
    yet is brought up to date instead of joined by a second one.
    """
    if message.once and db.session.scalar(select(Notice.id).where(Notice.once == message.once)):
        return None
    waiting = None if message.first else _waiting(message)
    if waiting is not None:
        waiting.facts, waiting.leads_to = to_json(message.facts), message.leads_to
        return waiting
    notice = Notice(
        person_id=message.to.id,
        case_id=message.case_id,
        name=message.name,
        facts=to_json(message.facts),
        leads_to=message.leads_to,
        once=message.once,
        try_after=at,
        created_at=at,
    )
    db.session.add(notice)
    after_commit(lambda: _poke(notice))
    return notice


def _poke(notice: Notice) -> None:
    if inspect(notice).pending:
        db.session.flush()
    jobs.enqueue(JOB, notice.id)


def _waiting(message: Message) -> Notice | None:
    if message.once:
        return None
    found = select(Notice).where(
        Notice.person_id == message.to.id,
        Notice.case_id == message.case_id,
        Notice.name == message.name,
        Notice.state == "waiting",
        Notice.tries == 0,
    )
    return db.session.scalars(found.limit(1)).first()


def claim(notice_id: int, *, at: datetime) -> Notice | None:
    """Take a message to send it; None where it is sent, or somebody else is sending it.

    One that has taken every worker's life that tried is given up: nobody else could say so.
    """
    deadly = (Notice.id == notice_id, Notice.state == "waiting", Notice.tries >= TRIES)
    db.session.execute(update(Notice).where(*deadly).values(state="failed"))
    taken = db.session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.state == "waiting", Notice.try_after <= at)
        .values(tries=Notice.tries + 1, try_after=at + timedelta(minutes=2))
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    return db.session.get_one(Notice, notice_id, populate_existing=True)


def sent(notice: Notice, *, at: datetime) -> None:
    """Note that a message went out."""
    notice.state, notice.sent_at, notice.error = "sent", at, ""


def not_sent(notice: Notice, error: str, *, at: datetime) -> None:
    """Note that sending failed; it is tried again later, each time after twice as long."""
    notice.error = error[:500]
    notice.try_after = at + timedelta(seconds=30 * 2**notice.tries)
    if notice.tries >= TRIES:
        notice.state = "failed"


def undelivered(case_id: int) -> list[Notice]:
    """Return the messages of a case that were given up and followed by none that went out."""
    later = aliased(Notice)
    after = select(later.id).where(
        later.case_id == Notice.case_id,
        later.person_id == Notice.person_id,
        later.id > Notice.id,
    )
    found = select(Notice).where(
        Notice.case_id == case_id, Notice.state == "failed", ~after.exists()
    )
    return list(db.session.scalars(found.order_by(Notice.id)))


def send_again(case_id: int, *, at: datetime) -> int:
    """Try once more what could not be delivered; return how many messages."""
    with transaction():
        found = undelivered(case_id)
        for notice in found:
            notice.state, notice.tries, notice.try_after = "waiting", 0, at
            after_commit(partial(_poke, notice))
    return len(found)


def to_sweep(at: datetime, limit: int) -> list[int]:
    """Return messages that should have gone out by now."""
    due = or_(Notice.tries > 0, Notice.created_at < at - timedelta(seconds=10))
    found = select(Notice.id).where(Notice.state == "waiting", Notice.try_after <= at, due)
    return list(db.session.scalars(found.order_by(Notice.try_after, Notice.id).limit(limit)))


def facts_of(notice: Notice) -> dict[str, Any]:
    """Return what a message tells."""
    facts: dict[str, Any] = json.loads(notice.facts)
    return facts


def newest(email: str, limit: int) -> list[Notice]:
    """Return the newest messages, to one address or (empty) to all."""
    found = select(Notice).order_by(Notice.id.desc()).limit(limit)
    if email:
        found = found.join(Person, Person.id == Notice.person_id).where(Person.email == email)
    return list(db.session.scalars(found))
