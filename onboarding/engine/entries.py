"""YAML with positions: every value knows its line and column, every fault says where it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from keyword import iskeyword
from typing import Any

import yaml
from yaml.composer import ComposerError

from onboarding.engine import keys
from onboarding.engine.definition import Phrase, Source, Text
from onboarding.engine.errors import Fault, Place

_TAGS: Mapping[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:bool": lambda text: text.lower() in ("true", "yes", "on"),
}
_NULL = "tag:yaml.org,2002:null"
ID = re.compile(r"[a-z][a-z0-9_]*")


class Entry:
    """One YAML node. Reading it wrongly notes a fault and goes on with an empty value."""

    def __init__(self, node: yaml.Node, file: str, faults: list[Fault]) -> None:
        self.node, self.file, self.faults = node, file, faults

    @property
    def place(self) -> Place:
        """Return where the node starts."""
        mark = self.node.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    @property
    def is_mapping(self) -> bool:
        """Return whether the node has keys."""
        return isinstance(self.node, yaml.MappingNode)

    def fault(self, code: str, reason: str, *about: str) -> None:
        """Note a fault at this node."""
        self.faults.append(Fault(self.place, code, reason, about))

    def pairs(self) -> list[tuple[str, "Entry"]]:
        """Return the keys and values of a mapping in file order; a key given twice is E104."""
        if not self.is_mapping:
            self.fault("E101", "not_a_mapping")
            return []
        found: dict[str, Entry] = {}
        for key, value in self.node.value:
            entry = Entry(key, self.file, self.faults)
            name = entry.text()
            if name in found:
                entry.fault("E104", "key_twice", name)
            found[name] = Entry(value, self.file, self.faults)
        return list(found.items())

    def mapping(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, "Entry"]:
        """Return a mapping's entries; unknown and missing keys are E101."""
        return self.only(dict(self.pairs()), required, optional)

    def only(
        self, found: dict[str, "Entry"], required: Sequence[str], optional: Sequence[str]
    ) -> dict[str, "Entry"]:
        """Return entries without those that cannot stand here; each, and what lacks, is E101."""
        known = (*required, *optional)
        for key in [key for key in found if key not in known]:
            near = get_close_matches(key, known, n=1)
            found.pop(key).fault("E101", "unknown_key", key, *near)
        for key in required:
            if key not in found and self.is_mapping:
                self.fault("E101", "missing_key", key)
        return found

    def items(self) -> list["Entry"]:
        """Return the entries of a list; a single value counts as a list of one."""
        if isinstance(self.node, yaml.SequenceNode):
            return [Entry(node, self.file, self.faults) for node in self.node.value]
        return [self]

    def text(self) -> str:
        """Return a text as written, even where YAML would read `NO` as false."""
        text = self.written()
        if not text:
            self.fault("E101", "not_a_text")
        return text

    def written(self) -> str:
        """Return a text as written; empty where there is none."""
        node = self.node
        plain = isinstance(node, yaml.ScalarNode) and node.tag != _NULL
        return str(node.value).strip() if plain else ""

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(item.text() for item in self.items())

    def check_id(self, text: str) -> None:
        """Note a name others cannot refer to: it has small letters, digits and underscores."""
        if text and (iskeyword(text) or not ID.fullmatch(text)):
            self.fault("E101", "not_an_id", text)

    def phrase(self) -> Phrase:
        """Return a condition or formula with the place of its first character."""
        start, end = self.node.start_mark, self.node.end_mark
        raw = (start.buffer or "")[start.pointer : end.pointer]
        opening = re.match(r"[|>][^\n]*\n\s*|[\"']?\s*", raw)
        skipped = raw[: opening.end()] if opening else ""
        below = skipped.count("\n")
        ahead = len(skipped.rpartition("\n")[2])
        col = ahead if below else start.column + ahead
        at = Place(self.file, start.line + below + 1, col + 1)
        return Phrase(self.text(), at, raw[len(skipped) :])

    def one_of(self, *options: str) -> str:
        """Return a text that must be one of a few."""
        text = self.text()
        if text and text not in options:
            self.fault("E101", "not_one_of", text, *options)
        return text

    def integer(self, least: int = 0) -> int:
        """Return a whole number, `least` or more."""
        value = self.plain()
        if type(value) is int and value >= least:
            return value
        self.fault("E101", "not_a_number", str(self.node.value))
        return least

    def boolean(self) -> bool:
        """Return a yes or no."""
        value = self.plain()
        if not isinstance(value, bool):
            self.fault("E101", "not_yes_or_no", str(self.node.value))
        return value is True

    def plain(self) -> Any:
        """Return the value as Python sees it: numbers, booleans, texts, lists, mappings."""
        if self.is_mapping:
            return {key: entry.plain() for key, entry in self.pairs()}
        if isinstance(self.node, yaml.SequenceNode):
            return tuple(item.plain() for item in self.items())
        convert = _TAGS.get(self.node.tag, str)
        try:
            return convert(self.node.value)
        except ValueError:
            return str(self.node.value)

    def bilingual(self) -> Text:
        """Return a text in both languages; a missing or empty one is E102."""
        return self.both(self.mapping((), keys.BOTH.required))

    def both(self, found: Mapping[str, "Entry"]) -> Text:
        """Return the text in both languages among entries of this mapping."""
        en, ja = (self._in(found, language) for language in ("en", "ja"))
        braces = [name for name, text in (("en", en), ("ja", ja)) if "{" in text or "}" in text]
        return Text(en, ja, {name: found[name].phrase() for name in braces})

    def _in(self, found: Mapping[str, "Entry"], language: str) -> str:
        text = found[language].written() if language in found else ""
        if not text and self.is_mapping:
            found.get(language, self).fault("E102", "language_missing", language)
        return text

    def source(self) -> Source:
        """Return where a rule comes from: `{from, checked, verified}`; `from` may be `{en, ja}`."""
        found = self.mapping(*keys.SOURCE)
        verified = found["verified"].boolean() if "verified" in found else True
        text, ja = found["from"].one_or_both() if "from" in found else ("", "")
        checked = found["checked"].text() if "checked" in found else ""
        return Source(text, checked, verified, ja)

    def one_or_both(self) -> tuple[str, str]:
        """Return a text in both languages, or one that serves both and nothing."""
        if not self.is_mapping:
            return self.text(), ""
        both = self.bilingual()
        return both.en, both.ja


class _WrittenOut(yaml.SafeLoader):
    """Refuses values that refer to others: every value stands where it is read."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call] # PyYAML has none
            problem = "a value is referred to by *"
            raise ComposerError(None, None, problem, event.start_mark)  # type: ignore[arg-type]
        return super().compose_node(parent, index)


def read_yaml(text: str, file: str, faults: list[Fault]) -> Entry | None:
    """Parse one file into its top entry; None, with a fault, where it is no YAML."""
    try:
        node = yaml.compose(text, Loader=_WrittenOut)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, col = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        faults.append(Fault(Place(file, line, col), "E101", "not_yaml", (error.problem or "",)))
        return None
    except (yaml.YAMLError, RecursionError):
        faults.append(Fault(Place(file, 1, 1), "E101", "not_yaml", ("",)))
        return None
    if node is None:
        faults.append(Fault(Place(file, 1, 1), "E101", "empty_file"))
        return None
    return Entry(node, file, faults)


def plain_mapping(entries: Mapping[str, Entry], key: str) -> dict[str, Any]:
    """Return an optional mapping of plain values."""
    if key not in entries:
        return {}
    return {name: entry.plain() for name, entry in entries[key].pairs()}


def places_of(found: Mapping[str, Entry], *lists: str) -> dict[str, Place]:
    """Return key → where its value stands; of some keys, also name → place of each name listed."""
    places = {key: entry.place for key, entry in found.items()}
    for key in lists:
        entry = found.get(key)
        named = entry.pairs() if entry and entry.is_mapping else []
        listed = entry.items() if entry and not entry.is_mapping else []
        places |= {name: value.place for name, value in named}
        places |= {item.written(): item.place for item in listed}
    return places
