"""A season of 1,000 arrivals of 60 steps over a year, rehearsed in memory.

Usage: .venv/bin/python -m tests.bench.bench_season [arrivals]

The arrivals are stays of a year and more under the programme with most steps, the whole plan
of each played to its end by the engine; then the whole season of the shipped rule table. Both
are timed from the definitions in memory to the figures. Memory is the process's at its most.
"""

import json
import resource
import sys
import time
from dataclasses import replace
from datetime import date

import onboarding.classes
import onboarding.housing
import onboarding.interviews  # noqa: F401 - they name the kinds of steps the files use
from onboarding.cases.library import read_folder
from onboarding.config import assets
from onboarding.rehearsal.clockwork.season import Among, Settings
from onboarding.rehearsal.rehearsing import Rehearsal, prepared, rehearse

SECONDS = 10.0


def main() -> None:
    """Measure both seasons and say what is met."""
    arrivals = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    folder = assets() / "workflows"
    catalogue = read_folder(folder).catalogue
    every = tuple(one.id for one in catalogue.programmes.values() if not one.umbrella)
    mixed = prepared(catalogue, folder, Settings(every, arrivals, date(2027, 4, 1), 1))
    measure("long stays with a family", long_stays(mixed))
    measure("the shipped season", mixed)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory of the process at its most: {most} MB")


def long_stays(mixed: Rehearsal) -> Rehearsal:
    """Return a season of stays as long as they get, nobody alone, with every question asked."""
    season, settings = mixed.season, mixed.settings
    answers = {**season.answers, "housing.wanted": Among([(True, 1)])}
    answers["japanese.wants_class"] = Among([(True, 1)])
    answers["research.hazards"] = Among([(True, 1)])
    lists = {**season.lists, "family.members": [(2, 1.0)]}
    own = replace(season, lengths=season.lengths[-1:], answers=answers, lists=lists)
    return replace(mixed, season=own, settings=replace(settings, programmes=("employed",)))


def measure(name: str, rehearsal: Rehearsal) -> None:
    """Rehearse once, and print how long it took and how many steps there were."""
    wall, cpu = time.perf_counter(), time.process_time()
    figures = rehearse(rehearsal)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    steps = figures.works / figures.arrivals
    found = {"seconds": round(wall, 1), "of processor": round(cpu, 1), "steps": round(steps, 1)}
    verdict = "met" if wall < SECONDS else "MISSED"
    print(f"{figures.arrivals} arrivals, {name}: {json.dumps(found)}: {verdict}")


if __name__ == "__main__":
    main()
