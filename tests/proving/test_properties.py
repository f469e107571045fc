"""What passes holds in the engine: random workflows, and random cases through each."""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.proving.building import Seeded, seeded
from tests.proving.playing import played
from tests.proving.random_flows import PAPERS, flows

EXAMPLES, CASES = 100, 25


def some(examples: int) -> settings:
    """Return how often a property is tried; always the same examples."""
    unhurried = list(HealthCheck)
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=unhurried,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )


def errors(found: Seeded) -> list[str]:
    """Return the codes of the faults, warnings left out."""
    return [fault.code for fault in found.faults if not fault.is_warning]


def seen_in(found: Seeded, *, cases: int, seed: int) -> set[tuple[str, str, str]]:
    """Play random cases of the programme; return what should never be."""
    catalogue = found.catalogue
    blueprint = catalogue.blueprint("p", catalogue.versions_for("p"))
    return played(blueprint, catalogue.registry, cases=cases, seed=seed)


def test_no_case_of_a_workflow_that_passed_meets_what_was_ruled_out() -> None:
    counted: Counter[str] = Counter()

    @some(EXAMPLES)
    @given(flows(), st.integers(0, 10_000))
    def play(text: str, seed: int) -> None:
        found = seeded(text, documents=PAPERS)
        counted.update(["refused" if errors(found) else "passed", *set(errors(found))])
        assert errors(found) or seen_in(found, cases=CASES, seed=seed) == set()

    play()
    print(dict(counted))
    assert counted["passed"] >= EXAMPLES // 5
