"""The shipped programmes: proven without a fault or a warning, and faults put into them found."""

from random import Random

import pytest

from onboarding.engine.catalogue import Catalogue
from onboarding.proving import prove
from tests.cases.playing import programmes, shipped
from tests.proving.playing import played
from tests.proving.shipped_faults import counted_in, of_programme


def test_shipped_programmes_have_no_fault_and_no_warning() -> None:
    assert prove(shipped().catalogue) == []


@pytest.mark.parametrize("programme", programmes())
def test_no_random_case_of_a_shipped_programme_meets_what_was_ruled_out(programme: str) -> None:
    catalogue: Catalogue = shipped().catalogue
    blueprint = catalogue.blueprint(programme, catalogue.versions_for(programme))

    assert played(blueprint, catalogue.registry, cases=6, seed=1) == set()


def test_faults_put_into_a_shipped_programme_are_found_or_are_none() -> None:
    catalogue = of_programme("own_funds")

    counted, missed = counted_in(catalogue, changes=6, cases=6, random=Random(7))
    print(counted)

    assert missed == []
    assert counted["found"] >= 2
