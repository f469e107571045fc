"""How far a case is: a pure function of its plan, its history and the day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.deciding import whole_routes
from onboarding.engine.events import (
    ANSWERED,
    CLOSED,
    FINISHED,
    MOVE_UNDONE,
    MOVED,
    OPENED,
    REOPENED,
    STOPPED,
    Event,
)
from onboarding.engine.moving import outdated_papers, to_do_again
from onboarding.engine.plan import Plan, PlannedStep, numbers_in
from onboarding.engine.sending_back import done_again, way_back
from onboarding.engine.settling import affected, open_and_close, settle, settle_all
from onboarding.engine.snapshot import asked_facts, restore
from onboarding.engine.state import Mark, Progress, State
from onboarding.engine.vocabulary import STOPPED as STOPPED_FACT

__all__ = [
    "Mark",
    "Progress",
    "State",
    "advance",
    "begin",
    "done_again",
    "happen",
    "replay",
    "settle_all",
    "wake",
]

# Fact key → its value before the event, None where it was not known.
Changed = dict[str, Any]


def begin(blueprint: Blueprint, today: date) -> Progress:
    """Return the progress of a case nothing has happened to yet; nothing is open before it is."""
    if blueprint.begun is None:
        facts = {STOPPED_FACT: False, **blueprint.given}
        blueprint.begun = Progress(blueprint.plan(facts), date.min, facts, {}, {})
        settle_all(blueprint.begun)
    progress: Progress = blueprint.begun.copy()
    progress.today = today
    return progress


def replay(blueprint: Blueprint, events: Iterable[Event], today: date) -> Progress:
    """Return where a history leads; the same as having advanced event by event."""
    progress = None
    for event in events:
        progress = progress or begin(blueprint, event.on)
        happen(progress, event)
    return wake(progress or begin(blueprint, today), today)


def wake(progress: Progress, today: date) -> Progress:
    """Return the progress on a later day: steps whose date has come are open."""
    if today <= progress.today:
        return progress
    fresh = progress.copy()
    _wake(fresh, today)
    return fresh


def _wake(progress: Progress, today: date) -> None:
    """Let the days pass; a step opens on its own day, whenever somebody looks."""
    while progress.ready != progress.open and (day := progress.next_wake()) and day <= today:
        progress.today = day
        open_and_close(progress)
    progress.today = max(progress.today, today)


def advance(progress: Progress, *events: Event) -> Progress:
    """Return the progress after one more event, or after several."""
    fresh = progress.copy()
    for event in events:
        happen(fresh, event)
    return fresh


def happen(progress: Progress, event: Event) -> None:
    """Let an event happen to a progress nobody else holds: it is changed, and nothing copied.

    Kinds the engine does not know only move the sequence on.
    """
    sequence, kind, day, data = event
    if day > progress.today:
        _wake(progress, day)
    plan, effect, touched = progress.plan, _EFFECTS.get(kind), 0
    progress.sequence, progress._dues = sequence, None
    changed: Changed = {}
    if effect is not None:
        if facts := data.get("facts"):
            _record(progress, facts, changed)
        touched = effect(progress, event, changed)
    if progress.plan is not plan:
        _turn_stale(progress, plan, changed, event)
        settle_all(progress)
        return
    if not plan.shaped_by.isdisjoint(changed):
        _go_on_with(progress, plan.blueprint.plan(progress.facts), event, touched, changed)
        return
    ask, remade = affected(plan, changed)
    if remade & progress.done:
        touched |= _turn_stale(progress, plan, changed, event)
        ask, _ = affected(plan, changed)
    settle(progress, touched, ask)


def _go_on_with(
    progress: Progress, plan: Plan, event: Event, touched: int, changed: Changed
) -> None:
    """Settle an event after which there are other items, and so another plan."""
    before = progress.plan
    _move_to(progress, plan)
    touched |= before.held ^ plan.held
    ask, remade = affected(plan, changed)
    if remade & progress.done:
        touched |= _turn_stale(progress, before, changed, event)
        ask, _ = affected(plan, changed)
    if plan.shape is before.shape:
        settle(progress, touched, ask)
    else:
        settle_all(progress)


def _record(progress: Progress, facts: Mapping[str, Any], changed: Changed) -> None:
    """Write facts into a progress; one taken back is again what the programme says."""
    known = progress.facts
    for key, value in facts.items():
        before = known.get(key)
        if value is None:
            value = progress.plan.blueprint.given.get(key)
        if before == value:
            continue
        if key not in changed:
            changed[key] = before
        if value is None:
            del known[key]
        else:
            known[key] = value


def _finish(progress: Progress, event: Event, changed: Changed) -> int:
    sequence, _kind, day, data = event
    key = data["step"]
    planned = progress.plan.by_key[key]
    outcome, bit = data.get("outcome"), planned.bit
    progress.marks[key] = Mark(sequence, day, outcome, data.get("by"))
    progress.done |= bit
    progress.stale &= ~bit
    if planned.done_key in progress.plan.affects:
        changed[planned.done_key] = progress.facts.get(planned.done_key)
    progress.facts[planned.done_key] = day
    if outcome is not None or planned.step.outcomes:
        _record(progress, {key: outcome}, changed)
    if outcome in planned.leads:
        return _lead(progress, event, planned, changed)
    return bit


def _lead(progress: Progress, event: Event, planned: PlannedStep, changed: Changed) -> int:
    """Let an outcome stop the case or send back; return what was touched."""
    chosen = planned.leads[event.data["outcome"]]
    if chosen.then == "stop" and not progress.stopped:
        return _stop(progress, planned.key, changed)
    if chosen.then == "back":
        way = way_back(progress.plan, planned, chosen, event.data.get("back_to"))
        return _take_back(progress, way, changed)
    return 1 << planned.number


def _take_back(progress: Progress, mask: int, changed: Changed) -> int:
    """Let finished steps be not finished; return what was touched."""
    touched = mask = whole_routes(progress.plan, mask, progress.done)
    taken = mask & progress.done
    progress.done &= ~taken
    progress.open &= ~taken
    for planned in progress.steps(taken):
        del progress.marks[planned.key]
        progress.opened.pop(planned.number, None)
        _record(progress, {planned.key: None, planned.done_key: None}, changed)
        if progress.stopped_by == planned.key:
            touched |= _go_on(progress, changed)
    return touched


def _stop(progress: Progress, by: str, changed: Changed) -> int:
    progress.stopped_by = by
    _record(progress, {STOPPED_FACT: True}, changed)
    return progress.plan.every()


def _go_on(progress: Progress, changed: Changed) -> int:
    """Let a case go on whose ending was taken back."""
    progress.stopped_by = None
    _record(progress, {STOPPED_FACT: False}, changed)
    return progress.plan.every()


def _close(progress: Progress, event: Event, changed: Changed) -> int:
    progress.closed = True
    return 0


def _move(progress: Progress, event: Event, changed: Changed) -> int:
    """Go on with other versions: keep what they still have, take back what they want more of."""
    before, blueprint = progress.copy(), progress.plan.blueprint
    _move_to(progress, blueprint.at(event.data["versions"]).plan(progress.facts))
    papers = outdated_papers(before, progress)
    progress.stale |= papers
    _take_back(progress, papers | to_do_again(before, progress), changed)
    return progress.plan.every()


def _undo_move(progress: Progress, event: Event, changed: Changed) -> int:
    """Go on from the state the event carries, that of just before a move."""
    blueprint, facts = progress.plan.blueprint.at(event.data["versions"]), asked_facts(progress)
    today, kept = progress.today, restore(blueprint, event.data["state"], facts)
    for name in fields(Progress):
        setattr(progress, name.name, getattr(kept, name.name))
    _wake(progress, today)
    progress.sequence = event.sequence
    return progress.plan.every()


_Effect = Callable[[Progress, Event, Changed], int]
_EFFECTS: Mapping[str, _Effect] = {
    OPENED: lambda progress, event, changed: 0,
    ANSWERED: lambda progress, event, changed: 0,
    FINISHED: _finish,
    REOPENED: lambda p, event, changed: _take_back(
        p, 1 << p.plan.number[event.data["step"]], changed
    ),
    STOPPED: lambda progress, event, changed: _stop(progress, "", changed),
    CLOSED: _close,
    MOVED: _move,
    MOVE_UNDONE: _undo_move,
}


def _move_to(progress: Progress, plan: Plan) -> None:
    """Move to the plan for other list items; what is still there keeps its mark by its key."""
    old, facts = progress.plan, progress.facts
    progress.plan = plan
    if plan.shape is old.shape:
        return
    for number in numbers_in(old.outcomes):
        facts.pop(old.steps[number].skipped_key, None)
    for key in [key for key in progress.marks if key not in plan.number]:
        del progress.marks[key], facts[f"{key}.done_on"]
        facts.pop(key, None)
    days = ((plan.number.get(old.steps[n].key), day) for n, day in progress.opened.items())
    progress.opened = {number: day for number, day in days if number is not None}
    for name in ("done", "open", "stale"):
        keys = [old.steps[number].key for number in numbers_in(getattr(progress, name))]
        setattr(progress, name, plan.mask(keys))
    progress.skipped = progress.undecided = progress.satisfied = progress.ready = 0


def _turn_stale(progress: Progress, before: Plan, changed: Changed, event: Event) -> int:
    """Take back the finished papers made from facts that are others now, and what watches them.

    The answers given in a step that watches them do not take it back itself.
    """
    touched, finished = 0, event.data["step"] if event.kind == FINISHED else ""
    while outdated := _outdated(progress, before, changed, finished):
        progress.stale |= outdated
        touched |= _take_back(progress, outdated, changed)
    return touched


def _outdated(progress: Progress, before: Plan, changed: Changed, finished: str) -> int:
    """Return the finished steps that would read other facts than before an event."""
    plan, done = progress.plan, progress.done
    papers = _made_from(plan.papers, changed) & done
    watching = _made_from(plan.watched, changed) & done & ~plan.mask([finished])
    facts, known = {**progress.facts, **changed}, progress.facts
    for key, value in changed.items():
        if value is None:
            del facts[key]
    mask = 0
    for planned in progress.steps(papers | watching):
        old, bit = before.find(planned.key), 1 << planned.number
        others = old is None or (
            (papers & bit and planned.used_otherwise(known, old, facts))
            or (watching & bit and planned.watched_otherwise(known, old, facts))
        )
        mask |= bit if others else 0
    return mask


def _made_from(masks: Mapping[str, int], changed: Changed) -> int:
    """Return the steps that use any of the facts that changed."""
    found = 0
    for key in changed:
        if key in masks:
            found |= masks[key]
    return found
