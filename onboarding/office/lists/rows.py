"""Reading one row of a list as the facts of a case; `cases.values.read` reads each value."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library, rule_table
from onboarding.cases.values import Unreadable, read
from onboarding.engine.definition import Text
from onboarding.office.lists.cells import is_formula, prepared
from onboarding.office.lists.checked import Checked
from onboarding.office.lists.columns import Column, missing
from onboarding.office.lists.directory import Directory
from onboarding.office.lists.families import TARGETS as FAMILY
from onboarding.office.lists.families import read_family
from onboarding.office.lists.frame import read_frame
from onboarding.office.lists.problems import Problem, in_both
from onboarding.office.lists.reading import Line
from onboarding.office.lists.sense import make_sense
from onboarding.office.lists.spelling import key_of, split_name

Cells = dict[str, str]
_UNTIL = re.compile(r"\s*(?:~|〜|―|–|—|から|→|\bto\b|\buntil\b|\s-\s)\s*")
_NO_YEAR = re.compile(r"\d{1,2}[月/.]\d{1,2}日?")
_EXCEL_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
_FORMULA = _l(
    "This cell begins like a formula (=, +, - or @). Formulas are not read: write the value itself."
)
_ONE_NAME = _l(
    "Family and given name cannot be told apart. Write the family name in capitals, or a comma "
    "after it: GARCIA, Maria."
)
_WHOLE = {
    "researcher.family_name": "researcher.full_name",
    "stay.starts_on": "stay.period",
    "stay.ends_on": "stay.period",
}
_NEEDED = ("case.programme", "case.department", *_WHOLE, "researcher.email")


class RowReader:
    """Reads the rows of one list. `columns` stand in the order of the cells."""

    def __init__(self, columns: Sequence[Column], directory: Directory, today: date) -> None:
        self.columns, self.directory, self.today = tuple(columns), directory, today
        self.heading = {column.target: column.heading for column in columns if column.target}
        table = rule_table("import_columns")
        self._empty = frozenset(table["empty"])
        self._totals = {key_of(word) for word in table["totals"]}
        self._endings = {key_of(word) for word in table["endings"]}
        self._order = {column.heading: number for number, column in enumerate(columns)}
        self._again = [key_of(column.heading.rpartition(" ")[2]) for column in columns]

    @cached_property
    def spellings(self) -> dict[str, dict[str, str]]:
        """Field or type of field → compared spelling → answer."""
        table = rule_table("import_columns")["spellings"]
        return {
            name: {key_of(word) or word: answer for answer in answers for word in answers[answer]}
            for name, answers in table.items()
        }

    @cached_property
    def lacking(self) -> list[Text]:
        """What to say of columns without which no case can be opened."""
        return [_lacks(names) for names in missing(self.columns)]

    def is_nobody(self, line: Line) -> bool:
        """Return whether a row is a total, a remark below the list, or the headings once more."""
        cells = [cell for cell in line.cells if cell]
        if not cells:
            return False
        first, alone = key_of(cells[0]), len(cells) == 1
        if first in self._totals or (alone and (first in self._endings or cells[0][0] in "※＊*注")):
            return True
        pairs = zip(self._again, line.cells, strict=True)
        return len(cells) > 2 and all(key_of(cell) == name for name, cell in pairs if cell)

    def check(self, line: Line) -> Checked:
        """Return a row with its facts and all that is wrong with it."""
        row = Checked(line)
        if self.is_nobody(line):
            row.state = "skipped"
            return row
        for say in self.lacking:
            row.refuse("", say)
        cells = dict(self._filled(row))
        self._names(row, cells)
        self._period(row, cells)
        for target in filter(library().fields.__contains__, cells):
            self._fact(row, target, cells[target])
        read_frame(row, cells, self.directory, self.column_of)
        self._family(row, cells)
        self._needed(row, cells)
        make_sense(row, self.directory, self.column_of, self.today)
        row.problems.sort(key=self._place)
        return row

    def _filled(self, row: Checked) -> Iterator[tuple[str, str]]:
        """Yield target and text of every cell that says something and may be read."""
        for column, cell in zip(self.columns, row.line.cells, strict=True):
            if is_formula(cell):
                row.refuse(column.heading, _FORMULA)
            elif cell in _EXCEL_ERRORS and column.target:
                row.refuse(column.heading, _l("Excel could not calculate this cell."))
            elif column.target and cell and cell not in self._empty:
                yield column.target, cell

    def _fact(self, row: Checked, target: str, text: str, column: str = "") -> None:
        field = library().fields[target]
        try:
            row.facts[target] = read(field, prepared(field, text, self.spellings), self.today)
        except Unreadable as unreadable:
            row.refuse(column or self.heading.get(target, ""), unreadable.sentence)

    def _names(self, row: Checked, cells: Cells) -> None:
        """Put one name into two, and two readings into one."""
        whole = cells.get("researcher.full_name", "")
        if whole and "researcher.family_name" not in cells:
            parts = split_name(whole)
            if parts is None:
                row.refuse(self.heading["researcher.full_name"], _ONE_NAME)
                parts = (whole, "")
            names = zip(("researcher.family_name", "researcher.given_name"), parts, strict=True)
            cells |= {target: name for target, name in names if name}
        kana = [cells.get(f"researcher.kana_{part}", "") for part in ("family", "given")]
        if any(kana):
            cells.setdefault("researcher.katakana_name", " ".join(filter(None, kana)))

    def _period(self, row: Checked, cells: Cells) -> None:
        """Put a period in one cell into its first and last day."""
        text, column = cells.get("stay.period", ""), self.heading.get("stay.period", "")
        parts = _UNTIL.split(unicodedata.normalize("NFKC", text).removesuffix("まで"), maxsplit=1)
        if len(parts) == 2:
            first, last = (part.strip() for part in parts)
            if _NO_YEAR.fullmatch(last):
                year = first.partition("年")
                last = f"{year[0]}年{last}" if year[1] else f"{first[:5]}{last}"
            self._fact(row, "stay.starts_on", first, column)
            self._fact(row, "stay.ends_on", last, column)
        elif text:
            row.refuse(column, _l("Write the first and the last day with ～ between them."))

    def _family(self, row: Checked, cells: Cells) -> None:
        filled = {target: cells[target] for target in FAMILY if target in cells}
        family = read_family(filled, self.spellings, self.today)
        for target, sentence in family.wrong.items():
            row.refuse(self.heading[target], sentence)
        if family.hint is not None:
            row.hint(next(self.heading[target] for target in filled), family.hint)
        row.facts |= family.facts

    def _needed(self, row: Checked, cells: Cells) -> None:
        """Refuse a row that leaves out what no case can be opened without."""
        wrong = {problem.column for problem in row.problems}
        for target in _NEEDED:
            column = self.column_of(target)
            there = target in cells or _WHOLE.get(target) in cells
            if column and not there and column not in wrong:
                row.refuse(column, _l("This is needed: please fill it in."))

    def column_of(self, target: str) -> str:
        """Return the heading of the column a fact came from."""
        return self.heading.get(target) or self.heading.get(_WHOLE.get(target, ""), "")

    def _place(self, problem: Problem) -> int:
        return self._order.get(problem.column, -1)


def _lacks(names: tuple[Text, ...]) -> Text:
    first, second = names[0], names[-1]
    if len(names) == 1:
        return in_both(lambda lang: _("The column “%(name)s” is missing.", name=first.in_(lang)))
    return in_both(
        lambda lang: _(
            "One of the columns “%(name)s” and “%(other)s” is missing.",
            name=first.in_(lang),
            other=second.in_(lang),
        )
    )
