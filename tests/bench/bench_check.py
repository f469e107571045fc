"""How long it takes to prove definitions: one file of over 60 steps, and everything shipped.

Usage: .venv/bin/python -m tests.bench.bench_check [--long]

Seconds of the processor, best of three, since other work on the machine is no part of it. With
`--long` thousands of random cases are played through each random workflow that passed, and many
faults are put into passing workflows, the shipped ones too; the rates are printed.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from random import Random

import yaml
from hypothesis import given
from hypothesis import strategies as st

from onboarding.engine.catalogue import Catalogue
from onboarding.proving import prove
from tests.cases.playing import programmes, shipped
from tests.engine.building import dump
from tests.proving.building import seeded
from tests.proving.faulting import changed, changes
from tests.proving.random_flows import PAPERS, flows
from tests.proving.shipped_faults import counted_in, of_programme
from tests.proving.test_properties import errors, seen_in, some

FILE_LIMIT, ALL_LIMIT = 2.0, 10.0
STEPS = 64


def main() -> int:
    """Print the figures; return 1 where one is missed."""
    whole = shipped().catalogue
    one = long_file()
    figures = [
        (f"one file of {STEPS} steps", seconds(lambda: prove(one)), FILE_LIMIT),
        ("all shipped programmes", seconds(lambda: prove(fresh(whole))), ALL_LIMIT),
    ]
    for what, spent, limit in figures:
        verdict = "met" if spent < limit else "MISSED"
        print(f"{what}: {spent:.2f} s (under {limit:.0f} s): {verdict}")
    if "--long" in sys.argv:
        random_workflows(examples=400, cases=2_000)
        faults(examples=400, cases=100)
        shipped_faults(of_each=25)
    return int(any(spent >= limit for _what, spent, limit in figures))


def seconds(what: Callable[[], object]) -> float:
    """Return the seconds of the processor of the best of three rounds."""
    found = []
    for _round in range(3):
        start = time.process_time()
        what()
        found.append(time.process_time() - start)
    return min(found)


def fresh(catalogue: Catalogue) -> Catalogue:
    """Return the same definitions with nothing compiled yet."""
    found = Catalogue(catalogue.registry, workdays=catalogue.workdays)
    found.fields, found.roles = catalogue.fields, catalogue.roles
    found.documents, found.programmes = catalogue.documents, catalogue.programmes
    found.workflows = catalogue.workflows
    return found


def long_file() -> Catalogue:
    """Return one workflow of many steps: forms, conditions on their answers, dates, papers."""
    steps = []
    for number in range(STEPS // 4):
        before = [f"c{number - 1}"] if number else []
        days = 300 - number
        steps += [
            f"- {{id: a{number}, kind: form, role: guest, needs: {before}, "
            f"when: stay.days > {number}, asks: [f.n{number}, f.y{number}]}}",
            f"- {{id: b{number}, kind: task, role: office, needs: [a{number}], "
            f"when: stay.days > {number + 30} and f.n{number} > {number}, "
            f"due: {days} days before stay.starts_on}}",
            f"- {{id: d{number}, kind: decision, role: host, needs: [a{number}], "
            f"when: stay.days > {number + 60} and f.y{number}, "
            "outcomes: {fine: {}, bad: {}}}",
            f"- {{id: c{number}, kind: task, role: hr, needs: [b{number}, d{number}], "
            f'when: w.d{number} == "bad" or stay.days < 300}}',
        ]
    more = "".join(f"  n{n}: {{type: integer}}\n  y{n}: {{type: yes_no}}\n" for n in range(STEPS))
    fields = (
        "stay:\n  starts_on: {type: date, at_opening: required}\n"
        "  ends_on: {type: date, at_opening: required}\n"
        "  days: {type: integer, formula: stay.ends_on - stay.starts_on + 1}\nf:\n" + more
    )
    found = seeded("\n".join(steps), fields=fields)
    assert errors(found) == [], found.found[:3]
    return fresh(found.catalogue)


def random_workflows(*, examples: int, cases: int) -> None:
    """Play thousands of random cases through each random workflow that passed."""
    counted: Counter[str] = Counter()

    @some(examples)
    @given(flows(), st.integers(0, 10_000))
    def play(text: str, seed: int) -> None:
        found = seeded(text, documents=PAPERS)
        counted["refused" if errors(found) else "passed"] += 1
        if not errors(found):
            counted["cases"] += cases
            counted["broken"] += bool(seen_in(found, cases=cases, seed=seed))

    play()
    print(f"random workflows: {dict(counted)}")


def faults(*, examples: int, cases: int) -> None:
    """Put faults into random workflows that passed; say how many were found."""
    counted: Counter[str] = Counter()

    @some(examples)
    @given(flows(), st.integers(0, 10_000))
    def put(text: str, seed: int) -> None:
        if errors(seeded(text, documents=PAPERS)):
            return
        steps = yaml.safe_load(text)["steps"]
        every = list(changes(steps))
        for _name, change in Random(seed).sample(every, min(6, len(every))):
            found = seeded(dump({"steps": changed(steps, change)}), documents=PAPERS)
            seen = seen_in(found, cases=cases, seed=seed)
            counted["changes"] += 1
            counted["found"] += bool(errors(found))
            counted["faults the engine showed"] += bool(seen)
            counted["of these missed"] += bool(seen) and not errors(found)

    put()
    print(f"faults in random workflows: {dict(counted)}")


def shipped_faults(*, of_each: int) -> None:
    """Put faults into the shipped programmes, one after another."""
    whole: Counter[str] = Counter()
    for programme in programmes():
        counted, missed = counted_in(
            of_programme(programme), changes=of_each, cases=20, random=Random(11)
        )
        whole += counted
        whole["missed"] += len(missed)
        for one in missed:
            print(f"  missed in {programme}: {one}")
    print(f"faults in shipped programmes: {dict(whole)}")


if __name__ == "__main__":
    sys.exit(main())
