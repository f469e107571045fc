"""The smallest parts of definitions: texts, where they come from, conditions as written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from onboarding.engine.errors import Place


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages.

    `phrases`: language → the same with its place in the file, where it holds values in braces.
    """

    en: str
    ja: str
    phrases: Mapping[str, "Phrase"] = field(default_factory=dict, compare=False, repr=False)

    def in_(self, language: str) -> str:
        """Return the text in `language`, English for any other than Japanese."""
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a piece of work was read, when (`2026-11`), and whether it was verified.

    `ja`: the same for Japanese readers; empty where the text serves both.
    """

    text: str
    checked: str
    verified: bool
    ja: str = ""

    def in_(self, language: str) -> str:
        """Return what to show readers of `language`."""
        return self.ja if language == "ja" and self.ja else self.text


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A condition or formula as written; the text is parsed once fields are known.

    `at` is where its first character stands, `raw` how the file writes it from there on:
    a long phrase may run over several lines.
    """

    text: str
    at: Place
    raw: str = ""

    def place(self, offset: int) -> Place:
        """Return where the character at `offset` of the text stands in the file."""
        ahead = sum(not character.isspace() for character in self.text[:offset])
        line, col = self.at.line, self.at.col
        for character in self.raw:
            if not character.isspace():
                if not ahead:
                    break
                ahead -= 1
            line, col = (line + 1, 1) if character == "\n" else (line, col + 1)
        return Place(self.at.file, line, col)

    def after(self, offset: int) -> "Phrase":
        """Return the phrase without its first characters and the space behind them."""
        text = self.text[offset:].lstrip()
        at, ahead = self.place(len(self.text) - len(text)), len("".join(self.text[:offset].split()))
        raw = self.raw
        for _ in range(ahead):
            raw = raw.lstrip()[1:]
        return Phrase(text, at, raw.lstrip())


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition an answer must meet, and what to say where it does not."""

    that: Phrase
    say: Text
