"""Faults put into what passes: found, or shown by the engine to be none."""

from collections import Counter
from random import Random

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.building import dump
from tests.proving.building import seeded
from tests.proving.faulting import changed, changes
from tests.proving.random_flows import PAPERS, flows
from tests.proving.test_properties import errors, seen_in, some

EXAMPLES, CHANGES, CASES = 90, 5, 20


def test_fault_put_into_a_workflow_is_found_or_is_none() -> None:
    """Whatever the engine shows to be a fault in random cases has to be found without it."""
    counted: Counter[str] = Counter()

    @some(EXAMPLES)
    @given(flows(), st.integers(0, 10_000))
    def put(text: str, seed: int) -> None:
        steps = yaml.safe_load(text)["steps"]
        every = [] if errors(seeded(text, documents=PAPERS)) else list(changes(steps))
        for name, change in Random(seed).sample(every, min(CHANGES, len(every))):
            found = seeded(dump({"steps": changed(steps, change)}), documents=PAPERS)
            seen = seen_in(found, cases=CASES, seed=seed)
            counted["changes"] += 1
            counted["found"] += bool(errors(found))
            counted["seen by the engine"] += bool(seen)
            assert errors(found) or not seen, (name, seen)

    put()
    print(dict(counted), f"found: {counted['found'] / counted['changes']:.0%}")
    assert counted["changes"] > 40
    assert counted["found"] / counted["changes"] > 0.25
