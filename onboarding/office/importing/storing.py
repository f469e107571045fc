"""Rows of lists between memory and the database, where their content is sealed JSON."""

import json
from dataclasses import asdict
from typing import Any

from flask import current_app

from onboarding.cases.facts import from_plain, to_plain
from onboarding.cases.library import library
from onboarding.database import to_json
from onboarding.office.importing.models import ImportRow
from onboarding.office.lists.checked import Change, Checked
from onboarding.office.lists.directory import Host
from onboarding.office.lists.problems import Problem
from onboarding.office.lists.reading import Line
from onboarding.sealing import Sealer

Facts = dict[str, Any]


def sealer() -> Sealer:
    """Return what seals lists: the institution's own key, as there is no case yet."""
    found: Sealer = current_app.extensions["sealer"]
    return found


def values_of(row: Checked) -> dict[str, Any]:
    """Return the columns in which the database keeps a row."""
    content = {
        "cells": row.line.cells,
        "programme": row.programme,
        "department_id": row.department_id,
        "host": asdict(row.host) if row.host else None,
        "facts": _plain(row.facts),
        "problems": [problem.plain() for problem in row.problems],
        "changes": [_plain_change(change) for change in row.changes],
    }
    return {
        "line": row.line.number,
        "state": row.state,
        "hints": len(row.hints),
        "content": sealer().seal(to_json(content)),
        "case_id": row.case_id,
    }


def row_of(stored: ImportRow) -> Checked:
    """Return a row as it was before `values_of`."""
    content = json.loads(sealer().open(stored.content))
    return Checked(
        line=Line(stored.line, tuple(content["cells"])),
        state=stored.state,
        programme=content["programme"],
        department_id=content["department_id"],
        host=Host(**content["host"]) if content["host"] else None,
        facts=_facts(content["facts"]),
        problems=[Problem.of(kept) for kept in content["problems"]],
        changes=[_change(kept) for kept in content["changes"]],
        case_id=stored.case_id,
    )


def keep(stored: ImportRow, row: Checked) -> None:
    """Write a row back that has changed."""
    for name, value in values_of(row).items():
        setattr(stored, name, value)


def listed(row: Checked) -> str:
    """Return what a list says of a case, to be compared with the next list."""
    return sealer().seal(to_json({"facts": _plain(row.facts), "host": _names(row.host)}))


def listed_before(sealed: str | None) -> tuple[Facts, list[str] | None] | None:
    """Return the facts and the host's names the last list had; None where there was none."""
    if sealed is None:
        return None
    kept = json.loads(sealer().open(sealed))
    return _facts(kept["facts"]), kept["host"]


def _names(host: Host | None) -> list[str] | None:
    return [host.name, host.name_ja, host.email] if host else None


def _plain(facts: Facts) -> Facts:
    return to_plain(facts, library().fields, sealer())


def _facts(kept: Facts) -> Facts:
    return from_plain(kept, library().fields, sealer())


def _plain_change(change: Change) -> list[Any]:
    old, new = (_plain_value(change.key, value) for value in (change.old, change.new))
    return [change.key, old, new, change.why, change.take]


def _plain_value(key: str, value: Any) -> Any:
    if key == "host":
        return value
    return _plain(value if key == "family" else {key: value})


def _change(kept: list[Any]) -> Change:
    key, old, new, why, take = kept
    return Change(key, _value(key, old), _value(key, new), why, take)


def _value(key: str, kept: Any) -> Any:
    if key == "host":
        return kept
    return _facts(kept) if key == "family" else _facts(kept)[key]
