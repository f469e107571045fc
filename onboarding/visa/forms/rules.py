"""The input rules of the agency's bulk files, read from the second row of the file itself.

Pure. A rule such as 半角英字(大文字入力)、104文字以内 becomes what a value must be, so that a new
file of the agency brings its new rules along.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_LONGEST = re.compile(r"(\d+)文字以内")
_EXACTLY = re.compile(r"(\d+)文字(?!以内)")
_ONLY_IF = re.compile(r"^([^\n]+?)を選択した場合", re.MULTILINE)
_UNKNOWN_PARTS = ("年月日不詳", "月日不詳", "日不詳")
_SIGNS = re.compile(r"[!-~]*")
_SHAPES = {
    "半角数字": re.compile(r"[0-9]*"),
    "半角英字": re.compile(r"[A-Za-z ]*"),
    "半角英数字": re.compile(r"[A-Za-z0-9]*"),
    "半角英数字記号": _SIGNS,
}


@dataclass(frozen=True, slots=True)
class InputRule:
    """What a value of one column must be. `shape`: as the agency names it, empty for any sign.

    `only_if`: filled in only where another column says this (有 Yes); `either`: this or another.
    """

    shape: str = ""
    capitals: bool = False
    full_width: bool = False
    longest: int | None = None
    exactly: int | None = None
    day: bool = False
    unknown_day: bool = False
    chosen: bool = False
    only_if: str = ""
    either: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule a value breaks: a key, and with what."""

    reason: str
    about: tuple[str, ...] = ()


def read_rule(text: str) -> InputRule:
    """Return the rule a cell of the second row states."""
    found = next((name for name in sorted(_SHAPES, key=len, reverse=True) if name in text), "")
    longest, exactly, only = _LONGEST.search(text), _EXACTLY.search(text), _ONLY_IF.search(text)
    return InputRule(
        shape=found,
        capitals="大文字入力" in text,
        full_width="全角" in text,
        longest=int(longest[1]) if longest else None,
        exactly=int(exactly[1]) if exactly and not longest else None,
        day="YYYYMMDD" in text,
        unknown_day=all(part in text for part in _UNKNOWN_PARTS),
        chosen="プルダウン" in text,
        only_if=only[1] if only else "",
        either="どちらか必須" in text,
    )


def breaches(rule: InputRule, value: str) -> Iterator[Breach]:
    """Return every rule a value that is not empty breaks; what may be chosen is judged apart."""
    if rule.chosen:
        return
    if rule.shape and not _SHAPES[rule.shape].fullmatch(value):
        yield Breach("shape", (rule.shape, "".join(_strange(rule, value))))
    if rule.capitals and value != value.upper():
        yield Breach("not_capitals")
    if rule.full_width and any(_is_narrow(sign) for sign in value):
        yield Breach("not_full_width", ("".join(c for c in value if _is_narrow(c)),))
    if rule.longest is not None and len(value) > rule.longest:
        yield Breach("too_long", (str(len(value)), str(rule.longest)))
    if rule.exactly is not None and len(value) != rule.exactly:
        yield Breach("not_exactly", (str(len(value)), str(rule.exactly)))
    if rule.day and not is_day(value, unknown=rule.unknown_day):
        yield Breach("no_such_day", (value,))


def _strange(rule: InputRule, value: str) -> Iterator[str]:
    allowed = _SHAPES[rule.shape]
    return (sign for sign in dict.fromkeys(value) if not allowed.fullmatch(sign))


def _is_narrow(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in ("Na", "H", "N") and sign not in "\r\n"


def is_day(text: str, *, unknown: bool) -> bool:
    """Return whether a text is a day as YYYYMMDD, or one of which parts are unknown."""
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return False
    if unknown and (text == "99999999" or text.endswith("0000")):
        return True
    day = text[:6] + "01" if unknown and text.endswith("00") else text
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return True
