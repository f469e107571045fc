"""Papers of a case: asked for when their step opens, stale when their facts change."""

from datetime import date, datetime
from typing import Any

from onboarding.cases.history import sealer_of
from onboarding.cases.messages import queue_paper
from onboarding.cases.models import Case
from onboarding.cases.queries import moved_last_at
from onboarding.cases.registry import Happened, hold_on
from onboarding.database import to_json
from onboarding.documents import service as documents
from onboarding.engine.definition import Field, Step, Text
from onboarding.engine.events import FINISHED, MOVE_UNDONE
from onboarding.engine.papers import facts_missing, facts_used, fingerprint
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress


class PaperNotReady(Exception):
    """The paper of a step is not made yet, or its facts have changed since."""


def follow(happened: Happened) -> None:
    """Ask for the papers an event calls for, mark those it made stale, release what is signed."""
    case, after, event = happened.case, happened.after, happened.event
    if event.kind == FINISHED:
        planned = after.plan.find(event.data["step"])
        if planned and planned.document:
            _release(happened, planned)
    stale = {planned.key for planned in happened.before.steps(happened.before.stale)}
    for planned in after.steps(after.stale):
        if planned.key not in stale:
            documents.mark_stale(case.id, planned.key)
    if event.kind == MOVE_UNDONE:
        _put_back(happened)
    ask_open(case, after, happened.at)


def _put_back(happened: Happened) -> None:
    """Let the papers count again that a move now undone put out of date."""
    case, after = happened.case, happened.after
    since = moved_last_at(case)
    touched = documents.withdraw(case.id, since)
    stale = {planned.key for planned in happened.before.steps(happened.before.stale)}
    for planned in map(after.plan.find, sorted(touched | stale)):
        if planned and planned.document:
            is_done = after.done >> planned.number & 1
            made_from = None if is_done else fingerprint(facts_used(after, planned))
            documents.count_again(case.id, planned.key, made_from, before=since)


def _release(happened: Happened, planned: PlannedStep) -> None:
    """Let the readers have a finished step's paper.

    Raises:
        PaperNotReady: there is none to sign.
    """
    document = documents.release(happened.case.id, planned.key, at=happened.at)
    if document is None:
        raise PaperNotReady(planned.key)
    queue_paper(happened, planned, document.number or "")


def ask_open(case: Case, progress: Progress, at: datetime) -> None:
    """Ask for the paper of every open document step, once for the same facts."""
    for planned in progress.open_steps():
        if planned.document is not None:
            documents.ask(asked_for(case, progress, planned), at=at)


def asked_for(case: Case, progress: Progress, planned: PlannedStep) -> documents.Asked:
    """Return what a worker needs to know to make the paper of a step."""
    facts = facts_used(progress, planned)
    return documents.Asked(
        case_id=case.id,
        step_key=planned.key,
        name=planned.step.options["document"],
        facts=sealer_of(case).seal(to_json(written(case, progress, planned))),
        fingerprint=fingerprint(facts),
        lacks=tuple(facts_missing(progress, planned)) or _held(case, progress, planned),
    )


def _held(case: Case, progress: Progress, planned: PlannedStep) -> tuple[str, ...]:
    """Return what stands against a paper whose facts are known, as `documents` keeps it."""
    hold = hold_on(planned.step.options["document"])
    stands = hold is not None and hold.stands(case, progress, planned)
    return (documents.HELD + hold.reason,) if hold and stands else ()


def written(case: Case, progress: Progress, planned: PlannedStep) -> dict[str, Any]:
    """Return the facts of a paper as its template reads them.

    `{"stay": {"starts_on": {"date": "2027-04-01"}}}`; the items of a list stand under its own
    name as a list of mappings in their order, the one item of a step under its prefix, the
    outcome of a step under its workflow like a choice.
    """
    blueprint = progress.plan.blueprint
    found: dict[str, Any] = {"case": {"number": case.number}}
    orders: dict[str, list[str]] = {}
    if planned.item:
        found["case"]["item"] = planned.item
    for key, value in facts_used(progress, planned).items():
        name, _, item = key.partition("@")
        group, _, leaf = name.partition(".")
        field, step = blueprint.fields.get(name), blueprint.by_key.get(name)
        if step is not None:
            found.setdefault(group, {})[leaf] = outcome_on_paper(step, value)
        elif field is None:
            continue
        elif field.type == "list":
            orders.setdefault(name, []).extend(f"{item}.{one}" if item else one for one in value)
        elif item and item != planned.item:
            _row(found, progress, group, item)[leaf] = value_on_paper(field, value)
        else:
            found.setdefault(group, {})[leaf] = value_on_paper(field, value)
    for name, order in orders.items():
        _put_in_order(_rows_of(found, name), order)
    _say_unknown(found)
    return found


def _put_in_order(rows: list[dict[str, Any]], order: list[str]) -> None:
    """Sort the rows of a list as its items stand in it, whichever of their facts came first."""
    places = {item: place for place, item in enumerate(order)}
    rows.sort(key=lambda row: places.get(row["item"], len(places)))


def _say_unknown(found: dict[str, Any]) -> None:
    """Write into a birth which part of it nobody knows, the rows of lists included."""
    for value in list(found.values()):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                _say_unknown(one)
    if "birth_unknown" in found and "birth_date" in found:
        found["birth_date"]["unknown"] = found["birth_unknown"]["id"]


def outcome_on_paper(step: Step, outcome: str) -> dict[str, str]:
    """Return how a step went, like a choice."""
    chosen = step.outcome(outcome)
    label = chosen.label if chosen else Text(outcome, outcome)
    return {"id": outcome, "en": label.en, "ja": label.ja}


def _rows_of(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the rows of a list so far; a list that is known is there though it be empty."""
    outer, _, leaf = name.partition(".")
    rows: list[dict[str, Any]] = found.setdefault(outer, {}).setdefault(leaf, [])
    return rows


def _row(found: dict[str, Any], progress: Progress, group: str, item: str) -> dict[str, Any]:
    """Return the mapping of one item of the list whose items are called `group`."""
    lists = progress.plan.blueprint.lists
    name = next(name for name, prefix in lists.items() if prefix == f"{group}.")
    rows = _rows_of(found, name)
    row: dict[str, Any] | None = next((row for row in rows if row["item"] == item), None)
    if row is None:
        row = {"item": item}
        rows.append(row)
    return row


def value_on_paper(field: Field, value: Any) -> Any:
    """Return a value with what a template needs to write it in either language."""
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if field.type == "choice":
        label = field.option(value)
        return {"id": value, "en": label.en, "ja": label.ja}
    if field.type == "choices":
        return [{"id": id, "en": field.option(id).en, "ja": field.option(id).ja} for id in value]
    if field.type == "country":
        return {"country": value}
    return value
