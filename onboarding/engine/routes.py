"""Approval routes: stages in order, seats beside each other, how many of them must say yes."""

from collections.abc import Mapping
from dataclasses import dataclass

from onboarding.engine.errors import Place
from onboarding.engine.tree import AtLeast, Compare, Literal, Name, Node, Type, Typed


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of an approval: the steps that are its seats, and how many must end with `yes`."""

    number: int
    seats: tuple[str, ...]
    need: int
    yes: str
    at: Place


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a step sits in the route of an approval.

    `approval`: the key of the step it is a seat of. `number` counts from 1 among the `of` seats
    its role has in the stage, which as many people fill. `before`: the stage that must have
    passed first.
    """

    approval: str
    stage: int
    number: int
    of: int
    before: Stage | None = None


def passed(stage: Stage, names: Mapping[str, Typed]) -> Node:
    """Return the condition that a stage has its quorum."""
    yes = Literal(stage.yes, Typed(Type.TEXT))
    return AtLeast(stage.need, tuple(Compare("==", Name(s, names[s]), yes) for s in stage.seats))
