"""What export control does whenever something happens in a case, in the same commit."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select, update

from onboarding.cases.models import CaseEvent
from onboarding.cases.registry import Happened
from onboarding.database import db, to_json
from onboarding.engine.events import FINISHED, REOPENED
from onboarding.engine.plan import PlannedStep
from onboarding.security.lists import in_use
from onboarding.security.models import ExportRecord, LookAgain
from onboarding.security.rules import rules_on
from onboarding.security.screening import BESIDE, NAMES, look_at, screen, verdict_steps

_KEPT_GROUPS = ("declaration.", "export.")


def follow_case(happened: Happened) -> None:
    """Keep decisions, screen new names, and note verdicts that have to be looked at again."""
    before, after = happened.before.facts, happened.after.facts
    if any(before.get(name) != after.get(name) for name in NAMES):
        screen(happened.case, happened.after, cause="facts", at=happened.at)
    if happened.event.kind == FINISHED:
        planned = happened.after.plan.find(happened.event.data["step"])
        if planned is not None and _is_kept(planned):
            _keep(happened, planned)
    _look_again(happened)


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


def _decided(happened: Happened) -> bool:
    """Return whether no verdict step is open any more."""
    steps = verdict_steps(happened.after)
    return not any(happened.after.open >> planned.number & 1 for planned in steps)


def _settle(happened: Happened) -> None:
    there = (LookAgain.case_id == happened.case.id, LookAgain.settled == "")
    ended = {"settled": "redone", "settled_at": happened.at}
    db.session.execute(update(LookAgain).where(*there).values(**ended))


def _look_again(happened: Happened) -> None:
    """Note a verdict that facts took back, and a stay that is longer than it was judged for."""
    if taken := list(_taken_back(happened)):
        look_at(happened.case.id, "facts", ", ".join(taken), at=happened.at)
    verdicts = [p for p in verdict_steps(happened.after) if happened.after.done >> p.number & 1]
    was, now = (one.facts.get("stay.ends_on") for one in (happened.before, happened.after))
    if verdicts and isinstance(was, date) and isinstance(now, date) and now > was:
        look_at(happened.case.id, "stay", f"{was} → {now}", at=happened.at)


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
