"""E110: due dates that contradict each other along what steps need.

Dates that hang on the same day are compared for every day of four years, with the calendar the
engine itself counts by: weekends, public holidays, closed days. Where they hang on different
days, only what no answers can put right is a fault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from math import inf
from typing import Any

from onboarding.engine.due import NEXT_MONTH, OPENING, YEARLY, DueRule, Move, dating
from onboarding.engine.errors import Answers, Place
from onboarding.engine.plan import anchor_name, numbers_in
from onboarding.proving.facts import DONE_ON
from onboarding.proving.findings import Finding
from onboarding.proving.logic import Formula, every
from onboarding.proving.rules import Ruled, every_rule, rules_about
from onboarding.proving.stages import Stage
from onboarding.proving.world import World, first_items

_FIRST, _DAYS = date(2027, 1, 1), 1461
_SPAN = tuple(_FIRST + timedelta(days=number) for number in range(_DAYS))
# More than the days any office closes in a row.
_CLOSED = 31
# What shows a clash that no day avoids: nothing in particular.
_ALWAYS: Answers = (("", None),)


@dataclass(frozen=True)
class Due:
    """The due date of one step of a programme; `anchor`: the fact it hangs on, or a day."""

    stage: Stage
    rule: DueRule
    anchor: str
    amount: int
    move: Move

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Return the date for each day of the span."""
        return tuple(map(self.move, _SPAN))

    @cached_property
    def alike(self) -> tuple[Any, ...]:
        """Return what makes two rules give the same dates."""
        return (self.rule.unit, self.amount, self.rule.earlier, self.stage.planned.step.legal)

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """Return the fewest and the most days from its anchor to the date."""
        if self.rule.unit == "month":
            low, high = sorted((self.amount * 28, self.amount * 31))
        elif self.rule.unit == "working day":
            low, high = sorted((self.amount, self.amount * 2))
            low, high = low - _CLOSED * (self.amount < 0), high + _CLOSED * (self.amount > 0)
        elif self.rule.unit == NEXT_MONTH:
            low, high = min(self.amount, 28), self.amount + 31
        elif self.rule.unit == YEARLY:
            low, high = 0, 366
        else:
            low = high = self.amount * (7 if self.rule.unit == "week" else 1)
        moves_earlier = self.amount < 0 and not self.stage.planned.step.legal
        return low - _CLOSED * moves_earlier, high


class Calendars:
    """Remembers what has been compared: many programmes have the same dates."""

    def __init__(self) -> None:
        self._days: dict[tuple[Any, ...], tuple[date, ...]] = {}
        self._first: dict[tuple[Any, ...], int | None] = {}

    def first_clash(self, due: Due, needed: Due) -> int | None:
        """Return the first day of the span on which a date lies before the one it needs."""
        pair = (due.alike, needed.alike)
        if pair not in self._first:
            mine, theirs = self._of(due), self._of(needed)
            clashes = (n for n in range(_DAYS) if mine[n] < theirs[n])
            self._first[pair] = next(clashes, None)
        return self._first[pair]

    def _of(self, due: Due) -> tuple[date, ...]:
        return self._days.setdefault(due.alike, due.days)


def contradictions(world: World, calendars: Calendars) -> Iterator[Finding]:
    """Return every due date that lies before the due date of something its step needs.

    Of a chain of steps only the two between which the dates turn round.
    """
    comparing = _Comparing(world, calendars, every_rule(world.blueprint), dict(_dues(world)))
    world.looking_at = None
    comparing.look_ahead()
    for stage in first_items(world):
        due = comparing.dues.get(stage.planned.number)
        if due is None:
            continue
        before = world.before(stage)
        if due.amount < 0 and due.anchor in {OPENING, *map(_end, before)}:
            about = (stage.planned.step.key, due.rule.text)
            yield Finding(place_of(world, due), "E110", "due_before_it_opens", about)
        else:
            yield from comparing.of_step(due, before)


def _end(stage: Stage) -> str:
    return f"{stage.planned.key}{DONE_ON}"


def _dues(world: World) -> Iterator[tuple[int, Due]]:
    blueprint = world.blueprint
    for stage in world.stages:
        step = stage.planned.step
        if step.due is None:
            continue
        parameters = blueprint.parameters[step.workflow]
        move = dating(step.due, parameters, blueprint.workdays, legal=step.legal)
        anchor = step.due.anchor
        if anchor != OPENING and not step.due.fixed:
            name = anchor_name(step.due, blueprint.names)
            anchor = stage.binding.key(name, blueprint.names[name].of)
        amount = step.due.amount_in(parameters)
        yield stage.planned.number, Due(stage, step.due, anchor, amount, move)


@dataclass(frozen=True, slots=True)
class _Comparing:
    """Compares the dates of a programme's steps.

    `apart`: two days → the fewest days that, added to the first, let it reach the second.
    """

    world: World
    calendars: Calendars
    rules: list[Ruled]
    dues: dict[int, Due]
    known: dict[tuple[int, int], Answers | None] = field(default_factory=dict)
    apart: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def of_step(self, due: Due, before: list[Stage]) -> Iterator[Finding]:
        """Return the faults of a step's date against the dates of all it needs."""
        needed = [self.dues[s.planned.number] for s in before if s.planned.number in self.dues]
        for one in needed:
            answers = self.clash(due, one)
            if answers is None:
                continue
            between = (other for other in needed if one.stage in self.world.before(other.stage))
            if not any(self.clash(due, o) or self.clash(o, one) for o in between):
                keys = (due.stage.planned.step.key, one.stage.planned.step.key)
                place = _to_mend(self.world, due, one)
                shown = () if answers == _ALWAYS else answers
                yield Finding(place, "E110", "due_before_needed", keys, shown)

    def clash(self, due: Due, needed: Due) -> Answers | None:
        """Return what shows that in a case a date lies before one its step needs; else None."""
        pair = due.stage.planned.number, needed.stage.planned.number
        if pair not in self.known:
            answers = None if OPENING in (due.anchor, needed.anchor) else self.shown(due, needed)
            there = answers is not None and self.together(due.stage, needed.stage)
            self.known[pair] = answers if there else None
        return self.known[pair]

    def together(self, stage: Stage, needed: Stage) -> bool:
        """Return whether one case can have both steps."""
        goal = every((stage.ready, needed.done, self.world.going_on(stage)))
        return self.world.ask(goal) is not None

    def shown(self, due: Due, needed: Due) -> Answers | None:
        """Return a day and the dates it gives, one before the other; None where there is none."""
        if due.rule.fixed and needed.rule.fixed:
            pair = due.move(due.rule.fixed), needed.move(needed.rule.fixed)
            return _told(due, needed, *pair) if pair[0] < pair[1] else None
        if due.anchor == needed.anchor:
            number = self.calendars.first_clash(due, needed)
            if number is None:
                return None
            day = _SPAN[number]
            return ((due.anchor, day), *_told(due, needed, due.move(day), needed.move(day)))
        return _ALWAYS if self.always_before(due, needed) else None

    def always_before(self, due: Due, needed: Due) -> bool:
        """Return whether the rules of the dictionary alone put one date before the other."""
        if self.apart.get(_ends(due, needed), inf) <= _most(due, needed):
            return False
        goal = self.in_order(due, needed)
        return goal is not True and self.world.ask(goal) is None

    def in_order(self, due: Due, needed: Due) -> Formula:
        """Return when a date can lie as late as one its step needs, and the rules hold."""
        rules = list(rules_about(self.world, self.rules, (due.anchor, needed.anchor)))
        if not rules:
            return True
        latest = _day(self.world, due) + _most(due, needed)
        return every((*rules, latest >= _day(self.world, needed)))

    def look_ahead(self) -> None:
        """Compare all dates that hang on different days at once: most can be in order together."""
        closest: dict[tuple[Any, ...], tuple[Due, Due]] = {}
        for due in self.dues.values():
            numbers = numbers_in(self.world.needed(due.stage.planned.number))
            for needed in (self.dues[number] for number in numbers if number in self.dues):
                pair = closest.setdefault(_ends(due, needed), (due, needed))
                if _most(due, needed) < _most(*pair):
                    closest[_ends(due, needed)] = (due, needed)
        differing = (pair for pair in closest.values() if _differ(*pair))
        self._note([(pair, self.in_order(*pair)) for pair in differing])

    def _note(self, goals: list[tuple[tuple[Due, Due], Formula]]) -> None:
        """Note which dates can be in order, asking about many at once."""
        if goals and self.world.ask(every(goal for _pair, goal in goals)) is not None:
            self.apart.update((_ends(*pair), _most(*pair)) for pair, _goal in goals)
        elif len(goals) > 1:
            half = len(goals) // 2
            self._note(goals[:half])
            self._note(goals[half:])


def _ends(due: Due, needed: Due) -> tuple[Any, ...]:
    """Return the two days that two dates hang on."""
    return (due.anchor, due.rule.fixed, needed.anchor, needed.rule.fixed)


def _most(due: Due, needed: Due) -> int:
    """Return the most days a rule adds to its day beyond the fewest that another adds."""
    return due.bounds[1] - needed.bounds[0]


def _differ(due: Due, needed: Due) -> bool:
    """Return whether two dates hang on different days, known from answers."""
    both_fixed = due.rule.fixed and needed.rule.fixed
    anchors = {due.anchor, needed.anchor}
    return not both_fixed and len(anchors) == 2 and OPENING not in anchors


def _told(due: Due, needed: Due, first: date, second: date) -> Answers:
    return ((needed.stage.planned.key, second), (due.stage.planned.key, first))


def _day(world: World, due: Due) -> Any:
    fixed = due.rule.fixed
    return fixed.toordinal() if fixed else world.fact(due.anchor).term


def place_of(world: World, due: Due) -> Place:
    """Return where the amount of a date is set: in the programme where that tunes it."""
    step = due.stage.planned.step
    chosen = _tuned(world, due)
    return chosen or step.places.get("due", step.at)


def _tuned(world: World, due: Due) -> Place | None:
    chosen = {one.workflow: one for one in world.blueprint.programme.workflows}
    places: Mapping[str, Place] = chosen[due.stage.planned.step.workflow].places
    return places.get(due.rule.amount) if isinstance(due.rule.amount, str) else None


def _to_mend(world: World, due: Due, needed: Due) -> Place:
    return _tuned(world, due) or _tuned(world, needed) or place_of(world, due)
