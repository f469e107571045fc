"""The columns of a list: which fact each holds, told by its heading.

Headings and what they mean are data: workflows/rules/import_columns.yaml.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onboarding.cases.library import label, library, rule_table
from onboarding.engine.definition import Text
from onboarding.office.lists.spelling import key_of, without_brackets

LEFT_OUT = ""
Record = Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list. `target`: the fact it holds; empty where it is left out.

    `known`: its heading was understood, or somebody said what it is.
    """

    heading: str
    target: str
    known: bool


class Headings:
    """What headings mean. `remembered`: compared heading → target somebody chose before."""

    def __init__(self, remembered: Mapping[str, str] | None = None) -> None:
        table = rule_table("import_columns")
        self._marks = sorted(table["marks"], key=len, reverse=True)
        self._telling = tuple(word.casefold() for word in table["tells_apart"])
        self._targets = {key_of(name) or name: LEFT_OUT for name in table["left_out"]}
        self._targets |= {key_of(word): target for target, word in _labels(table)}
        self._targets |= {key_of(word): target for target, word in _written(table)}
        self._targets |= remembered or {}

    def target(self, heading: str, group: str = "") -> str | None:
        """Return what a heading means; `group` is the heading above it. None: not understood."""
        if group:
            found = self._find(group + heading)
            if found is not None or self._tells(group):
                return found
        return self._find(heading)

    def _find(self, heading: str) -> str | None:
        bare = without_brackets(heading, self._telling)
        for key in (key_of(heading) or heading.strip(), key_of(bare)):
            plain = next((key.removesuffix(m) for m in self._marks if key.endswith(m)), key)
            found = self._targets.get(key, self._targets.get(plain))
            if found is not None:
                return found
        return None

    def _tells(self, group: str) -> bool:
        return any(word in group.casefold() for word in self._telling)

    def columns(self, headings: Record, groups: Record = ()) -> list[Column]:
        """Return the columns of a heading row; the first of two that mean the same counts."""
        found: list[Column] = []
        taken: set[str] = set()
        for number, heading in enumerate(headings):
            group = groups[number] if number < len(groups) else ""
            target = self.target(heading, group) if heading else None
            name = f"{group} {heading}" if group else heading
            if target and target in taken:
                target = None
            taken.add(target or "")
            found.append(Column(name, target or LEFT_OUT, target is not None))
        return found

    def count(self, headings: Record, groups: Record = ()) -> int:
        """Return how many facts a row of headings names."""
        return sum(bool(column.target) for column in self.columns(headings, groups))


def _labels(table: Any) -> Iterator[tuple[str, str]]:
    for target in table["headings"]:
        words = label_of(target)
        yield from ((target, words.en), (target, words.ja))


def _written(table: Any) -> Iterator[tuple[str, str]]:
    for target, headings in table["headings"].items():
        yield from ((target, heading) for heading in headings)


def label_of(target: str) -> Text:
    """Return the name of what a column holds."""
    own = rule_table("import_columns")["own"]
    return label(own[target]) if target in own else library().fields[target].label


def targets() -> dict[str, Text]:
    """Return everything a column may hold → its name, in the order of the file."""
    return {target: label_of(target) for target in rule_table("import_columns")["headings"]}


def chosen(columns: Sequence[Column], wanted: Sequence[str]) -> list[Column]:
    """Return columns as somebody chose them; what is chosen twice or is none is left out."""
    known, taken, found = targets(), set[str](), []
    for column, target in zip(columns, wanted, strict=True):
        fine = target in known and target not in taken
        taken.add(target)
        found.append(Column(column.heading, target if fine else LEFT_OUT, True))
    return found


def missing(columns: Sequence[Column]) -> list[tuple[Text, ...]]:
    """Return the names of the columns a list needs and lacks; any of each tuple would do."""
    held = {column.target for column in columns}
    needed = rule_table("import_columns")["required"]
    return [tuple(label_of(t) for t in among) for among in needed if not held.intersection(among)]
