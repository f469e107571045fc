"""What a package consists of: definitions as text, each with the hash of what it says."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from onboarding.engine.entries import read_yaml
from onboarding.engine.errors import Fault

# In the order they are shown, and put in: each may need those before it.
KINDS = (
    *("role", "field", "rubric", "document", "outside_office", "lead_time"),
    *("workflow", "programme"),
)
DOCUMENT_FILES = ("document.yaml", "page.html", "style.css", "sample.yaml")
_WORD = r"[a-z][a-z0-9_]*"
_ID = re.compile(_WORD)
_DOTTED = re.compile(rf"{_WORD}\.{_WORD}")
_NAME = re.compile(rf"(?<![\w.]){_WORD}(?:\.{_WORD})+")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One definition: a field, a workflow, a document …

    `text`: the YAML of the definition, `files`: name → text of a document's folder. `version`
    is a workflow's. `name_only`: a programme that conditions name and that brings nothing else.
    """

    kind: str
    id: str
    text: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    name_only: bool = False

    @property
    def key(self) -> Key:
        """Return what the item is found by."""
        return self.kind, self.id

    @property
    def data(self) -> Any:
        """Return what the text says, without its layout; None where it is no YAML."""
        return plain(self.text)

    @property
    def sha256(self) -> str:
        """Return the hash of what the item says: the same whatever it looks like as text.

        The number of a workflow's version is left out: two institutions count for themselves.
        """
        content: Any = dict(self.files) if self.kind == "document" else self.data
        if self.kind == "workflow" and isinstance(content, dict):
            content = {key: value for key, value in content.items() if key != "version"}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> Any:
    """Return the values of a YAML text; None where it is none, or refers to itself."""
    faults: list[Fault] = []
    entry = read_yaml(text, "", faults)
    return entry.plain() if entry and not faults else None


def is_id(kind: str, id: str) -> bool:
    """Return whether a text can be the id of such an item: it names files, so nothing else."""
    shape = _DOTTED if kind in ("field", "lead_time") else _ID
    return bool(shape.fullmatch(id)) and len(id) <= 120


def names_in(item: Item) -> set[str]:
    """Return every dotted name an item mentions: fields, steps, parameters."""
    texts = (item.text, *item.files.values())
    return {name for text in texts for name in _NAME.findall(text)}


def values_of(data: Any, *keys: str) -> Iterator[Any]:
    """Return the values of some keys, wherever they stand."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys:
                yield value
            yield from values_of(value, *keys)
    elif isinstance(data, tuple | list):
        for value in data:
            yield from values_of(value, *keys)


def texts_of(data: Any) -> Iterator[str]:
    """Return every text among values."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from (text for value in data.values() for text in texts_of(value))
    elif isinstance(data, tuple | list):
        yield from (text for value in data for text in texts_of(value))
