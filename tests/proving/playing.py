"""Playing random cases in the engine, watching for what a proof rules out."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from onboarding.engine.actions import Actor, finish, open_case
from onboarding.engine.asking import Question, applies, inner_fields, questions
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.deciding import automatic
from onboarding.engine.definition import Field
from onboarding.engine.due import OPENING
from onboarding.engine.events import Change, Event
from onboarding.engine.kinds import Registry
from onboarding.engine.papers import facts_missing
from onboarding.engine.plan import PlannedStep, numbers_in
from onboarding.engine.progress import Progress, advance, begin, wake

FIRST = date(2027, 1, 6)
_BACKS, _EVENTS = 3, 400
_NUMBERS = (0, 1, 17, 18, 20, 29, 30, 31, 60, 89, 90, 91, 92, 120, 365, 400, 1000)
_STAYS = (1, 2, 29, 30, 31, 60, 61, 89, 90, 91, 92, 100, 364, 365, 366, 400)
_COUNTRIES = ("JPN", "FRA", "IND")


@dataclass
class Game:
    """One random case; `seen` collects what should never be: (what, step, fact)."""

    blueprint: Blueprint
    registry: Registry
    random: Random
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    events: int = 0
    backs: int = 0
    stay: tuple[date, date] = (FIRST, FIRST)
    asked: dict[tuple[str, str], str] = field(default_factory=dict)

    def play(self) -> "Game":
        """Play to an end, or until nothing goes on."""
        starts = FIRST + timedelta(days=self.random.randint(30, 400))
        self.stay = (starts, starts + timedelta(days=self.random.choice(_STAYS) - 1))
        progress = begin(self.blueprint, FIRST)
        progress = self.happen(progress, open_case(progress, self.opening()))
        while not (progress.all_done() or progress.over) and self.events < _EVENTS:
            self.watch(progress)
            change = automatic(progress) or self.move(progress)
            if change is not None:
                progress = self.happen(progress, change)
                continue
            day = progress.next_wake()
            if day is None:
                waiting = [p.key for p in progress.plan.steps if not self.settled(progress, p)]
                self.seen.add(("stuck", waiting[0] if waiting else "", ""))
                break
            progress = wake(progress, day)
        return self

    def settled(self, progress: Progress, planned: PlannedStep) -> bool:
        """Return whether a step waits for nothing itself."""
        bit = 1 << planned.number
        return bool((progress.done | progress.skipped) & bit or planned.needs & ~progress.satisfied)

    def happen(self, progress: Progress, change: Change) -> Progress:
        """Let something happen, some days later."""
        self.events += 1
        day = progress.today + timedelta(days=self.random.choice((0, 0, 1, 3)))
        return advance(progress, Event(progress.sequence + 1, change.kind, day, change.data))

    def opening(self) -> dict[str, Any]:
        """Return what the case is opened with: all that is required, some of what is possible."""
        facts = {}
        for one in self.blueprint.fields.values():
            if one.at_opening == "required" or (one.at_opening and self.random.random() < 0.3):
                facts[one.id] = self.value(one)
        return facts

    def watch(self, progress: Progress) -> None:
        """Note what is used before it is known."""
        for planned in progress.plan.steps:
            bit = 1 << planned.number
            met = not planned.needs & ~progress.satisfied and not planned.awaits
            if progress.undecided & bit and met and (planned.winds_up or not progress.stopped):
                unknown = sorted(planned.decided_by - progress.facts.keys())
                self.seen.add(("condition", planned.step.key, unknown[0] if unknown else ""))
        for planned in progress.open_steps():
            rule = planned.step.due
            if rule and rule.anchor != OPENING and planned.number not in progress.dues:
                self.seen.add(("due", planned.step.key, rule.anchor))
            for key in facts_missing(progress, planned):
                self.seen.add(("paper", planned.step.key, key.partition("@")[0]))

        self.compare_dates(progress)

    def compare_dates(self, progress: Progress) -> None:
        """Note a due date before that of a step its own needs, where both hang on one fact."""
        dues = progress.dues
        for planned in progress.open_steps():
            rule = planned.step.due
            if rule is None or rule.anchor == OPENING:
                continue
            for number in numbers_in(_before(progress, planned)):
                other = progress.plan.steps[number]
                same = other.step.due is not None and other.step.due.anchor == rule.anchor
                there = progress.done >> number & 1 and number in dues and planned.number in dues
                if same and there and dues[planned.number] < dues[number]:
                    self.seen.add(("dates", planned.step.key, other.step.key))

    def move(self, progress: Progress) -> Change | None:
        """Return what somebody does in one of the open steps; None where nobody can."""
        steps = [p for p in progress.open_steps() if not facts_missing(progress, p)]
        self.random.shuffle(steps)
        for planned in steps:
            outcome = self.outcome(planned)
            if bool(planned.step.outcomes) == bool(outcome):
                return self.finish(progress, planned, outcome)
        return None

    def outcome(self, planned: PlannedStep) -> str | None:
        """Return an outcome; sending back goes on for so long only."""
        ways = [o for o in planned.step.outcomes if o.then != "back" or self.backs < _BACKS]
        if not ways:
            return None
        chosen = self.random.choice(ways)
        self.backs += chosen.then == "back"
        return chosen.id

    def finish(self, progress: Progress, planned: PlannedStep, outcome: str | None) -> Change:
        """Return the change of a step that is handed in, as its form would."""
        facts: dict[str, Any] = {}
        known = dict(progress.facts)
        for question in questions(progress, planned, outcome=outcome):
            self.answer(progress, planned, question, known, facts)
        facts |= self.brought(planned)
        by = Actor(planned.key, frozenset({planned.step.role}))
        chosen = planned.step.outcome(outcome) if outcome else None
        to = self.random.choice(chosen.back_to) if chosen and chosen.back_to else None
        return finish(progress, planned.key, by=by, facts=facts, outcome=outcome, back_to=to)

    def answer(
        self,
        progress: Progress,
        planned: PlannedStep,
        question: Question,
        known: dict[str, Any],
        facts: dict[str, Any],
    ) -> None:
        """Answer one question, those about the items of a list with it."""
        if not applies(progress, question, known):
            return
        self.note(planned, question)
        if question.key not in known:
            if question.optional and self.random.random() < 0.5:
                return
            known[question.key] = facts[question.key] = self.value(question.field)
        if question.field.type == "list":
            outer = question.key.partition("@")[2]
            for item in known[question.key]:
                for inner in inner_fields(self.blueprint, question.field):
                    if inner.id not in self.blueprint.asked_of_items:
                        path = f"{outer}.{item}" if outer else item
                        row = Question(f"{inner.id}@{path}", inner, inner.optional)
                        self.answer(progress, planned, row, known, facts)

    def note(self, planned: PlannedStep, question: Question) -> None:
        """Note who is asked what, and where for the first time."""
        step = planned.step
        seat = f"{step.route.stage}.{step.route.number}" if step.route else ""
        first = self.asked.setdefault((f"{step.role}{seat}", question.key), planned.key)
        if first != planned.key:
            self.seen.add(("twice", step.key, question.field.id))

    def brought(self, planned: PlannedStep) -> dict[str, Any]:
        """Return the facts a feature's own step makes known."""
        brought = self.registry.brought_by(planned.step.kind, planned.step.options)
        fields = self.blueprint.fields
        facts = {name: self.value(fields[name]) for name in sorted(brought.certain)}
        for name in sorted(brought.possible):
            given = facts.get(brought.where.get(name, ""))
            if given is True or (given is None and self.random.random() < 0.5):
                facts[name] = self.value(fields[name])
        return facts

    def value(self, one: Field) -> Any:
        """Return an answer that its field allows."""
        if one.id in ("stay.starts_on", "stay.ends_on"):
            return self.stay[one.id == "stay.ends_on"]
        if one.options:
            ids = [option.id for option in one.options]
            return self.random.choice(ids) if one.type == "choice" else tuple(ids[:1])
        plain: dict[str, Any] = {
            "date": self.stay[0] + timedelta(days=self.random.choice((-9000, -6600, -300, 0, 40))),
            "yes_no": self.random.random() < 0.5,
            "country": self.random.choice(_COUNTRIES),
            "integer": self.random.choice(_NUMBERS),
            "money": self.random.choice(_NUMBERS),
            "list": tuple(f"x{n}" for n in range(self.random.choice((0, 1, 1, 2, 3)))),
        }
        return plain.get(one.type, self.random.choice(("X", "Y")))


def _before(progress: Progress, planned: PlannedStep) -> int:
    """Return the steps one needs, by way of others too."""
    found, look = 0, planned.needs
    while look:
        found |= look
        below = 0
        for number in numbers_in(look):
            below |= progress.plan.needs[number]
        look = below & ~found
    return found


def played(blueprint: Blueprint, registry: Registry, *, cases: int, seed: int) -> set[Any]:
    """Play so many cases; return what was seen that should never be."""
    seen: set[Any] = set()
    for number in range(cases):
        seen |= Game(blueprint, registry, Random(seed * 100_003 + number)).play().seen
    return seen
