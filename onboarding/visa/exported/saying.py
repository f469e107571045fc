"""What an application says in each of its forms, and from which facts."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from onboarding.visa.exported.models import BULK
from onboarding.visa.forms.answers import Answer
from onboarding.visa.forms.maps import bulk_map, form_maps

# What the workbook has in one cell and the answers in several.
_TOGETHER = {"address": ("prefecture", "city", "rest"), "stay": ("stay.years", "stay.months")}
_PARTS = (".year", ".month", ".day")


def names_on(kind: str, folder: Path) -> frozenset[str]:
    """Return the names of the answers a form has a place for."""
    if kind == BULK:
        return frozenset(bulk_map(folder).columns.values())
    found: set[str] = set()
    for sheet in form_maps(folder)[0].sheets:
        for name in (*sheet.cells.values(), *sheet.boxes, *sheet.rings):
            found.update(_TOGETHER.get(_whole(name), (_whole(name),)))
    return frozenset(found)


def _whole(name: str) -> str:
    part = next((part for part in _PARTS if name.endswith(part)), "")
    return name.removesuffix(part)


def said(answers: Iterable[Answer], names: frozenset[str]) -> dict[str, Any]:
    """Return name → value of every answer a form has a place for and that is given."""
    return {
        answer.name: _plain(answer.value)
        for answer in answers
        if answer.value not in (None, "") and answer.name in names
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def otherwise(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names of what two applications say differently."""
    return [name for name in {**before, **now} if before.get(name) != now.get(name)]
