"""One action on a long case in the engine against SpiffWorkflow's load, step and save.

Usage: .venv/bin/python -m tests.bench.bench_engine [rounds] [interpreter with SpiffWorkflow]

Ours is the plan of a three years' stay with a family, half done. `action`: facts in, new state
out, from a case in memory. `whole`: the same from the saved JSON to the saved JSON, as one
request does it. The peer loads, does one step and saves. Each in turns, median of all rounds.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from onboarding.engine.actions import Actor, finish
from onboarding.engine.events import Event
from onboarding.engine.progress import Progress, advance
from onboarding.engine.snapshot import asked_facts, plain, restore
from tests.cases.playing import FAMILY, Play, Shape

PEER = Path(__file__).with_name("peer_spiff.py")
PEERS = Path(__file__).parents[2] / ".setup/peers/bin/python"
HALF = 35


def main() -> None:
    """Measure in turns and print the ratios."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    interpreter = sys.argv[2] if len(sys.argv) > 2 else str(PEERS)
    progress = half_done()
    steps, text, facts = len(progress.plan.steps), saved(progress), asked_facts(progress)
    spent: dict[str, list[float]] = {"action": [], "whole": [], "peer": []}
    for _ in range(turns):
        spent["action"] += timed(lambda: act(progress), 400)
        spent["whole"] += timed(lambda: saved(act(loaded(progress, text, facts))), 400)
        spent["peer"] += peer(interpreter)
    found = {name: round(median(times), 1) for name, times in spent.items()}
    print(f"microseconds at the median, {steps} steps in the plan:", json.dumps(found))
    for name in ("action", "whole"):
        print(f"peer against {name}: {found['peer'] / found[name]:.1f}×")


def half_done() -> Progress:
    """Return a long case after half of its steps."""
    play = Play(Shape("employed", 1095, FAMILY))
    for progress in play.moments():
        if len(play.done) >= HALF and any(_simple(progress)):
            return progress
    raise AssertionError("the case was over too soon")


def _simple(progress: Progress) -> list[str]:
    """Return the open steps that ask for nothing but to be done."""
    return [one.key for one in progress.open_steps() if one.step.kind == "task"]


def act(progress: Progress) -> Progress:
    """Finish a step with a fact, and return the state that follows."""
    key = _simple(progress)[0]
    role = progress.plan.find(key).step.role  # type: ignore[union-attr]
    by = Actor("somebody", frozenset({role}))
    change = finish(progress, key, by=by, facts={"stay.theme": "Optics"}, outcome=None)
    event = Event(progress.sequence + 1, change.kind, progress.today, change.data)
    return advance(progress, event)


def saved(progress: Progress) -> str:
    """Return a case as JSON, but for its facts, which are sealed apart."""
    return json.dumps(plain(progress), separators=(",", ":"))


def loaded(progress: Progress, text: str, facts: Mapping[str, Any]) -> Progress:
    """Return the case of a saved text and its facts."""
    return restore(progress.plan.blueprint, json.loads(text), facts)


def timed(what: Callable[[], object], rounds: int) -> list[float]:
    """Return the microseconds of each round."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        what()
        found.append((time.perf_counter() - start) * 1e6)
    return found


def peer(interpreter: str) -> list[float]:
    """Return the microseconds of some rounds of the peer, in a process of its own."""
    command = [interpreter, str(PEER), "30"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(each) for each in json.loads(told)]


if __name__ == "__main__":
    main()
