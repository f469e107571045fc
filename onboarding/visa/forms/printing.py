"""The whole application as our own paper prints it, from the facts a paper is made from.

The answers are those of every other output; here they are put beside their labels, sheet by
sheet, in both languages. What does not apply stands there empty, so that nobody has to wonder
whether it was forgotten.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app, has_app_context

from onboarding.config import assets
from onboarding.engine.definition import Text
from onboarding.engine.partdays import PartDay
from onboarding.visa.forms.answers import Answer, Applicant, Institution, answers, follower_of
from onboarding.visa.forms.items import Application, Item, Rows, Section, application
from onboarding.visa.forms.lists import OptionLists, option_lists
from onboarding.visa.forms.writing import chosen

RESEARCHER, FAMILY = "coe_application", "coe_application_dependent"
_OWN = "own"


def researcher_values(facts: Mapping[str, Any], institution: Institution) -> Mapping[str, Any]:
    """Return what the template of the researcher's application reads."""
    status = facts["visa"]["residence_status"]["id"]
    place = facts.get("advice", {}).get("place", {"id": "university"})["id"]
    return _values(facts, Applicant(status, place), institution)


def family_values(facts: Mapping[str, Any], institution: Institution) -> Mapping[str, Any]:
    """Return what the template of a family member's application reads."""
    status = follower_of(facts["visa"]["residence_status"]["id"])
    return _values(facts, Applicant(status, item=facts["case"].get("item", _OWN)), institution)


def _values(
    facts: Mapping[str, Any], who: Applicant, institution: Institution
) -> Mapping[str, Any]:
    form, lists = application(_folder()), option_lists(_folder())
    written = _Written(facts, form, who.item)
    found = answers(form, who, read=written.read, institution=institution, option=written.option)
    said = {(answer.section.id, answer.name): answer for answer in found}
    sheets = [
        _sheet(section, said, lists) for section in form.sections_for(who.status, place=who.place)
    ]
    name = next(answer.value for answer in found if answer.name == "name")
    return {**facts, "application": {"name": name, "sheets": sheets, "form": form.version}}


def _folder() -> Path:
    if has_app_context():
        folder: Path = current_app.extensions["settings"].workflows
        return folder
    return assets() / "workflows"


class _Written:
    """Reads facts back from how papers have them: `{"stay": {"starts_on": {"date": …}}}`.

    Spellings somebody agreed to take the place of the original, as in every official form.
    """

    def __init__(self, facts: Mapping[str, Any], form: Application, own: str) -> None:
        self._facts, self._own = facts, own
        rows = facts.get("letters", {}).get("agreed", ())
        self._agreed = {row.get("of"): row for row in rows if row.get("becomes")}
        self._lists = {"member": "family.members"}
        for rows in (rows for section in form.sections for rows in section.rows):
            for name, of in (
                (rows.columns[0].name, rows.of),
                (rows.columns[0].member, rows.member),
            ):
                self._lists[name.partition(".")[0]] = of

    def read(self, name: str, item: str) -> Any:
        """Return a fact as answers want it; of an item of a list, that row's."""
        value = _plain(self._found(name, item))
        agreed = self._agreed.get(f"{name}@{item}" if item else name)
        return agreed["becomes"] if agreed and agreed.get("was") == value else value

    def option(self, name: str, value: Any) -> Text | None:
        """Return the words of a choice."""
        found = self._found(name, "")
        is_choice = isinstance(found, Mapping) and "id" in found
        return Text(found["en"], found["ja"]) if is_choice else None

    def _found(self, name: str, item: str) -> Any:
        group, _, leaf = name.partition(".")
        if item in ("", self._own):
            return self._facts.get(group, {}).get(leaf)
        outer, _, inner = self._lists[group].partition(".")
        rows = self._facts.get(outer, {}).get(inner, ())
        return next((row.get(leaf) for row in rows if _last(row["item"]) == _last(item)), None)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "date" in value:
            return date.fromisoformat(value["date"])
        return value.get("id") or value.get("country")
    if isinstance(value, list):
        return tuple(one.get("id") or _last(one["item"]) for one in value)
    return value


def _last(item: str) -> str:
    """Return an item without those around it: `g1` of `m1.g1`."""
    return item.rpartition(".")[2]


Said = Mapping[tuple[str, str], Answer]


def _sheet(section: Section, said: Said, lists: OptionLists) -> dict[str, Any]:
    return {
        "title": _both(section.title),
        "blocks": list(_blocks(section, said, lists)),
        "signature": _both(section.signature) if section.signature else None,
        "verified": all(item.verified for item in section.items),
    }


def _blocks(section: Section, said: Said, lists: OptionLists) -> Iterator[dict[str, Any]]:
    """Return the items and, after the last of a lower number, each table; the form's own order."""
    tables = list(section.rows)
    lines: list[dict[str, Any]] = []
    before = ""
    for item in section.items:
        if tables and _leading(item.number) > _leading(tables[0].number) > 0:
            yield {"lines": lines}
            yield {"table": _table(section, tables.pop(0), said, lists)}
            lines = []
        answer = said.get((section.id, item.id))
        number = item.number if item.number != before else ""
        lines.append({"number": number, **_line(item, answer, lists)})
        before = item.number
    yield {"lines": lines}
    yield from ({"table": _table(section, rows, said, lists)} for rows in tables)


def _leading(number: str) -> int:
    """Return the number an item begins with: 26 of `26-28`; 0 where it has none."""
    found = number.partition("-")[0]
    return int(found) if found.isdigit() else 0


def _line(item: Item, answer: Answer | None, lists: OptionLists) -> dict[str, Any]:
    value = _value(answer, lists) if answer else None
    return {"label": _both(item.label), "value": value, "verified": item.verified}


def _table(section: Section, rows: Rows, said: Said, lists: OptionLists) -> dict[str, Any]:
    numbers = {answer.row for answer in said.values() if answer.rows is rows}
    cells = [
        [
            _value(said[section.id, f"{rows.id}.{number}.{column.id}"], lists)
            for column in rows.columns
        ]
        for number in sorted(numbers)
    ]
    columns = [_both(column.label) for column in rows.columns]
    return {"number": rows.number, "label": _both(rows.label), "columns": columns, "rows": cells}


def _value(answer: Answer, lists: OptionLists) -> Any:
    """Return an answer with what a template needs: a day, both texts of options, or as it is."""
    value, name = answer.value, answer.item.list
    if value in (None, "", ()):
        return None
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, PartDay):
        return _both(value.text)
    if isinstance(value, Text):
        return _both(value)
    if name:
        texts = [lists.lists[name].get(id) for id in chosen(answer)]
        ja = [text.ja if text else id for text, id in zip(texts, chosen(answer), strict=True)]
        en = [text.en if text else id for text, id in zip(texts, chosen(answer), strict=True)]
        return {"ja": "、".join(ja), "en": ", ".join(en)}
    return value


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}
