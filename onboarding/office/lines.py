"""Rows of the desk as a page shows them.

The desk is opened all day with fifty rows, so a row is drawn by the template once for each
language, with places in it, and then only filled. What is filled in is escaped: names of
people here, words of the definitions when they are looked up.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from flask import render_template, request
from markupsafe import Markup, escape

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Text
from onboarding.engine.texts import filled
from onboarding.engine.vocabulary import parameter_types
from onboarding.web.filters import due_day, short_day
from onboarding.web.pages import fragment

_PLACES = (
    *("tick", "name", "step", "late", "due", "step_page", "case_page", "number", "start"),
    *("department", "programme", "role"),
)


@dataclass(frozen=True, slots=True)
class Labels:
    """Escaped names in one language: steps by key, programmes, roles and departments by id."""

    language: str
    steps: Mapping[str, Markup]
    programmes: Mapping[str, Markup]
    roles: Mapping[str, Markup]
    departments: Mapping[int, Markup]


def labels(catalogue: Catalogue, language: str, departments: Iterable[Any]) -> Labels:
    """Return the names a list needs; those of the files are looked up once a language."""
    places = _places(language, tuple(departments))
    return Labels(language, *_names(catalogue, language), places)


@lru_cache(maxsize=16)
def _places(language: str, departments: tuple[Any, ...]) -> dict[int, Markup]:
    return {d.id: escape(d.name_ja if language == "ja" else d.name_en) for d in departments}


@cache
def _names(
    catalogue: Catalogue, language: str
) -> tuple[dict[str, Markup], dict[str, Markup], dict[str, Markup]]:
    return (
        {key: escape(title.in_(language)) for key, title in step_titles(catalogue).items()},
        {id: escape(p.label.in_(language)) for id, p in catalogue.programmes.items()},
        {id: escape(role.label.in_(language)) for id, role in catalogue.roles.items()},
    )


@cache
def step_titles(catalogue: Catalogue) -> dict[str, Text]:
    """Return `<workflow>.<step>` → its title in the newest version."""
    return {
        step.key: filled(step.title, parameter_types(workflow), workflow.parameters)
        for workflow in catalogue.current()
        for step in workflow.steps
    }


@cache
def _row(language: str, with_role: bool) -> tuple[list[str], Callable[[Mapping[str, str]], Any]]:
    """Return a row in a language, every second part to be filled, and what picks these parts."""
    places = {name: f"\0{name}\0" for name in _PLACES}
    row = render_template("office/_step_row.html", with_role=with_role, **places).split("\0")
    return row, itemgetter(*row[1::2])


def step_rows(rows: Iterable[Any], names: Labels, today: date, *, with_role: bool) -> Markup:
    """Return the table rows for rows of `desk_queries.open_steps`."""
    empty, picked = _row(names.language, with_role)
    parts = empty.copy()
    late, root, words = fragment("office/_late_mark.html"), request.root_path, names.language
    steps, programmes, roles = names.steps, names.programmes, names.roles
    drawn: list[str] = []
    for row in rows:
        case_id, key, flow, step, role, due, name, number, starts_on, programme, place, _id = row
        case_page = f"{root}/cases/{case_id}"
        cells = {
            "tick": f"{case_id}:{key}",
            "name": escape(name),
            "step": steps.get(f"{flow}.{step}", key),
            "late": late if due < today else "",
            "due": _due(due, words, today.year),
            "step_page": f"{case_page}/steps/{key}",
            "case_page": case_page,
            "number": number,
            "start": _start(starts_on, words, today.year),
            "department": names.departments[place],
            "programme": programmes.get(programme, programme),
            "role": roles.get(role, role),
        }
        parts[1::2] = picked(cells)
        drawn += parts
    return Markup("".join(drawn))


@lru_cache(maxsize=8192)
def _due(day: date, language: str, this_year: int) -> str:
    return due_day(day)


@lru_cache(maxsize=8192)
def _start(day: date | None, language: str, this_year: int) -> str:
    return short_day(day)
