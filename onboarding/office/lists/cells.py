"""Cells as offices fill them, made ready for `cases.values.read`, which reads them."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from onboarding.engine.definition import Field
from onboarding.office.lists.spelling import key_of

_BEGINS = "=+-@"
_PHONE = re.compile(r"\+[0-9][0-9 ().\-/]*")
_NUMBER = re.compile(r"-\s*¥?[0-9][0-9,]*(?:\.[0-9]+)?\s*[%円]?")
_WEEKDAY = re.compile(
    r"\s*\((?:[月火水木金土日](?:曜日?)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\)", re.I
)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_SERIAL_DAYS = range(20_000, 80_000)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[ .\-]+(?P<month>[A-Za-z]{3,9})[ .,\-]+(?P<year>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3,9})\.? +(?P<day>\d{1,2}),? +(?P<year>\d{4})")
_PAY = re.compile(
    r"(?:月額|月給|約)*\s*[¥\\]?\s*(?P<number>[0-9][0-9,]*)(?P<zeros>\.0+)?\s*(?P<unit>万)?円?"
)


def tidy(text: str) -> str:
    """Return a cell without spaces around it, and with plain spaces and line ends inside.

    The apostrophe by which a spreadsheet marks a text is not part of it.
    """
    plain = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\u3000", " ").replace("\xa0", " ")
    )
    plain = plain.strip().strip("\ufeff\u200b").strip()
    marked = plain[:1] == "'" and unicodedata.normalize("NFKC", plain[1:2]) in tuple(_BEGINS)
    return plain[1:] if marked else plain


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would calculate a cell rather than show it.

    Numbers below zero, telephone numbers and mere dashes are no formulas.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain[0] not in _BEGINS:
        return False
    if plain[0] == "-":
        return not (_NUMBER.fullmatch(plain) or not plain.strip("-"))
    return plain[0] != "+" or not _PHONE.fullmatch(plain)


def harmless(text: str) -> str:
    """Return a cell no spreadsheet calculates: what looks like a formula gets an apostrophe."""
    first = unicodedata.normalize("NFKC", text[:1])
    return f"'{text}" if first in ("\t", "\r", *_BEGINS) else text


def prepared(field: Field, text: str, spellings: Mapping[str, Mapping[str, str]]) -> str:
    """Return a tidy cell as `cases.values.read` understands it for a field.

    `spellings`: field or type → compared text → answer.
    """
    for name in (field.id, field.type):
        answer = spellings.get(name, {}).get(key_of(text) or text)
        if answer is not None:
            return answer
    prepare = _PREPARE.get(field.type)
    if prepare is not None:
        return prepare(unicodedata.normalize("NFKC", text))
    return text if "lines" in field.limits else " ".join(text.split())


def _date(text: str) -> str:
    plain = _TIME.sub("", _WEEKDAY.sub("", text.strip())).strip()
    serial = _SERIAL.fullmatch(plain)
    if serial and int(serial[1]) in _SERIAL_DAYS:
        return (date(1899, 12, 30) + timedelta(days=int(serial[1]))).isoformat()
    named = _DAY_FIRST.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    month = named["month"][:3].casefold() if named else ""
    if named and month in _MONTHS:
        return f"{named['year']}-{_MONTHS.index(month) + 1:02d}-{int(named['day']):02d}"
    return plain


def _money(text: str) -> str:
    match = _PAY.fullmatch(text.strip())
    if match is None:
        return text
    number = int(match["number"].replace(",", ""))
    return str(number * 10_000 if match["unit"] else number)


def _line(text: str) -> str:
    return " ".join(text.split())


def _email(text: str) -> str:
    return text.strip().removeprefix("mailto:").strip("<>")


_PREPARE: dict[str, Any] = {
    "date": _date,
    "money": _money,
    "integer": _money,
    "name": _line,
    "kana": _line,
    "kanji": _line,
    "phone": _line,
    "country": _line,
    "email": _email,
}
