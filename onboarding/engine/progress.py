"""How far a case is: a pure function of its plan, its history and the day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.deciding import route_of, whole_routes
from onboarding.engine.definition import Outcome
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
from onboarding.engine.nesting import same_item
from onboarding.engine.plan import Plan, PlannedStep, numbers_in
from onboarding.engine.settling import open_and_close, settle, settle_all
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
    "replay",
    "settle_all",
    "wake",
]

# Fact key → its value before the event, None where it was not known.
Changed = dict[str, Any]


def begin(blueprint: Blueprint, today: date) -> Progress:
    """Return the progress of a case nothing has happened to yet; nothing is open before it is."""
    facts = {STOPPED_FACT: False, **blueprint.given}
    progress = Progress(blueprint.plan(facts), today, facts, {}, {})
    settle_all(progress)
    return progress


def replay(blueprint: Blueprint, events: Iterable[Event], today: date) -> Progress:
    """Return where a history leads; the same as having advanced event by event."""
    progress = None
    for event in events:
        progress = progress or begin(blueprint, event.on)
        _wake(progress, event.on)
        _apply(progress, event)
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
    while (day := progress.next_wake()) and day <= today:
        progress.today = day
        open_and_close(progress)
    progress.today = max(progress.today, today)


def advance(progress: Progress, event: Event) -> Progress:
    """Return the progress after one more event."""
    fresh = progress.copy()
    _wake(fresh, event.on)
    _apply(fresh, event)
    return fresh


def _apply(progress: Progress, event: Event) -> None:
    """Let an event take effect; kinds the engine does not know only move the sequence on."""
    plan, effect = progress.plan, _EFFECTS.get(event.kind)
    touched = 0 if progress.sequence else plan.every()
    progress.sequence = event.sequence
    changed: Changed = {}
    if effect is not None:
        _record(progress, event.data.get("facts") or {}, changed)
        touched |= effect(progress, event, changed)
    if other_items := not changed.keys().isdisjoint(plan.list_keys):
        _move_to(progress, plan.blueprint.plan(progress.facts))
    finished = event.data["step"] if event.kind == FINISHED else ""
    touched |= _turn_stale(progress, plan, changed, finished)
    if other_items or event.kind == MOVED:
        settle_all(progress)
    else:
        settle(progress, touched, changed)


def _record(progress: Progress, facts: Mapping[str, Any], changed: Changed) -> None:
    """Write facts into a progress; one taken back is again what the programme says."""
    known, given = progress.facts, progress.plan.blueprint.given
    for key, value in facts.items():
        new = given.get(key) if value is None else value
        if known.get(key) == new:
            continue
        changed.setdefault(key, known.get(key))
        if new is None:
            del known[key]
        else:
            known[key] = new


def _finish(progress: Progress, event: Event, changed: Changed) -> int:
    planned = progress.plan.steps[progress.plan.number[event.data["step"]]]
    outcome, bit = event.data.get("outcome"), 1 << planned.number
    progress.marks[planned.key] = Mark(event.sequence, event.on, outcome, event.data.get("by"))
    progress.done |= bit
    progress.stale &= ~bit
    _record(progress, {f"{planned.key}.done_on": event.on, planned.key: outcome}, changed)
    chosen = planned.step.outcome(outcome) if outcome else None
    if chosen and chosen.then == "stop" and not progress.stopped:
        return _stop(progress, planned.key, changed)
    if chosen and chosen.then == "back":
        return _take_back(
            progress, _way_back(progress.plan, planned, chosen, event.data.get("back_to")), changed
        )
    return bit


def _way_back(plan: Plan, sender: PlannedStep, chosen: Outcome, target: str | None) -> int:
    """Return what is done again: the target, the sender, and what lies between them.

    Where the outcome names what else is to be done again, exactly that instead. A seat sends
    back for its whole approval, but to another seat of it.
    """
    start, route = _meant(plan, target or chosen.back_to[0], sender), route_of(plan, sender)
    last = 1 << (route.approval if route and not start & route.seats else sender).number
    ends = start | last | 1 << sender.number
    if chosen.redo is not None:
        return reduce(or_, (_meant(plan, need.step, sender) for need in chosen.redo), ends)
    before = _reach(last, plan.needs)
    return _reach(start, plan.successors) & before | ends


def done_again(
    progress: Progress, sender: PlannedStep, chosen: Outcome, target: str
) -> list[PlannedStep]:
    """Return the finished steps that an outcome would have done again, in plan order."""
    mask = _way_back(progress.plan, sender, chosen, target)
    return list(progress.steps(whole_routes(progress.plan, mask, progress.done) & progress.done))


def _meant(plan: Plan, key: str, sender: PlannedStep) -> int:
    """Return the steps of a key; of a list the sender's item stands in, only its own."""
    target, lists = plan.blueprint.by_key.get(key), plan.blueprint.shared_lists
    depth = lists(sender.step, target) if target else 0
    steps = (plan.steps[number] for number in numbers_in(plan.of_step.get(key, 0)))
    return sum(1 << one.number for one in steps if same_item(sender.item, one.item, depth))


def _reach(mask: int, edges: tuple[int, ...]) -> int:
    """Return everything that can be reached from some steps."""
    found, look = 0, mask
    while look:
        step = 0
        for number in numbers_in(look):
            step |= edges[number]
        look = step & ~found
        found |= step
    return found


def _take_back(progress: Progress, mask: int, changed: Changed) -> int:
    """Let finished steps be not finished; return what was touched."""
    touched = mask = whole_routes(progress.plan, mask, progress.done)
    taken = mask & progress.done
    progress.done &= ~taken
    progress.open &= ~taken
    for planned in progress.steps(taken):
        del progress.marks[planned.key]
        progress.opened.pop(planned.number, None)
        _record(progress, {planned.key: None, f"{planned.key}.done_on": None}, changed)
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
    return progress.plan.every()


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
    for _bit, key in old.outcomes:
        facts.pop(key, None)
    for key in [key for key in progress.marks if key not in plan.number]:
        del progress.marks[key], facts[f"{key}.done_on"]
        facts.pop(key, None)
    days = ((plan.number.get(old.steps[n].key), day) for n, day in progress.opened.items())
    progress.opened = {number: day for number, day in days if number is not None}
    for name in ("done", "open", "stale"):
        keys = [planned.key for planned in progress.steps(getattr(progress, name))]
        setattr(progress, name, plan.mask(keys))
    progress.skipped = progress.undecided = progress.satisfied = progress.ready = 0
    progress.plan = plan


def _turn_stale(progress: Progress, before: Plan, changed: Changed, finished: str) -> int:
    """Take back the finished papers made from facts that are others now, and what watches them.

    `finished`: the step the event itself finished; the answers given in it do not undo it.
    """
    touched = 0
    while outdated := _outdated(progress, before, changed, finished):
        progress.stale |= outdated
        touched |= _take_back(progress, outdated, changed)
    return touched


def _outdated(progress: Progress, before: Plan, changed: Changed, finished: str) -> int:
    """Return the finished steps that would read other facts than before an event."""
    plan, done = progress.plan, progress.done
    papers = _made_from(plan.papers, changed) & done
    watching = _made_from(plan.watched, changed) & done & ~plan.mask([finished])
    if not papers | watching:
        return 0
    facts = {
        key: value for key, value in {**progress.facts, **changed}.items() if value is not None
    }
    mask = 0
    for planned in progress.steps(papers | watching):
        old, bit = before.find(planned.key), 1 << planned.number
        others = old is None or (
            (papers & bit and old.used(facts) != planned.used(progress.facts))
            or (watching & bit and old.watched(facts) != planned.watched(progress.facts))
        )
        mask |= bit if others else 0
    return mask


def _made_from(masks: Mapping[str, int], changed: Changed) -> int:
    """Return the steps that use any of the facts that changed."""
    return reduce(or_, (masks[key] for key in changed.keys() & masks.keys()), 0)
