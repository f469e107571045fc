"""Planning back one case: what its page shows, what each action keeps, what an event moved.

Usage: .venv/bin/python -m tests.bench.bench_planning [rounds]

The plan of a three years' stay with a family, just opened, its start out of reach, so that the
earliest is looked for as well. Aims: 5 ms for the page, a tenth of what a page may take to be
answered; 2 ms for what every action adds, small beside its transaction.
"""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from onboarding.engine.backplan import outlook, safe_until
from onboarding.engine.events import ANSWERED, Event
from onboarding.engine.progress import advance
from onboarding.engine.slipping import delays, shifts
from tests.cases.playing import FAMILY, START, Play, Shape, shipped

_PAGE_MS, _ACTION_MS = 5.0, 2.0


def main() -> int:
    """Print the median of each part, and whether it is below its aim."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    tempo = shipped().catalogue.tempo
    before = Play(Shape("employed", 1095, FAMILY)).progress
    soon = {"facts": {"stay.starts_on": START - timedelta(days=60)}}
    after = advance(before, Event(before.sequence + 1, ANSWERED, before.today, soon))
    found = outlook(after, tempo)
    assert found is not None
    assert not found.met
    print(f"{len(after.plan.steps)} steps, {len(found.path)} of them decide the start")
    page = timed(lambda: (outlook(after, tempo), delays(after, tempo)), rounds)
    action = timed(lambda: (safe_until(after, tempo), shifts(before, after, tempo)), rounds)
    missed = [
        told("page: outlook and delays", page, _PAGE_MS),
        told("action: safe until, and what it moved", action, _ACTION_MS),
    ]
    return sum(missed)


def timed(what: Callable[[], object], rounds: int) -> float:
    """Return the median of some rounds, in milliseconds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        what()
        found.append((time.perf_counter() - start) * 1e3)
    return median(found)


def told(name: str, spent: float, aim: float) -> bool:
    """Print one line; return whether the aim is missed."""
    print(f"{name:40} {spent:6.2f} ms  aim {aim:.1f}  {'met' if spent <= aim else 'MISSED'}")
    return spent > aim


if __name__ == "__main__":
    sys.exit(main())
