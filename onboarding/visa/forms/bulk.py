"""The agency's file for bulk filing: its header rows kept to the byte, one row for each person.

Pure. The office uploads the agency's current file. Its first row names the columns and must be
the one the map knows; its second states the rules, which are read and enforced; its third is a
sample and is left out.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from onboarding.visa.forms.rules import Breach, InputRule, breaches, read_rule

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class BulkMap:
    """Which value fills which column. `columns`: column → name of the value, in file order.

    `lists`: name of the value → the texts that may be chosen. `where`: name of a value that is
    filled in only where another says so → that other one; `either`: one of the two is needed.
    """

    form: str
    version: str
    columns: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    where: Mapping[str, str] = field(default_factory=dict)
    either: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one value of one person: the place in the file, and the rule broken."""

    row: int
    column: str
    name: str
    value: str
    breach: Breach


class OtherColumns(Exception):
    """The file's columns are not those of the map; `missing` and `unknown` name them."""

    def __init__(self, missing: Sequence[str], unknown: Sequence[str]) -> None:
        self.missing, self.unknown = tuple(missing), tuple(unknown)
        super().__init__(f"{self.missing} {self.unknown}")


class NotExportable(Exception):
    """Values break rules; nothing is written. `wrong` names each."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(str(len(self.wrong)))


@dataclass(frozen=True, slots=True)
class Template:
    """The agency's file, read: its two header rows as they stand, and the rule of each column."""

    head: str
    columns: tuple[str, ...]
    rules: Mapping[str, InputRule]
    newline: str


def read_template(file: bytes, form: BulkMap) -> Template:
    """Read the agency's file.

    Raises:
        OtherColumns: it is no such file, or of another version than the map.
    """
    try:
        text = file.decode("utf-8").removeprefix(BOM)
        rows = list(csv.reader(StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows, text = [], ""
    columns = tuple(rows[0]) if rows else ()
    missing = [column for column in form.columns if column not in columns]
    unknown = [column for column in columns if column not in form.columns]
    if missing or unknown or [len(row) for row in rows[:2]] != [len(columns)] * 2:
        raise OtherColumns(missing, unknown)
    rules = dict(zip(columns, map(read_rule, rows[1]), strict=True))
    newline = "\r\n" if "\r\n" in text else "\n"
    return Template(_head(text), columns, rules, newline)


def _head(text: str) -> str:
    """Return the two header rows as they stand, a cell of several lines included."""
    quoted, ends = False, 0
    for place, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif sign == "\n" and not quoted:
            ends += 1
            if ends == 2:
                return text[: place + 1]
    return text + "\n"


def check(
    template: Template, form: BulkMap, people: Sequence[Mapping[str, str]]
) -> Iterator[Wrong]:
    """Return what breaks a rule, person by person, column by column."""
    for row, values in enumerate(people, 1):
        for column in template.columns:
            name = form.columns[column]
            value = values.get(name, "")
            rule = template.rules[column]
            breaches = (
                *_beside(rule, form, name, values),
                *_judge(rule, form.lists.get(name), value),
            )
            yield from (Wrong(row, column, name, value, breach) for breach in breaches)


def _beside(
    rule: InputRule, form: BulkMap, name: str, values: Mapping[str, str]
) -> Iterator[Breach]:
    """Judge a value by what others say: to be filled in only where they ask for it, or instead."""
    value, other = values.get(name, ""), values.get(form.where.get(name, ""), "")
    if rule.only_if and name in form.where:
        asked = other.startswith(rule.only_if)
        if asked and not value:
            yield Breach("missing")
        if value and not asked:
            yield Breach("only_if", (rule.only_if,))
    if rule.either and not value and not values.get(form.either.get(name, ""), ""):
        yield Breach("no_telephone")


def _judge(rule: InputRule, listed: frozenset[str] | None, value: str) -> Iterator[Breach]:
    if not value:
        return
    if rule.chosen and listed is not None and value not in listed:
        yield Breach("not_in_list")
    yield from breaches(rule, value)


def write(template: Template, form: BulkMap, people: Sequence[Mapping[str, str]]) -> bytes:
    """Return the file to upload.

    Raises:
        NotExportable: a value breaks a rule.
    """
    wrong = list(check(template, form, people))
    if wrong:
        raise NotExportable(wrong)
    target = StringIO(newline="")
    rows = csv.writer(target, lineterminator=template.newline)
    for values in people:
        rows.writerow([values.get(form.columns[column], "") for column in template.columns])
    return (BOM + template.head + target.getvalue()).encode("utf-8")
