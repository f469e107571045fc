"""Cell maps of official workbooks: dated data, one file for each version of each form."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from onboarding.engine.entries import Entry, read_yaml
from onboarding.engine.errors import Fault, FaultyDefinition
from onboarding.visa.forms.bulk import BulkMap
from onboarding.visa.forms.lists import option_lists
from onboarding.visa.forms.workbook import FormMap, SheetMap

_WORKBOOKS, _BULK = "*_workbook_*.yaml", "*_bulk_*.yaml"


@cache
def form_maps(folder: Path) -> tuple[FormMap, ...]:
    """Return the maps of a workflows folder, the newest version first.

    Raises:
        FaultyDefinition: with every fault found.
    """
    found, faults = read_maps(folder)
    if faults:
        raise FaultyDefinition(faults)
    return found


def read_maps(folder: Path) -> tuple[tuple[FormMap, ...], list[Fault]]:
    """Return the maps that could be read, the newest version first, and every fault."""
    faults: list[Fault] = []
    found = []
    for path in sorted((folder / "rules").glob(_WORKBOOKS)):
        top = read_yaml(path.read_text("utf-8"), f"rules/{path.name}", faults)
        if top:
            found.append(_form(top))
    return tuple(sorted(found, key=lambda form: form.version, reverse=True)), faults


@cache
def bulk_map(folder: Path) -> BulkMap:
    """Return the newest map of the file for bulk filing.

    Raises:
        FaultyDefinition: with every fault found, or where there is none.
    """
    faults: list[Fault] = []
    path = max((folder / "rules").glob(_BULK), default=folder)
    top = (
        read_yaml(path.read_text("utf-8"), f"rules/{path.name}", faults) if path.is_file() else None
    )
    found = _bulk(top, folder) if top else None
    if faults or found is None:
        raise FaultyDefinition(faults)
    return found


def _bulk(top: Entry, folder: Path) -> BulkMap:
    found = top.mapping(
        ("form", "version", "source", "columns", "lists"), ("where", "either", "ranges", "texts")
    )
    lists = _texts(found.get("lists"))
    texts = {
        name: frozenset(one.texts())
        for name, one in (found["texts"].pairs() if "texts" in found else ())
    }
    return BulkMap(
        form=found["form"].text() if "form" in found else "",
        version=found["version"].text() if "version" in found else "",
        columns=_texts(found.get("columns")),
        lists={
            **{name: option_lists(folder).all_joined(of) for name, of in lists.items()},
            **{name: _numbers(text) for name, text in _texts(found.get("ranges")).items()},
            **texts,
        },
        where=_texts(found.get("where")),
        either=_texts(found.get("either")),
    )


def _numbers(range_: str) -> frozenset[str]:
    """Return the whole numbers of a range written `0-11`."""
    first, _, last = range_.partition("-")
    return frozenset(str(number) for number in range(int(first), int(last) + 1))


def _form(top: Entry) -> FormMap:
    found = top.mapping(("form", "version", "title", "source", "sheets"))
    for key, read in (("title", Entry.bilingual), ("source", Entry.source)):
        if key in found:
            read(found[key])
    return FormMap(
        form=found["form"].text() if "form" in found else "",
        version=found["version"].text() if "version" in found else "",
        sheets=tuple(_sheet(one) for one in (found["sheets"].items() if "sheets" in found else ())),
    )


def _sheet(entry: Entry) -> SheetMap:
    found = entry.mapping(("sheet", "labels", "cells"), ("boxes", "rings"))
    return SheetMap(
        sheet=found["sheet"].text() if "sheet" in found else "",
        labels=_texts(found.get("labels")),
        cells=_texts(found.get("cells")),
        boxes=_options(found.get("boxes")),
        rings=_options(found.get("rings")),
    )


def _texts(entry: Entry | None) -> dict[str, str]:
    return {key: one.text() for key, one in entry.pairs()} if entry else {}


def _options(entry: Entry | None) -> dict[str, Mapping[str, str]]:
    return {key: _texts(one) for key, one in entry.pairs()} if entry else {}
