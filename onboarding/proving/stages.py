"""One step of a programme in the solver's words."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import z3

from onboarding.engine.compiled import Binding
from onboarding.engine.plan import PlannedStep
from onboarding.proving.logic import Formula, Term, Three, all_of, every, opposite


@dataclass(eq=False)
class Stage:
    """One step of the plan in the solver's words.

    `exists`: its item is there; `met`: all it needs is settled; `opening`: what else it opens on;
    `papers`: what its paper cannot be made without is known; `outcome`: how it ended; `lasting`:
    whether what it hangs on, once it holds, goes on holding; `firm`: that of it which does;
    `needless`: the stage of an approval it has a seat in is decided without it.
    """

    planned: PlannedStep
    binding: Binding
    exists: Formula
    done: Formula
    settled: Formula
    outcome: Term = None
    needless: Formula = False
    met: Formula = True
    conditions: tuple[Three, ...] = ()
    opening: Formula = True
    papers: Formula = True
    lasting: bool = True
    firm: Formula = True

    @cached_property
    def applies(self) -> Three:
        """Return the answer of all its conditions."""
        return all_of(self.conditions)

    @cached_property
    def ready(self) -> Formula:
        """Return when all it needs is there and it applies."""
        return every((self.exists, self.met, self.applies.yes))

    @cached_property
    def open(self) -> Formula:
        """Return when somebody can act in it."""
        return every((self.ready, self.opening))

    @cached_property
    def undecided(self) -> Formula:
        """Return when all it needs is there and nobody can say whether it applies."""
        applies = self.applies
        nobody_knows = (opposite(applies.yes), opposite(applies.no), opposite(self.done))
        return every((self.exists, self.met, *nobody_knows))


def holds(model: Any, formula: Formula) -> bool:
    """Return whether a formula holds in a state the solver found."""
    if isinstance(formula, bool):
        return formula
    return z3.is_true(model.eval(formula, model_completion=True))
