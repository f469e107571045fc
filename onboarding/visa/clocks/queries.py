"""What runs out in the open cases: read from their facts, sealed ones opened for this alone."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import undefer

from onboarding.cases.facts import from_plain
from onboarding.cases.history import sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.documents.models import Document, StoredFile
from onboarding.engine.lawdays import last_day
from onboarding.visa.clocks.expiries import (
    PHOTO,
    READ,
    RunsOut,
    is_needed,
    paper_until,
    running_out,
)

Conditions = Collection[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Expiry:
    """Something that runs out, and whose it is; of somebody's own certificate without a case."""

    case: Case | None
    out: RunsOut
    who: str


# Nobody settles that a paper or a photo was used.
_PASSING = frozenset({"paper", "photo"})
Watched = Callable[[date], Iterable[Expiry]]
_others: list[Watched] = []


def watch_also(watched: Watched) -> None:
    """Have something of a feature's own on the page of what runs out."""
    _others.append(watched)


def expiries(within: Conditions, today: date, until: date) -> list[Expiry]:
    """Return what runs out in open cases up to a day, soonest first.

    What has run out stays until it is settled; a paper or photo nobody needs any more, a month.
    """
    cases = select(Case).where(Case.status == "open", *within).options(undefer(Case.snapshot))
    found = [one for case in db.session.scalars(cases) for one in of_case(case, today)]
    found += [one for watched in _others for one in watched(today)]
    since = today - timedelta(days=31)
    near = (
        one
        for one in found
        if one.out.until <= until and (one.out.kind not in _PASSING or one.out.until >= since)
    )
    return sorted(
        near, key=lambda one: (one.out.until, one.case.id if one.case else 0, one.out.kind)
    )


def of_case(case: Case, today: date) -> Iterator[Expiry]:
    """Return what runs out in one case."""
    facts = facts_of(case)
    own = running_out(facts, library().clocks, today)
    for out in (*own, *_papers(case, facts), *_photo(case, facts)):
        yield Expiry(case, out, _name(case, facts, out.item))


def facts_of(case: Case) -> dict[str, Any]:
    """Return the facts of a case that say what runs out, and how steps ended."""
    if not case.snapshot:
        return {}
    kept = json.loads(case.snapshot)
    wanted = {k: v for k, v in kept["facts"].items() if k.partition("@")[0] in READ}
    ended = {key: mark[3] for key, mark in kept["done"].items() if len(mark) > 3}
    return {**ended, **from_plain(wanted, library().fields, sealer_of(case))}


def _name(case: Case, facts: dict[str, Any], item: str) -> str:
    if not item:
        return case.name
    names = (f"member.family_name@{item}", f"member.given_name@{item}")
    return " ".join(str(facts[name]) for name in names if facts.get(name)) or case.name


def _papers(case: Case, facts: dict[str, Any]) -> Iterator[RunsOut]:
    """Return the papers made here that are good for some months, until they are handed in."""
    dated = {id: kind for id, kind in library().documents.items() if kind.valid_months}
    limited = {id: k.valid_months for id, k in dated.items() if is_needed(k.goes_to, facts)}
    if not limited:
        return
    made = select(Document.name, Document.dated_on).where(
        Document.case_id == case.id,
        Document.state == "made",
        Document.stale.is_(False),
        Document.name.in_(limited),
    )
    for name, dated_on in db.session.execute(made.order_by(Document.id)):
        if dated_on:
            yield RunsOut("paper", paper_until(dated_on, limited[name]), name=name)


def _photo(case: Case, facts: dict[str, Any]) -> Iterator[RunsOut]:
    """Return until when a photo can be filed: counted from the day it came, at the latest."""
    photo = str(facts.get("passport.photo") or "")
    if "visa.coe_filed_on" in facts or not photo.isdigit():
        return
    added = db.session.scalar(select(StoredFile.added_at).where(StoredFile.id == int(photo)))
    if added:
        yield RunsOut("photo", last_day(added.date(), PHOTO))
