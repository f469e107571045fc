"""What is wrong with a list or a row of it, in both languages: a colleague may read the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from onboarding.engine.definition import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row. `column`: the heading of the cell, empty for the whole row.

    A hint is worth a look and does not keep the row out.
    """

    column: str
    say: Text
    hint: bool = False

    def plain(self) -> list[Any]:
        """Return what JSON keeps of it."""
        return [self.column, self.say.en, self.say.ja, self.hint]

    @staticmethod
    def of(kept: list[Any]) -> "Problem":
        """Return the problem `plain` kept."""
        column, en, ja, hint = kept
        return Problem(column, Text(en, ja), hint)


class NotAList(Exception):
    """A file that cannot be read as a list; `say` tells why and what to send instead."""

    def __init__(self, sentence: Any) -> None:
        self.say = said(sentence)
        super().__init__(self.say.en)


def said(sentence: Any) -> Text:
    """Return a lazy sentence in both languages."""
    return in_both(lambda language: sentence)


def in_both(make: Callable[[str], Any]) -> Text:
    """Return what `make` says in each language, of which it gets the code."""
    return Text(_in("en", make), _in("ja", make))


def _in(language: str, make: Callable[[str], Any]) -> str:
    with force_locale(language):
        return str(make(language))


def text_of(kept: Mapping[str, str]) -> Text:
    """Return a text from the `{en, ja}` JSON keeps."""
    return Text(kept["en"], kept["ja"])
