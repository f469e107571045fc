"""The items of an official application and where each answer comes from: dated data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onboarding.engine.definition import Source, Text
from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition, Place

_PATTERN = "coe_application_*.yaml"
_SOURCES = ("from", "made", "institution")
_ITEM_KEYS = (
    *_SOURCES,
    "member",
    "list",
    "longest",
    "room",
    "wide",
    "optional",
    "where",
    "being",
    "verified",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the form.

    `kind`, `name`: where the answer comes from: a fact (`from`), several (`made`), the
    institution; `otherwise`: what the institution says where the fact is not known; `member`: the
    fact of a family member who applies, where it is another one.
    `list`: option list its texts are taken from. `room`: how many whole-width signs its box on
    the paper form shows; None where nothing is cut.
    `where`: asked only where that item says `being`, which is a yes unless something else is named.
    """

    number: str
    id: str
    label: Text
    kind: str
    name: str
    otherwise: str
    member: str
    list: str
    longest: int | None
    room: int | None
    wide: bool
    optional: bool
    where: str
    being: str
    verified: bool
    at: Place


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of the form: one row for each item of a list.

    `member`: the list of a family member who applies; empty where they have no such table.
    """

    id: str
    number: str
    label: Text
    of: str
    member: str
    on_paper: int
    online: int
    columns: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet. `statuses`: those it is for, none for all; `at`: only at such a place of work.

    `signature`: what stands over the line somebody signs; None where nobody signs this sheet.
    """

    id: str
    title: Text
    statuses: tuple[str, ...]
    at: str
    items: tuple[Item, ...]
    rows: tuple[Rows, ...]
    signature: Text | None = None

    def fits(self, status: str, *, place: str) -> bool:
        """Return whether the sheet belongs to an application for a status."""
        return not self.statuses or (status in self.statuses and self.at in ("", place))


@dataclass(frozen=True, slots=True)
class Application:
    """One version of the form."""

    form: str
    version: str
    source: Source
    sections: tuple[Section, ...]

    def sections_for(self, status: str, *, place: str) -> tuple[Section, ...]:
        """Return the sheets of an application, in order."""
        return tuple(section for section in self.sections if section.fits(status, place=place))


@cache
def application(folder: Path) -> Application:
    """Return the newest version in a workflows folder.

    Raises:
        FaultyDefinition: with every fault found, or where there is none.
    """
    found, faults = read_applications(folder)
    if faults or not found:
        raise FaultyDefinition(faults)
    return found[-1]


def read_applications(folder: Path) -> tuple[list[Application], list[Fault]]:
    """Return the versions that could be read, the oldest first, and every fault."""
    faults: list[Fault] = []
    found = []
    for path in sorted((folder / "rules").glob(_PATTERN)):
        top = read_yaml(path.read_text("utf-8"), f"rules/{path.name}", faults)
        if top:
            found.append(_application(top))
    return sorted(found, key=lambda form: form.version), faults


def fields_named(form: Application) -> Iterator[tuple[str, Place]]:
    """Return every fact of the dictionary the form takes answers from, with its place."""
    for section in form.sections:
        columns = (column for rows in section.rows for column in rows.columns)
        for item in (*section.items, *columns):
            names = (item.name if item.kind == "from" else "", item.member)
            yield from ((name, item.at) for name in names if name)


def _application(top: Entry) -> Application:
    found = top.mapping(("form", "version", "source", "sections"))
    return Application(
        form=found["form"].text() if "form" in found else "",
        version=found["version"].text() if "version" in found else "",
        source=found["source"].source() if "source" in found else Source("", "", False),
        sections=tuple(_section(one) for one in _items(found, "sections")),
    )


def _section(entry: Entry) -> Section:
    found = entry.mapping(("id", "title", "items"), ("statuses", "at", "rows", "signature"))
    return Section(
        id=found["id"].text() if "id" in found else "",
        title=found["title"].bilingual() if "title" in found else Text("", ""),
        statuses=found["statuses"].texts() if "statuses" in found else (),
        at=found["at"].text() if "at" in found else "",
        items=tuple(_item(one) for one in _items(found, "items")),
        rows=tuple(_rows(one) for one in _items(found, "rows")),
        signature=found["signature"].bilingual() if "signature" in found else None,
    )


def _rows(entry: Entry) -> Rows:
    found = entry.mapping(
        ("id", "number", "label", "of", "on_paper", "online", "columns"), ("member",)
    )
    return Rows(
        id=found["id"].text() if "id" in found else "",
        number=found["number"].written() if "number" in found else "",
        label=found["label"].bilingual() if "label" in found else Text("", ""),
        of=found["of"].text() if "of" in found else "",
        member=found["member"].text() if "member" in found else "",
        on_paper=found["on_paper"].integer(1) if "on_paper" in found else 1,
        online=found["online"].integer(1) if "online" in found else 1,
        columns=tuple(_item(one) for one in _items(found, "columns")),
    )


def _item(entry: Entry) -> Item:
    found = entry.mapping(("id", "label"), ("number", *_ITEM_KEYS))
    kind = next((key for key in _SOURCES if key in found), "")
    if not kind and "member" not in found:
        entry.fault("E101", "missing_key", "from")
    return Item(
        number=found["number"].written() if "number" in found else "",
        id=found["id"].text() if "id" in found else "",
        label=found["label"].bilingual() if "label" in found else Text("", ""),
        kind=kind,
        name=found[kind].text() if kind else "",
        otherwise=found["institution"].text() if kind == "from" and "institution" in found else "",
        member=found["member"].text() if "member" in found else "",
        list=found["list"].text() if "list" in found else "",
        longest=found["longest"].integer(1) if "longest" in found else None,
        room=found["room"].integer(1) if "room" in found else None,
        wide="wide" in found and found["wide"].boolean(),
        optional="optional" in found and found["optional"].boolean(),
        where=found["where"].text() if "where" in found else "",
        being=found["being"].text() if "being" in found else "yes",
        verified="verified" not in found or found["verified"].boolean(),
        at=entry.place,
    )


def _items(found: Mapping[str, Entry], key: str) -> list[Entry]:
    return found[key].items() if key in found else []
