"""The outlook of a case on its pages: for the offices in full, for the others what is theirs."""

from datetime import datetime
from typing import Any, NamedTuple

from onboarding.cases.gate import Visit
from onboarding.cases.library import library
from onboarding.cases.moves_told import MovedBecause, in_words, recent_move
from onboarding.cases.narrating import Teller
from onboarding.cases.planning import Link, chain_of
from onboarding.cases.policies import may_manage, may_work
from onboarding.engine.progress import State
from onboarding.engine.slipping import Shift, What, delays
from onboarding.people.gate import now
from onboarding.web.speaking import reader_language


class Recent(NamedTuple):
    """What moved lately, as `narrating.Told` tells it."""

    at: datetime
    moved: tuple[MovedBecause, ...]
    earliest: Any


def start_in_words(visit: Visit) -> dict[str, Any]:
    """Return what the page for the offices says of the start, of delays and of what moved."""
    seen, teller = visit.outlook, Teller(visit.progress, reader_language())
    late = delays(visit.progress, library().tempo) if visit.case.status == "open" else ()
    told = [shift for shift in late if shift.what is What.EXPECTED]
    chain = chain_of(visit.progress, seen) if seen else []
    return {
        "start": seen,
        "chain": chain,
        "estimated": any(not link.time.source.verified for link in chain),
        "assumed": seen.assumed.bit_count() if seen else 0,
        "family_decides": _hangs_on_family(visit, chain) and not (seen and seen.met),
        "delayed": in_words(told, teller.step, teller.language),
        "recent": _recent(visit, teller),
    }


def _hangs_on_family(visit: Visit, chain: list[Link]) -> bool:
    members = visit.progress.facts.get("family.members") or ()
    return may_manage(visit.part) and any(link.planned.item in members for link in chain)


def _recent(visit: Visit, teller: Teller) -> Recent | None:
    found = recent_move(visit.case, now())
    if found is None:
        return None
    at, moved = found
    left = [shift for shift in moved.shifts if _is_left(visit, shift)]
    told = in_words(left, teller.step, teller.language)
    return Recent(at, told, moved.earliest) if left or moved.earliest else None


def _is_left(visit: Visit, shift: Shift) -> bool:
    """Whether the step is still to be done."""
    planned = visit.progress.plan.find(shift.step)
    return planned is not None and visit.progress.state(planned) in (State.OPEN, State.WAITING)


def my_recent_moves(visit: Visit) -> Recent | None:
    """Return which due dates of the visitor's own steps moved lately."""
    found = recent_move(visit.case, now())
    if found is None:
        return None
    teller, (at, moved) = Teller(visit.progress, reader_language()), found
    mine = [shift for shift in moved.shifts if _is_mine(visit, shift)]
    return Recent(at, in_words(mine, teller.step, teller.language), None) if mine else None


def _is_mine(visit: Visit, shift: Shift) -> bool:
    planned = visit.progress.plan.find(shift.step)
    mine = planned is not None and may_work(visit.part, planned)
    return mine and shift.what is What.DUE and _is_left(visit, shift)
