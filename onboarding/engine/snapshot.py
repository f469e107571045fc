"""A progress as plain values to keep, and back: a cache of the history, never the truth."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from onboarding.engine.blueprint import Blueprint
from onboarding.engine.settling import settle_all
from onboarding.engine.state import Mark, Progress
from onboarding.engine.vocabulary import STOPPED

# Days are kept as numbers counted from here: a case has some sixty of them.
_EPOCH = date(2020, 1, 1).toordinal()


def plain(progress: Progress) -> dict[str, Any]:
    """Return what JSON can hold of a progress, its facts left out.

    `done`: step key → [opened, sequence, done, outcome, by], `open`: step key → opened; days are
    numbers, an outcome, and who gave it, stand there only where there is one. `stopped`, if
    there, names the step that ended the case.
    """
    plan, opened = progress.plan, progress.opened
    done = {key: _kept(mark, opened.get(plan.number[key])) for key, mark in progress.marks.items()}
    found: dict[str, Any] = {
        "sequence": progress.sequence,
        "today": _number(progress.today),
        "done": done,
        "open": {p.key: _number(opened[p.number]) for p in progress.open_steps()},
    }
    if progress.stale:
        found["stale"] = [planned.key for planned in progress.steps(progress.stale)]
    if progress.stopped:
        found["stopped"] = progress.stopped_by
    if progress.closed:
        found["closed"] = True
    return found


def day_of(kept: Mapping[str, Any]) -> date:
    """Return the day a kept progress stands at."""
    return _day(kept["today"])


def _number(day: date) -> int:
    return day.toordinal() - _EPOCH


def _day(number: int) -> date:
    return date.fromordinal(number + _EPOCH)


def _kept(mark: Mark, opened: date | None) -> list[Any]:
    days = [_number(opened) if opened else None, mark.sequence, _number(mark.on)]
    if mark.by:
        return [*days, mark.outcome, mark.by]
    return [*days, mark.outcome] if mark.outcome else days


def asked_facts(progress: Progress) -> dict[str, Any]:
    """Return the facts people gave: not what the programme says or what follows from marks."""
    blueprint = progress.plan.blueprint
    fields, given = blueprint.fields, blueprint.given
    return {
        key: value
        for key, value in progress.facts.items()
        if key.partition("@")[0] in fields and given.get(key) != value
    }


def restore(blueprint: Blueprint, kept: Mapping[str, Any], facts: Mapping[str, Any]) -> Progress:
    """Return the progress `plain` and `asked_facts` were taken from."""
    stopped = kept.get("stopped")
    known = {STOPPED: stopped is not None, **blueprint.given, **facts}
    plan = blueprint.plan(known)
    marks: dict[str, Mark] = {}
    opened = {plan.number[key]: _day(number) for key, number in kept["open"].items()}
    done = 0
    for key, (opened_on, sequence, on, *outcome) in kept["done"].items():
        number = plan.number[key]
        done |= 1 << number
        marks[key] = mark = Mark(sequence, _day(on), *outcome)
        known[f"{key}.done_on"] = mark.on
        if outcome:
            known[key] = mark.outcome
        if opened_on is not None:
            opened[number] = _day(opened_on)
    progress = Progress(
        plan,
        day_of(kept),
        known,
        marks,
        opened,
        sequence=kept["sequence"],
        done=done,
        open=plan.mask(kept["open"]),
        stale=plan.mask(kept.get("stale", ())),
        stopped_by=stopped,
        closed=kept.get("closed", False),
    )
    settle_all(progress)
    return progress
