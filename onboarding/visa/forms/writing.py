"""Answers as each output writes them: the workbook's cells, the bulk file's columns, print.

Pure. The agency wants western dates everywhere, whole-width addresses and names of relatives in
its file, and the Japanese texts of its own lists.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.engine.definition import Text
from onboarding.engine.partdays import PartDay
from onboarding.visa.forms.answers import Answer
from onboarding.visa.forms.lists import OptionLists
from onboarding.visa.passport.letters import in_full_width

# Ticked and ringed by id, not written out.
_BY_ID = frozenset({"purpose", "sex", "married", "yes_no"})


@dataclass(frozen=True, slots=True)
class Online:
    """What only the agency's system asks, of whoever files: addresses, and how to receive."""

    user_email: str = ""
    notify_email: str = ""
    receipt: str = "email"
    free: str = ""


def for_workbook(answers: Iterable[Answer], lists: OptionLists) -> dict[str, str]:
    """Return value name → text of a cell, or the id a box or an oval goes by.

    A date outside a table is three values: `birth_date.year`, `.month`, `.day`; of one that is
    not wholly known those that are.
    """
    found: dict[str, str] = {}
    for answer in answers:
        value = answer.value
        if value is None:
            continue
        if isinstance(value, date | PartDay) and not answer.rows:
            found |= {f"{answer.name}.{part}": number for part, number in _parts(value)}
        elif answer.item.list in _BY_ID:
            found[answer.name] = str(value)
        else:
            found[answer.name] = in_japanese(answer, lists)
    return {**found, **_together(found)}


def _parts(value: date | PartDay) -> Iterator[tuple[str, str]]:
    for part in ("year", "month", "day"):
        number = getattr(value, part, None)
        if number:
            yield part, str(number)


def in_japanese(answer: Answer, lists: OptionLists) -> str:
    """Return an answer as a cell of the workbook has it."""
    if isinstance(answer.value, date):
        day = answer.value
        return f"{day.year}/{day.month}/{day.day}"
    if isinstance(answer.value, Text):
        return answer.value.ja
    name = answer.item.list
    if name:
        return "、".join(lists.japanese(name, id) or id for id in chosen(answer))
    return str(answer.value)


def chosen(answer: Answer) -> tuple[str, ...]:
    """Return the ids an answer chooses from its list: one, or several."""
    return tuple(map(str, answer.value if isinstance(answer.value, tuple) else (answer.value,)))


def _together(found: Mapping[str, str]) -> dict[str, str]:
    """Return what the paper form has in one box and the file in several."""
    address = "".join(found.get(part, "") for part in ("prefecture", "city", "rest"))
    years, months = found.get("stay.years", "0"), found.get("stay.months", "0")
    stay = f"{years}年" * (years != "0") + f"{months}月" * (months != "0")
    port = found.get("port_other", "") or found.get("port", "")
    name = "　".join(filter(None, (found.get("name"), found.get("name.kanji"))))
    together = {"address": address, "stay": stay, "port": port, "name": name}
    return {name: text for name, text in together.items() if text}


def for_bulk(answers: Iterable[Answer], lists: OptionLists, online: Online) -> dict[str, str]:
    """Return value name → text of a column of the agency's file."""
    found = {answer.name: _column(answer, lists) for answer in answers if answer.value is not None}
    found["user_email"], found["notify_email"] = online.user_email, online.notify_email
    found["receipt"] = lists.joined("receipt_method", online.receipt)
    found["free"] = online.free
    return found


def _column(answer: Answer, lists: OptionLists) -> str:
    value, item = answer.value, answer.item
    if isinstance(value, PartDay):
        return value.digits
    if isinstance(value, date):
        if item.id == "entry_date":
            return f"{value.year}年{value.month}月{value.day}日"
        return value.strftime("%Y%m%d")
    if item.list:
        return "、".join(lists.joined(item.list, id) or id for id in chosen(answer))
    text = value.ja if isinstance(value, Text) else str(value)
    return in_full_width(text) if item.wide else text


def in_print(answer: Answer, lists: OptionLists, language: str) -> Any:
    """Return an answer as our own print shows it: a date stays a date, an option its text."""
    if isinstance(answer.value, Text):
        return answer.value.in_(language)
    if isinstance(answer.value, PartDay):
        return answer.value.text.in_(language)
    if answer.value is None or isinstance(answer.value, date) or not answer.item.list:
        return answer.value
    options = lists.lists[answer.item.list]
    found = [(options[id], id) if id in options else (None, id) for id in chosen(answer)]
    texts = [(one.ja if language == "ja" else one.en or one.ja) if one else id for one, id in found]
    return "、".join(texts) if language == "ja" else ", ".join(texts)
