"""What can be done with papers: asking for them, claiming one to make, keeping it."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from onboarding import jobs
from onboarding.database import after_commit, db, to_json, transaction
from onboarding.documents import letterhead
from onboarding.documents.models import Counter, Document, StoredFile

_CLAIM = timedelta(seconds=20)
_TRIES = 5
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
FISCAL_YEAR_STARTS = 4
# What a paper lacks that is no fact: a feature holds it back, for the reason behind this.
HELD = "held:"


class FactsLacking(Exception):
    """A paper cannot be made; `facts` names the keys of what is missing."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        self.facts = facts
        super().__init__(", ".join(facts))


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper to make: for which step, from which facts (sealed JSON), what it lacks."""

    case_id: int
    step_key: str
    name: str
    facts: str
    fingerprint: str
    lacks: tuple[str, ...]


def ask(asked: Asked, *, at: datetime) -> Document | None:
    """Ask for a paper unless the newest one for its step is made from the same facts.

    Where facts are missing the row says so and nobody tries to make it.
    """
    newest = newest_for(asked.case_id, asked.step_key)
    if newest and _is_for(newest, asked):
        return None
    if newest and newest.state in ("asked", "lacking"):
        _renew(newest, asked, at)
        return newest
    made = newest if newest and newest.state == "made" else _last_made(asked)
    if made:
        made.stale = True
    document = Document(
        case_id=asked.case_id,
        step_key=asked.step_key,
        name=asked.name,
        state="lacking" if asked.lacks else "asked",
        fingerprint=asked.fingerprint,
        facts=asked.facts,
        lacks=to_json(asked.lacks),
        asked_at=at,
        replaces_id=made.id if made else None,
    )
    db.session.add(document)
    db.session.flush()
    _poke(document)
    return document


def _is_for(document: Document, asked: Asked) -> bool:
    """Whether a paper is, or will be, what is asked for.

    A stale one is not, though its facts be the same again: its step is open anew, and only a
    paper that is made anew can end it.
    """
    usable = document.state != "failed" and not document.stale
    same = document.fingerprint == asked.fingerprint and usable
    return same and (document.state != "lacking" or document.lacks == to_json(asked.lacks))


def _renew(document: Document, asked: Asked, at: datetime) -> None:
    document.state = "lacking" if asked.lacks else "asked"
    document.facts, document.fingerprint = asked.facts, asked.fingerprint
    document.lacks, document.asked_at = to_json(asked.lacks), at
    _poke(document)


def ask_again(document: Document, asked: Asked, *, at: datetime) -> None:
    """Try once more to make a paper that failed or lacked something."""
    document.tries, document.error = 0, ""
    _renew(document, asked, at)


def _poke(document: Document) -> None:
    if document.state == "asked":
        id = document.id
        after_commit(lambda: jobs.enqueue("onboarding.cases.jobs.make_document", id))


def newest_for(case_id: int, step_key: str) -> Document | None:
    """Return the newest paper of a step, in whatever state."""
    found = select(Document).where(Document.case_id == case_id, Document.step_key == step_key)
    return db.session.scalars(found.order_by(Document.id.desc()).limit(1)).first()


def _last_made(asked: Asked) -> Document | None:
    found = select(Document).where(
        Document.case_id == asked.case_id,
        Document.step_key == asked.step_key,
        Document.state == "made",
    )
    return db.session.scalars(found.order_by(Document.id.desc()).limit(1)).first()


def mark_stale(case_id: int, step_key: str) -> None:
    """Say of every paper made for a step that its facts have changed since."""
    stale = update(Document).where(Document.case_id == case_id, Document.step_key == step_key)
    db.session.execute(stale.where(Document.state == "made").values(stale=True))


def withdraw(case_id: int, since: datetime) -> set[str]:
    """Take back what was asked for since a moment; return the keys of the steps.

    A paper that has its number stays, out of date: somebody may hold it in their hands.
    """
    recent = (Document.case_id == case_id, Document.asked_at >= since)
    found = db.session.scalars(select(Document).where(*recent).order_by(Document.id.desc())).all()
    for document in found:
        if document.number is None:
            db.session.delete(document)
        else:
            document.stale = True
    db.session.flush()
    return {document.step_key for document in found}


def drop(case_id: int, step_key: str) -> None:
    """Take back what was asked for a step and has no number yet."""
    mine = (Document.case_id == case_id, Document.step_key == step_key)
    db.session.execute(delete(Document).where(*mine, Document.number.is_(None)))


def count_again(case_id: int, step_key: str, made_from: str | None, *, before: datetime) -> None:
    """Let the newest paper made for a step before a moment be up to date again.

    `made_from`: only if these are its facts; None where whatever was made counts.
    """
    mine = (Document.case_id == case_id, Document.step_key == step_key)
    made = select(Document).where(*mine, Document.state == "made", Document.asked_at < before)
    newest = db.session.scalars(made.order_by(Document.id.desc()).limit(1)).first()
    if newest and made_from in (None, newest.fingerprint):
        newest.stale = False


def release(case_id: int, step_key: str, *, at: datetime) -> Document | None:
    """Let the readers of a step's paper have it; return it, None where there is none made."""
    document = newest_for(case_id, step_key)
    if document is None or document.state != "made" or document.stale:
        return None
    document.released_at = at
    return document


def claim(document_id: int, prefix: str, *, at: datetime, on: date) -> Document | None:
    """Take a paper to make it; None where it is made, or somebody else is making it.

    It gets its number and its code now, and keeps them however often it is tried. `on`: the
    office's date. One that has taken every worker's life that tried is not tried again.
    """
    with transaction():
        _give_up_deadly(document_id, at)
        free = (Document.claimed_until.is_(None)) | (Document.claimed_until < at)
        taken = db.session.execute(
            update(Document)
            .where(
                Document.id == document_id,
                Document.state.in_(("asked", "making")),
                free,
            )
            .values(state="making", claimed_until=at + _CLAIM, tries=Document.tries + 1)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]
            return None
        document = db.session.get_one(Document, document_id, populate_existing=True)
        if document.number is None:
            document.number = next_number(prefix, on)
            document.code = new_code()
    return document


def _give_up_deadly(document_id: int, at: datetime) -> None:
    """Note that a paper failed whose makers all died: nobody else could say so."""
    left = (Document.state == "making", Document.claimed_until < at, Document.tries >= _TRIES)
    failed = update(Document).where(Document.id == document_id, *left)
    db.session.execute(failed.values(state="failed", error="worker died", claimed_until=None))


def keep(
    document: Document,
    file: StoredFile,
    *,
    at: datetime,
    dated_on: date,
    says: Mapping[str, Any] | None = None,
) -> bool:
    """Keep a made paper; False where another worker was faster.

    `says`: what it says of the institution, where that is known.
    """
    done = db.session.execute(
        update(Document)
        .where(Document.id == document.id, Document.state == "making")
        .values(
            state="made",
            file_id=file.id,
            made_at=at,
            dated_on=dated_on,
            claimed_until=None,
            letterhead_id=None if says is None else letterhead.kept(says),
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def give_up(document_id: int, *, lacks: list[str], error: str) -> None:
    """Say why a paper could not be made: characters missing, or an error after several tries."""
    with transaction():
        document = db.session.get_one(Document, document_id)
        document.error, document.claimed_until = error, None
        if lacks:
            document.state, document.lacks = "lacking", to_json(lacks)
        else:
            document.state = "failed" if document.tries >= _TRIES else "asked"


def to_sweep(at: datetime, limit: int) -> list[int]:
    """Return papers asked for and not made by anybody now: a worker or the queue died."""
    asked = Document.asked_at < at - timedelta(seconds=10)
    free = (Document.claimed_until.is_(None)) | (Document.claimed_until < at)
    found = select(Document.id).where(Document.state.in_(("asked", "making")), asked, free)
    return list(db.session.scalars(found.order_by(Document.id).limit(limit)))


def cases_with_held() -> list[int]:
    """Return the cases with a paper a feature holds back."""
    held = (Document.state == "lacking", Document.lacks.contains(f'"{HELD}'))
    return list(db.session.scalars(select(Document.case_id).where(*held).distinct()))


def is_held(document: Document) -> bool:
    """Return whether a paper lacks nothing but what a feature waits for."""
    return document.state == "lacking" and document.lacks.startswith(f'["{HELD}')


def let_go(document: Document) -> None:
    """Let a paper be made though a feature holds it back: an example nobody signs."""
    document.state, document.lacks = "asked", "[]"


def next_number(series: str, on: date) -> str:
    """Return the next number of a series in the fiscal year of a day, as `27-0012`.

    Call it inside a transaction: a number that is not used is not lost.
    """
    return next_numbers(series, on, 1)[0]


def next_numbers(series: str, on: date, count: int) -> list[str]:
    """Return the next numbers of a series, as `next_number` does one by one."""
    year = (on.year if on.month >= FISCAL_YEAR_STARTS else on.year - 1) % 100
    first = _counted(f"{series}:{year:02d}", count) - count + 1
    texts = [f"{year:02d}-{number:04d}" for number in range(first, first + count)]
    return texts if series == "case" else [f"{series}-{text}" for text in texts]


def _counted(name: str, count: int) -> int:
    """Count a series on and return its value; also the first two writers of a year take turns."""
    values = {"series": name, "value": count}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    counted = insert(Counter).values(values)
    counted = counted.on_conflict_do_update(
        index_elements=["series"], set_={"value": Counter.value + count}
    )
    value: int = db.session.scalars(counted.returning(Counter.value)).one()
    return value


def new_code() -> str:
    """Return a code for `/verify`: twelve letters and digits nobody mixes up."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What anybody may know of a paper whose code they have."""

    number: str
    dated_on: date


_also_confirm: list[Callable[[str], Confirmed | None]] = []


def confirm_also(find: Callable[[str], Confirmed | None]) -> None:
    """Have a feature confirm papers of its own, by their codes without spaces and hyphens."""
    _also_confirm.append(find)


def confirm(code: str) -> Confirmed | None:
    """Return number and date of the paper with a code, spaces and hyphens left out."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    document = db.session.scalar(select(Document).where(Document.code == plain))
    if document is None:
        return next((found for find in _also_confirm if (found := find(plain))), None)
    if document.state != "made" or document.dated_on is None:
        return None
    return Confirmed(document.number or "", document.dated_on)


def of_case(case_id: int) -> list[Document]:
    """Return the papers of a case, newest first."""
    found = select(Document).where(Document.case_id == case_id)
    return list(db.session.scalars(found.order_by(Document.id.desc())))


def lacking(document: Document) -> list[str]:
    """Return what a paper lacks."""
    found: list[Any] = json.loads(document.lacks)
    return [str(one) for one in found]
