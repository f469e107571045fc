"""The checklist as people read it: what is next, by when, why something is closed, whose it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from onboarding.cases.policies import Part, may_work
from onboarding.cases.recipients import sat_beside
from onboarding.engine.definition import Opening, Text
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, State
from onboarding.engine.vocabulary import is_fact
from onboarding.web.filters import day
from onboarding.web.speaking import reader_language


@dataclass(frozen=True, slots=True)
class Blocker:
    """A step somebody else, or the reader, has to do first."""

    title: Text
    role: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One step on a checklist. `days_left` is negative once late; None without a due date.

    `held_by`: what else must hold before it opens. `under_way`: an approval of which a stage is
    open now; its seats are on the list of those only who may fill them.
    `latest`: the last day it can be finished on for the stay to begin as wanted; `decisive`:
    whether it is among the steps the start hangs on most.
    """

    planned: PlannedStep
    state: State
    role: Text
    role_held: str
    mine: bool
    who: str
    due: date | None
    days_left: int | None
    done_on: date | None
    outcome: Text | None
    opens_on: date | None
    blockers: tuple[Blocker, ...]
    held_by: tuple[Opening, ...]
    stale: bool
    under_way: bool
    latest: date | None = None
    decisive: bool = False

    @property
    def is_seat(self) -> bool:
        """Return whether it is one seat of an approval."""
        return self.planned.step.route is not None

    @property
    def late(self) -> bool:
        """Return whether its day has passed."""
        return self.state is State.OPEN and self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class Checklist:
    """A case's steps as one reader sees them; steps that do not apply are left out."""

    lines: tuple[Line, ...]

    def mine(self) -> list[Line]:
        """Return what the reader can do now, the most urgent first."""
        return _by_due(line for line in self.lines if line.mine and line.state is State.OPEN)

    def others(self) -> list[Line]:
        """Return what somebody else is doing now."""
        open_now = (x for x in self.lines if x.state is State.OPEN and not (x.mine or x.is_seat))
        deciding = (x for x in self.lines if x.under_way and not self._decides(x))
        return _by_due((*open_now, *deciding))

    def _decides(self, approval: Line) -> bool:
        """Return whether one of the open seats of an approval is the reader's own."""
        key = approval.planned.key
        return any(_approval_of(line) == key for line in self.mine())

    def later(self, *, mine_only: bool) -> list[Line]:
        """Return what is closed still, in the order of the files."""
        waiting = (x for x in self.lines if x.state is State.WAITING and not x.under_way)
        return [x for x in waiting if x.mine or not (mine_only or x.is_seat)]

    def done(self, *, mine_only: bool) -> list[Line]:
        """Return what is finished, the newest first."""
        found = [x for x in self.lines if x.state is State.DONE and (x.mine or not mine_only)]
        return sorted(found, key=lambda line: line.done_on or date.min, reverse=True)

    def by_workflow(self) -> list[tuple[str, list[Line]]]:
        """Return workflow id → its lines, as the files order them."""
        found: dict[str, list[Line]] = {}
        for line in (line for line in self.lines if not line.is_seat):
            found.setdefault(line.planned.step.workflow, []).append(line)
        return list(found.items())


def _approval_of(line: Line) -> str:
    """Return the key of the approval a seat belongs to; empty where it is none."""
    seat = line.planned.step.route
    item = f"@{line.planned.item}" if line.planned.item else ""
    return f"{seat.approval}{item}" if seat else ""


def _by_due(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.due or date.max, line.planned.position))


def checklist(progress: Progress, part: Part, roles: dict[str, Any], today: date) -> Checklist:
    """Return a case as somebody with this part in it sees it.

    `roles`: role id → its definition, for saying who has to act.
    """
    steps = sorted(progress.plan.steps, key=lambda planned: planned.position)
    shown = (planned for planned in steps if progress.state(planned) is not State.SKIPPED)
    lines = (_line(progress, part, roles, today, planned) for planned in shown)
    return Checklist(tuple(_own_seats_once(lines)))


def _own_seats_once(lines: Iterable[Line]) -> Iterator[Line]:
    """Leave out of the seats one role has beside each other all but one the reader may fill."""
    offered = set()
    for line in lines:
        seat = line.planned.step.route
        if line.mine and seat and seat.of > 1 and line.state in (State.OPEN, State.WAITING):
            group = (_approval_of(line), seat.stage)
            if group in offered:
                line = replace(line, mine=False)
            offered.add(group)
        yield line


def _line(
    progress: Progress, part: Part, roles: dict[str, Any], today: date, planned: PlannedStep
) -> Line:
    due, mark = progress.dues.get(planned.number), progress.marks.get(planned.key)
    state = progress.state(planned)
    chosen = planned.step.outcome(mark.outcome) if mark and mark.outcome else None
    opens_on = progress.opens_on(planned) if state is State.WAITING else None
    return Line(
        planned=planned,
        state=state,
        role=roles[planned.step.role].label,
        role_held=roles[planned.step.role].held,
        mine=may_work(part, planned) and str(part.person_id) not in sat_beside(progress, planned),
        who=item_name(progress, planned.item),
        due=due,
        days_left=(due - today).days if due else None,
        done_on=mark.on if mark else None,
        outcome=chosen.label if chosen else None,
        opens_on=opens_on if opens_on and opens_on > today else None,
        blockers=_blockers(progress, planned, roles) if state is State.WAITING else (),
        held_by=_held_by(progress, planned, today) if state is State.WAITING else (),
        stale=bool(progress.stale >> planned.number & 1),
        under_way=state is State.WAITING and _under_way(progress, planned),
    )


def _blockers(
    progress: Progress, planned: PlannedStep, roles: dict[str, Any]
) -> tuple[Blocker, ...]:
    steps = progress.blockers(planned)[:3]
    return tuple(Blocker(step.step.title, roles[_acting(progress, step)].label) for step in steps)


def _acting(progress: Progress, planned: PlannedStep) -> str:
    """Return whose turn it is in a step: in an approval, that of its first seat not filled."""
    keys = (key for stage in planned.step.stages for key in stage.seats)
    seats = (progress.plan.find(f"{key}@{planned.item}" if planned.item else key) for key in keys)
    left = (seat for seat in seats if seat and seat.key not in progress.marks)
    return next((seat.step.role for seat in left), planned.step.role)


def _held_by(progress: Progress, planned: PlannedStep, today: date) -> tuple[Opening, ...]:
    """Return what keeps a step closed besides the steps it needs."""
    gate, names = planned.opens, progress.plan.blueprint.names
    if gate is None or gate.lets_through(progress.facts, today):
        return ()
    # The conditions of a gate are those written out, then those that a fact is known.
    once = [one for one in planned.step.opens if one.once]
    facts = [one for one in planned.step.opens if is_fact(one.after, names)]
    holds = dict(
        zip((*once, *facts), (ask(progress.facts) for ask in gate.conditions), strict=True)
    )
    return tuple(
        one for one in planned.step.opens if one.rule or (one in holds and holds[one] is not True)
    )


def _under_way(progress: Progress, planned: PlannedStep) -> bool:
    """Return whether a step is an approval of which some seat is open."""
    seats = (stage.seats for stage in planned.step.stages)
    keys = (key for stage in seats for key in stage)
    of_item = (f"{key}@{planned.item}" if planned.item else key for key in keys)
    return bool(progress.plan.mask(of_item) & progress.open)


def item_name(progress: Progress, item: str) -> str:
    """Return what an item of a list is called: a person's name, a funder, a day, or its number.

    What stands inside another item is called by both: `1 Apr 2027 · MARIA`.
    """
    parts = item.split(".") if item else []
    paths = (".".join(parts[: depth + 1]) for depth in range(len(parts)))
    return " · ".join(_own_name(progress, path) for path in paths)


def _own_name(progress: Progress, item: str) -> str:
    """Return the name of one item; where it has none yet, its list and its number in it."""
    facts, fields = progress.facts, progress.plan.blueprint.fields.values()
    names = ("member.family_name", "member.given_name", "funder.name")
    found = [str(facts[f"{name}@{item}"]) for name in names if f"{name}@{item}" in facts]
    if found:
        return " ".join(found)
    named = (f"{one.id}@{item}" for kind in ("name", "date") for one in fields if one.type == kind)
    value = next((facts[key] for key in named if key in facts), None)
    if value is not None:
        return day(value) if isinstance(value, date) else str(value)
    return _numbered(progress, item)


def _numbered(progress: Progress, item: str) -> str:
    outer, _, own = item.rpartition(".")
    for field in progress.plan.blueprint.fields.values():
        items = progress.facts.get(f"{field.id}@{outer}" if outer else field.id)
        if field.type == "list" and items and own in items:
            return f"{field.label.in_(reader_language())} {items.index(own) + 1}"
    return ""
