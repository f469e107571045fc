"""Refusals of the engine: small, named, carrying facts and no sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file: 1-based line and column, as editors count."""

    file: str
    line: int
    col: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.col}"


# Fact key, or the key of a step for how it ends → the answer; None where it is left empty.
Answers = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a definition: its code, what is wrong (a key, not a sentence) and with what.

    `answers` are an example that shows it: empty where any answers do, None where it needs none.
    `programmes`: the only ones it is a fault of. A code that begins with W is a warning.
    """

    place: Place
    code: str
    reason: str
    about: tuple[str, ...] = ()
    answers: Answers | None = None
    programmes: tuple[str, ...] = ()

    @property
    def is_warning(self) -> bool:
        """Return whether the definitions can be used all the same."""
        return self.code.startswith("W")


class Refusal(Exception):
    """Something that cannot be done now; the shell turns it into a sentence."""


class FaultyDefinition(Refusal):
    """The files do not make a workflow; `faults` holds every one found, in file order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.place} {f.code} {f.reason} {f.about}" for f in self.faults))


class UnknownStep(Refusal):
    """The case has no such step."""


class StepNotOpen(Refusal):
    """The step is finished already, does not apply, or something it needs is not there."""


class NotYourStep(Refusal):
    """The definition gives the step to another role."""


class SecondSeat(Refusal):
    """The same person has filled another seat of this stage, which needs several people."""


class UnknownOutcome(Refusal):
    """The step has no such outcome, or needs one and got none."""


class UnknownTarget(Refusal):
    """The outcome may send back to several steps, and this is none of them."""


class FactsMissing(Refusal):
    """Facts the step asks for were not given; `fields` names them in the order asked."""

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = tuple(fields)
        super().__init__(", ".join(self.fields))


class CaseIsOver(Refusal):
    """The case is closed or stopped; nothing more can be recorded."""


class HappenedSince(Refusal):
    """A move cannot be undone: `kinds` names what came after it, from event `sequence` on."""

    def __init__(self, sequence: int, kinds: Sequence[str]) -> None:
        self.sequence, self.kinds = sequence, tuple(kinds)
        super().__init__(", ".join(self.kinds))


class WrongFacts(TypeError):
    """Facts the dictionary does not know, or not of their field's type: a mistake of the caller.

    `keys` names them in the order given. People never meet it: forms and imports read first.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(", ".join(self.keys))
