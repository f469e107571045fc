"""Screening a case: its names against every list in use; what is new is told, nothing decided."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from onboarding.cases import service
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.database import db, to_json
from onboarding.engine.progress import Progress
from onboarding.security.lists import entries_of, in_use
from onboarding.security.matching import Hit, hits
from onboarding.security.models import LookAgain, Screening, ScreeningHit, ScreeningList
from onboarding.security.rules import rules_on
from onboarding.security.telling import tell_office

BESIDE = "export_screening"
NAMES = (
    *("researcher.home_institution", "declaration.institutions"),
    *("researcher.family_name", "researcher.given_name", "researcher.native_name"),
)
OTHER, SAME = "other", "same"
# Causes that took the verdict back: only a new verdict settles them.
TAKEN = frozenset({"list", "facts"})
_LONGEST = 400


def names_of(facts: Mapping[str, Any]) -> list[str]:
    """Return the names of a case that are screened: its institutions and the person."""
    lines = str(facts.get("declaration.institutions") or "").splitlines()
    person = (str(facts.get(f"researcher.{part}") or "") for part in ("family_name", "given_name"))
    found = (
        str(facts.get("researcher.home_institution") or ""),
        *lines,
        " ".join(person),
        str(facts.get("researcher.native_name") or ""),
    )
    plain = (" ".join(one.split())[:_LONGEST] for one in found)
    return list(dict.fromkeys(one for one in plain if one))


def screen(case: Case, progress: Progress, *, cause: str, at: datetime) -> list[ScreeningHit]:
    """Screen a case inside a transaction; return the hits that are new or changed."""
    lists, names = in_use(), names_of(progress.facts)
    if not lists or not names:
        return []
    known = {(h.list_key, h.entry_name, h.asked): h for h in hits_of(case.id, gone=True)}
    seen: dict[tuple[str, str, str], ScreeningHit] = {}
    new = []
    for version, asked, hit in _found(lists, names, at):
        key = (version.key, hit.entry.name, asked)
        if key in seen:
            continue
        row = known.get(key) or ScreeningHit(case_id=case.id, first_seen=at, decision="", note="")
        if _note(row, version, asked, hit):
            db.session.add(row)
            new.append(row)
        seen[key] = row
    for key, row in known.items():
        row.gone = key not in seen
    versions = to_json([one.id for one in lists])
    db.session.add(
        Screening(
            case_id=case.id,
            at=at,
            cause=cause,
            lists=versions,
            names=to_json(names),
            hits=len(seen),
            new_hits=len(new),
        )
    )
    return new


def _found(
    lists: Iterable[ScreeningList], names: Iterable[str], at: datetime
) -> Iterator[tuple[ScreeningList, str, Hit]]:
    least = rules_on(local_day(at)).alike
    for version in lists:
        for asked in names:
            for hit in hits(asked, entries_of(version), least=least):
                yield version, asked, hit


def _note(row: ScreeningHit, version: ScreeningList, asked: str, hit: Hit) -> bool:
    """Write what was found into a hit; return whether it is new, or another than was decided."""
    told = {
        "entry_name": hit.entry.name[:400],
        "named": hit.named[:400],
        "country": hit.entry.country[:120],
        "concern": hit.entry.concern[:400],
        "score": hit.score,
        "reason": hit.reason,
    }
    changed = row.id is None or row.gone or any(getattr(row, k) != v for k, v in told.items())
    for name, value in {**told, "list_key": version.key, "asked": asked}.items():
        setattr(row, name, value)
    row.list_id, row.gone = version.id, False
    if changed:
        row.decision, row.decided_at, row.decided_by_id = "", None, None
    return changed


def hits_of(case_id: int, *, gone: bool = False) -> list[ScreeningHit]:
    """Return the hits of a case, the likest first; `gone`: also those not found any more."""
    found = select(ScreeningHit).where(ScreeningHit.case_id == case_id)
    if not gone:
        found = found.where(ScreeningHit.gone.is_(False))
    ordered = found.order_by(ScreeningHit.score.desc(), ScreeningHit.id)
    return list(db.session.scalars(ordered))


def last_screening(case_id: int) -> Screening | None:
    """Return the newest screening of a case."""
    found = select(Screening).where(Screening.case_id == case_id)
    return db.session.scalar(found.order_by(Screening.id.desc()).limit(1))


def screen_again(case: Case, *, at: datetime) -> int:
    """Screen a case with a new list, inside a transaction; return how many hits are new.

    Where a verdict was given already, new hits take it back: the office looks at it again.
    """
    progress = progress_of(case, local_day(at))
    new = screen(case, progress, cause="list", at=at)
    if new and reopen_verdict(case, by=By(None, at), reason=_REASON):
        look_at(case, "list", "; ".join(hit.entry_name for hit in new), at=at)
    return len(new)


def reopen_verdict(case: Case, *, by: By, reason: str) -> bool:
    """Take back every finished verdict step of a case; return whether there was one."""
    progress = progress_of(case, local_day(by.at))
    keys = [p.key for p in verdict_steps(progress) if progress.done >> p.number & 1]
    if not keys or progress.closed:
        return bool(keys)
    for key in reversed(keys):
        service.reopen_step(case.id, key, reason=reason, by=by)
    return True


_REASON = "リストの更新による再照合 / Screened again with a new list"


def verdict_steps(progress: Progress) -> list[Any]:
    """Return the steps of a case that have the worksheet beside them, in plan order."""
    return [p for p in progress.plan.steps if p.step.options.get("beside") == BESIDE]


def stands(progress: Progress) -> bool:
    """Return whether there is a verdict, and none is being made anew."""
    steps = verdict_steps(progress)
    is_open = any(progress.open >> planned.number & 1 for planned in steps)
    return any(progress.done >> planned.number & 1 for planned in steps) and not is_open


def look_at(case: Case, cause: str, detail: str, *, at: datetime) -> LookAgain:
    """Put a case onto the page of those to look at again; once for each cause at a time.

    The export-control office is told by mail, but of a list: of that once, when all are screened.
    """
    there = select(LookAgain).where(
        LookAgain.case_id == case.id, LookAgain.cause == cause, LookAgain.settled == ""
    )
    row = db.session.scalar(there)
    if row is None:
        row = LookAgain(case_id=case.id, cause=cause, settled="", note="")
        db.session.add(row)
    row.detail, row.at = detail[:400], at
    db.session.flush()
    if cause != "list":
        tell_office(case, row, at=at)
    return row
