"""The two machine-readable lines of a passport: every check digit judged, every doubt named.

Pure. The name carries no check digit: what is read here is shown to the person for comparing
with the printed page, and never taken as certain.

Source: ICAO Doc 9303 parts 3 and 4 (8th edition, 2021), size TD3, read 2026-11.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from onboarding.engine.partdays import PartDay

LENGTH = 44
FILLER = "<"
_NAME_END = 39
_ALLOWED = re.compile(r"[A-Z0-9<]*")
_WEIGHTS = (7, 3, 1)
# Signs a reader, or an eye, takes for one another.
_ALIKE = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "G": "6"}
_SEX = {"M": "male", "F": "female", FILLER: "unspecified"}
# Issuers whose code is none of ISO 3166-1 alpha-3.
_STATES = {"D": "DEU", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something wrong in the lines: a key, the field, and with what.

    `about`: for a check digit the one written and the one that belongs there; `perhaps` is the
    field with one look-alike sign changed so that it fits, where there is exactly one way.
    """

    reason: str
    field: str = ""
    about: tuple[str, ...] = ()
    perhaps: str = ""


@dataclass(frozen=True, slots=True)
class Passport:
    """What the two lines say. `cut`: the name fills its room, so the page may print more of it."""

    issuer: str
    family_name: str
    given_name: str
    number: str
    nationality: str
    birth: date | PartDay | None
    sex: str
    expires_on: date | None
    optional: str
    cut: bool

    @property
    def single_name(self) -> bool:
        """Return whether the passport has one name only."""
        return not self.given_name


@dataclass(frozen=True, slots=True)
class Reading:
    """A passport as far as it could be read, and everything that is doubtful about it."""

    passport: Passport | None
    doubts: tuple[Doubt, ...]


def read(text: str, today: date) -> Reading:
    """Read two lines as typed, pasted or recognised.

    `today` decides the century of two-digit years.
    """
    lines = _lines(text)
    doubts = list(_shape(lines))
    if doubts:
        return Reading(None, tuple(doubts))
    doubts += _checks(lines[1])
    doubts += _dates(lines[1], today)
    return Reading(_passport(lines, today), tuple(doubts))


def _lines(text: str) -> list[str]:
    """Return the lines without the spaces and odd brackets that typing brings."""
    plain = unicodedata.normalize("NFKC", text).replace("«", "<<").replace("‹", FILLER).upper()
    lines = ["".join(line.split()) for line in plain.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) == 1 and len(lines[0]) == 2 * LENGTH:
        return [lines[0][:LENGTH], lines[0][LENGTH:]]
    return lines


def _shape(lines: list[str]) -> Iterator[Doubt]:
    if len(lines) != 2:
        yield Doubt("two_lines", about=(str(len(lines)),))
        return
    for number, line in enumerate(lines, 1):
        if len(line) != LENGTH:
            yield Doubt("length", f"line{number}", (str(len(line)), str(LENGTH)))
        strange = _ALLOWED.sub("", line)
        if strange:
            yield Doubt("strange_signs", f"line{number}", tuple(dict.fromkeys(strange)))
    if lines[1].startswith("P") and FILLER * 2 in lines[1] and not lines[0].startswith("P"):
        yield Doubt("wrong_order")
    elif not lines[0].startswith("P"):
        yield Doubt("no_passport", "line1", (lines[0][:2],))


def check_digit(text: str) -> str:
    """Return the check digit of a field: weights 7, 3, 1; letters count from ten."""
    total = sum(_value(sign) * _WEIGHTS[place % 3] for place, sign in enumerate(text))
    return str(total % 10)


def _value(sign: str) -> int:
    if sign == FILLER:
        return 0
    return int(sign) if sign.isdigit() else ord(sign) - ord("A") + 10


def _checks(line: str) -> Iterator[Doubt]:
    for field, start, end in (("number", 0, 9), ("birth", 13, 19), ("expiry", 21, 27)):
        yield from _check(field, line[start:end], line[end])
    optional, digit = line[28:42], line[42]
    if not (digit == FILLER and not optional.strip(FILLER)):
        yield from _check("optional", optional, digit)
    composite = line[0:10] + line[13:20] + line[21:43]
    yield from _check("composite", composite, line[43])


def _check(field: str, text: str, digit: str) -> Iterator[Doubt]:
    right = check_digit(text)
    if digit != right:
        perhaps = _mended(text, digit) if field != "composite" else ""
        yield Doubt("check_digit", field, (digit, right), perhaps)


def _mended(text: str, digit: str) -> str:
    """Return the field with one look-alike sign changed, where just one change makes it fit."""
    pairs = [*_ALIKE.items(), *((digit, letter) for letter, digit in _ALIKE.items())]
    changed = {
        text[:place] + other + text[place + 1 :]
        for place, sign in enumerate(text)
        for one, other in pairs
        if sign == one
    }
    fitting = [one for one in changed if check_digit(one) == digit]
    return fitting[0] if len(fitting) == 1 else ""


def _dates(line: str, today: date) -> Iterator[Doubt]:
    if _birth(line[13:19], today) is None:
        yield Doubt("no_such_day", "birth", (line[13:19],))
    if _expiry(line[21:27]) is None:
        yield Doubt("no_such_day", "expiry", (line[21:27],))
    if line[20] not in _SEX:
        yield Doubt("unknown_sex", "sex", (line[20],))


def _birth(text: str, today: date) -> date | PartDay | None:
    """Return a birth, parts of which may be fillers; None where there is no such day."""
    year, month, day = (text[at : at + 2] for at in (0, 2, 4))
    if text == FILLER * 6:
        return PartDay(None)
    if not year.isdigit():
        return None
    whole = _century(int(year), today)
    if month == FILLER * 2:
        return PartDay(whole) if day == FILLER * 2 else None
    if not month.isdigit() or not 1 <= int(month) <= 12:
        return None
    if day == FILLER * 2:
        return PartDay(whole, int(month))
    if not day.isdigit() or not _exists(whole, int(month), int(day)):
        return None
    return date(whole, int(month), int(day))


def _century(year: int, today: date) -> int:
    """Return the year of a birth: nobody is born after this year."""
    this = today.year % 100
    return today.year - this + year - (100 if year > this else 0)


def _expiry(text: str) -> date | None:
    if not text.isdigit():
        return None
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    return date(year, month, day) if _exists(year, month, day) else None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _passport(lines: list[str], today: date) -> Passport:
    names, second = lines[0][5:LENGTH], lines[1]
    family, _, given = names.partition(FILLER * 2)
    return Passport(
        issuer=_state(lines[0][2:5]),
        family_name=_words(family),
        given_name=_words(given),
        number=second[:9].rstrip(FILLER),
        nationality=_state(second[10:13]),
        birth=_birth(second[13:19], today),
        sex=_SEX.get(second[20], ""),
        expires_on=_expiry(second[21:27]),
        optional=second[28:42].rstrip(FILLER),
        cut=not names.endswith(FILLER) and len(names) == _NAME_END,
    )


def _words(text: str) -> str:
    return " ".join(text.replace(FILLER, " ").split())


def _state(code: str) -> str:
    plain = code.rstrip(FILLER)
    return _STATES.get(plain, plain)
