"""What can be proven of workflow files before any case runs by them.

Pure: it reads a catalogue, asks a solver, and says what it found. Where the solver is not there,
one warning says so, and the rest is checked all the same.
"""

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.errors import Fault, Place
from onboarding.proving.deciders import undecided
from onboarding.proving.escalations import escalations
from onboarding.proving.unused import unused

__all__ = ["prove"]


def prove(catalogue: Catalogue) -> list[Fault]:
    """Return every fault and warning of a catalogue without structural faults, in file order."""
    found = {*escalations(catalogue), *unused(catalogue), *undecided(catalogue)}
    found |= set(_solved(catalogue))
    return sorted(found, key=lambda fault: (fault.place, fault.code, fault.about))


def _solved(catalogue: Catalogue) -> list[Fault]:
    try:
        from onboarding.proving.proof import proven
    except ModuleNotFoundError as missing:
        if missing.name != "z3":
            raise
        return [Fault(Place("programmes", 1, 1), "W200", "no_solver")]
    return list(proven(catalogue))
