"""Whether the deadlines of law hang on days there are; steps that name one check the rest."""

from collections.abc import Iterator

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Clock
from onboarding.engine.errors import Fault
from onboarding.engine.nesting import chain
from onboarding.engine.references import References
from onboarding.engine.tree import Type


def check_clocks(catalogue: Catalogue) -> Iterator[Fault]:
    """Return every fault of the deadlines of law that steps may name."""
    known = References(catalogue, catalogue.names_now())
    for clock in catalogue.clocks.values():
        yield from _clock(known, clock)


def _clock(known: References, clock: Clock) -> Iterator[Fault]:
    """Return what is wrong with one: an amount or a day it does not have, a condition."""
    lists: set[str] = set()
    if clock.due and isinstance(clock.due.amount, str):
        about = (f"parameter.{clock.due.amount}",)
        yield Fault(clock.places["due"], "E103", "unknown_name", about)
    for name, key in clock.dates(known.names).items():
        if name not in known.names:
            yield Fault(clock.places[key], "E103", "unknown_name", (name,))
        elif known.names[name].type is not Type.DATE:
            yield Fault(clock.places[key], "E111", "not_a_date", (name,))
        else:
            lists.update(chain(known.names[name].of, known.names))
    yield from known.condition(clock.when, frozenset(lists))
