"""Which facts an application is made from: found by letting each item read, and noting what.

What the institution itself says is noted as `institution.` and the dotted name of the detail.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from onboarding.documents.letterhead import Noting
from onboarding.engine.definition import Field
from onboarding.visa.forms.answers import Applicant, Institution, Read, answers
from onboarding.visa.forms.items import Application, Section

OF_US = "institution."
_DAY = date(2020, 4, 1)


def facts_behind(
    form: Application, who: Applicant, *, read: Read, institution: Institution
) -> dict[str, frozenset[str]]:
    """Return name of an answer → keys of the facts it is made from, as they are known now."""
    found: dict[str, frozenset[str]] = {}
    for section in form.sections_for(who.status, place=who.place):
        for part in _parts(section):
            noted: set[str] = set()
            own, alone = Noting(institution), replace(form, sections=(part,))
            given = answers(alone, who, read=_noting(read, noted), institution=own)
            noted |= {f"{OF_US}{name}" for name in own.noted}
            for answer in given:
                keys = {answer.key, answer.rows.of if answer.rows else ""} - {""}
                found[answer.name] = frozenset(keys if answer.rows else noted)
    return found


def _parts(section: Section) -> list[Section]:
    """Return a sheet as one sheet for each item and each table, so that each reads alone."""
    items = [replace(section, items=(replace(i, where=""),), rows=()) for i in section.items]
    return [*items, *(replace(section, items=(), rows=(rows,)) for rows in section.rows)]


def _noting(read: Read, noted: set[str]) -> Read:
    def look(name: str, item: str) -> Any:
        noted.add(f"{name}@{item}" if item else name)
        return read(name, item)

    return look


def facts_by_definition(
    form: Application, who: Applicant, fields: Mapping[str, Field], institution: Institution
) -> dict[str, frozenset[str]]:
    """Return name of an answer → every field it may be made from, whatever is known.

    Each item reads twice: where everything is known, and where nothing is.
    """

    def everything(name: str, item: str) -> Any:
        field = fields.get(name)
        return _EXAMPLES.get(field.type if field else "", "x")

    found: dict[str, frozenset[str]] = {}
    for read in (everything, lambda name, item: None):
        for name, keys in facts_behind(form, who, read=read, institution=institution).items():
            plain = {key.partition("@")[0] for key in keys}
            found[name] = found.get(name, frozenset()) | plain
    return found


_EXAMPLES: Mapping[str, Any] = {
    "list": ("x",),
    "date": _DAY,
    "integer": 1,
    "money": 1,
    "yes_no": True,
    "country": "ESP",
}
