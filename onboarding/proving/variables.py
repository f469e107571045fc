"""What the solver knows of each fact: a value it may have, and whether it is known."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import z3

from onboarding.engine.definition import Field
from onboarding.engine.tree import Type, Typed
from onboarding.engine.vocabulary import type_of
from onboarding.proving.days import FIRST, LAST
from onboarding.proving.logic import Formula, Term, Value, every

# Texts are numbers; one that no file names is any number from here on.
ANOTHER = 1_000_000


class Texts:
    """Every text a condition names, numbered, so that the solver may compare them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._compared: dict[str, set[int]] = {}

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self._numbers.setdefault(text, len(self._numbers))

    def compare(self, name: str, text: str) -> None:
        """Note that a condition compares a fact with a text."""
        self._compared.setdefault(name, set()).add(self.number(text))

    def compared_with(self, name: str) -> list[int]:
        """Return the numbers of the texts a fact is compared with."""
        return sorted(self._compared.get(name, ()))

    def text(self, number: int) -> str | None:
        """Return the text of a number; None for one that no file names."""
        return next((text for text, own in self._numbers.items() if own == number), None)

    @property
    def known(self) -> frozenset[str]:
        """Return every text named so far."""
        return frozenset(self._numbers)


class Variables:
    """The variables of a programme's facts, made when they are first asked for.

    `limits` collects what holds of the values whatever anybody answers.
    """

    def __init__(self, fields: Mapping[str, Field], texts: Texts) -> None:
        self.fields, self.texts = fields, texts
        self.limits: list[Formula] = []
        self.values: dict[str, Term] = {}
        self._known: dict[str, Formula] = {}

    def fact(self, key: str) -> Value:
        """Return the value kept under a fact key, and whether it is known."""
        if key not in self.values:
            field = self.fields[key.partition("@")[0]]
            self.values[key] = self._value(key, field)
            self._known[key] = z3.Bool(f"known {key}")
        return Value(self.values[key], self._known[key])

    def _value(self, key: str, field: Field) -> Term:
        typed = type_of(field)
        if typed.type is Type.BOOLEAN:
            return z3.Bool(key)
        if typed.type is Type.CHOICES:
            return {option: z3.Bool(f"{key} {option}") for option in typed.options}
        term = z3.Int(key)
        self.limits += _limits(term, field, typed, self.texts)
        return term


def _limits(term: Term, field: Field, typed: Typed, texts: Texts) -> list[Formula]:
    if typed.type is Type.TEXT:
        options = [texts.number(option) for option in typed.options]
        return [z3.Or([term == option for option in options])] if options else [term >= 0]
    if typed.type is Type.DATE:
        least, most = (_day(field.limits.get(name)) for name in ("min", "max"))
        return [term >= (least or FIRST), term <= (most or LAST)]
    if typed.type is Type.LIST:
        return [term >= 0]
    pairs = ((field.limits.get("min"), term.__ge__), (field.limits.get("max"), term.__le__))
    return [compare(limit) for limit, compare in pairs if isinstance(limit, int)]


def _day(limit: Any) -> int | None:
    """Return a limit of a date as a number; None where it is none, or moves with today."""
    if isinstance(limit, date):
        return limit.toordinal()
    if not isinstance(limit, str) or limit == "today":
        return None
    return date.fromisoformat(limit).toordinal()


def plain(value: Any, texts: Texts) -> Term:
    """Return a value of a file as the solver sees it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.toordinal()
    return texts.number(value) if isinstance(value, str) else value


def same(term: Term, value: Any) -> Formula:
    """Return when a variable has the value the solver found."""
    if isinstance(term, dict):
        return every(same(term[option], value[option]) for option in term)
    return term == value
