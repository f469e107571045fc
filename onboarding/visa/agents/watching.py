"""What of the papers of forwarding agents somebody has to be told, and from which day. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from onboarding.engine.months import add_months
from onboarding.visa.agents.permitting import Filer
from onboarding.visa.agents.rules import Table

# A second word shortly before the end; our own setting.
SHORTLY = timedelta(days=14)
RENEW, SOON, EXPIRED, RETURN = "renew", "soon", "expired", "return"


@dataclass(frozen=True, slots=True)
class Watched:
    """Something to be told of one paper.

    `stage`: renewal has opened, it ends shortly, it has ended, it has to be returned; since
    `since`. `until`: its last day, or the last day in the post.
    """

    paper: str
    stage: str
    since: date
    until: date


def stages(table: Table, paper: str, until: date) -> list[Watched]:
    """Return the days on which somebody is told of a paper that ends, in order."""
    renew_from = add_months(until, -table.papers[paper].renew_from_months)
    days = {RENEW: renew_from, SOON: until - SHORTLY, EXPIRED: until + timedelta(days=1)}
    return [Watched(paper, stage, day, until) for stage, day in days.items()]


def watched(table: Table, filer: Filer, today: date) -> Iterator[Watched]:
    """Return what is to be told of somebody's papers today: of each the newest stage alone."""
    left = filer.left_on if filer.left_on and filer.left_on < today else None
    for paper, held in (filer.papers or {}).items():
        if held.until is None or (held.handed_back_on and held.handed_back_on <= today):
            continue
        if left is not None:
            if paper == "certificate":
                yield Watched(paper, RETURN, left + timedelta(days=1), left)
            continue
        reached = [one for one in stages(table, paper, held.until) if one.since <= today]
        yield from reached[-1:]
