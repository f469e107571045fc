"""The step index and the case's own columns: what lists read, always made from the state."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select

from onboarding.cases.facts import to_plain
from onboarding.cases.history import sealer_of
from onboarding.cases.library import library
from onboarding.cases.models import NO_DUE, Case, StepRow
from onboarding.cases.names import refresh_names
from onboarding.cases.queries import blueprint_of
from onboarding.database import db, to_json
from onboarding.engine import snapshot
from onboarding.engine.backplan import safe_until
from onboarding.engine.events import MOVE_UNDONE, Event
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress

_CHANGING = (
    "position",
    "kind",
    "role",
    "state",
    "due",
    "opened_on",
    "done_on",
    "outcome",
    "assignee_id",
)


def write(
    case: Case, progress: Progress, *, assigned: Mapping[str, int | None] | None = None
) -> None:
    """Bring the index, the snapshot and the case's columns up to a state.

    `assigned`: step key → person newly given the step; steps not named keep theirs while open.
    """
    _write_rows(case, progress, assigned or {})
    facts = to_plain(snapshot.asked_facts(progress), blueprint_of(case).fields, sealer_of(case))
    case.snapshot = to_json({**snapshot.plain(progress), "facts": facts})
    case.starts_on = progress.facts.get("stay.starts_on")
    case.ends_on = progress.facts.get("stay.ends_on")
    case.wakes_on = None if progress.closed else progress.next_wake()
    case.start_safe_until = safe_until(progress, library().tempo)
    case.status = "closed" if progress.closed else "stopped" if progress.stopped else "open"
    refresh_names(case, progress.facts)


def assigned_by(event: Event) -> dict[str, int | None]:
    """Return step key → person of an event that gives steps to somebody, or gives them back."""
    if event.kind == MOVE_UNDONE:
        return dict(event.data["assigned"])
    return {event.data["step"]: event.data["assignee"]} if event.kind == "assigned" else {}


def _write_rows(case: Case, progress: Progress, assigned: Mapping[str, int | None]) -> None:
    with db.session.no_autoflush:
        found = db.session.scalars(select(StepRow).where(StepRow.case_id == case.id))
        rows = {row.key: row for row in found}
    new = []
    for planned in progress.plan.steps:
        values = _values(progress, planned)
        row = rows.pop(planned.key, None)
        if row is None:
            given = {"assignee_id": assigned.get(planned.key)}
            new.append({**_fixed(case, planned), **values, **given})
            continue
        if planned.key in assigned or values["state"] != "open" or row.role != values["role"]:
            values["assignee_id"] = assigned.get(planned.key)
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    if new:
        db.session.connection().execute(insert(cast("Table", StepRow.__table__)), new)
    if rows:
        gone = [row.id for row in rows.values()]
        db.session.execute(delete(StepRow).where(StepRow.id.in_(gone)))


def _values(progress: Progress, planned: PlannedStep) -> dict[str, Any]:
    mark = progress.marks.get(planned.key)
    return {
        "position": planned.position,
        "kind": planned.step.kind,
        "role": planned.step.role,
        "state": str(progress.state(planned)),
        "due": progress.dues.get(planned.number, NO_DUE),
        "opened_on": progress.opened.get(planned.number),
        "done_on": mark.on if mark else None,
        "outcome": mark.outcome if mark else None,
    }


def _fixed(case: Case, planned: PlannedStep) -> dict[str, Any]:
    """Return the columns of a new row that never change."""
    step = planned.step
    return {
        "case_id": case.id,
        "key": planned.key,
        "workflow": step.workflow,
        "step": step.id,
        "item": planned.item,
        "department_id": case.department_id,
        "programme": case.programme,
    }


def as_text(case: Case) -> str:
    """Return the snapshot and all rows of a case as text, for comparing them byte by byte.

    Sealed facts are opened: sealing the same value twice gives other bytes.
    """
    rows = db.session.scalars(
        select(StepRow).where(StepRow.case_id == case.id).order_by(StepRow.position)
    )
    columns = ("key", *_CHANGING)
    lines = ["|".join(str(getattr(row, column)) for column in columns) for row in rows]
    return "\n".join((*_snapshot_lines(case), *lines))


def day_of(case: Case) -> date | None:
    """Return the day a case was last brought to; None where its snapshot is gone."""
    return snapshot.day_of(json.loads(case.snapshot)) if case.snapshot else None


def _snapshot_lines(case: Case) -> Iterator[str]:
    kept = json.loads(case.snapshot) if case.snapshot else {}
    sealer = sealer_of(case)
    for key, value in sorted(kept.pop("facts", {}).items()):
        opened = json.loads(sealer.open(value["sealed"])) if isinstance(value, dict) else value
        yield f"{key}={to_json(opened)}"
    yield to_json({key: _sorted(value) for key, value in sorted(kept.items())})


def _sorted(value: Any) -> Any:
    return dict(sorted(value.items())) if isinstance(value, dict) else value
