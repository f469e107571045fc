"""The schemas of the dated tables of visa paperwork: rules of law and maps of official forms."""

from collections.abc import Iterable

from onboarding.schemas.names import Names
from onboarding.schemas.parts import (
    BILINGUAL,
    COUNT,
    DAY,
    SOURCE,
    TEXT,
    Parts,
    Schema,
    any_key,
    file,
    one_of,
    one_or_more,
)
from onboarding.visa.agents.rules import PAPERS
from onboarding.visa.points.table import COUNTS, NUMBERS, TYPES

_YES_NO: Schema = {"type": "boolean"}
# YAML reads 2026-05 as a text and 36 as a number; both may name a version or an entry.
_PLAIN: Schema = {"type": ["string", "integer"]}
_BY_CELL, _BY_OPTION = any_key(TEXT), any_key(any_key(TEXT))


def _table(required: Parts, optional: Parts | None = None) -> Schema:
    """Return the schema of a mapping with exactly these keys."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _each(names: Iterable[str], schema: Schema) -> Schema:
    return _table({}, dict.fromkeys(names, schema))


def residence_statuses(names: Names) -> Schema:
    """Return the schema of `rules/residence_statuses_<day>.yaml`."""
    said = {"name": BILINGUAL, "periods": BILINGUAL, "agent": BILINGUAL, "time": BILINGUAL}
    status = _table(
        {
            **said,
            "sheets": {"type": "array", "items": TEXT},
            "papers": one_or_more(BILINGUAL),
            "source": SOURCE,
        },
        {
            **{"sheets_note": BILINGUAL, "agent_verified": _YES_NO},
            **{"standard": BILINGUAL, "family": BILINGUAL},
        },
    )
    rule = _table({"when": TEXT, "then": TEXT, "why": BILINGUAL, "source": SOURCE})
    trap = _table({"id": TEXT, "when": TEXT, "say": BILINGUAL, "source": SOURCE})
    parts = {
        "valid_from": DAY,
        "source": SOURCE,
        "statuses": any_key(status),
        "rules": one_or_more(rule),
        "traps": one_or_more(trap),
    }
    common = _table({"source": SOURCE, "papers": one_or_more(BILINGUAL)})
    return file("Statuses of residence / 在留資格", _table(parts, {"common": common}))


def filing_agents(names: Names) -> Schema:
    """Return the schema of `rules/filing_agents_<day>.yaml`."""
    texts: Schema = {"type": "array", "items": TEXT}
    who = _table({"label": BILINGUAL}, {"needs": texts})
    lists = dict.fromkeys(("what", "ways", "statuses", "who"), one_or_more(TEXT))
    rule = _table({**lists, "why": BILINGUAL, "source": SOURCE})
    paper = _table(
        {
            **{"label": BILINGUAL, "months": COUNT, "renew_from_months": COUNT},
            **{"return": BILINGUAL, "source": SOURCE},
        }
    )
    parts = {
        **{"valid_from": DAY, "source": SOURCE},
        **{"what": any_key(BILINGUAL), "ways": any_key(BILINGUAL), "who": any_key(who)},
        **{"rules": one_or_more(rule), "papers": _each(PAPERS, paper)},
    }
    return file("Forwarding agents / 申請取次者", _table(parts))


def hsp_points(names: Names) -> Schema:
    """Return the schema of `rules/hsp_points_<day>.yaml`."""
    points = _each(TYPES, COUNT)
    line = _table(
        {"points": points},
        {
            **{"id": TEXT, "label": BILINGUAL, "note": BILINGUAL, "requires": TEXT},
            **{"proof": COUNT, "not_with": one_or_more(TEXT)},
            **dict.fromkeys(("from", "below", "age_below"), COUNT),
        },
    )
    criterion = _table(
        {"id": TEXT, "title": BILINGUAL, "count": one_of(COUNTS), "lines": one_or_more(line)},
        {"number": one_of(NUMBERS), "most": points},
    )
    route = _table(
        {"types": one_or_more(one_of(TYPES)), "annual_pay": COUNT},
        {"degrees": one_or_more(TEXT), "experience_years": COUNT},
    )
    lowest = _table({"yen": COUNT, "types": one_or_more(one_of(TYPES)), "source": SOURCE})
    parts = {
        "valid_from": DAY,
        "title": BILINGUAL,
        "source": SOURCE,
        "marks": one_or_more(COUNT),
        "types": _each(TYPES, BILINGUAL),
        "proofs": any_key(BILINGUAL),
        "criteria": one_or_more(criterion),
        "minimum_pay": lowest,
        "j_skip": _table({"source": SOURCE, "routes": one_or_more(route)}),
    }
    return file("Points / 高度専門職ポイント", _table(parts))


def coe_lists(names: Names) -> Schema:
    """Return the schema of `rules/coe_lists_<month>.yaml`."""
    option: Schema = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
    parts = {
        "valid_from": DAY,
        "source": SOURCE,
        "joined": _table({"by": {"type": "string"}, "verified": _YES_NO}),
        "lists": any_key(any_key(option)),
    }
    only = any_key({"type": "array", "items": _PLAIN})
    return file("Lists of the forms / 様式の選択肢", _table(parts, {"professor_only": only}))


def coe_application(names: Names) -> Schema:
    """Return the schema of `rules/coe_application_<month>.yaml`."""
    texts = dict.fromkeys(("from", "made", "institution", "member", "list", "where", "being"), TEXT)
    flags = dict.fromkeys(("wide", "optional", "verified"), _YES_NO)
    item = _table(
        {"id": TEXT, "label": BILINGUAL},
        {"number": {"type": "string"}, "longest": COUNT, "room": COUNT, **texts, **flags},
    )
    rows = _table(
        {
            **{"id": TEXT, "number": {"type": "string"}, "label": BILINGUAL, "of": TEXT},
            **{"on_paper": COUNT, "online": COUNT, "columns": one_or_more(item)},
        },
        {"member": TEXT},
    )
    section = _table(
        {"id": TEXT, "title": BILINGUAL, "items": one_or_more(item)},
        {
            **{"statuses": one_or_more(TEXT), "at": TEXT, "rows": one_or_more(rows)},
            "signature": BILINGUAL,
        },
    )
    parts = {
        "form": TEXT,
        "version": _PLAIN,
        "source": SOURCE,
        "sections": one_or_more(section),
    }
    return file("Items of the application / 申請書の項目", _table(parts))


def coe_workbook(names: Names) -> Schema:
    """Return the schema of `rules/coe_workbook_<month>.yaml`."""
    sheet = _table(
        {"sheet": TEXT, "labels": _BY_CELL, "cells": _BY_CELL},
        {"boxes": _BY_OPTION, "rings": _BY_OPTION},
    )
    parts = {
        "form": TEXT,
        "version": _PLAIN,
        "title": BILINGUAL,
        "source": SOURCE,
        "sheets": one_or_more(sheet),
    }
    return file("Cells of the workbook / 様式のセル", _table(parts))


def coe_bulk(names: Names) -> Schema:
    """Return the schema of `rules/coe_bulk_<month>.yaml`."""
    parts = {
        "form": TEXT,
        "version": _PLAIN,
        "source": SOURCE,
        "columns": any_key(TEXT),
        "lists": any_key(TEXT),
    }
    more = {
        **dict.fromkeys(("where", "either", "ranges"), any_key(TEXT)),
        "texts": any_key(one_or_more(TEXT)),
    }
    return file("Columns of the bulk file / 一括申請の列", _table(parts, more))
