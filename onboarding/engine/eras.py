"""Japanese eras: writing a day as 令和9年4月1日, and reading whatever people type.

Source: Era Name Act (Act No. 43 of 1979) and the changes of 1926, 1989 and 2019; the change
days of 1912 and 1926 belong to both eras and are written in the new one. Checked 2026-11.
"""

import re
import unicodedata
from datetime import date

ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
_ERA_DATE = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\.?(?P<year>\d{1,2}|元)(?:年|[./-])"
    r"(?P<month>\d{1,2})(?:月|[./-])(?P<day>\d{1,2})日?",
    re.IGNORECASE,
)
_WESTERN_DATE = re.compile(
    r"(?P<year>\d{4})(?:年|[./-])(?P<month>\d{1,2})(?:月|[./-])(?P<day>\d{1,2})日?"
)
_MIDNIGHT = re.compile(r"[ T]00:00(?::00)?$")
_GAP = re.compile(r"\s+(?=[年月日])|(?<=[年月和成正治./-])\s+")
_COMPACT_DATE = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")


def in_era(day: date) -> str:
    """Write a day in its era; the first year is 元年.

    Raises:
        ValueError: the day lies before Meiji.
    """
    for name, _, start in ERAS:
        if day >= start:
            year = day.year - start.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    raise ValueError(day)


def read_date(text: str) -> date | None:
    """Read a day in western or Japanese writing, full or half width; None where it is none.

    Understands 2027-04-01, 2027/4/1, 2027.4.1, 20270401, 2027年4月1日, 令和9年4月1日, R9.4.1.
    What could be two days, such as 4/1/2027, is not read. An era year outside its era is none.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _GAP.sub("", _MIDNIGHT.sub("", plain))
    for pattern in (_WESTERN_DATE, _COMPACT_DATE):
        match = pattern.fullmatch(plain)
        if match:
            return _day(int(match["year"]), match["month"], match["day"])
    match = _ERA_DATE.fullmatch(plain)
    return _era_day(match) if match else None


def _era_day(match: re.Match[str]) -> date | None:
    letter = match["era"].upper()
    name, _, start = next(era for era in ERAS if letter in era[:2])
    number = 1 if match["year"] == "元" else int(match["year"])
    day = _day(start.year + number - 1, match["month"], match["day"])
    inside = day is not None and in_era(day).startswith(name)
    return day if inside else None


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None
