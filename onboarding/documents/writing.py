"""How a paper writes values: eras and western days, yen, names, either language at will."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from onboarding.engine.definition import Text
from onboarding.engine.eras import in_era
from onboarding.engine.partdays import PartDay, as_known
from onboarding.web.countries import country_name

_FIRST_OF_EAST_ASIA = 0x2E80


def filters() -> dict[str, Callable[..., Any]]:
    """Return the filters of papers by name."""
    return {
        "era": era,
        "western": western,
        "spoken": spoken,
        "days_until": days_until,
        "yen": yen,
        "country": country,
        "ja": japanese,
        "en": english,
        "number": number,
        "without_japanese": without_japanese,
    }


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value["date"])


def _part_of(value: Any) -> Text | None:
    """Return the words for a day of which a part is unknown; None where all of it is known."""
    unknown = value.get("unknown") if isinstance(value, dict) else None
    found = as_known(_day(value), unknown)
    return found.text if isinstance(found, PartDay) else None


def era(value: Any) -> str:
    """Write a day as 令和9年4月1日."""
    part = _part_of(value)
    if part:
        return part.ja
    return in_era(_day(value))


def western(value: Any) -> str:
    """Write a day as 2027年4月1日."""
    part = _part_of(value)
    if part:
        return part.ja
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def spoken(value: Any) -> str:
    """Write a day as 1 April 2027."""
    part = _part_of(value)
    if part:
        return part.en
    return str(format_date(_day(value), "d MMMM y", locale="en"))


def days_until(first: Any, last: Any) -> int:
    """Return how many days a stay has, the first and the last one included."""
    return (_day(last) - _day(first)).days + 1


def yen(value: int, language: str = "ja") -> str:
    """Write an amount as 420,000円 or JPY 420,000."""
    amount = number(value)
    return f"{amount}円" if language == "ja" else f"JPY {amount}"


def number(value: int) -> str:
    """Write a number with its thousands parted."""
    return str(format_decimal(value, locale="en"))


def country(value: Any, language: str = "ja") -> str:
    """Write a country's name."""
    return country_name(value["country"], language)


def japanese(value: Any) -> str:
    """Write a choice in Japanese; a plain text stays as it is."""
    return str(value["ja"]) if isinstance(value, Mapping) else str(value)


def english(value: Any) -> str:
    """Write a choice in English; a plain text stays as it is."""
    return str(value["en"]) if isinstance(value, Mapping) else str(value)


def without_japanese(value: str) -> bool:
    """Return whether a text has no sign of Japanese, so that a Latin font sets it better."""
    return all(ord(sign) < _FIRST_OF_EAST_ASIA for sign in value)
