"""What the invented people answer: every question of every type, as the dictionary allows."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from onboarding.engine.asking import Question, applies, broken_rules, inner_fields, questions
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.definition import Field
from onboarding.engine.due import NEXT_MONTH, YEARLY, DueRule, dating
from onboarding.engine.kinds import Brought
from onboarding.engine.months import add_months
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.engine.workdays import Workdays
from onboarding.rehearsal.clockwork.draws import Spread, among, drawn
from onboarding.rehearsal.clockwork.people import Arrival
from onboarding.rehearsal.clockwork.season import Among, InOrder, OnDay, Season

Facts = Mapping[str, Any]
FILES = frozenset({"scan", "photo"})
_SAID: Mapping[str, Any] = {
    "yes_no": True,
    "country": "DEU",
    "integer": 1,
    "money": 100000,
    "kana": "アーデン アレックス",
    "kanji": "王　小明",
    "name": "ARDEN",
    "phone": "+81 3 0000 0000",
    "email": "nobody@example.org",
    "url": "https://example.org/",
    "scan": "0",
    "photo": "0",
}


class Answers:
    """The answers and outcomes of one season; the same question always gets the same answer."""

    def __init__(self, season: Season, seed: int, workdays: Workdays) -> None:
        self.season, self.seed, self.workdays = season, seed, workdays

    def opening(self, blueprint: Blueprint, arrival: Arrival, frame: Facts) -> dict[str, Any]:
        """Return the facts a case is opened with; `frame` tells of host and department."""
        stay = {"stay.starts_on": arrival.starts_on, "stay.ends_on": arrival.ends_on}
        facts: dict[str, Any] = {**frame, **arrival.facts, **stay}
        for name in self.season.opening:
            if name not in facts and name not in blueprint.given:
                field = blueprint.fields[name]
                facts[name] = self._answer(field, name, facts, arrival, arrival.opens_on)
        known = blueprint.fields
        return {key: value for key, value in facts.items() if key in known and value is not None}

    def outcome(self, planned: PlannedStep, arrival: Arrival, turn: int) -> str | None:
        """Return how a step ends the so-manieth time it is done; None where it has no outcomes."""
        outcomes = planned.step.outcomes
        if not outcomes:
            return None
        chances = self.season.chances.get(planned.step.key, {})
        at = drawn(self.seed, arrival.number, planned.key, "outcome", turn) * 100
        for outcome, percent in chances.items():
            at -= percent
            if at < 0 and planned.step.outcome(outcome):
                return outcome
        return outcomes[0].id

    def facts(
        self,
        progress: Progress,
        planned: PlannedStep,
        outcome: str | None,
        *,
        of: Arrival,
        today: date,
    ) -> dict[str, Any]:
        """Return the new facts somebody gives with a step: what it asks, and what it brings."""
        asked = questions(progress, planned, outcome=outcome)
        new: dict[str, Any] = {}
        known = dict(progress.facts) if asked else progress.facts
        for question in self._with_rows(progress, asked, of):
            if question.key in known or not applies(progress, question, known):
                continue
            value = self._obeying(progress, question, known, of, today)
            new[question.key] = known[question.key] = value
        return new

    def brought(
        self, progress: Progress, brought: Brought, *, of: Arrival, today: date
    ) -> dict[str, Any]:
        """Return facts that come with a step without being asked, such as the room given.

        Where one of the certain ones is a no, as when no room was found, the others stay away.
        """
        blueprint, known = progress.plan.blueprint, dict(progress.facts)
        found = {}
        for names in (brought.certain, brought.possible):
            for name in sorted(names):
                if not blueprint.names[name].of:
                    field = blueprint.fields[name]
                    known[name] = found[name] = self._answer(field, name, known, of, today)
            if False in found.values():
                break
        return found

    def target(
        self, planned: PlannedStep, outcome: str | None, of: Arrival, turn: int
    ) -> str | None:
        """Return the step somebody sends back to; None where they have no choice."""
        chosen = planned.step.outcome(outcome) if outcome else None
        if chosen is None or len(chosen.back_to) < 2:
            return None
        at = drawn(self.seed, of.number, planned.key, "back to", turn)
        return str(among([(step, 1) for step in chosen.back_to], at))

    def _with_rows(
        self, progress: Progress, asked: list[Question], of: Arrival
    ) -> Iterator[Question]:
        """Return questions, those about each item of a list behind the list."""
        blueprint = progress.plan.blueprint
        for question in asked:
            yield question
            if question.field.type != "list" or question.key in progress.facts:
                continue
            outer = question.key.partition("@")[2]
            for item in self._items(question.field, question.key, of):
                for inner in inner_fields(blueprint, question.field):
                    if inner.id not in blueprint.asked_of_items and inner.type != "list":
                        suffix = f"{outer}.{item}" if outer else item
                        yield Question(f"{inner.id}@{suffix}", inner, inner.optional)

    def _items(self, field: Field, key: str, of: Arrival) -> tuple[str, ...]:
        shares = self.season.lists.get(field.id)
        if not shares:
            return ()
        count = among(shares, drawn(self.seed, of.number, key, "items"))
        letter = (field.item or "i")[0]
        return tuple(f"{letter}{number}" for number in range(1, count + 1))

    def _obeying(
        self, progress: Progress, question: Question, known: Facts, of: Arrival, today: date
    ) -> Any:
        """Return an answer that breaks no rule of its field, if one of those tried does not."""
        field, key = question.field, question.key
        value = self._answer(field, key, known, of, today)
        if not field.rules:
            return value
        others = (not value,) if field.type == "yes_no" else [one.id for one in field.options]
        tried = (value, *others)
        fitting = (one for one in tried if not broken_rules(progress, {**known, key: one}))
        return next(fitting, value)

    def _answer(self, field: Field, key: str, known: Facts, of: Arrival, today: date) -> Any:
        """Return what somebody answers to a field, by the season or else by its type."""
        if field.type == "list":
            return self._items(field, key, of)
        said = self.season.answers.get(field.id)
        at = drawn(self.seed, of.number, key)
        place = _place(key)
        if isinstance(said, Among):
            return among(said.shares, at)
        if isinstance(said, Spread):
            return said.at(at)
        if isinstance(said, InOrder):
            return said.values[min(place, len(said.values)) - 1]
        if isinstance(said, OnDay):
            return self._day(said, key, known, today, at, place)
        return _by_type(field, today)

    def _day(self, said: OnDay, key: str, known: Facts, today: date, at: float, place: int) -> date:
        anchor = _anchor(said.rule, key, known) or today
        day = moved(anchor, said.rule, self.workdays)
        off = round((2 * at - 1) * said.around) + (place - 1) * said.every
        return day + timedelta(days=off)


def _place(key: str) -> int:
    """Return which item of its list a fact is about, counted from 1: 2 of `member.age@m2`."""
    digits = key.rpartition("@")[2].rpartition(".")[2].lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if "@" in key and digits.isdigit() else 1


def _anchor(rule: DueRule, key: str, known: Facts) -> date | None:
    """Return the day a rule hangs on, of the same item where it is about one."""
    suffix = key.partition("@")[2]
    day = known.get(f"{rule.anchor}@{suffix}") if suffix else None
    found = day or known.get(rule.anchor)
    return found if isinstance(found, date) else None


def moved(day: date, rule: DueRule, workdays: Workdays) -> date:
    """Return a day moved as a rule without parameters says."""
    amount = rule.amount_in({})
    if rule.unit == "working day":
        return workdays.shift(day, amount)
    if rule.unit in (NEXT_MONTH, YEARLY):
        return dating(rule, {}, workdays, legal=True)(day)
    if rule.unit == "month":
        return add_months(day, amount)
    return day + timedelta(days=amount * (7 if rule.unit == "week" else 1))


def _by_type(field: Field, today: date) -> Any:
    """Return a plain answer of a field's type, within its limits."""
    if field.type == "date":
        return today
    if field.type in ("choice", "choices"):
        first = field.options[0].id
        return (first,) if field.type == "choices" else first
    value = _SAID.get(field.type, field.label.en)
    if field.type in ("integer", "money"):
        least, most = field.limits.get("min", 0), field.limits.get("max", value)
        return max(least, min(value, most))
    return value[: int(field.limits.get("length", 200))] if isinstance(value, str) else value
