"""What export control does whenever something happens in a case, in the same commit."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, select, update

from onboarding.cases.models import CaseEvent
from onboarding.cases.registry import Happened
from onboarding.database import db, to_json
from onboarding.engine.events import FINISHED, REOPENED
from onboarding.engine.plan import PlannedStep
from onboarding.security.lists import in_use
from onboarding.security.models import ExportRecord, LookAgain
from onboarding.security.occasions import occasions, of_day
from onboarding.security.rules import rules_on
from onboarding.security.screening import BESIDE, NAMES, look_at, screen, stands, verdict_steps
from onboarding.security.watching import DECLARED, TIMED, watch

_KEPT_GROUPS = ("declaration.", "export.")


def follow_case(happened: Happened) -> None:
    """Keep decisions, screen new names, and note verdicts that have to be looked at again."""
    before, after = happened.before.facts, happened.after.facts
    if any(before.get(name) != after.get(name) for name in NAMES):
        screen(happened.case, happened.after, cause="facts", at=happened.at)
    kept = _kept_step(happened)
    if kept is not None:
        _keep(happened, kept)
    _look_again(happened)
    if kept is not None or any(before.get(name) != after.get(name) for name in TIMED):
        watch(happened.case, happened.after)


def _kept_step(happened: Happened) -> PlannedStep | None:
    """Return the step an event finished, where a record of it is kept."""
    if happened.event.kind != FINISHED:
        return None
    planned = happened.after.plan.find(happened.event.data["step"])
    return planned if planned is not None and _is_kept(planned) else None


def _is_kept(planned: PlannedStep) -> bool:
    asked = (ask.field for ask in planned.step.every_ask())
    about = any(field.startswith(_KEPT_GROUPS) for field in asked)
    return about or planned.step.options.get("beside") == BESIDE


def _keep(happened: Happened, planned: PlannedStep) -> None:
    """Keep a decision or a declaration with the versions of the lists in use."""
    event = happened.event
    person = select(CaseEvent.by_id).where(
        CaseEvent.case_id == happened.case.id, CaseEvent.sequence == event.sequence
    )
    db.session.add(
        ExportRecord(
            case_id=happened.case.id,
            event=event.sequence,
            step=planned.key,
            outcome=event.data.get("outcome") or "",
            lists=to_json([one.id for one in in_use()]),
            rules=rules_on(event.on).valid_from.isoformat(),
            at=happened.at,
            person_id=db.session.scalar(person),
        )
    )
    if planned.step.options.get("beside") == BESIDE and _decided(happened):
        _settle(happened)
    elif any(ask.field == DECLARED for ask in planned.step.every_ask()):
        _settle(happened, LookAgain.cause.in_(of_day("yearly")))


def _decided(happened: Happened) -> bool:
    """Return whether no verdict step is open any more."""
    steps = verdict_steps(happened.after)
    return not any(happened.after.open >> planned.number & 1 for planned in steps)


def _settle(happened: Happened, *also: ColumnElement[bool]) -> None:
    there = (LookAgain.case_id == happened.case.id, LookAgain.settled == "", *also)
    ended = {"settled": "redone", "settled_at": happened.at}
    db.session.execute(update(LookAgain).where(*there).values(**ended))


def _look_again(happened: Happened) -> None:
    """Note a verdict that facts took back, and what calls for looking at one that stands."""
    if taken := list(_taken_back(happened)):
        look_at(happened.case, "facts", ", ".join(taken), at=happened.at)
    if stands(happened.after):
        for cause, detail in occasions(happened):
            look_at(happened.case, cause, detail, at=happened.at)


def _taken_back(happened: Happened) -> Iterator[str]:
    """Return the facts whose change took a verdict back, of one that was there before."""
    if happened.event.kind == REOPENED:
        return
    before, after = happened.before, happened.after
    for planned in verdict_steps(after):
        old = before.plan.find(planned.key)
        if old is None or not before.done >> old.number & 1 or after.done >> planned.number & 1:
            continue
        for ask in planned.step.redo_when_changed:
            if before.facts.get(ask.field) != after.facts.get(ask.field):
                yield ask.field
        return
