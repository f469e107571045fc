"""How templates write values: days, money, countries, texts in the reader's language."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, current_app
from flask_babel import gettext
from markupsafe import Markup, escape

from onboarding.engine.definition import Field, Text
from onboarding.people.gate import today
from onboarding.web.countries import country_name
from onboarding.web.speaking import reader_language

_PATTERNS = {"ja": "y年M月d日(E)", "en": "EEE d MMM y"}
_SHORT = {"ja": "M/d(E)", "en": "d MMM"}
_SHORT_WITH_YEAR = {"ja": "y/M/d(E)", "en": "d MMM y"}


def day(value: date | str | None) -> str:
    """Write a day: `2027年4月1日(木)`, `Thu 1 Apr 2027`."""
    return _written(value, _PATTERNS)


def short_day(value: date | str | None) -> str:
    """Write a day for a list: `4/1(木)`, `1 Apr`; with its year where that is not this one."""
    if not value:
        return ""
    plain = date.fromisoformat(value) if isinstance(value, str) else value
    return _written(plain, _SHORT if plain.year == today().year else _SHORT_WITH_YEAR)


def due_day(value: date) -> str:
    """Write a due date of the step index, in which the last day of all stands for none."""
    return "" if value.year == date.max.year else short_day(value)


def department_name(value: Any) -> str:
    """Write a department's name."""
    return str(value.name_ja if reader_language() == "ja" else value.name_en)


def _written(value: date | str | None, patterns: dict[str, str]) -> str:
    if not value:
        return ""
    plain = date.fromisoformat(value) if isinstance(value, str) else value
    language = reader_language()
    return _formatted(plain, patterns[language], language)


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, locale=language))


def moment(value: datetime | None) -> str:
    """Write a moment in the office's time zone."""
    if value is None:
        return ""
    pattern = {"ja": "y年M月d日 H:mm", "en": "d MMM y, HH:mm"}[reader_language()]
    zone = current_app.extensions["settings"].zone
    return str(format_datetime(value, pattern, tzinfo=zone, locale=reader_language()))


def text(value: Text | dict[str, str] | None) -> str:
    """Write a text of a definition in the reader's language."""
    if value is None:
        return ""
    language = reader_language()
    return value[language] if isinstance(value, dict) else value.in_(language)


def number(value: float) -> str:
    """Write a number with its thousands parted."""
    return str(format_decimal(value, locale=reader_language()))


def shown(value: Any, field: Field) -> str:
    """Write a fact as its field says."""
    if value is None or value == "" or value == ():
        return gettext("not given")
    if field.type == "date":
        return day(value)
    if field.type == "yes_no":
        return gettext("Yes") if value else gettext("No")
    if field.type == "choice":
        return text(field.option(value))
    if field.type == "choices":
        return ("、" if reader_language() == "ja" else ", ").join(
            text(field.option(one)) for one in value
        )
    if field.type == "country":
        return country_name(value, reader_language())
    if field.type == "money":
        return gettext("%(amount)s yen", amount=number(value))
    return number(value) if field.type == "integer" else str(value)


def paragraphs(value: str) -> Markup:
    """Write a text somebody typed with its line breaks."""
    lines = escape(value).splitlines()
    return Markup("<br>").join(lines)


def linked(value: str) -> Markup:
    """Return a message's text with its line breaks, and its addresses as links."""
    parts = re.split(r"(https?://[^\s<>\"]+)", value)
    shown = (Markup('<a href="{0}">{0}</a>').format(p) if p[:4] == "http" else p for p in parts)
    return Markup("<br>").join(Markup("").join(shown).splitlines())


def register(app: Flask) -> None:
    """Give the filters to every template."""
    writers: tuple[Callable[..., Any], ...] = (
        *(day, short_day, due_day, moment, text, number, shown, paragraphs, linked),
        department_name,
    )
    for writer in writers:
        app.add_template_filter(writer)
