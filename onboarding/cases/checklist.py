"""The checklist as people read it: what is next, by when, why something is closed, whose it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from onboarding.cases.policies import Part, may_work
from onboarding.engine.definition import Text
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, State


@dataclass(frozen=True, slots=True)
class Blocker:
    """A step somebody else, or the reader, has to do first."""

    title: Text
    role: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One step on a checklist. `days_left` is negative once late; None without a due date."""

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
    stale: bool

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
        return _by_due(line for line in self.lines if not line.mine and line.state is State.OPEN)

    def later(self, *, mine_only: bool) -> list[Line]:
        """Return what is closed still, in the order of the files."""
        waiting = (line for line in self.lines if line.state is State.WAITING)
        return [line for line in waiting if line.mine or not mine_only]

    def done(self, *, mine_only: bool) -> list[Line]:
        """Return what is finished, the newest first."""
        found = [x for x in self.lines if x.state is State.DONE and (x.mine or not mine_only)]
        return sorted(found, key=lambda line: line.done_on or date.min, reverse=True)

    def by_workflow(self) -> list[tuple[str, list[Line]]]:
        """Return workflow id → its lines, as the files order them."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.planned.step.workflow, []).append(line)
        return list(found.items())


def _by_due(lines: Iterator[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.due or date.max, line.planned.position))


def checklist(progress: Progress, part: Part, roles: dict[str, Any], today: date) -> Checklist:
    """Return a case as somebody with this part in it sees it.

    `roles`: role id → its definition, for saying who has to act.
    """
    steps = sorted(progress.plan.steps, key=lambda planned: planned.position)
    shown = (planned for planned in steps if progress.state(planned) is not State.SKIPPED)
    return Checklist(tuple(_line(progress, part, roles, today, planned) for planned in shown))


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
        mine=may_work(part, planned),
        who=item_name(progress, planned.item),
        due=due,
        days_left=(due - today).days if due else None,
        done_on=mark.on if mark else None,
        outcome=chosen.label if chosen else None,
        opens_on=opens_on if opens_on and opens_on > today else None,
        blockers=_blockers(progress, planned, roles) if state is State.WAITING else (),
        stale=bool(progress.stale >> planned.number & 1),
    )


def _blockers(
    progress: Progress, planned: PlannedStep, roles: dict[str, Any]
) -> tuple[Blocker, ...]:
    steps = progress.blockers(planned)[:3]
    return tuple(Blocker(step.step.title, roles[step.step.role].label) for step in steps)


def item_name(progress: Progress, item: str) -> str:
    """Return what an item of a list is called: a person's name, a funder, a day.

    What stands inside another item is called by both.
    """
    parts = item.split(".") if item else []
    names = (_own_name(progress, ".".join(parts[: n + 1])) for n in range(len(parts)))
    return " ".join(name for name in names if name)


def _own_name(progress: Progress, item: str) -> str:
    facts, fields = progress.facts, progress.plan.blueprint.fields.values()
    names = ("member.family_name", "member.given_name", "funder.name", "visit.starts_on")
    found = [str(facts[f"{name}@{item}"]) for name in names if f"{name}@{item}" in facts]
    if found:
        return " ".join(found)
    named = (f"{field.id}@{item}" for field in fields if field.type == "name")
    return next((str(facts[key]) for key in named if key in facts), "")
