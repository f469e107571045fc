"""Days of which only a part is known, as some passports give a birth.

A case keeps a whole day for counting ages, and beside it which part of it nobody knows. What is
printed and filed never shows the part that is not known.
"""

from calendar import month_name
from dataclasses import dataclass
from datetime import date

from onboarding.engine.definition import Text

DAY, MONTH, ALL = "day", "month", "all"
# The agency's own words for what is unknown, from the input rules of its bulk file of 2026-05.
_NOTES = {
    DAY: Text("day unknown", "日不詳"),
    MONTH: Text("month and day unknown", "月日不詳"),
    ALL: Text("date unknown", "年月日不詳"),
}


@dataclass(frozen=True, slots=True)
class PartDay:
    """A day of which the day, the month and the day, or everything is unknown."""

    year: int | None
    month: int | None = None

    @property
    def unknown(self) -> str:
        """Return which part is unknown."""
        if self.year is None:
            return ALL
        return MONTH if self.month is None else DAY

    @property
    def digits(self) -> str:
        """Return the day as YYYYMMDD with zeros for what is unknown; all nines for everything."""
        return "99999999" if self.year is None else f"{self.year:04d}{self.month or 0:02d}00"

    @property
    def text(self) -> Text:
        """Return the day in words: 1985年（月日不詳）."""
        note = _NOTES[self.unknown]
        if self.year is None:
            return note
        if self.month is None:
            return Text(f"{self.year} ({note.en})", f"{self.year}年（{note.ja}）")
        en, ja = f"{month_name[self.month]} {self.year}", f"{self.year}年{self.month}月"
        return Text(f"{en} ({note.en})", f"{ja}（{note.ja}）")

    def fits(self, day: date) -> bool:
        """Return whether a whole day has the parts that are known."""
        return self.year in (None, day.year) and self.month in (None, day.month)


def as_known(day: date, unknown: str | None) -> date | PartDay:
    """Return a day without the part nobody knows; the day itself where all of it is known."""
    parts = {DAY: (day.year, day.month), MONTH: (day.year, None), ALL: (None, None)}
    return PartDay(*parts[unknown]) if unknown in parts else day
