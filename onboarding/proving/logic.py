"""Yes-or-no formulas for the solver, kept small: what is plain already is never handed on."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

import z3

# A formula of the solver, or a plain yes or no.
Formula = Any
Term = Any
Key = TypeVar("Key")


class Three(NamedTuple):
    """An answer that may be open: when it is yes, when it is no; neither where it is not known."""

    yes: Formula
    no: Formula


class Value(NamedTuple):
    """What an expression gives, and when it is known."""

    term: Term
    known: Formula


def every(parts: Iterable[Formula]) -> Formula:
    """Return when all of some formulas hold."""
    found = [part for part in parts if part is not True]
    if any(part is False for part in found):
        return False
    return _joined(z3.Z3_mk_and, found) if found else True


def some(parts: Iterable[Formula]) -> Formula:
    """Return when at least one of some formulas holds."""
    found = [part for part in parts if part is not False]
    if any(part is True for part in found):
        return True
    return _joined(z3.Z3_mk_or, found) if found else False


def _joined(join: Callable[..., Any], parts: list[Formula]) -> Formula:
    """Return several formulas as one, without asking of each whether it is a yes or no."""
    if len(parts) == 1:
        return parts[0]
    terms = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    context = z3.main_ctx()
    return z3.BoolRef(join(context.ref(), len(parts), terms), context)


def opposite(part: Formula) -> Formula:
    """Return when a formula does not hold."""
    if isinstance(part, bool):
        return not part
    context = z3.main_ctx()
    return z3.BoolRef(z3.Z3_mk_not(context.ref(), part.as_ast()), context)


def follows(part: Formula, then: Formula) -> Formula:
    """Return when one formula holds only together with another."""
    return some((opposite(part), then))


def either(test: Formula, one: Term, other: Term) -> Term:
    """Return one term where a formula holds, else another."""
    if isinstance(test, bool):
        return one if test else other
    return z3.If(test, one, other)


def answer(value: Value) -> Three:
    """Return a value that is yes or no as an answer."""
    return Three(every((value.known, value.term)), every((value.known, opposite(value.term))))


def value(three: Three) -> Value:
    """Return an answer as a value that is yes or no."""
    return Value(three.yes, some((three.yes, three.no)))


def all_of(parts: Iterable[Three]) -> Three:
    """Return the answer of `and`: no as soon as one part is no."""
    found = tuple(parts)
    return Three(every(part.yes for part in found), some(part.no for part in found))


def any_of(parts: Iterable[Three]) -> Three:
    """Return the answer of `or`: yes as soon as one part is yes."""
    found = tuple(parts)
    return Three(some(part.yes for part in found), every(part.no for part in found))


def number_of(parts: Iterable[Formula]) -> Term:
    """Return how many formulas hold."""
    found = [either(part, 1, 0) for part in parts]
    plain = sum(part for part in found if isinstance(part, int))
    return sum((part for part in found if not isinstance(part, int)), start=plain)


def at_least(parts: Iterable[Three], least: int) -> Three:
    """Return the answer whether at least so many parts are yes."""
    found = tuple(parts)
    enough = number_of(part.yes for part in found) >= least
    out_of_reach = number_of(opposite(part.no) for part in found) < least
    return Three(enough, out_of_reach)


def possible(goals: Mapping[Key, Formula], may_hold: Callable[[Formula], bool]) -> list[Key]:
    """Return the keys of the formulas that may hold: where none of many does, one question tells.

    `may_hold` tells of one formula.
    """
    if not goals or not may_hold(some(goals.values())):
        return []
    keys = list(goals)
    if len(keys) == 1:
        return keys
    half = len(keys) // 2
    parts = ({key: goals[key] for key in among} for among in (keys[:half], keys[half:]))
    return [key for part in parts for key in possible(part, may_hold)]
