"""What the engine promises, measured; beside it SpiffWorkflow's load, step and save.

Usage: .venv/bin/python -m tests.bench.bench_engine [rounds] [interpreter with SpiffWorkflow]

`case`: a case of 60 steps run to its end (engine_runs.py says which), against the peer's cases of
40 steps. `open`: from all events of such a case, half done, which steps are open. `action`,
`whole`: one action on the plan of a three years' stay with a family, half done, in memory, and
from the saved JSON to the saved JSON, as one request does it; the peer loads, does one step and
saves. `young`, `old`: the same on a case with 10 and with 1,000 events behind it. Ours and the
peer's in turns, medians of all rounds, in time of the processor: whoever else is busy on the
machine delays long rounds more than short ones.
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
from onboarding.engine.folding import open_steps
from onboarding.engine.progress import Progress, advance, replay
from onboarding.engine.snapshot import asked_facts, plain, restore
from tests.bench.engine_runs import NOTED, Run, complete, played
from tests.cases.playing import FAMILY, Play, Shape

PEER = Path(__file__).with_name("peer_spiff.py")
PEERS = Path(__file__).parents[2] / ".setup/peers/bin/python"
HALF = 35
# What is promised: times the peer's cases, microseconds, bytes, how much more an old case costs.
CASES, OPEN, STORED, GROWTH = 50, 60, 3000, 1.2


def main() -> None:
    """Measure in turns and print what was promised and what is."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    interpreter = sys.argv[2] if len(sys.argv) > 2 else str(PEERS)
    progress, run = half_done(), played()
    rounds = {**of_actions(progress), **of_runs(run)}
    spent: dict[str, list[float]] = {name: [] for name in (*rounds, "peer step", "peer case")}
    for _ in range(turns):
        for name, what in rounds.items():
            spent[name] += timed(what, 200)
        spent["peer step"] += peer(interpreter, "step", 30)
        spent["peer case"] += peer(interpreter, "case", 12)
    found = {name: round(median(times), 1) for name, times in spent.items()}
    steps = len(progress.plan.steps)
    print(f"microseconds at the median, {steps} steps in the longest plan:", json.dumps(found))
    for name in ("action", "whole"):
        print(f"peer against {name}: {found['peer step'] / found[name]:.1f}×")
    judge(found, stored(run))


def judge(found: Mapping[str, float], size: int) -> None:
    """Print what is met and what is not."""
    cases, growth = found["peer case"] / found["case"], found["old"] / found["young"]
    say(
        "cases per second",
        f"{1e6 / found['case']:,.0f}, {cases:.1f}× the peer's",
        CASES,
        cases >= CASES,
    )
    say("open steps from half a history, µs", f"{found['open']}", OPEN, found["open"] < OPEN)
    say("bytes of a case without its facts, at most", f"{size:,}", STORED, size < STORED)
    say("an action after 1,000 events against 10", f"{growth:.2f}×", GROWTH, growth < GROWTH)


def say(what: str, found: str, aim: float, met: bool) -> None:
    """Print one promise."""
    print(f"{what}: {found}  aim {aim:,}  {'met' if met else 'MISSED'}")


def of_actions(progress: Progress) -> dict[str, Callable[[], object]]:
    """Return the rounds of one action."""
    text, facts = saved(progress), asked_facts(progress)
    return {
        "action": lambda: act(progress),
        "whole": lambda: saved(act(loaded(progress, text, facts))),
    }


def of_runs(run: Run) -> dict[str, Callable[[], object]]:
    """Return the rounds of whole cases and their histories."""
    half, ages = run.half(), {"young": run.aged(10), "old": run.aged(1000)}
    today = half[-1].on
    kept = {name: (saved(one), asked_facts(one)) for name, one in ages.items()}
    return {
        "case": lambda: complete(run),
        "open": lambda: open_steps(run.blueprint, half, today),
        "young": lambda: saved(act(loaded(ages["young"], *kept["young"]))),
        "old": lambda: saved(act(loaded(ages["old"], *kept["old"]))),
    }


def stored(run: Run) -> int:
    """Return the most bytes a case of sixty steps is saved as, at any moment of it."""
    moments = range(1, len(run.events) + 1)
    states = (replay(run.blueprint, run.events[:n], run.events[n - 1].on) for n in moments)
    return max(len(saved(state).encode()) for state in states)


def half_done() -> Progress:
    """Return a long case after half of its steps."""
    play = Play(Shape("employed", 1095, FAMILY))
    for progress in play.moments():
        if len(play.done) >= HALF and any(_simple(progress)):
            return progress
    raise AssertionError("the case was over too soon")


def _simple(progress: Progress) -> list[str]:
    """Return the open steps that ask for nothing but to be done."""
    return [one.key for one in progress.open_steps() if not one.step.every_ask()]


def act(progress: Progress) -> Progress:
    """Finish a step with a fact, and return the state that follows."""
    key = _simple(progress)[0]
    step = progress.plan.by_key[key].step
    by, outcome = Actor("somebody", frozenset({step.role})), None
    if step.outcomes:
        outcome = step.outcomes[0].id
    change = finish(progress, key, by=by, facts={NOTED: "A quiet room"}, outcome=outcome)
    event = Event(progress.sequence + 1, change.kind, progress.today, change.data)
    return advance(progress, event)


def saved(progress: Progress) -> str:
    """Return a case as JSON, but for its facts, which are sealed apart."""
    return json.dumps(plain(progress), separators=(",", ":"))


def loaded(progress: Progress, text: str, facts: Mapping[str, Any]) -> Progress:
    """Return the case of a saved text and its facts."""
    return restore(progress.plan.blueprint, json.loads(text), facts)


def timed(what: Callable[[], object], rounds: int) -> list[float]:
    """Return the microseconds of the processor each round takes."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        what()
        found.append((time.process_time() - start) * 1e6)
    return found


def peer(interpreter: str, what: str, rounds: int) -> list[float]:
    """Return the microseconds of some rounds of the peer, in a process of its own."""
    command = [interpreter, str(PEER), what, str(rounds)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(each) for each in json.loads(told)]


if __name__ == "__main__":
    main()
